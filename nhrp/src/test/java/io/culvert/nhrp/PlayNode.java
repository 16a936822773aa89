package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.NhrpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A router of the playground: tables, labels and tunnels around an engine.
final class PlayNode implements Surroundings {
    record End(PlayNode node, InterfaceName name) {}

    /// @param nbma of the peer on a multipoint tunnel
    record Hop(InterfaceName out, Optional<IpAddress> nbma, IpAddress sender) {}

    private final Playground net;
    final String name;
    final NhrpEngine engine;

    /// What we call ourselves on the underlay.
    final IpAddress nbma;

    /// What others see us as: behind a NAT, another.
    IpAddress outside;

    IpAddress overlay = IpAddress.of("10.0.0.1");
    Duration holding = NhrpSettings.HOLDING_TIME;
    NhrpSettings template = NhrpSettings.OFF;
    boolean mpls = true;

    /// The VRF that the tunnels are in.
    Vrf inside = Vrf.GLOBAL;

    /// Whether tunnels that are wished come up; they do at neither end if they do not at one.
    boolean tunnelsWork = true;

    /// Whether there are sessions with the peers of a multipoint tunnel.
    boolean reachesPeers = true;

    /// Whether others can begin a tunnel to us.
    boolean isReachable = true;

    final Map<InterfaceName, NhrpInterface> interfaces = new LinkedHashMap<>();
    final Map<InterfaceName, End> links = new LinkedHashMap<>();
    final TreeMap<Vrf, TreeMap<Prefix, Way>> routes = new TreeMap<>();
    final TreeMap<Vrf, List<Prefix>> lans = new TreeMap<>();
    final TreeMap<Vrf, List<RouteTarget>> targets = new TreeMap<>();

    /// What IPv6 imports, where it is not the same.
    final TreeMap<Vrf, List<RouteTarget>> imports6 = new TreeMap<>();

    final TreeMap<Place, NhrpEffect.OfferRoute> shortcuts = new TreeMap<>();
    final TreeMap<Place, Label> labels = new TreeMap<>();
    final List<String> released = new ArrayList<>();
    final TreeMap<Place, Instant> used = new TreeMap<>();
    final TreeSet<String> bound = new TreeSet<>();
    final TreeMap<IpAddress, IpAddress> mapped = new TreeMap<>();
    final List<NhrpEffect> effects = new ArrayList<>();
    final List<NhrpEffect.TunnelWish> wishes = new ArrayList<>();
    IpAddress cameFrom = IpAddress.of("0.0.0.0");
    private int nextLabel = 16;
    private int accesses;
    private int tunnels;
    boolean labelsLeft = true;

    PlayNode(Playground net, String name, IpAddress nbma) {
        this.net = net;
        this.name = name;
        this.nbma = nbma;
        outside = nbma;
        engine = new NhrpEngine(this, new Random(name.hashCode()));
        targets.put(Playground.CUST1, List.of(RouteTarget.of("1:1")));
        targets.put(Playground.CUST2, List.of(RouteTarget.of("2:2")));
    }

    InterfaceName nextAccess() {
        return InterfaceName.of("Virtual-Access" + ++accesses);
    }

    InterfaceName nextTunnel() {
        return InterfaceName.of("Tunnel" + tunnels++);
    }

    NhrpInterface tunnel(
            InterfaceName called, boolean isDynamic, IpAddress remote, NhrpSettings settings) {
        return new NhrpInterface(
                called,
                true,
                isDynamic,
                inside,
                Vrf.GLOBAL,
                true,
                false,
                Optional.empty(),
                nbma,
                Optional.of(remote),
                List.of(overlay),
                1400,
                mpls,
                settings,
                NhrpSettings.OFF);
    }

    @Override
    public boolean isTranslated(InterfaceName tunnel, IpAddress nbma) {
        return !outside.equals(this.nbma);
    }

    @Override
    public boolean reaches(InterfaceName multipoint, IpAddress nbma) {
        return reachesPeers;
    }

    void change(NhrpInterface now) {
        interfaces.put(now.name(), now);
        on(new NhrpEvent.InterfaceChanged(now));
    }

    void lan(Vrf vrf, Prefix prefix) {
        lans.computeIfAbsent(vrf, _ -> new ArrayList<>()).add(prefix);
        route(vrf, prefix, InterfaceName.of("Ethernet0/1"), Optional.empty());
    }

    void route(Vrf vrf, Prefix prefix, InterfaceName out, Optional<IpAddress> nextHop) {
        routes.computeIfAbsent(vrf, _ -> new TreeMap<>())
                .put(prefix, new Way(prefix, Optional.of(out), nextHop, false));
        on(new NhrpEvent.RouteChanged(vrf, prefix));
    }

    void unroute(Vrf vrf, Prefix prefix) {
        routes.getOrDefault(vrf, new TreeMap<>()).remove(prefix);
        on(new NhrpEvent.RouteChanged(vrf, prefix));
    }

