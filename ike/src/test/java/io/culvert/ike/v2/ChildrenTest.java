package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Several Child SAs of one IKE SA and what they carry, RFC 7296 sections 1.3.1, 1.4.1 and 2.9.
class ChildrenTest {
    private static final Duration SETUP = Duration.ofSeconds(5);

    private final Net net = new Net(5);

    private Net.Node node(String address, IkeConfig config) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0));
    }

    private static IkeConfig config() {
        return Configs.inTunnelMode(Configs.psk("s", "s"));
    }

    private static Range range(int protocol, String prefix) {
        return Range.of(protocol, Prefix.of(prefix));
    }

    private static WantedChild between(String local, String remote) {
        return WantedChild.of(range(0, local), range(0, remote));
    }

    /// Two ends; the second answers alone.
    private List<Net.Node> ends() {
        return List.of(
                node("10.0.0.1", config()), node("10.0.0.2", Configs.responderOnly(config())));
    }

    private static void assertMatching(Net.Node a, Net.Node b) {
        assertThat(a.children())
                .allSatisfy(
                        child ->
                                assertThat(b.children())
                                        .anySatisfy(
                                                other -> {
                                                    assertThat(other.inboundSpi())
                                                            .isEqualTo(child.outboundSpi());
                                                    assertThat(other.inboundKeys())
                                                            .isEqualTo(child.outboundKeys());
                                                    assertThat(other.localSelectors())
                                                            .isEqualTo(child.remoteSelectors());
                                                }));
    }

    @Test
    void everyWantedChildGetsAnSaOfItsOwn() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        b.connect(
                a,
                between("172.16.1.0/24", "192.168.1.0/24"),
                between("172.16.2.0/24", "192.168.2.0/24"),
                between("2001:db8:2::/48", "2001:db8:1::/48"));
        a.connect(
                b,
                between("192.168.1.0/24", "172.16.1.0/24"),
                between("192.168.2.0/24", "172.16.2.0/24"),
                between("2001:db8:1::/48", "2001:db8:2::/48"));
        net.pass(SETUP);
        assertThat(a.children()).hasSize(3);
        assertThat(b.children()).hasSize(3);
        assertMatching(a, b);
    }

    @Test
    void eachIsRekeyedAloneAndComesBackAlone() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        WantedChild one = between("192.168.1.0/24", "172.16.1.0/24");
        WantedChild two = between("192.168.2.0/24", "172.16.2.0/24");
        b.connect(
                a,
                between("172.16.1.0/24", "192.168.1.0/24"),
                between("172.16.2.0/24", "192.168.2.0/24"));
        a.connect(b, one, two);
        net.pass(SETUP);
        ChildSa first = child(a, one);
        ChildSa second = child(a, two);
        a.tell(new IkeEvent.SoftLimit(second.id()));
        net.pass(Duration.ofSeconds(10));
        assertThat(child(a, one)).isEqualTo(first);
        assertThat(child(a, two).inboundSpi()).isNotEqualTo(second.inboundSpi());
        assertThat(child(a, two).replaces()).hasValue(second.id());
        assertMatching(a, b);

        // The peer says that it has lost one of them, and it comes back.
        int lost = child(a, one).outboundSpi();
        b.tell(new IkeEvent.UnknownSpi(Vrf.GLOBAL, b.address, a.address, lost));
        net.pass(Duration.ofSeconds(10));
        assertThat(child(a, one).outboundSpi()).isNotEqualTo(lost);
        assertThat(a.children()).hasSize(2);
    }

    private static ChildSa child(Net.Node node, WantedChild wanted) {
        return node.children().stream()
                .filter(child -> child.localSelectors().equals(wanted.local()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(node.why()));
    }

    @Test
    void aWideOfferIsNarrowedAndTheOtherPartsAreSaidToBePossible() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        b.connect(
                a,
                between("172.16.1.0/24", "192.168.1.0/24"),
                between("172.16.2.0/24", "192.168.1.0/24"));
        a.connect(b, between("192.168.0.0/16", "172.16.0.0/12"));
        net.pass(SETUP);
        assertThat(a.children()).hasSize(1);
        assertThat(a.children().getFirst().localSelectors())
                .containsExactly(range(0, "192.168.1.0/24"));
        assertThat(a.children().getFirst().remoteSelectors())
                .containsExactly(range(0, "172.16.1.0/24"));
        assertThat(a.notices)
                .anyMatch(notice -> notice.text().contains("takes more in Child SAs of their own"));
    }

    @Test
    void aPeerThatDeletesItsLastChildKeepsTheIkeSaAndMayAskForAnother() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        b.connect(a, between("172.16.1.0/24", "192.168.1.0/24"));
        a.connect(b, between("192.168.1.0/24", "172.16.1.0/24"));
        net.pass(SETUP);
        long session = b.session().id();
        a.engine.deleteChild(net.now, a.child().id(), a::obey);
        net.pass(Duration.ofSeconds(1));
        assertThat(b.sessions).isEmpty();
        assertThat(b.engine.snapshot().sas()).hasSize(1);
        net.pass(Duration.ofMinutes(1));
        assertThat(b.session().id()).isEqualTo(session);
        assertMatching(a, b);
    }

    // a: SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr} --> ; <-- SK {SA, Nr, KEr, TSi, TSr} :b has it
    // a, which refuses KEr: SK {D} --> ; <-- SK {D} :b
    @Test
    void aChildThatThePeerMadeAndWeCannotUseIsDeletedThere() {
        IkeConfig pfs = config();
        pfs =
                Configs.withIpsec(
                        pfs,
                        Configs.ipsec(pfs).withPfsGroup(Optional.of(KeyExchangeMethod.ECP_256)));
        Net.Node a = node("10.0.0.1", pfs);
        Net.Node b = node("10.0.0.2", Configs.responderOnly(pfs));
        b.connect(a, between("172.16.1.0/24", "192.168.1.0/24"));
        a.connect(b, between("192.168.1.0/24", "172.16.1.0/24"));
        net.pass(SETUP);
        ChildSa before = a.child();
        a.computed =
                result ->
                        result instanceof IkeEvent.Computed(long sa, long job, Outcome.Agreed _)
                                ? new IkeEvent.Computed(
                                        sa,
                                        job,
                                        new Outcome.Agreed(
                                                Bytes.EMPTY, Optional.empty(), "not on the curve"))
                                : result;
        a.tell(new IkeEvent.SoftLimit(before.id()));
        net.pass(Duration.ofSeconds(10));
        assertThat(a.children()).containsExactly(before);
        assertThat(b.children()).hasSize(1);
        a.computed = result -> result;
        net.pass(Duration.ofMinutes(1));
        assertThat(a.child().inboundSpi()).isNotEqualTo(before.inboundSpi());
        assertMatching(a, b);
    }

    @Test
    void anOfferOfOtherTrafficIsRefusedAndTheIkeSaStays() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        b.connect(a, between("172.16.1.0/24", "192.168.1.0/24"));
        a.connect(b, between("10.99.0.0/16", "10.98.0.0/16"));
        net.pass(SETUP);
        assertThat(a.children()).isEmpty();
        assertThat(a.why()).contains("TS_UNACCEPTABLE");
        assertThat(b.why()).contains("other traffic than the tunnel carries");
        assertThat(a.engine.snapshot().sas()).hasSize(1);
    }

    @Test
    void thereAreNoMoreChildrenThanASessionMayHave() {
        List<Net.Node> ends = ends();
        Net.Node a = ends.getFirst();
        Net.Node b = ends.getLast();
        var wanted = new ArrayList<WantedChild>();
        for (int i = 0; i < TunnelRequest.CHILDREN_MAX; i++) {
            wanted.add(between("192.168." + i + ".0/24", "172.16.0.0/16"));
        }
        b.connect(a, between("0.0.0.0/0", "0.0.0.0/0"));
        a.connect(b, wanted.toArray(WantedChild[]::new));
        net.pass(Duration.ofSeconds(30));
        assertThat(a.children()).hasSize(TunnelRequest.CHILDREN_MAX);
        assertThat(b.children()).hasSize(TunnelRequest.CHILDREN_MAX);
        assertMatching(a, b);
    }

    // --- narrowing ---

    @Test
    void aPacketInFrontOfTheWideSelectorVanishesInIt() {
        var packet = new Range(6, 40_000, 40_000, host("192.168.1.7"), host("192.168.1.7"));
        assertThat(
                        Selectors.narrow(
                                List.of(packet, range(0, "192.168.0.0/16")),
                                List.of(range(0, "192.168.1.0/24"))))
                .containsExactly(range(0, "192.168.1.0/24"));
        assertThat(
                        Selectors.narrow(
                                List.of(packet, range(6, "192.168.0.0/16")),
                                List.of(new Range(6, 80, 80, host("0.0.0.0"), host("1.1.1.1")))))
                .isEmpty();
    }

    @Test
    void protocolsPortsAndFamiliesAreNarrowedTogether() {
        List<TrafficSelector> offered =
                List.of(range(0, "::/0"), range(137, "10.0.0.0/8"), range(47, "10.0.0.0/8"));
        assertThat(Selectors.narrow(offered, List.of(range(47, "10.0.0.1/32"))))
                .containsExactly(range(47, "10.0.0.1/32"));
        assertThat(Selectors.narrow(offered, List.of(range(0, "2001:db8::/32"))))
                .containsExactly(range(0, "2001:db8::/32"));
        assertThat(Selectors.narrow(offered, List.of(range(0, "10.1.0.0/16"))))
                .containsExactly(range(137, "10.1.0.0/16"), range(47, "10.1.0.0/16"));
        assertThat(Selectors.narrow(offered, List.of(range(6, "10.1.0.0/16")))).isEmpty();
    }

    @Test
    void manyRangesOnBothSidesStayWithinTheLimitOfAPayload() {
        List<Range> many =
                Stream.iterate(0, i -> i + 1)
                        .limit(64)
                        .map(
                                i ->
                                        new Range(
                                                0,
                                                i,
                                                0xFFFF - i,
                                                host("10.0.0.0"),
                                                host("10.0.0." + i)))
                        .toList();
        assertThat(Selectors.narrow(List.copyOf(many), many)).hasSizeBetween(1, 64);
    }

    private static IpAddress host(String text) {
        return IpAddress.of(text);
    }
}
