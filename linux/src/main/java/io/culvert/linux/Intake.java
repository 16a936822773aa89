package io.culvert.linux;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.SegmentCutter;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Where the kernel puts packets with a virtio-net header. Each message has a small slot of the slab for its packet, and a large one for what
/// is longer: a segment that the kernel left whole, a super-packet ([PacketSlab#segment]), or a long frame. The vectors of a message are
/// three: header, small slot, and the large slot behind where the contents of the small one go. While there is no large slot left,
/// memory beside the slab stands for it, from which super-packets are cut.
final class Intake {
    static final int VECTORS = 3;
    static final int VECTOR_SIZE = 16;

    /// The longest message: the largest IP packet with Ethernet header and tags.
    static final int MESSAGE_MAX = PacketSlab.LARGE_OCTETS;

    /// Super-packets that are handed over together: what the router touches at once should stay in the nearer caches.
    static final int SUPER_PACKETS_MAX = 8;

    private static final int HEADER_STRIDE = 16;

    /// A message, and room in front for a tag.
    private static final int SPARE_STRIDE = 64 + MESSAGE_MAX;

    private static final int FRONT = PacketSlab.SMALL_OCTETS;
    private static final int TAG_SIZE = 4;
    private static final int ADDRESSES_SIZE = 12;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    private final PacketSlab slab;
    private final PortTally tally;
    private final Medium medium;
    private final SegmentCutter cutter;
    private final HeaderPlaces places = new HeaderPlaces();
    private final HeaderPlaces plain = new HeaderPlaces();
    private final MemorySegment headers;
    private final MemorySegment vectors;

    /// What stands for missing slots, a [#SPARE_STRIDE] for each message; made when it is needed.
    private MemorySegment spare = MemorySegment.NULL;

    private final int[] small;
    private final int[] large;

    /// A packet that waits to be taken, and one that is being cut.
    private int waiting = PacketSlab.NONE;

    private int cut = PacketSlab.NONE;

    /// The super-packet at hand.
    private int segment;

    private int packets;

    /// @param depth messages that one call to the kernel may bring
    Intake(PacketSlab slab, PortTally tally, Medium medium, int depth) {
        this.slab = slab;
        this.tally = tally;
        this.medium = medium;
        cutter = new SegmentCutter(slab);
        headers = Arena.ofAuto().allocate((long) depth * HEADER_STRIDE, 8);
        vectors = Arena.ofAuto().allocate((long) depth * VECTORS * VECTOR_SIZE, 8);
        small = new int[depth];
        large = new int[depth];
        Arrays.fill(small, PacketSlab.NONE);
        Arrays.fill(large, PacketSlab.NONE);
        for (int i = 0; i < depth; i++) {
            put(vectorsAt(i), headers.address() + (long) i * HEADER_STRIDE, VnetHeader.SIZE);
        }
    }

    private static long vectorsAt(int index) {
        return (long) index * VECTORS * VECTOR_SIZE;
    }

    private void put(long at, long address, long length) {
        vectors.set(WORD, at, address);
        vectors.set(WORD, at + 8, length);
    }

    /// Where the vectors of a message are.
    long vectors(int index) {
        return vectors.address() + vectorsAt(index);
    }

    /// Gives a message slots to arrive in; without them it arrives where it is dropped.
    void arm(int index) {
        if (small[index] == PacketSlab.NONE) {
            small[index] = slab.allocate(FRONT);
            put(vectorsAt(index) + VECTOR_SIZE, addressOf(small[index], index), FRONT);
        }
        if (large[index] == PacketSlab.NONE) {
            large[index] = slab.allocate(MESSAGE_MAX);
            put(
                    vectorsAt(index) + 2 * VECTOR_SIZE,
                    addressOf(large[index], index) + FRONT,
                    MESSAGE_MAX - FRONT);
        }
    }

    private long addressOf(int slot, int index) {
        if (slot != PacketSlab.NONE) {
            return slab.memory().address() + slab.start[slot];
        }
        if (spare.byteSize() == 0) {
            spare = Arena.ofAuto().allocate((long) small.length * SPARE_STRIDE, 64);
        }
        return spare.address() + spareAt(index);
    }

    private static long spareAt(int index) {
        return (long) index * SPARE_STRIDE + 64;
    }

    /// Takes note of a message that has arrived, [VnetHeader] included. Then take with [#next] while [#hasMore].
    ///
    /// @param tag a VLAN tag that the kernel took out, to be put back: its EtherType and control information; or 0
    void arrived(int index, int octets, int tag) {
        assert !hasMore() : "one message at a time";
        int length = octets - VnetHeader.SIZE;
        if (length <= 0 || length > MESSAGE_MAX) {
            tally.drop(PortDrop.MALFORMED);
            return;
        }
        long header = (long) index * HEADER_STRIDE;
        boolean isPacket = VnetHeader.kind(headers, header) == VnetHeader.NO_SEGMENTS;
        int slot = take(index, length);
        if (slot == PacketSlab.NONE && !isPacket && small[index] != PacketSlab.NONE) {
            cutFromSpare(index, length, header, tag);
            return;
        }
        if (slot == PacketSlab.NONE) {
            tally.drop(PortDrop.NO_SLOT);
            return;
        }
        slab.end[slot] = slab.start[slot] + length;
        boolean isGood = isPacket ? isPacket(slot, header, tag) : isSuperPacket(slot, header, tag);
        if (!isGood) {
            slab.free(slot);
            tally.drop(PortDrop.MALFORMED);
        }
    }

