package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.RouteSource;
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
import java.util.function.Function;

/// Speakers in virtual time over a transport that delivers in order after a millisecond, or loses the connection.
final class Playground {
    static final BgpEvent.Resolution TUNNEL =
            new BgpEvent.Resolution.Reachable(0, true, true, false, true);
    static final BgpEvent.Resolution UNREACHABLE = new BgpEvent.Resolution.Unreachable();

    private record Task(Instant at, long age, Runnable action) {}

    private record End(Node node, ConnectionId id) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::age));
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<End, End> wires = new LinkedHashMap<>();
    private final List<String> cut = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private long age;
    private long accepted;

    /// One router: its engine and what became of its effects.
    final class Node implements LabelSource {
        final String name;
        final IpAddress address;
        final BgpEngine engine;
        final List<String> notices = new ArrayList<>();
        final List<Bytes> sent = new ArrayList<>();
        final Map<String, BgpEffect.InstallRoute> routes = new LinkedHashMap<>();
        final Map<Label, BgpEffect.LabelUse> labels = new LinkedHashMap<>();
        final List<BgpEffect> effects = new ArrayList<>();
        final List<IpAddress> tracked = new ArrayList<>();
        /// Where the neighbours that are not in the global table are attached.
        final Map<IpAddress, Vrf> vrfOf = new LinkedHashMap<>();
        Function<IpAddress, BgpEvent.Resolution> resolver = _ -> TUNNEL;
        boolean drains = true;
        private final Map<LabelKey, Label> given = new LinkedHashMap<>();
        private int nextLabel;

        Node(String name, String address, int firstLabel) {
            this.name = name;
            this.address = IpAddress.of(address);
            this.nextLabel = firstLabel;
            this.engine = new BgpEngine(this, new Random(name.hashCode()));
        }

        @Override
        public Optional<Label> allocate(LabelKey key) {
            return Optional.of(given.computeIfAbsent(key, _ -> new Label(nextLabel++)));
        }

        @Override
        public void release(LabelKey key) {
            given.remove(key);
        }

        /// The route that was installed last under this VRF and prefix.
        BgpEffect.InstallRoute installed(String vrfAndPrefix) {
            return Objects.requireNonNull(routes.get(vrfAndPrefix), vrfAndPrefix);
        }

        void configure(BgpSettings settings) {
            event(new BgpEvent.Configured(settings));
        }

        void address(String interfaceName, String cidr, boolean tunnel) {
            var slash = cidr.indexOf('/');
            var one =
                    new BgpEvent.Prefixed(
                            IpAddress.of(cidr.substring(0, slash)),
                            Integer.parseInt(cidr.substring(slash + 1)));
            event(
                    new BgpEvent.InterfaceChanged(
                            InterfaceName.of(interfaceName),
                            Vrf.GLOBAL,
                            true,
                            tunnel,
                            List.of(one)));
        }

        void connected(String vrf, String prefix) {
            route(vrf, prefix, RouteSource.CONNECTED, BgpEvent.RouteFacts.Kind.CONNECTED, 0);
        }

        void discard(String vrf, String prefix, long tag) {
            route(vrf, prefix, RouteSource.STATIC, BgpEvent.RouteFacts.Kind.DISCARD, tag);
        }

        void route(
                String vrf,
                String prefix,
                RouteSource source,
                BgpEvent.RouteFacts.Kind kind,
                long tag) {
            var facts = new BgpEvent.RouteFacts(kind, Optional.empty(), 0, tag);
            event(
                    new BgpEvent.RedistributableChanged(
                            new Vrf(vrf), Prefix.of(prefix), source, Optional.of(facts)));
        }

        void gone(String vrf, String prefix, RouteSource source) {
            event(
                    new BgpEvent.RedistributableChanged(
                            new Vrf(vrf), Prefix.of(prefix), source, Optional.empty()));
        }

        /// Says how an address is reached from now on.
        void resolves(String address, BgpEvent.Resolution resolution) {
            var before = resolver;
            IpAddress changed = IpAddress.of(address);
            resolver = asked -> asked.equals(changed) ? resolution : before.apply(asked);
            event(new BgpEvent.NextHopChanged(Vrf.GLOBAL, changed, resolution));
        }

        void event(BgpEvent event) {
            engine.on(now, event, this::effect);
            wake();
        }

        private void wake() {
            engine.wakeAt()
                    .ifPresent(
                            at ->
                                    at(
                                            at,
                                            () -> {
                                                if (engine.wakeAt()
                                                        .filter(due -> !due.isAfter(now))
                                                        .isPresent()) {
                                                    engine.onTime(now, this::effect);
                                                }
                                                if (engine.wakeAt()
                                                        .filter(due -> due.isAfter(now))
                                                        .isPresent()) {
                                                    wake();
                                                }
                                            }));
        }

        private void effect(BgpEffect effect) {
            effects.add(effect);
            switch (effect) {
                case BgpEffect.Connect connect -> connect(this, connect);
                case BgpEffect.Send(var id, var octets) -> {
                    sent.add(octets);
                    deliver(this, id, octets);
                }
                case BgpEffect.Close(var id) -> close(this, id);
                case BgpEffect.TrackNextHop(var vrf, var asked) -> {
                    tracked.add(asked);
                    soon(
                            () ->
                                    event(
                                            new BgpEvent.NextHopChanged(
                                                    vrf, asked, resolver.apply(asked))));
                }
                case BgpEffect.UntrackNextHop(_, var asked) -> tracked.remove(asked);
                case BgpEffect.BindLabel(var label, _, var use) -> labels.put(label, use);
                case BgpEffect.ReleaseLabel(var label, _) -> labels.remove(label);
                case BgpEffect.InstallRoute route ->
                        routes.put(route.vrf() + " " + route.prefix(), route);
                case BgpEffect.RemoveRoute(var vrf, var prefix) ->
                        routes.remove(vrf + " " + prefix);
                case BgpEffect.Notify(var notice) -> notices.add(notice.toString());
                case BgpEffect.Listen _, BgpEffect.Unlisten _, BgpEffect.Admit _ -> {}
            }
        }
    }

    Node node(String name, String address, int firstLabel) {
        var node = new Node(name, address, firstLabel);
        nodes.put(name, node);
        return node;
    }

    Instant now() {
        return now;
    }

    void at(Instant when, Runnable action) {
        tasks.add(new Task(when.isBefore(now) ? now : when, age++, action));
    }

    private void soon(Runnable action) {
        at(now.plusMillis(1), action);
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
            Task task = tasks.poll();
            now = task.at();
            task.action().run();
        }
        now = end;
    }

    private void connect(Node from, BgpEffect.Connect connect) {
        soon(
                () -> {
                    var to =
                            nodes.values().stream()
                                    .filter(node -> node.address.equals(connect.remote()))
                                    .findFirst();
                    if (to.isEmpty() || isCut(from, to.get())) {
                        from.event(new BgpEvent.Closed(connect.connection(), "refused"));
                        return;
                    }
                    var theirs = new ConnectionId(--accepted);
                    wires.put(new End(from, connect.connection()), new End(to.get(), theirs));
                    wires.put(new End(to.get(), theirs), new End(from, connect.connection()));
                    from.event(new BgpEvent.Connected(connect.connection(), from.address, 40_000));
                    to.get()
                            .event(
                                    new BgpEvent.Accepted(
                                            theirs,
                                            to.get().vrfOf.getOrDefault(from.address, Vrf.GLOBAL),
                                            connect.remote(),
                                            from.address,
                                            40_000,
                                            new BgpEvent.Arrival(
                                                    InterfaceName.of("Virtual-Access1"),
                                                    true,
                                                    true)));
                });
    }

    private void deliver(Node from, ConnectionId id, Bytes octets) {
        End end = wires.get(new End(from, id));
        if (end == null) {
            return;
        }
        soon(
                () -> {
                    if (!isCut(from, end.node())) {
                        if (from.drains) {
                            from.event(new BgpEvent.Drained(id, octets.size()));
                        }
                        end.node().event(new BgpEvent.Received(end.id(), octets));
                    }
                });
    }

    private void close(Node from, ConnectionId id) {
        End end = wires.remove(new End(from, id));
        if (end != null) {
            soon(
                    () -> {
                        wires.remove(end);
                        end.node().event(new BgpEvent.Closed(end.id(), "reset by peer"));
                    });
        }
    }

    /// From now on nothing passes between the two, and nobody is told.
    void cut(Node a, Node b) {
        cut.add(a.name + b.name);
        cut.add(b.name + a.name);
    }

    void mend() {
        cut.clear();
    }

    private boolean isCut(Node a, Node b) {
        return cut.contains(a.name + b.name);
    }

    /// The connections between the two are reset, and both are told.
    void reset(Node a, Node b) {
        for (End end : new ArrayList<>(wires.keySet())) {
            End other = wires.get(end);
            if (other != null && (end.node() == a && other.node() == b)) {
                wires.remove(end);
                wires.remove(other);
                a.event(new BgpEvent.Closed(end.id(), "Peer closed the session"));
                b.event(new BgpEvent.Closed(other.id(), "Peer closed the session"));
            }
        }
    }

    /// Says these octets to `to` as if `from` had.
    void inject(Node from, Node to, Bytes octets) {
        wires.forEach(
                (end, other) -> {
                    if (end.node() == from && other.node() == to) {
                        soon(() -> to.event(new BgpEvent.Received(other.id(), octets)));
                    }
                });
    }
}
