package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Redirect;
import io.culvert.nhrp.config.NhrpSettings.Shortcut;
import io.culvert.nhrp.config.ServerRedundancy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/// A tiny network in virtual time: nodes of one engine each, links with faults, tunnels that come up when they are wished.
final class Playground {
    static final Vrf CUST1 = new Vrf("cust1");
    static final Vrf CUST2 = new Vrf("cust2");
    static final InterfaceName TUNNEL0 = InterfaceName.of("Tunnel0");

    /// One way over a link.
    static final Duration DELAY = Duration.ofMillis(10);

    /// What IKE needs.
    static final Duration TUNNEL_DELAY = Duration.ofMillis(100);

    private record Happening(Instant at, long order, Runnable what) {}

    Instant now = Instant.EPOCH;
    private final PriorityQueue<Happening> queue =
            new PriorityQueue<>(
                    Comparator.comparing(Happening::at).thenComparingLong(Happening::order));
    private long order;
    final Map<String, PlayNode> nodes = new LinkedHashMap<>();

    /// Faults of packets of NHRP; none without.
    Optional<Random> faults = Optional.empty();

    double loss = 0.1;
    double twice = 0.05;

    /// Every packet as it is handed to a link.
    final List<String> wire = new ArrayList<>();

    PlayNode node(String name, String nbma) {
        var node = new PlayNode(this, name, IpAddress.of(nbma));
        nodes.put(name, node);
        return node;
    }

    PlayNode get(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    Optional<PlayNode> find(IpAddress nbma) {
        return nodes.values().stream().filter(node -> node.outside.equals(nbma)).findFirst();
    }

    void later(Duration delay, Runnable what) {
        queue.add(new Happening(now.plus(delay), order++, what));
    }

    /// A packet on its way, which faults may befall.
    void carry(Runnable delivery) {
        if (faults.isEmpty()) {
            later(DELAY, delivery);
            return;
        }
        Random random = faults.get();
        if (random.nextDouble() >= loss) {
            later(DELAY.plusMillis(random.nextInt(40)), delivery);
        }
        if (random.nextDouble() < twice) {
            later(DELAY.plusMillis(random.nextInt(400)), delivery);
        }
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        for (int i = 0; i < 5_000_000; i++) {
            Optional<Instant> next = next();
            if (next.isEmpty() || next.get().isAfter(end)) {
                now = end;
                return;
            }
            if (next.get().isAfter(now)) {
                now = next.get();
            }
            if (!queue.isEmpty() && !queue.peek().at.isAfter(now)) {
                queue.poll().what.run();
            }
            nodes.values().forEach(PlayNode::wake);
        }
        throw new AssertionError("time does not pass");
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    private Optional<Instant> next() {
        var all = new ArrayList<Instant>();
        if (!queue.isEmpty()) {
            all.add(queue.peek().at);
        }
        nodes.values().forEach(node -> node.engine.wakeAt().ifPresent(all::add));
        return all.stream().min(Comparator.naturalOrder());
    }

    static NhrpSettings settings(boolean shortcut, boolean redirect, Duration holding) {
        return new NhrpSettings(
                Optional.of(1L),
                Optional.empty(),
                holding,
                shortcut ? Optional.of(new Shortcut(Optional.of(1))) : Optional.empty(),
                redirect ? Optional.of(Redirect.DEFAULT) : Optional.empty(),
                List.of(),
                List.of(),
                NhrpSettings.Registration.DEFAULT,
                false,
                ServerRedundancy.DEFAULT);
    }

    /// The hub of flexvpn-mpls.md section 1 and as many spokes as wanted, from number 3 on: overlay 10.1.1.N, NBMA 172.16.1.(100+N), in cust1
    /// the LAN 192.168.(110+N).0/24, in cust2 the same addresses once more. Spokes have default routes to the hub.
    static Playground flexVpn(int spokes) {
        return flexVpn(spokes, NhrpSettings.HOLDING_TIME);
    }

    static Playground flexVpn(int spokes, Duration holding) {
        var net = new Playground();
        PlayNode hub = net.node("hub", "172.16.0.1");
        for (Vrf vrf : List.of(CUST1, CUST2)) {
            hub.lan(vrf, Prefix.of("192.168.110.0/24"));
        }
        for (int i = 3; i < 3 + spokes; i++) {
            net.spoke(hub, i, holding);
        }
        return net;
    }

    private void spoke(PlayNode hub, int i, Duration holding) {
        PlayNode spoke = node("spoke" + i, "172.16.1." + (100 + i));
        spoke.overlay = IpAddress.of("10.1.1." + i);
        hub.overlay = IpAddress.of("10.0.0.1");
        spoke.template = settings(true, true, holding);
        for (Vrf vrf : List.of(CUST1, CUST2)) {
            spoke.lan(vrf, Prefix.of("192.168." + (110 + i) + ".0/24"));
        }
        join(hub, spoke);
    }

    /// The spoke's tunnel to a hub.
    InterfaceName join(PlayNode hub, PlayNode spoke) {
        InterfaceName there = hub.nextAccess();
        InterfaceName here = spoke.nextTunnel();
        var toHub = spoke.tunnel(here, false, hub.outside, spoke.template);
        var toSpoke = hub.tunnel(there, true, spoke.outside, settings(false, true, hub.holding));
        spoke.links.put(here, new PlayNode.End(hub, there));
        hub.links.put(there, new PlayNode.End(spoke, here));
        hub.change(toSpoke);
        spoke.change(toHub);
        hub.route(hub.inside, Prefix.host(spoke.overlay), there, Optional.empty());
        spoke.route(spoke.inside, Prefix.host(hub.overlay), here, Optional.empty());
        spoke.lans.forEach(
                (vrf, lans) -> {
                    for (Prefix lan : lans) {
                        hub.route(vrf, lan, there, Optional.of(spoke.overlay));
                    }
                    spoke.route(vrf, Prefix.DEFAULT_IPV4, here, Optional.of(hub.overlay));
                });
        return here;
    }

    /// A packet from one host to another, with everything that it sets off on its way.
    ///
    /// @return the names of the nodes that it passed
    List<String> data(Vrf vrf, PlayNode from, String source, String destination) {
        var passed = new ArrayList<String>();
        PlayNode at = from;
        InterfaceName in = null;
        for (int hops = 0; hops < 8; hops++) {
            passed.add(at.name);
            Optional<PlayNode.Hop> hop = at.hop(vrf, IpAddress.of(destination));
            if (hop.isEmpty()) {
                return passed;
            }
            if (in != null) {
                at.transited(in, hop.get().out(), vrf, source, destination);
            }
            PlayNode.End next = at.endOf(hop.get()).orElse(null);
            if (next == null) {
                passed.add("nowhere");
                return passed;
            }
            at = next.node();
            in = next.name();
            at.cameFrom = hop.get().sender();
        }
        passed.add("loop");
        return passed;
    }

    List<String> ping(PlayNode from, String source, String destination) {
        return data(CUST1, from, source, destination);
    }
}
