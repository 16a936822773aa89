package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv4Packet;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever comes in: nothing is thrown, every packet leaves a trace, and no slot stays behind.
class DataPlaneFuzzTest {
    private static final Bytes TO_WAN = Bytes.hex("020000000001 0200000000f1");
    private static final Bytes TO_LAN = Bytes.hex("020000000002 0200000000c1 8100000a");
    private static final int RECORDS_MAX = 32;
    private static final int OCTETS_MAX = 4_000;
    private static final long LATER = Duration.ofMinutes(2).toNanos();

    private final PacketSlab slab = new PacketSlab(512, 68);

    /// Seeds: each packet as a record of its own.
    static Stream<Bytes> record(int way, Stream<Bytes> packets) {
        return packets.map(
                packet -> new ByteWriter().u8(way).u16(packet.size()).bytes(packet).toBytes());
    }

    /// Records of a way in (1), a length (2) and octets. The ways: 0 and 1 frames on either port, 2 and 3 IP packets on either
    /// port, 4 a label stack, 5 and 7 what the hub sealed behind GRE and other headers, 6 the router's own.
    @MethodSource("io.culvert.fuzz.Seeds#plane")
    @FuzzTest
    void everyPacketLeavesATraceAndNoSlotStaysBehind(byte[] octets) {
        int before = slab.inUse();
        var bench = new PlaneBench(slab);
        var in = new ByteReader(octets);
        for (int i = 0; i < RECORDS_MAX && in.left() >= 3; i++) {
            int way = in.u8();
            Bytes packet = in.bytes(Math.min(Math.min(in.u16(), in.left()), OCTETS_MAX));
            String trace = bench.trace();
            enter(bench, way, packet);
            assertThat(bench.trace()).isNotEqualTo(trace);
            bench.now += way * 10_000_000L;
            bench.plane.onTime(bench.now);
        }
        bench.plane.onTime(bench.now + LATER);
        assertThat(slab.inUse()).isEqualTo(before);
    }

    private static void enter(PlaneBench bench, int way, Bytes packet) {
        switch (way & 7) {
            case 0, 1 -> bench.input(way & 1, packet);
            case 2 -> bench.input(0, wan(0x0800, right(packet)));
            case 3 -> bench.input(1, Bytes.concat(TO_LAN, Bytes.hex("0800"), right(packet)));
            case 4 -> bench.input(0, wan(0x8847, packet));
            case 5 -> bench.input(0, wan(0x0800, esp(bench, packet, Ipv4.GRE)));
            case 6 -> bench.originate(way >>> 3 & 3, right(packet));
            default -> bench.input(0, wan(0x0800, esp(bench, packet, way)));
        }
    }

    private static Bytes wan(int type, Bytes payload) {
        return Bytes.concat(TO_WAN, Bytes.hex("%04x".formatted(type)), payload);
    }

    private static Bytes esp(PlaneBench bench, Bytes payload, int nextHeader) {
        return new Ipv4Packet(
                        0,
                        1,
                        false,
                        false,
                        0,
                        64,
                        Ipv4.ESP,
                        PlaneBench.HUB,
                        PlaneBench.SPOKE,
                        Bytes.EMPTY,
                        bench.sealed(payload, nextHeader))
                .toBytes();
    }

    /// The packet with a right header checksum, which no search finds.
    private static Bytes right(Bytes packet) {
        byte[] octets = packet.toArray();
        if (octets.length >= Ipv4.SIZE && (octets[0] & 0x0F) * 4 <= octets.length) {
            Ipv4.seal(MemorySegment.ofArray(octets), 0);
        }
        return Bytes.of(octets);
    }
}
