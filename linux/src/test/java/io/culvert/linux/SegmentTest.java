package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the joiner joins, the cutter cuts to the same octets; and nothing is joined that the kernel could not cut so.
class SegmentTest {
    static final int TAGGED = 18;

    private final PacketSlab slab = new PacketSlab(256, 4);
    private final MemorySegment header = Arena.ofAuto().allocate(16, 8);
    private final MemorySegment whole = Arena.ofAuto().allocate(Intake.MESSAGE_MAX, 8);

    /// What the plane gets of a message as the kernel writes it: a packet, a super-packet, or several packets; cut to packets.
    private List<byte[]> received(Medium medium, int length, int tag) {
        var tally = new PortTally();
        var intake = new Intake(slab, tally, medium, 1);
        intake.arm(0);
        fill(intake.vectors(0), length);
        intake.arrived(0, VnetHeader.SIZE + length, tag);
        var packets = new ArrayList<byte[]>();
        while (intake.hasMore()) {
            packets.addAll(Arrived.packets(slab, medium, intake.next()));
        }
        intake.close();
        assertThat(tally.counters().packetsIn()).isEqualTo(packets.size());
        return packets;
    }

    /// Writes header and message into vectors as readv(2) does.
    private void fill(long vectors, int length) {
        MemorySegment table =
                MemorySegment.ofAddress(vectors)
                        .reinterpret((long) Intake.VECTORS * Intake.VECTOR_SIZE);
        int done = 0;
        for (int i = 0; i < Intake.VECTORS; i++) {
            long at = (long) i * Intake.VECTOR_SIZE;
            long size = table.get(ValueLayout.JAVA_LONG, at + 8);
            var to =
                    MemorySegment.ofAddress(table.get(ValueLayout.JAVA_LONG, at)).reinterpret(size);
            if (i == 0) {
                MemorySegment.copy(header, 0, to, 0, VnetHeader.SIZE);
            } else {
                long part = Math.min(size, length - done);
                MemorySegment.copy(whole, done, to, 0, part);
                done += (int) part;
            }
        }
    }

