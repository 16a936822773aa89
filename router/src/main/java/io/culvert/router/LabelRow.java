package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.List;
import java.util.Optional;

/// One row of the label table.
///
/// @param prefix what the label stands for; empty for a whole VRF
/// @param vrf whose packets carry it, if that is known
/// @param octets that came in under the label
public record LabelRow(
        Label label, Optional<Prefix> prefix, Optional<Vrf> vrf, Action action, long octets) {
    public sealed interface Action {
        /// Pop, then a look into the VRF's table.
        record Lookup(Vrf vrf) implements Action {}

        /// Pop, then to a neighbour without a label.
        record Pop(InterfaceName out, Optional<IpAddress> nextHop) implements Action {}

        /// Put `out` in place.
        record Swap(
                Label outLabel,
                InterfaceName out,
                Optional<IpAddress> nextHop,
                List<Label> transport)
                implements Action {
            public Swap {
                transport = List.copyOf(transport);
            }
        }

        /// Nowhere, for now.
        record Discard(String reason) implements Action {}
    }
}
