package io.culvert.wire.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.RouteTarget;
import java.util.List;
import java.util.Optional;

/// Labels in a resolution, an extension of this project (nhrp.md section 6.4): an offer in the request, filled in by a responder
/// that knows it, echoed unchanged by one that does not.
///
/// @param isReply the R flag: a responder filled it in
/// @param deepStackAllowed whether a stack of more than one label may be answered
/// @param capabilities sub-type 1; 0 where it is absent
/// @param routeTargets sub-type 2: what the VRF exports
/// @param vpnLabels sub-type 3
/// @param transport sub-type 4
/// @param generation sub-type 5: of the responder's binding, unsigned
public record LabelExtension(
        boolean isReply,
        boolean deepStackAllowed,
        int capabilities,
        List<RouteTarget> routeTargets,
        List<VpnLabel> vpnLabels,
        Optional<Transport> transport,
        Optional<Integer> generation) {
    public static final int CAPABILITY_LABELS = 1;
    public static final int CAPABILITY_CHANNEL = 2;

    public LabelExtension {
        routeTargets = List.copyOf(routeTargets);
        vpnLabels = List.copyOf(vpnLabels);
    }

    /// The label stack of one client information entry.
    ///
    /// @param cie index of the entry
    /// @param stack outermost first, at least one
    public record VpnLabel(int cie, int prefixLength, List<Label> stack) {
        public VpnLabel {
            stack = List.copyOf(stack);
        }
    }

    /// How the next hop itself is reached.
    public record Transport(Label label, IpAddress nextHop) {}
}
