package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.dataplane.fib.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {
    private static final Ipv4Address NEIGHBOR = Ipv4Address.of("172.16.1.104");

    private final Workbench bench = new Workbench();

    @AfterEach
    void noSlotLeaks() {
        bench.plane.close();
        bench.assertNoLeak();
    }

    private static Bytes datagram(String source, String destination) {
        return Packets.ipv4(Ipv4Address.of(source), Ipv4Address.of(destination))
                .payload(Bytes.zero(16));
    }

    private void assertError(int type, int code) {
        Bytes error = bench.onlySent().ip();
        assertThat(error.u8(9)).isEqualTo(1);
        assertThat(error.slice(20, 22)).isEqualTo(Bytes.of((byte) type, (byte) code));
        assertThat(Packets.checksumHolds(error)).isTrue();
        assertThat(error.u8(1)).isEqualTo(0xC0);
    }

    @ParameterizedTest
    @CsvSource({
        "65, IP_VERSION",
        "44, IP_VERSION",
        "46, IP_SHORT",
    })
    void headersThatLieAreDropped(String firstOctet, Drop reason) {
        bench.boot();
        byte[] packet = datagram("192.168.113.10", "192.168.114.1").toArray();
        packet[0] = (byte) Integer.parseInt(firstOctet, 16);
        if (reason == Drop.IP_SHORT) {
            packet[3] = 21;
        }
        bench.fromLan(Bytes.of(packet));
        bench.assertDropped(reason);
    }

    @Test
    void aWrongChecksumOrLengthIsDropped() {
        bench.boot();
        byte[] packet = datagram("192.168.113.10", "192.168.114.1").toArray();
        packet[10] ^= 1;
        bench.fromLan(Bytes.of(packet));
        bench.assertDropped(Drop.IP_CHECKSUM);
        bench.fromLan(datagram("192.168.113.10", "192.168.114.1").slice(0, 30));
        bench.assertDropped(Drop.IP_SHORT);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 192.168.114.1, MARTIAN_SOURCE",
        "0.1.2.3, 192.168.114.1, MARTIAN_SOURCE",
        "224.0.0.5, 192.168.114.1, MARTIAN_SOURCE",
        "255.255.255.255, 192.168.114.1, MARTIAN_SOURCE",
        "192.168.113.10, 127.0.0.1, MARTIAN_DESTINATION",
        "192.168.113.10, 0.0.0.1, MARTIAN_DESTINATION",
        "192.168.113.10, 250.0.0.1, MARTIAN_DESTINATION",
        "192.168.113.10, 239.1.1.1, MULTICAST_NOT_FORWARDED",
    })
    void martiansAreDropped(String source, String destination, Drop reason) {
        bench.boot();
        bench.fromLan(datagram(source, destination));
        bench.assertDropped(reason);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void sourceRoutesAreRefused() {
        bench.boot();
        byte[] octets =
                Bytes.concat(
                                datagram("192.168.113.10", "192.168.114.1").slice(0, 20),
                                Bytes.hex("83070408080808" + "00"),
                                Bytes.zero(4))
                        .toArray();
        octets[0] = 0x47;
        octets[3] = 32;
        io.culvert.wire.ip.Ipv4.seal(java.lang.foreign.MemorySegment.ofArray(octets), 0);
        bench.fromLan(Bytes.of(octets));
        bench.assertDropped(Drop.IP_OPTION);
    }

    @Test
    void paddingOfTheFrameIsCutOff() {
        bench.boot();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, NEIGHBOR, Workbench.PC_MAC);
        bench.fromWan(datagram("172.16.0.9", "172.16.1.104").plus(Bytes.zero(10)));
        assertThat(bench.onlySent().ip().size()).isEqualTo(36);
    }

    @Test
    void aPacketWaitsForItsNeighbour() {
        bench.boot();
        bench.fromWan(datagram("172.16.0.9", "172.16.1.104"));
        assertThat(bench.events).containsExactly("neighbor 1 172.16.1.104");
        assertThat(bench.sent).isEmpty();
        bench.plane.setNeighbor(bench.now, Workbench.WAN, NEIGHBOR, Workbench.PC_MAC);
        assertThat(bench.onlySent().frame().slice(0, 6)).isEqualTo(Bytes.hex("0200000000c1"));
    }

    @Test
    void ofTooManyThatWaitTheOldestGoes() {
        bench.boot();
        for (int i = 0; i <= HoldQueue.PACKETS_MAX; i++) {
            bench.fromWan(
                    Packets.ipv4(Ipv4Address.of("172.16.0.9"), NEIGHBOR)
                            .id(i)
                            .payload(Bytes.zero(8)));
        }
        bench.assertDropped(Drop.NEIGHBOR_QUEUE_FULL);
        bench.plane.setNeighbor(bench.now, Workbench.WAN, NEIGHBOR, Workbench.PC_MAC);
        assertThat(bench.sent).hasSize(HoldQueue.PACKETS_MAX);
        assertThat(bench.sent.getFirst().ip().u16(4)).isEqualTo(1);
    }

    @Test
    void tooManyNeighboursWaitedForAreDropped() {
        bench.more =
                image -> {
                    bench.global.put(
                            Prefix.of("10.8.0.0/16"),
                            image.entry(new Entry.Attached(Workbench.WAN)));
                    return image;
                };
        bench.boot();
        for (int i = 0; i <= HoldQueue.NEIGHBORS_MAX; i++) {
            bench.fromWan(datagram("172.16.0.9", "10.8.%d.%d".formatted(i >>> 8, i & 0xFF)));
        }
        bench.assertDropped(Drop.NEIGHBOR_TABLE_FULL);
        assertThat(bench.events).hasSize(HoldQueue.NEIGHBORS_MAX);
    }

    @Test
    void aNeighbourThatDoesNotAnswerIsUnreachable() {
        bench.boot();
        bench.fromLan(Packets.echo(Packets.PC, Ipv4Address.of("192.168.113.77"), 60));
        bench.plane.neighborUnreachable(bench.now, Workbench.LAN, Ipv4Address.of("192.168.113.77"));
        bench.assertDropped(Drop.NEIGHBOR_UNREACHABLE);
        assertError(3, 1);
    }

    @Test
    void whatNobodyAnswersForTimesOut() {
        bench.boot();
        bench.fromLan(Packets.echo(Packets.PC, Ipv4Address.of("192.168.113.77"), 60));
        bench.plane.onTime(bench.plane.wakeAtNanos());
        bench.assertDropped(Drop.NEIGHBOR_UNREACHABLE);
        bench.onlySent();
    }

    @Test
    void noRouteAndNullRouteAreToldTheSource() {
        bench.more =
                image -> {
                    bench.cust1.put(
                            Prefix.of("10.66.0.0/16"),
                            image.entry(new Entry.Discard(Drop.NULL_ROUTE)));
                    bench.cust1.put(
                            Prefix.of("10.67.0.0/16"),
                            image.entry(new Entry.Discard(Drop.ROUTE_UNLABELLED)));
                    bench.cust1.remove(Prefix.DEFAULT_IPV4);
                    return image;
                };
        bench.boot();
        bench.fromLan(datagram("192.168.113.10", "10.66.0.1"));
        bench.assertDropped(Drop.NULL_ROUTE);
        assertError(3, 1);
        bench.fromLan(datagram("192.168.113.10", "10.67.0.1"));
        bench.assertDropped(Drop.ROUTE_UNLABELLED);
        assertError(3, 1);
        bench.fromLan(datagram("192.168.113.10", "8.8.8.8"));
        bench.assertDropped(Drop.NO_ROUTE);
        assertError(3, 0);
        assertThat(bench.plane.tableDrops(Workbench.CUST1)).isEqualTo(3);
        assertThat(bench.plane.tableDrops(Workbench.CUST2)).isZero();
    }

    @Test
    void theLastHopOfAPacketIsToldToItsSource() {
        bench.boot().associate();
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Bytes.zero(8)));
        bench.assertDropped(Drop.TTL_EXPIRED);
        assertError(11, 0);
    }

    @Test
    void noErrorIsSentAboutErrorsLaterFragmentsAndBroadcasts() {
        bench.boot().associate();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .ttl(1)
                        .protocol(1)
                        .payload(Bytes.hex("0301000000000000")));
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).fragment(100).payload(Bytes.zero(8)));
        bench.frame(
                1,
                "ffffffffffff",
                10,
                0x0800,
                Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Bytes.zero(8)));
        assertThat(bench.sent).isEmpty();
        assertThat(bench.plane.planeCounters().icmpErrorsSuppressed()).isEqualTo(2);
        bench.assertDropped(Drop.LINK_BROADCAST_NOT_FORWARDED);
    }

    @Test
    void errorsAreLimitedInRate() {
        bench.boot().associate();
        for (int i = 0; i < RateLimits.ICMP_ERRORS_BURST + 10; i++) {
            bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Bytes.zero(8)));
        }
        assertThat(bench.sent).hasSize(RateLimits.ICMP_ERRORS_BURST);
        assertThat(bench.plane.planeCounters().icmpErrorsLimited()).isEqualTo(10);
        bench.now += 1_000_000_000L;
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Bytes.zero(8)));
        assertThat(bench.sent).hasSize(RateLimits.ICMP_ERRORS_BURST + 1);
    }

    @Test
    void anAccessListDeniesAndSaysSo() {
        var list =
                new AccessList(
                        "100",
                        List.of(
                                new AccessRule(
                                        true,
                                        17,
                                        AccessRule.ANY,
                                        0,
                                        0,
                                        AccessRule.Ports.ALL,
                                        Packets.FAR.bits(),
                                        -1,
                                        new AccessRule.Ports(53, 53, false),
                                        -1,
                                        -1,
                                        false,
                                        false)));
        bench.lan = lan -> lan.withAccess(Optional.of(list), Optional.empty());
        bench.boot().associate();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .payload(Bytes.hex("1000003500100000 0000000000000000")));
        assertThat(bench.onlySent().port()).isZero();
        bench.fromLan(
                Packets.ipv4(Packets.PC, Packets.FAR)
                        .payload(Bytes.hex("1000003600100000 0000000000000000")));
        bench.assertDropped(Drop.ACL_IN);
        assertError(3, 13);
    }

    @Test
    void anAccessListTellsPacketsApartByTheirCodePoint() {
        var voiceAlone =
                new AccessRule(
                        true,
                        AccessRule.ANY,
                        46,
                        0,
                        0,
                        AccessRule.Ports.ALL,
                        0,
                        0,
                        AccessRule.Ports.ALL,
                        AccessRule.ANY,
                        AccessRule.ANY,
                        false,
                        false);
        var list = new AccessList("voice", List.of(voiceAlone));
        bench.lan = lan -> lan.withAccess(Optional.of(list), Optional.empty());
        bench.boot().associate();
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).tos(46 << 2).payload(Bytes.zero(8)));
        assertThat(bench.onlySent().port()).isZero();
        bench.fromLan(Packets.ipv4(Packets.PC, Packets.FAR).tos(45 << 2).payload(Bytes.zero(8)));
        bench.assertDropped(Drop.ACL_IN);
    }

    @Test
    void framesForOthersUnknownTagsAndTypesAreDropped() {
        bench.boot();
        bench.frame(0, "0200000000ee", 0, 0x0800, Bytes.zero(40));
        bench.assertDropped(Drop.FRAME_NOT_FOR_US);
        bench.frame(1, "020000000002", 99, 0x0800, Bytes.zero(40));
        bench.assertDropped(Drop.VLAN_UNKNOWN);
        bench.frame(9, "020000000002", 0, 0x0800, Bytes.zero(40));
        bench.assertDropped(Drop.PORT_UNKNOWN);
        bench.frame(0, "020000000001", 0, 0x9999, Bytes.zero(40));
        bench.assertDropped(Drop.ETHERTYPE_UNKNOWN);
        bench.raw(0, Bytes.zero(9));
        bench.assertDropped(Drop.FRAME_SHORT);
        bench.frame(0, "020000000001", 0, 40, Bytes.zero(40));
        bench.assertDropped(Drop.FRAME_LENGTH_TYPE);
        bench.raw(0, Bytes.hex("020000000001 0300000000c1 0800").plus(Bytes.zero(40)));
        bench.assertDropped(Drop.FRAME_SOURCE_GROUP);
        bench.frame(1, "ffffffffffff", 10, 0x0806, Bytes.zero(28));
        assertThat(bench.events).containsExactly("arp 2");
    }

    @Test
    void anInterfaceThatIsDownTakesAndSendsNothing() {
        bench.lan = lan -> lan.withUp(false);
        bench.boot();
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 60));
        bench.assertDropped(Drop.INTERFACE_DOWN);
    }

    @Test
    void theFlowsOfAMultipathSpreadAndEachKeepsItsWay() {
        bench.more =
                image -> {
                    int a =
                            image.entry(
                                    new Entry.Adjacency(
                                            Workbench.WAN, Ipv4Address.of("172.16.1.1")));
                    int b =
                            image.entry(
                                    new Entry.Adjacency(
                                            Workbench.WAN, Ipv4Address.of("172.16.1.2")));
                    bench.global.put(
                            Prefix.of("10.9.0.0/16"),
                            image.entry(new Entry.Multipath(List.of(a, b))));
                    return image;
                };
        bench.boot();
        bench.plane.setNeighbor(
                bench.now, Workbench.WAN, Ipv4Address.of("172.16.1.2"), Workbench.PC_MAC);
        int first = 0;
        for (int i = 0; i < 200; i++) {
            bench.fromWan(datagram("172.16.7.7", "10.9.0." + i));
            bench.fromWan(datagram("172.16.7.7", "10.9.0." + i));
            assertThat(bench.sent.get(0).frame().slice(0, 6))
                    .isEqualTo(bench.sent.get(1).frame().slice(0, 6));
            first += bench.sent.get(0).frame().u8(5) == 0xF1 ? 1 : 0;
            bench.sent.clear();
        }
        assertThat(first).isBetween(60, 140);
    }

    @Test
    void aPacketOfTheRouterToItselfComesBack() {
        bench.boot();
        bench.originate(0, Packets.echo(Workbench.SPOKE, Workbench.SPOKE, 60), Bound.ANYWHERE);
        assertThat(bench.delivered).hasSize(1);
    }

    @Test
    void whenTheSlabIsEmptyFragmentsAreDroppedUnderTheirReason() {
        bench.isProtected = false;
        bench.boot();
        int held = bench.slab.freeSmall() - 1;
        var slots = new int[held];
        for (int i = 0; i < held; i++) {
            slots[i] = bench.slab.allocate(100);
        }
        // The one slot left holds the packet itself, in a large one.
        bench.fromLan(Packets.echo(Packets.PC, Packets.FAR, 3000));
        bench.assertDropped(Drop.NO_SLOT);
        for (int slot : slots) {
            bench.slab.free(slot);
        }
        bench.sent.clear();
    }
}
