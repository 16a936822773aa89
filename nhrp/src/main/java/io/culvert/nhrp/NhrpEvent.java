package io.culvert.nhrp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What happens to NHRP.
public sealed interface NhrpEvent {
    /// An interface with NHRP is there, or is another than before.
    record InterfaceChanged(NhrpInterface now) implements NhrpEvent {}

    record InterfaceGone(InterfaceName name) implements NhrpEvent {}

    /// An NHRP packet came out of a tunnel.
    ///
    /// @param nbma who sent the outer packet, as it came in
    /// @param labelled the VRF of the label that it came under; empty for a packet right in GRE
    /// @param isProtected whether it came out of a security association
    record Arrived(
            InterfaceName in,
            IpAddress nbma,
            Optional<Vrf> labelled,
            boolean isProtected,
            Bytes packet)
            implements NhrpEvent {}

    /// A data packet came out of one tunnel and left by another, or by the same one, of the same network: a reason to redirect. The
    /// packet path tells of few of them only.
    ///
    /// @param nbma who sent it here
    /// @param vrf of the packet
    /// @param labelled whether it came under a label
    /// @param head the beginning of the packet, from its IP header on
    record Transited(
            InterfaceName in,
            IpAddress nbma,
            InterfaceName out,
            Vrf vrf,
            boolean labelled,
            Bytes head)
            implements NhrpEvent {}

    /// The route in force for a prefix changed or went, whoever owns it but NHRP.
    record RouteChanged(Vrf vrf, Prefix prefix) implements NhrpEvent {}

    /// The tunnel that was wished has a name; it is up when its interface is.
    record TunnelBegun(NhrpEffect.TunnelWish wish, InterfaceName name) implements NhrpEvent {}

    /// The tunnel that was wished cannot be.
    record TunnelRefused(NhrpEffect.TunnelWish wish, String why) implements NhrpEvent {}

    /// A packet for a multipoint tunnel has a next hop that nobody mapped yet; it went to a server meanwhile.
    record EndpointWanted(InterfaceName on, IpAddress nextHop) implements NhrpEvent {}

    /// A session with a peer of a multipoint tunnel ended, or began again.
    ///
    /// @param overlays behind which that peer was known
    record PeerTurned(InterfaceName on, Set<IpAddress> overlays, Turn turn) implements NhrpEvent {
        public enum Turn {
            /// Its session is over.
            LOST,
            /// It has a session again.
            BACK,
            /// Somebody else has a session from its address: it is not there any more.
            REPLACED
        }

        public PeerTurned {
            overlays = Collections.unmodifiableSortedSet(new TreeSet<>(overlays));
        }
    }

    /// `clear ip nhrp counters`: of one interface, or of all.
    record ClearCounters(Optional<InterfaceName> on) implements NhrpEvent {}

    /// `clear ip nhrp [vrf V] [PREFIX]`: dynamic entries, of everything where nothing is said.
    ///
    /// @param prefix the entries within it; a default prefix means all of its family
    /// @param on the interface that they are at
    record Clear(Optional<Vrf> vrf, Optional<Prefix> prefix, Optional<InterfaceName> on)
            implements NhrpEvent {
        public Clear(Optional<Vrf> vrf, Optional<Prefix> prefix) {
            this(vrf, prefix, Optional.empty());
        }
    }
}
