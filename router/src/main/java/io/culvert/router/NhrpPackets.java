package io.culvert.router;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.dataplane.PacketSlab;
import io.culvert.nhrp.NhrpEffect;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.wire.gre.Gre;
import java.util.Optional;

/// The edge between NHRP and the packet path: NHRP packets right in GRE, and those in the associated channel of a label, which says
/// what VRF they are about (nhrp.md section 6.2).
final class NhrpPackets {
    private final Works works;
    private final SlotPackets slots;
    private long unsendable;

    NhrpPackets(Works works) {
        this.works = works;
        this.slots = new SlotPackets(works.setup.slab());
    }

    /// A packet came out of a tunnel; the slot is ours.
    ///
    /// @param table of the VRF of the label that it came under
    void received(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean isProtected,
            IpAddress source) {
        Bytes packet = slots.take(slot);
        Optional<InterfaceName> in = name(ifIndex);
        Optional<Vrf> vrf = labelled ? works.tables.vrf(table) : Optional.empty();
        if (in.isPresent() && labelled == vrf.isPresent()) {
            works.nhrp.tell(new NhrpEvent.Arrived(in.get(), source, vrf, isProtected, packet));
        }
    }

    /// A packet left by a tunnel of the same network that it came from.
    void transited(int in, IpAddress source, int out, int table, boolean labelled, Bytes head) {
        Optional<InterfaceName> from = name(in);
        Optional<InterfaceName> to = name(out);
        Optional<Vrf> vrf = works.tables.vrf(table);
        if (from.isPresent() && to.isPresent() && vrf.isPresent()) {
            works.nhrp.tell(
                    new NhrpEvent.Transited(
                            from.get(), source, to.get(), vrf.get(), labelled, head));
        }
    }

    /// NHRP knows a multipoint tunnel and NBMA addresses, not the tunnels of the peers.
    private Optional<InterfaceName> name(int ifIndex) {
        return works.interfaces.find(ifIndex).map(InterfaceState::name).map(InterfaceState::shown);
    }

    void send(NhrpEffect.Transmit order) {
        Optional<InterfaceState> out = works.interfaces.find(order.out());
        if (out.isEmpty()) {
            unsendable++;
        } else if (out.get().isMultipoint()) {
            sendToPeer(out.get(), order);
        } else {
            sendInto(out.get(), order.packet());
        }
    }

    /// A peer whose session is on its way gets the packet as soon as it is there. One that no endpoint is known of gets nothing
    /// through a tunnel with protection.
    private void sendToPeer(InterfaceState out, NhrpEffect.Transmit order) {
        Optional<InterfaceState> peer =
                order.nbma().flatMap(nbma -> works.multipoint.find(out.name(), nbma));
        if (peer.filter(InterfaceState::carries).isPresent()) {
            sendInto(peer.get(), order.packet());
        } else if (peer.isPresent()) {
            if (!works.multipoint.await(peer.get().name(), order.packet())) {
                unsendable++;
            }
        } else if (out.isProtected() || order.nbma().isEmpty()) {
            unsendable++;
        } else {
            int slot = slots.put(order.packet());
            if (slot == PacketSlab.NONE) {
                unsendable++;
                return;
            }
            works.refreshImage();
            works.plane.originateTunnel(
                    Clock.nanos(works.pump.now()), out.index(), order.nbma().get(), slot, Gre.NHRP);
        }
    }

    private void sendInto(InterfaceState out, Bytes packet) {
        int slot = slots.put(packet);
        if (slot == PacketSlab.NONE) {
            unsendable++;
            return;
        }
        works.refreshImage();
        works.plane.originateTunnel(Clock.nanos(works.pump.now()), out.index(), slot, Gre.NHRP);
    }

    /// A peer of a multipoint tunnel is up: it gets what waited for it.
    void flush(InterfaceName endpoint) {
        Optional<InterfaceState> peer =
                works.interfaces.find(endpoint).filter(InterfaceState::carries);
        if (peer.isPresent()) {
            works.multipoint.takeWaiting(endpoint).forEach(packet -> sendInto(peer.get(), packet));
        }
    }

    void sendOnLabel(NhrpEffect.TransmitOnLabel order) {
        int slot = works.tables.has(order.vrf()) ? slots.put(order.packet()) : PacketSlab.NONE;
        if (slot == PacketSlab.NONE) {
            unsendable++;
            return;
        }
        works.refreshImage();
        works.plane.originateOnLabel(
                Clock.nanos(works.pump.now()), works.tables.of(order.vrf()), order.towards(), slot);
    }

    /// Packets for which there was no tunnel, no VRF or no buffer.
    long unsendable() {
        return unsendable;
    }
}
