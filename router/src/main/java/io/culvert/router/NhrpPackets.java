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
        Optional<InterfaceName> in = works.interfaces.find(ifIndex).map(InterfaceState::name);
        Optional<Vrf> vrf = labelled ? works.tables.vrf(table) : Optional.empty();
        if (in.isPresent() && labelled == vrf.isPresent()) {
            works.nhrp.tell(new NhrpEvent.Arrived(in.get(), source, vrf, isProtected, packet));
        }
    }

    /// A packet left by a tunnel of the same network that it came from.
    void transited(int in, IpAddress source, int out, int table, boolean labelled, Bytes head) {
        Optional<InterfaceName> from = works.interfaces.find(in).map(InterfaceState::name);
        Optional<InterfaceName> to = works.interfaces.find(out).map(InterfaceState::name);
        Optional<Vrf> vrf = works.tables.vrf(table);
        if (from.isPresent() && to.isPresent() && vrf.isPresent()) {
            works.nhrp.tell(
                    new NhrpEvent.Transited(
                            from.get(), source, to.get(), vrf.get(), labelled, head));
        }
    }

    void send(NhrpEffect.Transmit order) {
        Optional<InterfaceState> out = works.interfaces.find(order.out());
        int slot = out.isPresent() ? slots.put(order.packet()) : PacketSlab.NONE;
        if (slot == PacketSlab.NONE) {
            unsendable++;
            return;
        }
        works.refreshImage();
        works.plane.originateTunnel(
                Clock.nanos(works.pump.now()), out.orElseThrow().index(), slot, Gre.NHRP);
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
