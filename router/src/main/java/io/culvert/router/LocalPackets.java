package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Bound;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.PacketSlab;
import io.culvert.host.HostEvent;
import io.culvert.host.PacketIn;
import io.culvert.host.PacketOut;
import io.culvert.wire.ip.IpPacket;
import java.util.Optional;
import java.util.OptionalInt;

/// The edge between the packet path and the router's own endpoints. A session that is bound to tunnels is held to them
/// here, in both directions.
final class LocalPackets {
    private static final int PORTS_SIZE = 4;
    private static final int FIRST_TRACEROUTE_PORT = 33_434;

    private final Works works;
    private final SlotPackets slots;
    private final TunnelBound bound;
    private long malformed;

    LocalPackets(Works works) {
        this.works = works;
        this.slots = new SlotPackets(works.setup.slab());
        this.bound = new TunnelBound(works);
    }

    /// A packet for one of the router's addresses.
    void received(int slot, int table, int ifIndex) {
        Optional<InterfaceState> from = works.interfaces.find(ifIndex);
        Optional<Vrf> vrf = works.tables.vrf(table);
        PacketSlab slab = works.setup.slab();
        Bytes octets = Bytes.of(slab.memory(), slab.start[slot], slab.end[slot] - slab.start[slot]);
        Optional<IpPacket> packet = IpPacket.parse(octets).toOptional();
        if (from.isEmpty() || vrf.isEmpty() || packet.isEmpty()) {
            malformed++;
            works.plane.dropLocal(slot, Drop.LOCAL_REFUSED);
            return;
        }
        if (!from.get().isTunnel() && bound.holdsIn(vrf.get(), packet.get())) {
            works.plane.dropLocal(slot, Drop.BOUND_SESSION_OUTSIDE);
            return;
        }
        slab.free(slot);
        works.host.tell(
                new HostEvent.PacketReceived(
                        new PacketIn(vrf.get(), from.get().name(), packet.get())));
    }

    /// Sends a packet of the router's own.
    void send(PacketOut out) {
        Optional<InterfaceState> own = ownEnd(out);
        if (own.isPresent()) {
            works.host.tell(
                    new HostEvent.PacketReceived(
                            new PacketIn(out.vrf(), own.get().name(), out.packet())));
            return;
        }
        OptionalInt allowed = allowed(out);
        if (!works.tables.has(out.vrf()) || allowed.isEmpty()) {
            works.host.tell(new HostEvent.Unsendable(out));
            return;
        }
        int slot = slots.put(out.packet().toBytes());
        if (slot == PacketSlab.NONE) {
            return;
        }
        works.refreshImage();
        works.plane.originate(
                Clock.nanos(works.pump.now()),
                works.tables.of(out.vrf()),
                slot,
                allowed.getAsInt());
    }

    /// By which interfaces a packet may leave; nothing where none leads to its destination.
    private OptionalInt allowed(PacketOut out) {
        IpAddress destination = out.packet().destination();
        if (!destination.isIpv4() && (destination.isLinkLocal() || destination.isMulticast())) {
            return out.through()
                    .flatMap(works.interfaces::find)
                    .filter(state -> state.vrf().equals(out.vrf()) && state.protocolUp())
                    .map(state -> OptionalInt.of(Bound.only(state.index())))
                    .orElse(OptionalInt.empty());
        }
        if (works.ribEngine.lookup(out.vrf(), destination).isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                bound.holdsOut(out.vrf(), out.packet()) ? Bound.TUNNELS : Bound.ANYWHERE);
    }

    /// The interface that a probe of one of our own addresses comes back from. No session is ever held with ourselves.
    private Optional<InterfaceState> ownEnd(PacketOut out) {
        IpPacket packet = out.packet();
        boolean isProbe =
                switch (packet.protocol()) {
                    case IpPacket.ICMP, IpPacket.ICMPV6 -> true;
                    case IpPacket.UDP ->
                            packet.message().size() >= PORTS_SIZE
                                    && packet.message().u16(2) >= FIRST_TRACEROUTE_PORT;
                    default -> false;
                };
        return isProbe && !packet.isFragment()
                ? works.interfaces.owner(out.vrf(), packet.destination())
                : Optional.empty();
    }

    Bytes take(int slot) {
        return slots.take(slot);
    }

    int put(Bytes frame) {
        return slots.put(frame);
    }

    long malformed() {
        return malformed;
    }
}