    void gone(InterfaceName called) {
        NhrpInterface was = interfaces.remove(called);
        End other = links.remove(called);
        if (was == null) {
            return;
        }
        on(new NhrpEvent.InterfaceGone(called));
        new TreeMap<>(routes)
                .forEach(
                        (vrf, table) ->
                                List.copyOf(table.values()).stream()
                                        .filter(way -> way.out().equals(Optional.of(called)))
                                        .forEach(way -> unroute(vrf, way.prefix())));
        if (other != null) {
            net.later(Playground.DELAY, () -> other.node.gone(other.name));
        }
    }

    void on(NhrpEvent event) {
        var orders = new ArrayList<NhrpEffect>();
        engine.on(net.now, event, orders::add);
        orders.forEach(this::carryOut);
    }

    /// A packet out of a tunnel, from a security association.
    void receive(String in, String from, Optional<Vrf> labelled, NhrpPacket packet) {
        on(
                new NhrpEvent.Arrived(
                        InterfaceName.of(in),
                        IpAddress.of(from),
                        labelled,
                        true,
                        packet.toBytes()));
    }

    /// What was sent so far.
    List<NhrpPacket> sent() {
        return effects.stream()
                .flatMap(
                        effect ->
                                switch (effect) {
                                    case NhrpEffect.Transmit one -> Stream.of(one.packet());
                                    case NhrpEffect.TransmitOnLabel one -> Stream.of(one.packet());
                                    default -> Stream.<Bytes>empty();
                                })
                .map(octets -> NhrpPacket.parse(octets).orElseThrow())
                .toList();
    }

    NhrpPacket lastSent() {
        return sent().getLast();
    }

    long count(Class<? extends NhrpEffect> kind) {
        return effects.stream().filter(kind::isInstance).count();
    }

    void wake() {
        if (engine.wakeAt().filter(at -> !at.isAfter(net.now)).isPresent()) {
            var orders = new ArrayList<NhrpEffect>();
            engine.onTime(net.now, orders::add);
            orders.forEach(this::carryOut);
        }
    }

    private void carryOut(NhrpEffect effect) {
        effects.add(effect);
        switch (effect) {
            case NhrpEffect.Transmit(var out, var to, var packet) ->
                    transmit(out, to, Optional.empty(), packet);
            case NhrpEffect.TransmitOnLabel(var vrf, var towards, var packet) ->
                    hop(vrf, towards)
                            .ifPresent(
                                    hop -> transmit(hop.out, hop.nbma, Optional.of(vrf), packet));
            case NhrpEffect.BuildTunnel(var wish) -> build(wish);
            case NhrpEffect.DropTunnel(var called) -> gone(called);
            case NhrpEffect.OfferRoute offer ->
                    shortcuts.put(new Place(offer.vrf(), offer.prefix()), offer);
            case NhrpEffect.RevokeRoute(var vrf, var prefix) ->
                    shortcuts.remove(new Place(vrf, prefix));
            case NhrpEffect.BindPeer(var out, _, var peer, _) -> bound.add(out + " " + peer);
            case NhrpEffect.ReleasePeer(var out, _, var peer) -> bound.remove(out + " " + peer);
            case NhrpEffect.MapEndpoint(_, var address, var to) -> mapped.put(address, to);
            case NhrpEffect.UnmapEndpoint(_, var address) -> mapped.remove(address);
            case NhrpEffect.SeekPeer _, NhrpEffect.LeavePeer _ -> {}
            case NhrpEffect.ServersAnswer _, NhrpEffect.Notify _ -> {}
        }
    }

    private void transmit(
            InterfaceName out, Optional<IpAddress> to, Optional<Vrf> labelled, Bytes packet) {
        net.wire.add(
                name
                        + " "
                        + out.shortName()
                        + labelled.map(vrf -> " " + vrf).orElse("")
                        + " "
                        + NhrpPacket.parse(packet).orElseThrow().type());
        Optional<End> end = endOf(new Hop(out, to, outside));
        end.ifPresent(
                there ->
                        net.carry(
                                () ->
                                        there.node.on(
                                                new NhrpEvent.Arrived(
                                                        there.name,
                                                        outside,
                                                        labelled,
                                                        true,
                                                        packet))));
    }

    NhrpEffect.OfferRoute offer(Place place) {
        return Objects.requireNonNull(shortcuts.get(place));
    }

    /// What is at the other end now.
    Optional<End> endOf(Hop hop) {
        NhrpInterface out = interfaces.get(hop.out);
        if (out == null) {
            return Optional.empty();
        }
        return out.isMultipoint()
                ? hop.nbma.flatMap(net::find).map(node -> new End(node, hop.out))
                : Optional.ofNullable(links.get(hop.out));
    }

