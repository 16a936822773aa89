package io.culvert.commands.route;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.RouteSource;
import io.culvert.router.InterfaceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A route in force, as a display of the routing table tells it.
///
/// @param age since it last changed
/// @param ways at least one
/// @param override the shortcut that packets take in place of the ways, if there is one
record RouteEntry(
        Prefix prefix,
        RouteSource source,
        int distance,
        long metric,
        long tag,
        Duration age,
        List<Way> ways,
        List<Way> override) {
    /// One of the ways of a route, as its owner named it.
    sealed interface Way {
        /// By a gateway.
        ///
        /// @param from the VRF in which the gateway is looked up, where it is not the route's own
        /// @param out where the owner named it
        /// @param label what the gateway wants to see on the packet
        record Via(
                IpAddress gateway,
                Optional<Vrf> from,
                Optional<InterfaceName> out,
                Optional<Label> label)
                implements Way {
            public Via {
                out = out.map(InterfaceState::shown);
            }
        }

        /// @param from the VRF of the interface, where it is not the route's own
        record Connected(InterfaceName out, Optional<Vrf> from) implements Way {
            public Connected {
                out = InterfaceState.shown(out);
            }
        }

        record Discard() implements Way {}
    }

    RouteEntry {
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("a route has a way");
        }
        ways = List.copyOf(ways);
        override = List.copyOf(override);
    }

    /// Whether it came from a protocol, so that its age means something.
    boolean isDynamic() {
        return switch (source) {
            case LOCAL, CONNECTED, STATIC, IKEV2 -> false;
            case EBGP, IBGP, NHRP -> true;
        };
    }
}
