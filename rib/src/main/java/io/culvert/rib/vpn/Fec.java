package io.culvert.rib.vpn;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;

/// What a local label stands for: a forwarding equivalence class, RFC 3031 section 2.2.
public sealed interface Fec {
    /// One prefix of one VRF (label mode per-prefix).
    record VrfPrefix(Vrf vrf, Prefix prefix) implements Fec {
        @Override
        public String toString() {
            return prefix + " of VRF " + vrf.name();
        }
    }

    /// A whole VRF: pop and look the packet up there (label mode per-VRF).
    record VrfTable(Vrf vrf) implements Fec {
        @Override
        public String toString() {
            return "VRF " + vrf.name();
        }
    }

    /// A VPN route that is passed on without belonging to a VRF here: swap (RFC 4364 section 10, option b).
    record RemoteRoute(RouteDistinguisher rd, Prefix prefix, IpAddress nextHop, Label remote)
            implements Fec {
        @Override
        public String toString() {
            return prefix + " of route distinguisher " + rd + " by way of " + nextHop;
        }
    }
}
