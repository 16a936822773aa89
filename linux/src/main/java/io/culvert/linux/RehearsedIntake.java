package io.culvert.linux;

import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where packets come in whose kernel is memory: what a packet port or TAP does with a message, without the device. Frames are handed
/// over as the kernel of a host beside us does: datagrams without a checksum, which it leaves to us, and all else as it is.
public final class RehearsedIntake {
    private final PacketSlab slab;
    private final Intake intake;

    public RehearsedIntake(PacketSlab slab) {
        this.slab = slab;
        intake = new Intake(slab, new PortTally(), Medium.ETHERNET, 1);
    }

    /// Takes a frame, or a super-packet in one, in the place of the slot that it is in; the slots that come of it go behind the others.
    ///
    /// @return how many slots there are now; no more than there is room for
    public int take(int slot, int[] slots, int count) {
        intake.arm(0);
        MemorySegment memory = slab.memory();
        int length = slab.length(slot);
        int front = Math.min(length, PacketSlab.SMALL_OCTETS);
        writeHeader(vector(0, VnetHeader.SIZE), slot);
        MemorySegment.copy(memory, slab.start[slot], vector(1, front), 0, front);
        if (length > front) {
            MemorySegment rest = vector(2, length - front);
            MemorySegment.copy(memory, slab.start[slot] + front, rest, 0, length - front);
        }
        slab.free(slot);
        intake.arrived(0, VnetHeader.SIZE + length, 0);
        int now = count;
        while (intake.hasMore()) {
            int next = intake.next();
            if (next != PacketSlab.NONE && now < slots.length) {
                slots[now++] = next;
            } else if (next != PacketSlab.NONE) {
                slab.free(next);
            }
        }
        return now;
    }

    private MemorySegment vector(int number, int octets) {
        MemorySegment cell = MemorySegment.ofAddress(intake.vectors(0)).reinterpret(48);
        long address = cell.get(ValueLayout.JAVA_LONG, (long) number * Intake.VECTOR_SIZE);
        return MemorySegment.ofAddress(address).reinterpret(octets);
    }

    private void writeHeader(MemorySegment header, int slot) {
        MemorySegment memory = slab.memory();
        int ip = slab.start[slot] + Ethernet.SIZE;
        boolean isDatagram =
                Ethernet.type(memory, slab.start[slot]) == Ethernet.IPV4
                        && Ipv4.protocol(memory, ip) == Ipv4.UDP
                        && !Ipv4.isFragment(memory, ip);
        if (isDatagram) {
            int segment = slab.segment[slot];
            int kind = segment == 0 ? VnetHeader.NO_SEGMENTS : VnetHeader.UDP;
            int start = Ethernet.SIZE + Ipv4.SIZE;
            VnetHeader.write(
                    header, 0, kind, start + Udp.SIZE, segment, start, VnetHeader.UDP_CHECKSUM);
        } else {
            VnetHeader.writeNothing(header, 0);
        }
    }

    /// Gives its slots back.
    public void close() {
        intake.close();
    }
}
