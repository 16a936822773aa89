package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainSorterTest {
    private static final int ROOM = 64;
    private static final long UDP = (long) Ipv4.UDP << 48;

    private final MemorySegment memory = Arena.ofAuto().allocate((long) ROOM * Express.BATCH);
    private final TrainSorter sorter = new TrainSorter(memory);

    /// A packet of a flow, which is its port, that makes a datagram of this look.
    private LanePacket packet(int number, int flow, int look) {
        var packet = new LanePacket();
        packet.slot = number;
        packet.at = number * ROOM;
        packet.head = 0x4500_0000_0000_0000L;
        packet.middle = UDP | 0x0A00_0001;
        packet.destination = 0x0A00_0002;
        packet.look = look;
        Net.putI32(memory, packet.at + Ipv4.SIZE, flow << 16 | 53);
        return packet;
    }

    private int flow(LanePacket packet) {
        return Net.i32(memory, packet.at + Ipv4.SIZE) >>> 16;
    }

    private static List<Integer> slots(LanePacket[] packets) {
        return Arrays.stream(packets).map(packet -> packet.slot).toList();
    }

    private static int trains(LanePacket[] packets) {
        int trains = 1;
        for (int i = 1; i < packets.length; i++) {
            trains += packets[i].look == packets[i - 1].look ? 0 : 1;
        }
        return trains;
    }

    @Test
    void packetsOfOneLookStayAsTheyAre() {
        LanePacket[] packets = {packet(0, 1, 100), packet(1, 2, 100), packet(2, 1, 100)};
        sorter.flowByFlow(packets, 3);
        assertThat(slots(packets)).containsExactly(0, 1, 2);
    }

    @Test
    void flowsOfOneSizeEachMakeOneTrainEach() {
        LanePacket[] packets = {
            packet(0, 1, 100), packet(1, 2, 1400), packet(2, 1, 100), packet(3, 2, 1400),
        };
        sorter.flowByFlow(packets, 4);
        assertThat(slots(packets)).containsExactly(0, 2, 1, 3);
    }

    @Test
    void aFlowOfSeveralSizesKeepsItsOrder() {
        LanePacket[] packets = {
            packet(0, 1, 100), packet(1, 1, 1400), packet(2, 1, 100), packet(3, 1, 1400),
        };
        sorter.flowByFlow(packets, 4);
        assertThat(slots(packets)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fragmentsKeepTheirOrderAmongAllPacketsOfTheirEnds() {
        LanePacket[] packets = {
            packet(0, 1, 1400), packet(1, 2, 100), packet(2, 3, 1400), packet(3, 4, 100),
        };
        packets[1].head |= 0x2000;
        sorter.flowByFlow(packets, 4);
        assertThat(slots(packets)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whatGoesIntoOneTunnelComesTogether() {
        LanePacket[] packets = {
            packet(0, 1, 7), packet(1, 2, 0), packet(2, 3, 9), packet(3, 4, 7), packet(4, 5, 0),
        };
        sorter.together(packets, 5);
        assertThat(slots(packets)).containsExactly(0, 3, 1, 4, 2);
    }

    @Test
    void asManyTunnelsAsPacketsStayAsTheyAre() {
        var packets = new LanePacket[Express.BATCH];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = packet(i, 1, 1 << i % 32 ^ i);
        }
        var before = slots(packets);
        sorter.together(packets, packets.length);
        assertThat(slots(packets)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostNoFlowIsReorderedAndTrainsGetNoShorter(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var packets = new LanePacket[1 + random.nextInt(Express.BATCH)];
            int flows = 1 + random.nextInt(20);
            int looks = 1 + random.nextInt(6);
            for (int i = 0; i < packets.length; i++) {
                packets[i] = packet(i, random.nextInt(flows), 100 * random.nextInt(looks));
            }
            int before = trains(packets);
            sorter.flowByFlow(packets, packets.length);
            assertThat(slots(packets)).doesNotHaveDuplicates().hasSize(packets.length);
            assertThat(trains(packets)).isLessThanOrEqualTo(before);
            Map<Integer, Integer> last = new HashMap<>();
            for (LanePacket packet : packets) {
                Integer earlier = last.put(flow(packet), packet.slot);
                assertThat(earlier == null || earlier < packet.slot).isTrue();
            }
        }
    }

    @Test
    void manyFlowsOfThreeSizesMakeFewTrains() {
        var random = new Random(9);
        var packets = new LanePacket[Express.BATCH];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = packet(i, i, List.of(64, 576, 1400).get(random.nextInt(3)));
        }
        assertThat(trains(packets)).isGreaterThan(30);
        sorter.flowByFlow(packets, packets.length);
        var looks = new LinkedHashSet<Integer>();
        var inOrder = new ArrayList<Integer>();
        for (LanePacket packet : packets) {
            looks.add(packet.look);
            inOrder.add(packet.look);
        }
        // Flows that share a place of the table are taken for one: not three, but few.
        assertThat(looks).hasSize(3);
        assertThat(trains(packets)).as("%s", inOrder).isLessThan(10);
    }
}
