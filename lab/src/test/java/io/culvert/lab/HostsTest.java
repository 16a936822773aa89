package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.culvert.lab.host.BridgeNode;
import io.culvert.lab.host.HostNode;
import io.culvert.lab.host.Payloads;
import io.culvert.lab.topology.Topology.ExecLine;
import io.culvert.lab.topology.Topology.Place;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Frames frames = Frames.ofOneLab();
    private final Payloads payloads = new Payloads(1);
    private final Lab lab = new Lab(frames, 1, Instant.parse("2026-01-01T00:00:00Z"));

    private HostNode host(String name, String... exec) {
        var lines =
                Arrays.stream(exec)
                        .map(text -> new ExecLine(text, new Place("t", 1, 1, text)))
                        .toList();
        assertThat(HostNode.check(name, List.of("eth1"), lines, frames)).isEmpty();
        var host = new HostNode(name, List.of("eth1"), 1500, lines, frames, payloads);
        lab.add(host);
        return host;
    }

    private Link join(String a, String b) {
        return lab.connect(new Endpoint(a, "eth1"), new Endpoint(b, "eth1"), 1500);
    }

    private String run(HostNode host, String line) {
        Task task = host.command(lab.now(), line);
        lab.touched(host);
        while (!task.isDone() && lab.next(Long.MAX_VALUE - 1)) {
            // until it is done
        }
        return task.output();
    }

    @Test
    void twoHostsPingEachOtherAsLinuxPrintsIt() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "ping 10.0.0.2 -c 3"))
                .isEqualTo(
                        """
                        PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
                        64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.040 ms
                        64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.020 ms
                        64 bytes from 10.0.0.2: icmp_seq=3 ttl=64 time=0.020 ms

                        --- 10.0.0.2 ping statistics ---
                        3 packets transmitted, 3 received, 0% packet loss, time 2000ms
                        rtt min/avg/max/mdev = 0.020/0.026/0.040/0.009 ms
                        """);
    }

    @Test
    void aPingGoesOnBeyondTheSixteenBitsOfItsSequenceNumber() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "ping 10.0.0.2 -c 70000 -i 0.01"))
                .contains("70000 packets transmitted, 70000 received, 0% packet loss")
                .contains("icmp_seq=65535 ttl=64")
                .contains("icmp_seq=0 ttl=64")
                .doesNotContain("DUP!");
    }

    @Test
    void aHostThatIsNotThereIsUnreachable() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "ping 10.0.0.3 -c 2"))
                .contains("From 10.0.0.1 icmp_seq=1 Destination Host Unreachable")
                .contains("2 packets transmitted, 0 received, +2 errors, 100% packet loss");
        assertThat(run(a, "ping 192.168.1.1 -c 2"))
                .isEqualTo("ping: connect: Network is unreachable\n");
    }

    @Test
    void ipv6NeighboursFindEachOther() {
        var a = host("a", "ip address add 2001:db8::1/64 dev eth1");
        host("b", "ip address add 2001:db8::2/64 dev eth1");
        join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "ping 2001:db8::2 -c 1 -s 3000"))
                .contains("3008 bytes from 2001:db8::2: icmp_seq=1 ttl=")
                .contains(" 0% packet loss");
    }

    @Test
    void vlansMeetOnlyTheirOwnOverABridge() {
        var a =
                host(
                        "a",
                        "ip link add link eth1 name eth1.10 type vlan id 10",
                        "ip address add 10.0.0.1/24 dev eth1.10",
                        "ip link add link eth1 name eth1.20 type vlan id 20",
                        "ip address add 10.0.1.1/24 dev eth1.20");
        host(
                "b",
                "ip link add link eth1 name eth1.10 type vlan id 10",
                "ip address add 10.0.0.2/24 dev eth1.10");
        host(
                "c",
                "ip link add link eth1 name eth1.10 type vlan id 10",
                "ip address add 10.0.1.3/24 dev eth1.10");
        lab.add(new BridgeNode("s", List.of("eth1", "eth2", "eth3"), frames));
        lab.connect(new Endpoint("a", "eth1"), new Endpoint("s", "eth1"), 1500);
        lab.connect(new Endpoint("b", "eth1"), new Endpoint("s", "eth2"), 1500);
        lab.connect(new Endpoint("c", "eth1"), new Endpoint("s", "eth3"), 1500);
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "ping 10.0.0.2 -c 2")).contains(" 0% packet loss");
        assertThat(run(a, "ping 10.0.1.3 -c 2")).contains("100% packet loss");
    }

    @Test
    void lostDuplicatedAndReorderedDatagramsAreCounted() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        var b = host("b", "ip address add 10.0.0.2/24 dev eth1");
        var link = join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        run(a, "ping 10.0.0.2 -c 1");
        lab.faults(link.a(), Faults.NONE.withLoss(0.1).withDuplicate(0.2).withReorder(0.3));
        run(b, "listen udp 5000");
        assertThat(run(a, "send udp 10.0.0.2 5000 count 1000 size 100 rate 1000/s"))
                .isEqualTo("sent 1000\n");
        lab.runUntil(lab.now() + SECOND);
        String output = run(b, "wait");
        assertThat(output).matches("received (8[5-9]|9[0-4])[0-9], duplicates 1[0-9][0-9]\n");
        assertThat(link.a().counters().reordered()).isPositive();
        assertThat(frames.slab().inUse()).isZero();
    }

    @Test
    void messagesOverTcpArriveOnceHoweverBadTheLink() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        var b = host("b", "ip address add 10.0.0.2/24 dev eth1");
        var link = join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        lab.faults(link.a(), Faults.NONE.withLoss(0.05).withDuplicate(0.1).withReorder(0.1));
        assertThat(run(a, "send tcp 10.0.0.2 80 count 1 size 100 rate 1/s"))
                .isEqualTo("send: connection refused by the peer\nsent 0\n");
        run(b, "listen tcp 5000");
        assertThat(run(a, "send tcp 10.0.0.2 5000 count 200 size 700 rate 100/s"))
                .isEqualTo("sent 200\n");
        assertThat(run(b, "wait")).isEqualTo("received 200, duplicates 0\n");
    }

    @Test
    void aRateDelaysAndItsQueueDrops() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        var link = join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        lab.faults(link.a(), Faults.NONE.withRate(1_000_000));
        assertThat(run(a, "ping 10.0.0.2 -c 1 -s 1208")).contains("time=10.");
        run(a, "send udp 10.0.0.2 9 count 1000 size 1000 rate 10000/s");
        assertThat(link.a().counters().queueFull()).isBetween(700L, 900L);
    }

    @Test
    void aNarrowLinkSwallowsOrFragments() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        var link = join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        lab.faults(link.a(), Faults.NONE.withMtu(600));
        assertThat(run(a, "ping 10.0.0.2 -c 1 -s 1000")).contains("100% packet loss");
        lab.faults(link.a(), Faults.NONE.withMtu(600).withFragmentDf(true).withClearDscp(true));
        assertThat(run(a, "ping 10.0.0.2 -c 1 -s 1000")).contains(" 0% packet loss");
        assertThat(link.a().counters().fragmented()).isEqualTo(1);
    }

    @Test
    void aCableThatIsPulledTakesTheCarrierOfBothEnds() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        var link = join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        lab.carrier(link, false);
        lab.runUntil(2 * SECOND);
        assertThat(run(a, "ping 10.0.0.2 -c 1"))
                .isEqualTo("ping: connect: Network is unreachable\n");
        lab.carrier(link, true);
        lab.runUntil(3 * SECOND);
        assertThat(run(a, "ping 10.0.0.2 -c 1")).contains(" 0% packet loss");
    }

    @Test
    void tracerouteNamesTheTarget() {
        var a = host("a", "ip address add 10.0.0.1/24 dev eth1");
        host("b", "ip address add 10.0.0.2/24 dev eth1");
        join("a", "b");
        lab.startAll();
        lab.runUntil(SECOND);
        assertThat(run(a, "traceroute 10.0.0.2"))
                .isEqualTo(
                        """
                        traceroute to 10.0.0.2 (10.0.0.2), 30 hops max, 60 byte packets
                         1  10.0.0.2 (10.0.0.2)  0.040 ms  0.040 ms  0.040 ms
                        """);
    }

    @Test
    void anythingElseIsRefusedUnderTheWord() {
        var a = host("a");
        lab.startAll();
        assertThat(run(a, "ping nowhere"))
                .isEqualTo("ping nowhere\n     ^\nexpected here: an address\n");
        assertThat(
                        HostNode.check(
                                "a",
                                List.of("eth1"),
                                List.of(
                                        new ExecLine(
                                                "ip addr add 1.1.1.1/8 dev eth1",
                                                new Place(
                                                        "f",
                                                        4,
                                                        7,
                                                        "    - ip addr add 1.1.1.1/8 dev eth1")),
                                        new ExecLine(
                                                "ip address add 1.1.1.1/8 dev eth2",
                                                new Place("f", 5, 7, "x"))),
                                frames))
                .extracting(Complaint::line, Complaint::column)
                .containsExactly(tuple(4, 10), tuple(5, 7));
    }
}