    /// One TCP segment behind `front` octets of link header.
    private static byte[] segment(
            int front, boolean isIpv6, int identification, int sequence, int flags, int payload) {
        int ip = isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int length = front + ip + 32 + payload;
        var memory = MemorySegment.ofArray(new byte[length]);
        if (front > 0) {
            Net.putU16(memory, 12, front == TAGGED ? 0x8100 : isIpv6 ? 0x86DD : 0x0800);
            if (front == TAGGED) {
                Net.putU16(memory, 14, 100);
                Net.putU16(memory, 16, isIpv6 ? 0x86DD : 0x0800);
            }
        }
        long pseudoHeader;
        if (isIpv6) {
            Ipv6.write(memory, front, 0, 77, 32 + payload, Ipv4.TCP, 64);
            Ipv6.putSource(memory, front, 1, 2);
            Ipv6.putDestination(memory, front, 3, 4);
            pseudoHeader = Checksum.pseudoHeader6(1, 2, 3, 4, Ipv4.TCP, 32 + payload);
        } else {
            Ipv4.write(
                    memory, front, 0, length - front, identification, 0x4000, 64, Ipv4.TCP, 5, 6);
            pseudoHeader = Checksum.pseudoHeader(5, 6, Ipv4.TCP, 32 + payload);
        }
        int tcp = front + ip;
        Tcp.write(memory, tcp, 80, 8080, sequence, 1234, 32, flags, 500);
        Net.putI32(memory, tcp + 20, 0x0101_080A);
        for (int i = 0; i < payload; i++) {
            Net.putU8(memory, tcp + 32 + i, sequence + i);
        }
        Tcp.seal(memory, tcp, length, pseudoHeader);
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    private int[] slots(List<byte[]> packets) {
        return packets.stream().mapToInt(slab::of).toArray();
    }

    private byte[] octets(int slot) {
        return slab.memory()
                .asSlice(slab.start[slot], slab.length(slot))
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /// Puts a message together as the kernel does from the vectors.
    private int gather(int[] slots, int from, int run, int skipped) {
        int length = 0;
        for (int i = from; i < from + run; i++) {
            int skip = i == from ? 0 : skipped;
            int octets = slab.length(slots[i]) - skip;
            MemorySegment.copy(slab.memory(), slab.start[slots[i]] + skip, whole, length, octets);
            length += octets;
        }
        return length;
    }

    private List<byte[]> joinedAndCut(Medium medium, List<byte[]> packets, int expectedMessages) {
        var joiner = new SegmentJoiner(slab, medium, true);
        int[] slots = slots(packets);
        var all = new ArrayList<byte[]>();
        int messages = 0;
        for (int at = 0; at < slots.length; messages++) {
            int run = join(joiner, slots, at, slots.length, header, 0);
            if (run == 1) {
                all.add(octets(slots[at]));
            } else {
                int length = gather(slots, at, run, joiner.headerOctets());
                all.addAll(received(medium, length, 0));
            }
            at += run;
        }
        for (int slot : slots) {
            slab.free(slot);
        }
        assertThat(messages).isEqualTo(expectedMessages);
        return all;
    }

    static List<Bytes> values(List<byte[]> packets) {
        return packets.stream().map(each -> Bytes.of(each, 0, each.length)).toList();
    }

    /// So many segments of 1000 octets, the last one shorter, in one flow.
    static List<byte[]> stream(int front, boolean isIpv6, int count, int last) {
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            boolean isLast = i == count - 1;
            packets.add(
                    segment(
                            front,
                            isIpv6,
                            100 + i,
                            i * 1000,
                            isLast ? Tcp.ACK | Tcp.PSH : Tcp.ACK,
                            isLast ? last : 1000));
        }
        return packets;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 14, TAGGED})
    void aRunOfSegmentsJoinsAndComesBackTheSame(int front) {
        Medium medium = front == 0 ? Medium.IP : Medium.ETHERNET;
        for (boolean isIpv6 : new boolean[] {false, true}) {
            List<byte[]> packets = stream(front, isIpv6, 40, 77);
            List<byte[]> back = joinedAndCut(medium, packets, 1);
            assertThat(values(back)).isEqualTo(values(packets));
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aRunEndsAtTheLargestIpPacket() {
        var longer = new ArrayList<byte[]>();
        for (int i = 0; i < 60; i++) {
            longer.add(segment(0, false, i, i * 1400, Tcp.ACK, 1400));
        }
        // 46 times 1400 and a header of 52 fit into 65,535.
        assertThat(values(joinedAndCut(Medium.IP, longer, 2))).isEqualTo(values(longer));
    }

    @Test
    void whatDiffersIsNotJoined() {
        byte[] first = segment(0, false, 1, 0, Tcp.ACK, 1000);
        byte[] other;
        for (int at : new int[] {1, 6, 8, 12, 16, 20, 22, 28, 33, 34, 38, 40}) {
            other = segment(0, false, 2, 1000, Tcp.ACK, 1000);
            other[at] ^= 0x10;
            var memory = MemorySegment.ofArray(other);
            Ipv4.seal(memory, 0);
            Tcp.seal(
                    memory,
                    20,
                    other.length,
                    Checksum.pseudoHeader(
                            Ipv4.source(memory, 0),
                            Ipv4.destination(memory, 0),
                            Ipv4.TCP,
                            other.length - 20));
            List<byte[]> packets = List.of(first, other);
            assertThat(values(joinedAndCut(Medium.IP, packets, 2)))
                    .as("octet %d", at)
                    .isEqualTo(values(packets));
        }
    }

    @Test
    void aGapAFlagALargerSegmentAWrongChecksumAndAPushEndARun() {
        byte[] first = segment(0, false, 1, 0, Tcp.ACK, 1000);
        byte[] corrupt = segment(0, false, 2, 1000, Tcp.ACK, 1000);
        corrupt[600] ^= 1;
        for (List<byte[]> packets :
                List.of(
                        List.of(first, segment(0, false, 2, 1001, Tcp.ACK, 1000)),
                        List.of(first, segment(0, false, 2, 1000, Tcp.ACK | Tcp.FIN, 1000)),
                        List.of(first, segment(0, false, 2, 1000, Tcp.ACK | Tcp.RST, 1000)),
                        List.of(first, segment(0, false, 2, 1000, Tcp.ACK, 1001)),
                        List.of(first, corrupt),
                        List.of(first, segment(0, false, 2, 1000, Tcp.ACK, 0)),
                        List.of(
                                segment(0, false, 1, 0, Tcp.ACK | Tcp.PSH, 1000),
                                segment(0, false, 2, 1000, Tcp.ACK, 1000)))) {
            assertThat(values(joinedAndCut(Medium.IP, packets, 2))).isEqualTo(values(packets));
        }
    }

    @Test
    void aLargeDatagramIsCutIntoDatagrams() {
        int payload = 2500;
        int length = Ipv4.SIZE + Udp.SIZE + payload;
        Ipv4.write(whole, 0, 0, length, 9, 0, 64, Ipv4.UDP, 5, 6);
        Udp.write(whole, Ipv4.SIZE, 53, 54, Udp.SIZE + payload);
        long pseudoHeader = Checksum.pseudoHeader(5, 6, Ipv4.UDP, Udp.SIZE + payload);
        Net.putU16(whole, Ipv4.SIZE + 6, ~Checksum.finish(pseudoHeader) & 0xFFFF);
        VnetHeader.write(header, 0, VnetHeader.UDP, 28, 1000, 20, VnetHeader.UDP_CHECKSUM);
        List<byte[]> packets = received(Medium.IP, length, 0);
        assertThat(packets.stream().map(each -> each.length)).containsExactly(1028, 1028, 528);
        for (byte[] each : packets) {
            var packet = MemorySegment.ofArray(each);
            int octets = each.length - Ipv4.SIZE;
            assertThat(Ipv4.checksumHolds(packet, 0)).isTrue();
            assertThat(Ipv4.totalLength(packet, 0)).isEqualTo(each.length);
            assertThat(Udp.length(packet, 20)).isEqualTo(octets);
            long sum =
                    Checksum.pseudoHeader(5, 6, Ipv4.UDP, octets)
                            + Checksum.sum(packet, 20, each.length);
            assertThat(Checksum.finish(sum)).isZero();
        }
        assertThat(slab.inUse()).isZero();
    }

    private static byte[] datagram(boolean isIpv6, int identification, int payload) {
        int ip = isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int length = ip + Udp.SIZE + payload;
        var memory = MemorySegment.ofArray(new byte[length]);
        long pseudoHeader;
        if (isIpv6) {
            Ipv6.write(memory, 0, 0, 77, Udp.SIZE + payload, Ipv4.UDP, 64);
            Ipv6.putSource(memory, 0, 1, 2);
            Ipv6.putDestination(memory, 0, 3, 4);
            pseudoHeader = Checksum.pseudoHeader6(1, 2, 3, 4, Ipv4.UDP, Udp.SIZE + payload);
        } else {
            Ipv4.write(memory, 0, 0, length, identification, 0x4000, 64, Ipv4.UDP, 5, 6);
            pseudoHeader = Checksum.pseudoHeader(5, 6, Ipv4.UDP, Udp.SIZE + payload);
        }
        Udp.write(memory, ip, 53, 54, Udp.SIZE + payload);
        for (int i = 0; i < payload; i++) {
            Net.putU8(memory, ip + Udp.SIZE + i, identification + i);
        }
        Udp.seal(memory, ip, length, pseudoHeader);
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    private static List<byte[]> datagrams(boolean isIpv6, int count, int last) {
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            packets.add(datagram(isIpv6, 100 + i, i == count - 1 ? last : 300));
        }
        return packets;
    }

    @Test
    void aRunOfDatagramsJoinsAndComesBackTheSame() {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            List<byte[]> packets = datagrams(isIpv6, 40, 77);
            assertThat(values(joinedAndCut(Medium.IP, packets, 1))).isEqualTo(values(packets));
            // As many as the kernel allows in one.
            packets = datagrams(isIpv6, 70, 300);
            assertThat(values(joinedAndCut(Medium.IP, packets, 2))).isEqualTo(values(packets));
        }
    }

    @Test
    void aDatagramWithAnotherPortALongerOneAnEmptyOneAndOneWithoutChecksumAreNotJoined() {
        byte[] otherPort = datagram(false, 101, 300);
        Net.putU16(MemorySegment.ofArray(otherPort), Ipv4.SIZE, 55);
        byte[] noChecksum = datagram(false, 101, 300);
        Net.putU16(MemorySegment.ofArray(noChecksum), Ipv4.SIZE + 6, 0);
        byte[] corrupt = datagram(false, 101, 300);
        corrupt[200] ^= 1;
        for (byte[] other :
                List.of(
                        otherPort,
                        noChecksum,
                        corrupt,
                        datagram(false, 101, 301),
                        datagram(false, 101, 0),
                        segment(0, false, 101, 0, Tcp.ACK, 300))) {
            List<byte[]> packets = List.of(datagram(false, 100, 300), other);
            assertThat(values(joinedAndCut(Medium.IP, packets, 2))).isEqualTo(values(packets));
        }
    }

    @Test
    void aSuperPacketThatGoesOnIsDescribedAsItCame() {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            List<byte[]> packets = stream(0, isIpv6, 40, 77);
            int[] slots = slots(packets);
            var joiner = new SegmentJoiner(slab, Medium.IP, true);
            int run = join(joiner, slots, 0, slots.length, header, 0);
            int length = gather(slots, 0, run, joiner.headerOctets());
            byte[] before = header.toArray(ValueLayout.JAVA_BYTE);
            var intake = new Intake(slab, new PortTally(), Medium.IP, 1);
            intake.arm(0);
            fill(intake.vectors(0), length);
            intake.arrived(0, VnetHeader.SIZE + length, 0);
            int slot = intake.next();
            assertThat(slab.segment[slot]).isEqualTo(1000);
            assertThat(octets(slot))
                    .isEqualTo(whole.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            header.fill((byte) 0);
            assertThat(join(joiner, new int[] {slot, slots[0]}, 0, 2, header, 0)).isEqualTo(1);
            assertThat(header.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(before);
            slab.free(slot);
            intake.close();
            for (int each : slots) {
                slab.free(each);
            }
        }
        assertThat(slab.inUse()).isZero();
    }

    /// 59 of these make the largest IP packet, and 64 are looked at together.
    @Test
    void packetsThatFollowEachOtherAreJoinedAcrossWhatIsDescribedAtOnce() {
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < 118; i++) {
            packets.add(segment(0, false, 100 + i, i * 1100, Tcp.ACK, 1100));
        }
        var outlet = new Outlet(slab, new PortTally(), Medium.IP, true);
        int[] slots = slots(packets);
        var vectors = new ArrayList<Integer>();
        outlet.transmit(
                slots,
                slots.length,
                messages -> {
                    for (int i = 0; i < messages; i++) {
                        vectors.add(outlet.vectorCount(i) - 1);
                    }
                });
        assertThat(vectors).containsExactly(59, 59);
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aTagIsPutIntoEveryFrame() {
        List<byte[]> packets = stream(TAGGED, false, 3, 500);
        var joiner = new SegmentJoiner(slab, Medium.ETHERNET, true);
        int[] slots = slots(stream(14, false, 3, 500));
        int run = join(joiner, slots, 0, 3, header, 0);
        int length = gather(slots, 0, run, joiner.headerOctets());
        List<byte[]> tagged = received(Medium.ETHERNET, length, 0x8100_0064);
        assertThat(values(tagged)).isEqualTo(values(packets));
    }

    @Test
    void noOctetsMakeTheIntakeThrowOrGoOnForEver() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            for (Medium medium : Medium.values()) {
                var garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                if (garbage.length > 14 && random.nextBoolean()) {
                    garbage[12] = 8;
                    garbage[13] = 0;
                    garbage[medium == Medium.IP ? 0 : 14] = 0x45;
                }
                MemorySegment.copy(garbage, 0, whole, ValueLayout.JAVA_BYTE, 0, garbage.length);
                int kind = new int[] {1, 4, 5, 0x81, 3, 99}[random.nextInt(6)];
                VnetHeader.write(header, 0, kind, 0, random.nextInt(50), random.nextInt(80), 16);
                List<byte[]> pieces = received(medium, garbage.length, 0);
                assertThat(pieces).as("seed %d", seed).hasSizeLessThanOrEqualTo(garbage.length);
                assertThat(slab.inUse()).as("seed %d", seed).isZero();
            }
        }
    }

    /// How many slots go into one message, whose header is written.
    private static int join(
            SegmentJoiner joiner,
            int[] slots,
            int at,
            int end,
            MemorySegment headers,
            long header) {
        int run = joiner.run(slots, at, end);
        joiner.describe(slots, at, run, headers, header);
        return run;
    }
}