    private void build(NhrpEffect.TunnelWish wish) {
        wishes.add(wish);
        Optional<PlayNode> remote = net.find(wish.remote());
        InterfaceName here = nextAccess();
        net.later(Duration.ZERO, () -> on(new NhrpEvent.TunnelBegun(wish, here)));
        if (remote.isEmpty()
                || !tunnelsWork
                || !remote.get().tunnelsWork
                || !remote.get().isReachable) {
            return;
        }
        net.later(Playground.TUNNEL_DELAY, () -> up(remote.get(), here));
    }

    private void up(PlayNode remote, InterfaceName here) {
        boolean isGivenUp = effects.stream().anyMatch(new NhrpEffect.DropTunnel(here)::equals);
        if (isGivenUp) {
            return;
        }
        InterfaceName there = remote.nextAccess();
        links.put(here, new End(remote, there));
        remote.links.put(there, new End(this, here));
        remote.change(remote.tunnel(there, true, outside, remote.template));
        change(tunnel(here, true, remote.outside, template));
        route(inside, Prefix.host(remote.overlay), here, Optional.empty());
        remote.route(inside, Prefix.host(overlay), there, Optional.empty());
    }

    /// Where a data packet goes: by a shortcut, or else as the table says; empty where it is at its end.
    Optional<Hop> hop(Vrf vrf, IpAddress destination) {
        Optional<Way> way = way(vrf, destination);
        Optional<Place> place =
                shortcuts.keySet().stream()
                        .filter(one -> one.vrf().equals(vrf))
                        .filter(one -> one.prefix().contains(destination))
                        .max(Comparator.comparingInt(one -> one.prefix().length()));
        if (place.isPresent()
                && place.get().prefix().length()
                        >= way.map(one -> one.prefix().length()).orElse(-1)) {
            NhrpEffect.OfferRoute offer = offer(place.get());
            used.put(place.get(), net.now);
            return Optional.of(
                    new Hop(
                            offer.out(),
                            Optional.ofNullable(mapped.get(offer.nextHop())),
                            outside));
        }
        return way.filter(one -> one.out().filter(interfaces::containsKey).isPresent())
                .map(
                        one ->
                                new Hop(
                                        one.out().orElseThrow(),
                                        Optional.ofNullable(
                                                mapped.get(one.nextHop().orElse(destination))),
                                        outside));
    }

    void transited(
            InterfaceName in, InterfaceName out, Vrf vrf, String source, String destination) {
        on(
                new NhrpEvent.Transited(
                        in,
                        cameFrom,
                        out,
                        vrf,
                        !vrf.equals(inside),
                        Heads.of(IpAddress.of(source), IpAddress.of(destination))));
    }

    @Override
    public List<IpAddress> behind(InterfaceName tunnel) {
        return routes.getOrDefault(inside, new TreeMap<>()).values().stream()
                .filter(way -> way.out().equals(Optional.of(tunnel)) && way.nextHop().isEmpty())
                .map(Way::prefix)
                .filter(Prefix::isHost)
                .map(Prefix::address)
                .toList();
    }

    @Override
    public Optional<Way> way(Vrf vrf, IpAddress destination) {
        return routes.getOrDefault(vrf, new TreeMap<>()).values().stream()
                .filter(way -> way.prefix().contains(destination))
                .max(Comparator.comparingInt(way -> way.prefix().length()));
    }

    @Override
    public boolean hasLonger(Vrf vrf, Prefix prefix) {
        return routes.getOrDefault(vrf, new TreeMap<>()).values().stream()
                .filter(way -> !way.isLocal())
                .anyMatch(
                        way ->
                                prefix.covers(way.prefix())
                                        && way.prefix().length() > prefix.length());
    }

    @Override
    public List<Prefix> connected(Vrf vrf) {
        return lans.getOrDefault(vrf, List.of());
    }

    @Override
    public Optional<Label> holdLabel(Vrf vrf, Prefix prefix) {
        return labelsLeft
                ? Optional.of(
                        labels.computeIfAbsent(new Place(vrf, prefix), _ -> new Label(nextLabel++)))
                : Optional.empty();
    }

    @Override
    public void releaseLabel(Vrf vrf, Prefix prefix, Duration quarantine) {
        labels.remove(new Place(vrf, prefix));
        released.add(prefix + " " + quarantine.toSeconds());
    }

    @Override
    public List<RouteTarget> exported(Vrf vrf, AddressFamily family) {
        return targets.getOrDefault(vrf, List.of());
    }

    @Override
    public List<RouteTarget> imported(Vrf vrf, AddressFamily family) {
        return importsOf(family).getOrDefault(vrf, List.of());
    }

    private Map<Vrf, List<RouteTarget>> importsOf(AddressFamily family) {
        return family == AddressFamily.IPV6 && !imports6.isEmpty() ? imports6 : targets;
    }

    @Override
    public Optional<Instant> lastUsed(Vrf vrf, Prefix prefix) {
        return Optional.ofNullable(used.get(new Place(vrf, prefix)));
    }
}
