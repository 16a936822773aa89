package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Engines, a wire between them with faults, and a data plane of which only the SPIs exist.
final class Net {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Random chance;
    Instant now = START;
    double loss;

    /// What a dead direction of a path swallows.
    Predicate<IkeEffect.Send> swallowed = _ -> false;

    double duplicate;
    Duration delay = Duration.ofMillis(10);
    int jitterMillis;
    final List<IkeEffect.Send> sent = new ArrayList<>();
    private final Map<IpAddress, Node> nodes = new LinkedHashMap<>();
    private final TreeMap<Instant, List<Runnable>> agenda = new TreeMap<>();

    Net(long seed) {
        chance = new Random(seed);
    }

    Node node(String address, IkeConfig config, Credentials credentials) {
        return node(address, config, credentials, 1);
    }

    Node node(String address, IkeConfig config, Credentials credentials, int workers) {
        var node = new Node(IpAddress.of(address), config, credentials, workers);
        nodes.put(node.address, node);
        return node;
    }

    void at(Duration after, Runnable action) {
        agenda.computeIfAbsent(now.plus(after), _ -> new ArrayList<>()).add(action);
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            Optional<Instant> next = Optional.empty();
            if (!agenda.isEmpty()) {
                next = Optional.of(agenda.firstKey());
            }
            for (Node node : nodes.values()) {
                Optional<Instant> wake = node.engine.wakeAt();
                if (node.isUp
                        && wake.isPresent()
                        && (next.isEmpty() || wake.get().isBefore(next.get()))) {
                    next = wake;
                }
            }
            if (next.isEmpty() || next.get().isAfter(end)) {
                now = end;
                return;
            }
            now = next.get().isBefore(now) ? now : next.get();
            while (!agenda.isEmpty() && !agenda.firstKey().isAfter(now)) {
                agenda.pollFirstEntry().getValue().forEach(Runnable::run);
            }
            nodes.values().stream()
                    .filter(node -> node.isUp)
                    .forEach(node -> node.engine.onTime(now, node::obey));
        }
    }

    /// A NAT with one host behind it.
    ///
    /// @param ports what its port 500 becomes; 4500 is the next one
    private record Translation(IpAddress inside, IpAddress outside, int ports) {}

    private final Map<IpAddress, Translation> translations = new LinkedHashMap<>();

    /// From now on the host is seen from this address, with ports of its own.
    void translate(IpAddress inside, String outside, int ports) {
        translations.put(inside, new Translation(inside, IpAddress.of(outside), ports));
    }

    /// The datagram behind every NAT on its way; nothing if one has no mapping for it.
    private Optional<IkeEffect.Send> translated(IkeEffect.Send send) {
        IpAddress local = send.local();
        int localPort = send.localPort();
        Translation from = translations.get(local);
        if (from != null) {
            local = from.outside;
            localPort = from.ports + (localPort == Path.IKE_PORT ? 0 : 1);
        }
        IpAddress remote = send.remote();
        int remotePort = send.remotePort();
        boolean isMapped = true;
        for (Translation to : translations.values()) {
            if (to.outside.equals(send.remote())) {
                int offset = send.remotePort() - to.ports;
                isMapped = offset == 0 || offset == 1;
                if (isMapped) {
                    remote = to.inside;
                    remotePort = offset == 0 ? Path.IKE_PORT : Path.NAT_PORT;
                    break;
                }
            }
        }
        if (!isMapped) {
            return Optional.empty();
        }
        return Optional.of(
                new IkeEffect.Send(
                        send.fvrf(), local, localPort, remote, remotePort, send.octets()));
    }

    private void transmit(IkeEffect.Send send) {
        sent.add(send);
        if (!swallowed.test(send)) {
            translated(send).ifPresent(this::carry);
        }
    }

    private void carry(IkeEffect.Send send) {
        int copies = chance.nextDouble() < loss ? 0 : chance.nextDouble() < duplicate ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            Duration time = delay.plusMillis(jitterMillis > 0 ? chance.nextInt(jitterMillis) : 0);
            at(
                    time,
                    () ->
                            Optional.ofNullable(nodes.get(send.remote()))
                                    .filter(node -> node.isUp)
                                    .ifPresent(
                                            node ->
                                                    node.tell(
                                                            new IkeEvent.Datagram(
                                                                    send.fvrf(),
                                                                    send.remote(),
                                                                    send.remotePort(),
                                                                    send.local(),
                                                                    send.localPort(),
                                                                    send.octets()))));
        }
    }

    /// A router that is nothing but IKE and tables of SPIs.
    final class Node implements Tunnels, Traffic {
        IpAddress address;
        final FakeKeyLog keys = new FakeKeyLog();
        final Map<Long, Session> sessions = new TreeMap<>();
        final Map<Long, ChildSa> installed = new TreeMap<>();
        final Map<Long, Long> outbound = new TreeMap<>();

        /// What each worker sends on that has a Child SA of its own.
        final Map<Integer, Long> outboundOfWorkers = new TreeMap<>();
        final List<IkeEffect.NatKeepalive> keepalives = new ArrayList<>();
        final List<Notice> notices = new ArrayList<>();
        final List<Integer> offered = new ArrayList<>();
        final List<IkeEffect> effects = new ArrayList<>();
        final Map<Long, Instant> inboundAt = new TreeMap<>();
        final Map<Long, Instant> outboundAt = new TreeMap<>();
        final List<IpAddress> tunnelAddresses = new ArrayList<>();
        final Map<Integer, String> templates = new TreeMap<>();
        final List<Multipoint> multipoint = new ArrayList<>();
        private final Credentials credentials;
        private IkeConfig config;
        private int restarts;
        boolean isUp = true;
        boolean carriesOnlyUdp;
        private final int workers;

        /// What becomes of the result of a job on its way back.
        UnaryOperator<IkeEvent> computed = result -> result;

        /// Which jobs there is no room for.
        Predicate<IkeEffect.Rank> refused = _ -> false;

        int lost;
        int delivered;
        IkeEngine engine;

        Node(IpAddress address, IkeConfig config, Credentials credentials, int workers) {
            this.address = address;
            this.config = config;
            this.credentials = credentials;
            this.workers = workers;
            this.engine = engine();
        }

        private IkeEngine engine() {
            String seed = address + "/" + restarts + "/" + chance.nextLong();
            return new IkeEngine(
                    config,
                    new Surroundings(
                            credentials,
                            this,
                            this,
                            Entropy.seeded(seed),
                            () -> LibraryKeys.JDK,
                            new Random(seed.hashCode()),
                            keys,
                            workers));
        }

        /// Power off and on: everything is forgotten.
        void restart() {
            restarts++;
            sessions.clear();
            installed.clear();
            outbound.clear();
            outboundOfWorkers.clear();
            engine = engine();
        }

        void tell(IkeEvent event) {
            engine.on(now, event, this::obey);
        }

        void configure(IkeConfig changed) {
            config = changed;
            tell(new IkeEvent.ConfigChanged(changed));
        }

        void connect(String name, Node peer, boolean wantsAddress) {
            connect(
                    TunnelRequest.gre(
                            InterfaceName.of(name),
                            "default",
                            Vrf.GLOBAL,
                            address,
                            peer.address,
                            wantsAddress));
        }

        /// A tunnel of these Child SAs.
        void connect(Node peer, WantedChild... children) {
            connect(
                    new TunnelRequest(
                            InterfaceName.of("Tunnel0"),
                            "default",
                            Vrf.GLOBAL,
                            address,
                            peer.address,
                            false,
                            List.of(children)));
        }

        void connect(TunnelRequest tunnel) {
            tell(new IkeEvent.Connect(tunnel));
        }

        /// The address becomes another one, as of a host that went elsewhere.
        void moveTo(String other) {
            nodes.remove(address);
            address = IpAddress.of(other);
            nodes.put(address, this);
        }

        List<ChildSa> children() {
            return List.copyOf(installed.values());
        }

        void obey(IkeEffect effect) {
            effects.add(effect);
            switch (effect) {
                case IkeEffect.Send send -> transmit(send);
                case IkeEffect.Compute order -> {
                    IkeEvent done =
                            refused.test(order.rank())
                                    ? order.ifRefused()
                                    : computed.apply(order.job().get());
                    IkeEngine mine = engine;
                    at(
                            Duration.ofMillis(1),
                            () -> {
                                if (mine == engine && isUp) {
                                    tell(done);
                                }
                            });
                }
                case IkeEffect.SessionUp(var session) -> sessions.put(session.id(), session);
                case IkeEffect.RoutesChanged(var session) -> sessions.put(session.id(), session);
                case IkeEffect.SessionDown(var session, var _) -> {
                    sessions.remove(session.id());
                    outbound.remove(session.id());
                }
                case IkeEffect.SpiOffered(_, int spi) -> offered.add(spi);
                case IkeEffect.ChildUp(var child, boolean isReady) -> {
                    installed.put(child.id(), child);
                    if (isReady) {
                        sendOn(child);
                    }
                }
                case IkeEffect.OutboundReady(_, long child) ->
                        Optional.ofNullable(installed.get(child)).ifPresent(this::sendOn);
                case IkeEffect.OutboundLast _ -> {
                    // this end of the test sends on one of them anyway
                }
                case IkeEffect.ChildDown(long session, long child, var _) -> {
                    installed.remove(child);
                    outbound.remove(session, child);
                    outboundOfWorkers.values().remove(child);
                }
                case IkeEffect.PathChanged(var session, var children) -> {
                    sessions.put(session.id(), session);
                    children.forEach(child -> installed.put(child.id(), child));
                }
                case IkeEffect.NatKeepalive keepalive -> keepalives.add(keepalive);
                case IkeEffect.Notify(var notice) -> notices.add(notice);
            }
        }

        private void sendOn(ChildSa child) {
            if (child.resource().isPresent()) {
                outboundOfWorkers.put(child.resource().getAsInt(), child.id());
            } else {
                outbound.put(child.session(), child.id());
            }
        }

        /// Sends a packet on every session; it arrives if the peer has the SPI by then.
        void sendTraffic(Node peer) {
            var all = new ArrayList<>(outbound.values());
            all.addAll(outboundOfWorkers.values());
            for (long child : all) {
                ChildSa sa = Optional.ofNullable(installed.get(child)).orElseThrow();
                outboundAt.put(child, now);
                at(delay, () -> peer.receive(this, sa));
            }
        }

        private void receive(Node from, ChildSa sa) {
            Optional<ChildSa> mine =
                    installed.values().stream()
                            .filter(candidate -> candidate.inboundSpi() == sa.outboundSpi())
                            .filter(candidate -> candidate.inboundKeys().equals(sa.outboundKeys()))
                            .findFirst();
            if (mine.isPresent()) {
                delivered++;
                boolean isFirst = inboundAt.put(mine.get().id(), now) == null;
                if (isFirst) {
                    tell(new IkeEvent.FirstInbound(mine.get().id()));
                }
            } else {
                lost++;
                tell(new IkeEvent.UnknownSpi(Vrf.GLOBAL, address, from.address, sa.outboundSpi()));
            }
        }

        Session session() {
            if (sessions.size() != 1) {
                throw new AssertionError(
                        sessions.size() + " sessions; " + engine.snapshot().failures());
            }
            return sessions.values().iterator().next();
        }

        ChildSa child() {
            long id =
                    Optional.ofNullable(outbound.get(session().id()))
                            .orElseThrow(() -> new AssertionError("no outbound: " + log()));
            return Optional.ofNullable(installed.get(id))
                    .orElseThrow(
                            () ->
                                    new AssertionError(
                                            "outbound " + id + " of " + engine.snapshot().sas()));
        }

        private String log() {
            return effects.stream()
                    .filter(
                            effect ->
                                    !(effect instanceof IkeEffect.Send)
                                            && !(effect instanceof IkeEffect.Compute))
                    .map(
                            effect ->
                                    effect instanceof IkeEffect.ChildUp(var child, boolean isReady)
                                            ? "up "
                                                    + child.id()
                                                    + " ready "
                                                    + isReady
                                                    + " replaces "
                                                    + child.replaces()
                                            : effect instanceof IkeEffect.SessionUp(var session)
                                                    ? "session " + session.id()
                                                    : effect.toString())
                    .toList()
                    .toString();
        }

        String why() {
            return engine.snapshot().failures().toString();
        }

        @Override
        public List<Multipoint> multipoint(Vrf fvrf, IpAddress local, IpAddress remote) {
            return List.copyOf(multipoint);
        }

        @Override
        public Optional<Protection> template(int number, IpAddress local, IpAddress remote) {
            return Optional.ofNullable(templates.get(number))
                    .map(
                            profile ->
                                    new Protection(
                                            profile, List.of(WantedChild.gre(local, remote))));
        }

        @Override
        public boolean carriesOnlyUdp(Vrf fvrf, IpAddress local) {
            return carriesOnlyUdp;
        }

        @Override
        public List<IpAddress> addresses(InterfaceName name) {
            return tunnelAddresses;
        }

        @Override
        public List<Prefix> permitted(String accessList) {
            return List.of(Prefix.of("198.51.100.0/24"));
        }

        @Override
        public Optional<Instant> lastInbound(long child) {
            return Optional.ofNullable(inboundAt.get(child));
        }

        @Override
        public Optional<Instant> lastOutbound(long child) {
            return Optional.ofNullable(outboundAt.get(child));
        }
    }
}
