package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Ipv4Address;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Associations that come and go are found, whatever stood beside them.
class AssociationsTest {
    private static final int TUNNEL = 7;
    private static final Ipv4Address HERE = Ipv4Address.of("192.0.2.1");
    private static final Ipv4Address THERE = Ipv4Address.of("192.0.2.2");

    private static final EspOpener OPENER =
            new EspOpener() {
                @Override
                public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
                    return false;
                }

                @Override
                public void close() {}
            };

    private final Associations associations = new Associations();

    private static SaBinding binding(int ifIndex, int frontDoor, int spi) {
        return SaBinding.of(
                spi,
                ifIndex,
                frontDoor,
                SaPath.plain(HERE, THERE),
                SaBinding.Mode.TRANSPORT,
                Selectors.hosts(47, HERE, THERE),
                EspSuite.GCM_128);
    }

    private static InboundSa inbound(int frontDoor, int spi) {
        return new InboundSa(binding(TUNNEL, frontDoor, spi), OPENER, 64);
    }

    private static OutboundSa outbound(int ifIndex, int spi) {
        return new OutboundSa(binding(ifIndex, 0, spi), OutboundSa.NO_SEALER);
    }

    @Test
    void whatIsFoundIsWhatWasAddedAndNotRemoved() {
        var random = new Random(5);
        var model = new TreeMap<Integer, InboundSa>();
        for (int step = 0; step < 200_000; step++) {
            // So few SPIs that many searches meet others, and the table is now nearly full, now
            // nearly empty.
            int spi = 256 + random.nextInt(step / 20_000 % 2 == 0 ? 4_096 : 64);
            int frontDoor = spi & 1;
            if (random.nextInt(5) < 2) {
                assertThat(associations.removeInbound(frontDoor, spi)).isSameAs(model.remove(spi));
            } else {
                InboundSa sa = inbound(frontDoor, spi);
                assertThat(associations.add(sa)).isEqualTo(model.putIfAbsent(spi, sa) == null);
            }
            int other = 256 + random.nextInt(4_096);
            assertThat(associations.find(other & 1, other)).isSameAs(model.get(other));
            assertThat(associations.find(1 - (other & 1), other)).isNull();
        }
        assertThat(associations.inboundCount()).isEqualTo(model.size());
        model.forEach((spi, sa) -> assertThat(associations.find(spi & 1, spi)).isSameAs(sa));
        for (int spi : List.copyOf(model.keySet())) {
            associations.removeInbound(spi & 1, spi);
        }
        assertThat(associations.inboundCount()).isZero();
        assertThat(associations.counters()).isEmpty();
    }

    @Test
    void theSendingHalvesAreTheNewestFirstInTheirTunnelAndByAgeInAll() {
        OutboundTable table = associations.own;
        for (int spi = 1_000; spi < 1_010; spi++) {
            table.use(outbound(1 + spi % 2, spi));
        }
        assertThat(all(table))
                .containsExactly(
                        1_000, 1_001, 1_002, 1_003, 1_004, 1_005, 1_006, 1_007, 1_008, 1_009);
        for (int spi : new int[] {1_000, 1_004, 1_009}) {
            assertThat(table.remove(1 + spi % 2, spi)).isNotNull();
            assertThat(table.remove(1 + spi % 2, spi)).isNull();
        }
        table.use(outbound(1, 1_010));
        assertThat(all(table))
                .containsExactly(1_001, 1_002, 1_003, 1_005, 1_006, 1_007, 1_008, 1_010);
        assertThat(table.of(1))
                .extracting(sa -> sa.spi)
                .containsExactly(1_010, 1_008, 1_006, 1_002);
        for (int spi : all(table)) {
            table.remove(1 + spi % 2, spi);
        }
        assertThat(all(table)).isEmpty();
        table.use(outbound(1, 1_011));
        assertThat(all(table)).containsExactly(1_011);
    }

    private static SaPath path(int number) {
        var remote = new Ipv4Address(THERE.bits() + number / 3);
        return number % 3 == 0
                ? SaPath.plain(HERE, remote)
                : new SaPath(
                        HERE, remote, Optional.of(new UdpEncapsulation(4500, 10_000 + number)));
    }

    /// Of those with this path and SPI, how many are in the chain where they are searched for.
    private static long found(OutboundTable table, PathEnds path, int spi) {
        return chain(table, path, spi).stream()
                .filter(sa -> sa.spi == spi && sa.path.ports() == path.ports())
                .filter(sa -> sa.path.remote.equals(path.remote))
                .count();
    }

    private static List<OutboundSa> chain(OutboundTable table, PathEnds path, int spi) {
        var chain = new ArrayList<OutboundSa>();
        OutboundSa sa = table.chain(path.local.low(), path.remote.low(), path.ports(), spi);
        while (sa != null) {
            chain.add(sa);
            sa = sa.besides;
        }
        return chain;
    }

    @Test
    void theSendingHalvesAreFoundByWhereTheySend() {
        OutboundTable table = associations.own;
        var random = new Random(9);
        var model = new TreeMap<Integer, Integer>();
        for (int step = 0; step < 50_000; step++) {
            int spi = 1_000 + random.nextInt(step / 10_000 % 2 == 0 ? 2_000 : 20);
            int way = random.nextInt(600);
            if (random.nextInt(5) < 2) {
                assertThat(table.remove(spi, spi) != null).isEqualTo(model.remove(spi) != null);
            } else if (model.putIfAbsent(spi, way) == null) {
                table.use(outbound(spi, spi));
                table.move(spi, spi, path(way));
            } else {
                assertThat(table.move(spi, spi, path(way))).isTrue();
                model.put(spi, way);
            }
            int other = 1_000 + random.nextInt(2_000);
            PathEnds there = new PathEnds(path(model.getOrDefault(other, way)));
            assertThat(found(table, there, other)).isEqualTo(model.containsKey(other) ? 1 : 0);
        }
    }

    @Test
    void fewStandBesideEachOtherWhereTheySendToManyPlaces() {
        OutboundTable table = associations.own;
        for (int i = 0; i < 9_000; i++) {
            table.use(outbound(i, 1_000 + i));
            table.move(i, 1_000 + i, path(i));
        }
        for (int i = 0; i < 9_000; i++) {
            assertThat(chain(table, new PathEnds(path(i)), 1_000 + i)).hasSizeLessThan(12);
        }
    }

    private static List<Integer> all(OutboundTable table) {
        var spis = new ArrayList<Integer>();
        for (OutboundSa sa = table.oldest(); sa != null; sa = sa.newer) {
            spis.add(sa.spi);
        }
        return spis;
    }
}
