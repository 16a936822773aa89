package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets are lost, doubled and overtaken while traffic, routes and tunnels come and go. Whatever happens, data arrives where it is
/// for as long as its route stands; after the faults stop, both ends agree, and after the traffic stops, nothing is left.
class FaultsTest {
    private static final int SPOKES = 4;

    private int direct;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverIsLostBothEndsAgreeInTheEnd(long seed) {
        Playground net = run(seed);
        assertThat(direct).as("direct packets, seed %d", seed).isGreaterThan(5);
        agree(net, seed);
        net.passSeconds(700);
        for (PlayNode node : net.nodes.values()) {
            assertThat(node.shortcuts).as("seed %d, %s", seed, node.name).isEmpty();
            assertThat(node.labels).as("seed %d, %s", seed, node.name).isEmpty();
            assertThat(node.bound).as("seed %d, %s", seed, node.name).isEmpty();
            assertThat(node.interfaces.keySet())
                    .as("seed %d, tunnels of %s", seed, node.name)
                    .hasSize(node.name.equals("hub") ? SPOKES : 1);
            assertThat(node.engine.entries()).as("seed %d, %s", seed, node.name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 99})
    void theSameSeedHasTheSameEffects(long seed) {
        Playground one = run(seed);
        Playground other = run(seed);
        assertThat(one.wire).isEqualTo(other.wire);
        one.nodes.forEach(
                (name, node) -> assertThat(other.get(name).effects).isEqualTo(node.effects));
    }

    private Playground run(long seed) {
        Playground net = Playground.flexVpn(SPOKES, Duration.ofMinutes(5));
        var random = new Random(seed);
        net.faults = Optional.of(new Random(seed + 1));
        for (int i = 0; i < 600; i++) {
            step(net, random);
            net.pass(Duration.ofMillis(random.nextInt(2000)));
        }
        net.faults = Optional.empty();
        return net;
    }

    private void step(Playground net, Random random) {
        int from = 3 + random.nextInt(SPOKES);
        int to = 3 + random.nextInt(SPOKES);
        PlayNode spoke = net.get("spoke" + from);
        PlayNode other = net.get("spoke" + to);
        Vrf vrf = random.nextBoolean() ? CUST1 : CUST2;
        Prefix lan = Prefix.of("192.168." + (110 + to) + ".0/24");
        switch (random.nextInt(40)) {
            case 0 -> other.unroute(vrf, lan);
            case 1 -> other.route(vrf, lan, InterfaceName.of("Ethernet0/1"), Optional.empty());
            case 2 ->
                    spoke.interfaces.keySet().stream()
                            .filter(name -> name.toString().startsWith("Virtual"))
                            .findFirst()
                            .ifPresent(spoke::gone);
            case 3 -> spoke.on(new NhrpEvent.Clear(Optional.of(vrf), Optional.empty()));
            case 4 -> other.tunnelsWork = !other.tunnelsWork;
            default -> {
                if (from != to
                        && other.way(vrf, lan.address()).orElseThrow().prefix().equals(lan)) {
                    String source = "192.168." + (110 + from) + ".1";
                    List<String> passed =
                            net.data(vrf, spoke, source, "192.168." + (110 + to) + ".1");
                    assertThat(passed.getLast()).as(passed.toString()).isEqualTo(other.name);
                    direct += passed.size() == 2 ? 1 : 0;
                }
            }
        }
    }

    /// A shortcut's label is one that the next hop still holds for that very place.
    private static void agree(Playground net, long seed) {
        net.passSeconds(70);
        for (PlayNode node : net.nodes.values()) {
            node.shortcuts.forEach(
                    (place, offer) -> {
                        PlayNode peer =
                                net.nodes.values().stream()
                                        .filter(one -> one.overlay.equals(offer.nextHop()))
                                        .findFirst()
                                        .orElseThrow();
                        Label held = peer.labels.get(place);
                        assertThat(offer.label())
                                .as("seed %d, %s at %s", seed, place, node.name)
                                .isEqualTo(Optional.ofNullable(held));
                        assertThat(
                                        node.endOf(
                                                new PlayNode.Hop(
                                                        offer.out(), Optional.empty(), node.nbma)))
                                .as("seed %d, %s at %s", seed, place, node.name)
                                .map(PlayNode.End::node)
                                .contains(peer);
                    });
        }
    }
}
