package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.SourceCheck;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `ip verify unicast source`: RFC 3704 section 2. The customer's LAN is 192.168.113.0/24, a default route leads into the tunnel, 10.9.0.0/16
/// is behind a router of the LAN, 10.1.0.0/16 behind the tunnel, 10.7.0.0/16 behind both, and 10.6.0.0/16 goes to Null0.
class SourceCheckTest {
    private static final SourceCheck STRICT = new SourceCheck(true, false);
    private static final SourceCheck LOOSE = new SourceCheck(false, false);

    private static final SpokeShape SHAPE =
            SpokeShape.plain(new Random(2)).with(new SpokeShape.Six(true, true, 0, 0, 0, true));

    private static Workbench bench(SourceCheck check, Optional<SourceCheck> onTunnel) {
        var bench = new Workbench();
        var onLan = Optional.of(check);
        bench.sources =
                face ->
                        face.index() == Workbench.LAN
                                ? face.withIpv6(face.ipv6().withSources(onLan))
                                        .withSources(onLan, 0)
                                : face.index() == Workbench.TUNNEL
                                        ? face.withIpv6(face.ipv6().withSources(onTunnel))
                                                .withSources(onTunnel, 0)
                                        : face;
        bench.others =
                image -> {
                    int toLan =
                            image.entry(
                                    new Entry.Adjacency(
                                            Workbench.LAN, Ipv4Address.of("192.168.113.10")));
                    int toTunnel = image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of()));
                    bench.cust1.put(
                            Prefix.of("10.7.0.0/16"),
                            image.entry(new Entry.Multipath(List.of(toTunnel, toLan))));
                    bench.cust1.put(
                            Prefix.of("10.6.0.0/16"),
                            image.entry(new Entry.Discard(Drop.NULL_ROUTE)));
                    // The same way as the default route's, and yet none.
                    bench.cust1.put(Prefix.of("10.5.0.0/16"), bench.cust1.get(Prefix.DEFAULT_IPV4));
                    return image;
                };
        SHAPE.boot(bench);
        return bench;
    }

    private static boolean passes(Workbench bench, Bytes packet) {
        bench.sent.clear();
        long before = dropped(bench);
        Bytes frame =
                ExpressTest.frame(
                        "020000000002", 10, packet.u8(0) >>> 4 == 6 ? 0x86DD : 0x0800, packet);
        bench.plane.input(bench.now, 1, new int[] {bench.slab.of(frame.toArray())}, 1);
        bench.assertNoLeak();
        long drops = dropped(bench) - before;
        assertThat(bench.sent.size() + drops).as("%s; %s", packet, bench.dropped()).isEqualTo(1);
        return drops == 0;
    }

    private static long dropped(Workbench bench) {
        return bench.dropped().stream()
                .filter(each -> each.reason() == Drop.SOURCE_UNROUTED)
                .mapToLong(DropCount::packets)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        // source, strict, strict with default, loose, loose with default
        "192.168.113.77, true, true, true, true",
        "10.9.1.1, true, true, true, true",
        "10.1.1.1, false, false, true, true",
        "10.7.1.1, true, true, true, true",
        "10.6.1.1, false, false, false, false",
        "10.5.1.1, false, false, true, true",
        "203.0.113.9, false, false, false, true",
        "192.168.113.1, false, false, false, false",
    })
    void aRouteLeadsBackToTheSource(
            String source, boolean strict, boolean strictDefault, boolean loose, boolean any) {
        Bytes packet = Packets.echo(Ipv4Address.of(source), Ipv4Address.of("10.1.0.9"), 100);
        assertThat(passes(bench(STRICT, Optional.empty()), packet)).isEqualTo(strict);
        assertThat(passes(bench(new SourceCheck(true, true), Optional.empty()), packet))
                .isEqualTo(strictDefault);
        assertThat(passes(bench(LOOSE, Optional.empty()), packet)).isEqualTo(loose);
        assertThat(passes(bench(new SourceCheck(false, true), Optional.empty()), packet))
                .isEqualTo(any);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:113::10, true, true",
        "2001:db8:98::1, true, true",
        "2001:db8:a:1::1, false, true",
        "2001:db8:ffff::1, false, false",
    })
    void soItDoesInIpv6(String source, boolean strict, boolean loose) {
        Bytes packet =
                Packets.echo6(Ipv6Address.of(source), Ipv6Address.of("2001:db8:a:1::9"), 64, 100);
        assertThat(passes(bench(STRICT, Optional.empty()), packet)).isEqualTo(strict);
        assertThat(passes(bench(LOOSE, Optional.empty()), packet)).isEqualTo(loose);
    }

    @Test
    void whatIsOfTheLinkAloneIsNotAsked() {
        Workbench bench = bench(STRICT, Optional.empty());
        bench.fromLan6(
                Packets.echo6(Ipv6Address.of("fe80::99"), Workbench.LAN_LINK_LOCAL, 64, 100));
        assertThat(bench.delivered).hasSize(1);
        assertThat(dropped(bench)).isZero();
    }

    /// The lane does what the graph does.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyWayInChecksAlike(long seed) {
        var random = new Random(seed);
        var check = new SourceCheck(random.nextBoolean(), random.nextBoolean());
        Workbench lane = bench(check, Optional.of(check));
        Workbench graph = bench(check, Optional.of(check));
        graph.plane.shutExpress();
        String[] sources = {
            "192.168.113.77", "10.9.1.1", "10.1.1.1", "10.7.1.1", "10.5.1.1", "203.0.113.9"
        };
        int number = 1;
        for (int i = 0; i < 500; i++) {
            var source = Ipv4Address.of(sources[random.nextInt(sources.length)]);
            boolean isOut = random.nextBoolean();
            Bytes four = Packets.echo(source, isOut ? Packets.FAR : Packets.PC, 100);
            Bytes six =
                    Packets.echo6(
                            random.nextBoolean() ? Packets.PC6 : Packets.FAR6,
                            isOut ? Ipv6Address.of("2001:db8:a:1::9") : Packets.PC6,
                            64,
                            100);
            boolean isSix = random.nextInt(3) == 0;
            Bytes packet = isSix ? six : four;
            Bytes frame =
                    isOut
                            ? ExpressTest.frame("020000000002", 10, isSix ? 0x86DD : 0x0800, packet)
                            : ofHub(packet, number++);
            for (Workbench bench : List.of(lane, graph)) {
                int slot = bench.slab.of(frame.toArray());
                bench.plane.input(bench.now, isOut ? 1 : 0, new int[] {slot}, 1);
                bench.now += 1_000_000;
            }
            String when = "after packet %d of seed %d: %s".formatted(i, seed, packet);
            assertThat(lane.sent).as(when).isEqualTo(graph.sent);
            lane.assertCountsOf(graph, when);
        }
        assertThat(lane.plane.expressPackets()).isGreaterThan(50);
        assertThat(dropped(lane)).isGreaterThan(50);
    }

    private static Bytes ofHub(Bytes packet, int number) {
        boolean six = packet.u8(0) >>> 4 == 6;
        boolean isBare = SHAPE.nextHeader() == 4;
        Bytes inside = isBare ? packet : Packets.gre(six ? 0x86DD : 0x0800, packet);
        Bytes esp = SHAPE.sealed(inside, isBare && six ? 41 : SHAPE.nextHeader(), number);
        boolean isUdp = SHAPE.path().udp().isPresent();
        Bytes around =
                isUdp ? Bytes.hex("11941194%04x0000".formatted(8 + esp.size())).plus(esp) : esp;
        return ExpressTest.frame(
                "020000000001",
                0,
                Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                        .protocol(isUdp ? 17 : 50)
                        .payload(around));
    }
}