    /// The slot that holds a message, made contiguous.
    private int take(int index, int length) {
        int front = small[index];
        if (length <= FRONT) {
            small[index] = PacketSlab.NONE;
            return front;
        }
        int whole = large[index];
        if (front == PacketSlab.NONE || whole == PacketSlab.NONE) {
            return PacketSlab.NONE;
        }
        large[index] = PacketSlab.NONE;
        MemorySegment memory = slab.memory();
        MemorySegment.copy(memory, slab.start[front], memory, slab.start[whole], FRONT);
        return whole;
    }

    private boolean isPacket(int slot, long header, int tag) {
        boolean isWhole =
                (VnetHeader.flags(headers, header) & VnetHeader.NEEDS_CHECKSUM) == 0
                        || VnetHeader.complete(
                                slab.memory(),
                                slab.start[slot],
                                slab.end[slot],
                                VnetHeader.checksumStart(headers, header),
                                VnetHeader.checksumOffset(headers, header));
        if (isWhole) {
            insertTag(slab, slot, tag);
            tally.in(1, slab.length(slot));
            waiting = slot;
        }
        return isWhole;
    }

    /// What has headers between IPv6 and its transport is cut here, where the kernel says how long they are.
    private boolean isSuperPacket(int slot, long header, int tag) {
        insertTag(slab, slot, tag);
        int at = slab.start[slot];
        int end = slab.end[slot];
        if (!readSuperPacket(slab.memory(), at, end, header, tag)) {
            return false;
        }
        boolean isPlain =
                plain.read(slab.memory(), at, end, medium) && plain.transport == places.transport;
        if (isPlain && packets > 1) {
            slab.segment[slot] = segment;
            waiting = slot;
        } else {
            cut = slot;
            cutter.begin(slab.memory(), at, end - at, segment, places);
        }
        return true;
    }

    private void cutFromSpare(int index, int length, long header, int tag) {
        long at = spareAt(index);
        MemorySegment.copy(slab.memory(), slab.start[small[index]], spare, at, FRONT);
        long end = at + length;
        if (tag != 0) {
            at = insertTag(spare, at, tag);
        }
        if (readSuperPacket(spare, at, end, header, tag)) {
            cutter.begin(spare, at, (int) (end - at), segment, places);
        } else {
            tally.drop(PortDrop.MALFORMED);
        }
    }

    /// Reads what the kernel says of a super-packet and counts it. Whether that makes sense.
    private boolean readSuperPacket(MemorySegment memory, long at, long end, long header, int tag) {
        int kind = VnetHeader.kind(headers, header) & ~VnetHeader.ECN;
        int protocol = kind == VnetHeader.UDP ? Ipv4.UDP : Ipv4.TCP;
        int transport = VnetHeader.checksumStart(headers, header) + (tag == 0 ? 0 : TAG_SIZE);
        segment = VnetHeader.segmentOctets(headers, header);
        boolean isWhole =
                (VnetHeader.flags(headers, header) & VnetHeader.NEEDS_CHECKSUM) != 0
                        && segment > 0
                        && places.read(memory, at, end, medium, protocol, transport)
                        && VnetHeader.isOfKind(kind, places.isIpv6)
                        && places.payload < end - at;
        if (isWhole) {
            int payload = (int) (end - at) - places.payload;
            packets = (payload + segment - 1) / segment;
            tally.in(packets, payload + packets * places.payload);
        }
        return isWhole;
    }

    /// Puts a VLAN tag, unless it is 0, behind the addresses of a frame, which move into the headroom.
    static void insertTag(PacketSlab slab, int slot, int tag) {
        if (tag != 0 && slab.length(slot) >= ADDRESSES_SIZE) {
            slab.start[slot] = (int) insertTag(slab.memory(), slab.start[slot], tag);
        }
    }

    private static long insertTag(MemorySegment memory, long from, int tag) {
        long to = from - TAG_SIZE;
        MemorySegment.copy(memory, from, memory, to, ADDRESSES_SIZE);
        Net.putI32(memory, to + ADDRESSES_SIZE, tag);
        return to;
    }

    /// Whether a packet waits.
    boolean hasMore() {
        return waiting != PacketSlab.NONE || cutter.hasMore();
    }

    /// The next packet, or `NONE` if there was no slot for it.
    int next() {
        if (waiting != PacketSlab.NONE) {
            int slot = waiting;
            waiting = PacketSlab.NONE;
            return slot;
        }
        int slot = cutter.next();
        if (slot == PacketSlab.NONE) {
            tally.drop(PortDrop.NO_SLOT);
        }
        if (!cutter.hasMore()) {
            cut = freed(cut);
        }
        return slot;
    }

    /// Gives back every slot.
    void close() {
        for (int i = 0; i < small.length; i++) {
            small[i] = freed(small[i]);
            large[i] = freed(large[i]);
        }
        waiting = freed(waiting);
        cut = freed(cut);
        cutter.end();
    }

    private int freed(int slot) {
        if (slot != PacketSlab.NONE) {
            slab.free(slot);
        }
        return PacketSlab.NONE;
    }
}
