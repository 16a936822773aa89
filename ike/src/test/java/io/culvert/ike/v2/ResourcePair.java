package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.ike.v2.config.PerResource;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Two peers that may have Child SAs for single workers, RFC 9611, and what must be true of them.
abstract class ResourcePair {
    static final Duration SETUP = Duration.ofSeconds(5);
    static final Duration ALL = Duration.ofSeconds(60);

    static final UnaryOperator<IpsecProfile> PLAIN = profile -> profile;
    static final UnaryOperator<IpsecProfile> PER_RESOURCE =
            profile -> profile.withPerResource(PerResource.WANTED);
    static final UnaryOperator<IpsecProfile> REFUSED =
            profile -> profile.withPerResource(PerResource.REFUSED);

    Net net = new Net(9611);
    Net.Node a = node("10.0.0.1", config(PLAIN), 1);
    Net.Node b = node("10.0.0.2", config(PLAIN), 1);

    static IkeConfig config(UnaryOperator<IpsecProfile> change) {
        IkeConfig config = Configs.psk("s", "s");
        return Configs.withIpsec(config, change.apply(Configs.ipsec(config)));
    }

    /// A static tunnel on one side, a template on the other, so that always the same one begins.
    void pair(
            int workersOfA,
            UnaryOperator<IpsecProfile> changeOfA,
            int workersOfB,
            UnaryOperator<IpsecProfile> changeOfB) {
        IkeConfig hub = config(changeOfB);
        hub = Configs.withProfile(hub, Configs.profile(hub).withVirtualTemplate(OptionalInt.of(1)));
        a = node("10.0.0.1", config(changeOfA), workersOfA);
        b = node("10.0.0.2", hub, workersOfB);
        b.templates.put(1, "default");
        a.connect("Tunnel0", b, false);
        net.pass(SETUP);
    }

    void pair(int workersOfA, int workersOfB) {
        pair(workersOfA, PER_RESOURCE, workersOfB, PER_RESOURCE);
    }

    Net.Node node(String address, IkeConfig config, int workers) {
        return net.node(address, config, new FakeCredentials("", "CA", "", 0), workers);
    }

    static List<ChildSa> ofWorkers(Net.Node node) {
        return node.children().stream().filter(child -> child.resource().isPresent()).toList();
    }

    static ChildSa ofWorker(Net.Node node, int worker) {
        return ofWorkers(node).stream()
                .filter(child -> child.resource().getAsInt() == worker)
                .findFirst()
                .orElseThrow(() -> new AssertionError(node.why()));
    }

    /// Each Child SA has its other end at the peer, and is received by the worker whose it is.
    static void assertWhole(Net.Node one, int workers, Net.Node other) {
        assertThat(one.children())
                .allSatisfy(
                        child -> {
                            child.resource()
                                    .ifPresent(
                                            worker ->
                                                    assertThat(child.inboundSpi())
                                                            .matches(
                                                                    spi ->
                                                                            Integer
                                                                                            .remainderUnsigned(
                                                                                                    spi,
                                                                                                    workers)
                                                                                    == worker));
                            assertThat(other.children())
                                    .filteredOn(
                                            peer ->
                                                    peer.inboundSpi() == child.outboundSpi()
                                                            && peer.outboundSpi()
                                                                    == child.inboundSpi())
                                    .singleElement()
                                    .satisfies(
                                            peer -> {
                                                assertThat(peer.inboundKeys())
                                                        .isEqualTo(child.outboundKeys());
                                                assertThat(peer.resource().isPresent())
                                                        .isEqualTo(child.resource().isPresent());
                                            });
                        });
        ChildSa shared = one.child();
        assertThat(shared.resource()).isEmpty();
        assertThat(ofWorkers(one))
                .allSatisfy(
                        child -> {
                            assertThat(child.localSelectors()).isEqualTo(shared.localSelectors());
                            assertThat(child.remoteSelectors()).isEqualTo(shared.remoteSelectors());
                            assertThat(child.suite()).isEqualTo(shared.suite());
                            assertThat(child.mode()).isEqualTo(shared.mode());
                            assertThat(child.isEsn()).isEqualTo(shared.isEsn());
                        });
    }

    static void assertServed(Net.Node node, int workers) {
        assertThat(ofWorkers(node).stream().map(child -> child.resource().getAsInt()).distinct())
                .hasSize(workers);
    }

    static Range range(String prefix) {
        return Range.of(0, Prefix.of(prefix));
    }
}
