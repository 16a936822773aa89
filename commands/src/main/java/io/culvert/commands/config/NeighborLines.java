package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.many;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpTimers;
import io.culvert.bgp.config.ConnectionMode;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Change;
import io.culvert.cli.Declaration;
import io.culvert.cli.Line;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `neighbor` lines about the session: under `router bgp` and, for the neighbours of a VRF, in its address family.
///
/// @param <C> value of the block they stand in
final class NeighborLines<C> {
    static final Arg<String> PEER = Args.word("Neighbor address or tag");
    static final Syntax NEIGHBOR = seq(words("neighbor", "Specify a neighbor router"), PEER);

    private final Function<C, BgpConfig> read;
    private final BiFunction<C, BgpConfig, C> write;
    private final Function<C, Vrf> vrf;

    NeighborLines(
            Function<C, BgpConfig> read, BiFunction<C, BgpConfig, C> write, Function<C, Vrf> vrf) {
        this.read = read;
        this.write = write;
        this.vrf = vrf;
    }

    static PeerKey key(String name, Vrf vrf) {
        return IpAddress.parse(name)
                .<PeerKey>map(address -> new PeerKey.Neighbor(vrf, address))
                .orElseGet(() -> new PeerKey.Group(name));
    }

    List<Declaration<C>> lines() {
        var lines = new ArrayList<Declaration<C>>(List.of(peerGroup(), remoteAs()));
        Arg<Integer> hops = Args.integer(1, 255, "maximum hop count");
        Arg<Integer> security = Args.integer(1, 254, "maximum number of hops allowed");
        lines.add(localAs());
        lines.add(
                one(
                        "description",
                        "Neighbor specific description",
                        Args.line("Up to 80 characters describing this neighbor"),
                        PeerSettings::description,
                        PeerSettings::withDescription));
        lines.add(
                flag(
                        "shutdown",
                        "Administratively shut down this neighbor",
                        PeerSettings::shutdown,
                        PeerSettings::withShutdown));
        lines.add(
                session(
                        seq(
                                words(
                                        "ebgp-multihop",
                                        "Allow EBGP neighbors not on directly connected networks"),
                                maybe(hops)),
                        (peer, v) -> peer.withEbgpMultihop(Optional.of(v.find(hops).orElse(255))),
                        peer -> peer.withEbgpMultihop(Optional.empty()),
                        peer -> peer.ebgpMultihop().map(n -> Values.of(hops, n)).stream()));
        lines.add(
                flag(
                        "disable-connected-check",
                        "one-hop away EBGP peer using loopback address",
                        PeerSettings::disableConnectedCheck,
                        PeerSettings::withDisableConnectedCheck));
        lines.add(
                session(
                        seq(words("ttl-security hops", "BGP ttl security check"), security),
                        (peer, v) -> peer.withTtlSecurityHops(v.find(security)),
                        peer -> peer.withTtlSecurityHops(Optional.empty()),
                        peer -> peer.ttlSecurityHops().map(n -> Values.of(security, n)).stream()));
        lines.add(
                one(
                        "update-source",
                        "Source of routing updates",
                        Args.interfaceName("Interface"),
                        PeerSettings::updateSource,
                        PeerSettings::withUpdateSource));
        lines.add(
                one(
                        "transport connection-mode",
                        "Transport options",
                        Args.choice(
                                Args.option(
                                        "active",
                                        ConnectionMode.ACTIVE,
                                        "Actively establish the TCP session"),
                                Args.option(
                                        "passive",
                                        ConnectionMode.PASSIVE,
                                        "Passively establish the TCP session")),
                        PeerSettings::connectionMode,
                        PeerSettings::withConnectionMode));
        lines.add(timers());
        lines.add(
                one(
                        "advertisement-interval",
                        "Minimum interval between sending BGP routing updates",
                        Args.integer(0, 600, "time in seconds"),
                        PeerSettings::advertisementIntervalSeconds,
                        PeerSettings::withAdvertisementIntervalSeconds));
        lines.add(password());
        lines.add(gracefulRestart());
        return lines;
    }

    private Line<C> gracefulRestart() {
        Arg<Boolean> off = Args.flag("disable", "Disable graceful-restart for this neighbor");
        return session(
                seq(words("ha-mode graceful-restart", "High availability mode"), maybe(off)),
                (peer, v) -> peer.withGracefulRestart(Optional.of(!v.has(off))),
                peer -> peer.withGracefulRestart(Optional.empty()),
                peer -> peer.gracefulRestart().map(on -> Values.NONE.andIf(off, !on)).stream());
    }

    private Line<C> password() {
        Arg<Secret> key = Secrets.word();
        Arg<Secret> hidden =
                Args.typed("WORD", "The HIDDEN password", Type7::reveal, Secrets::clear);
        return session(
                seq(
                        words("password", "Set a password"),
                        oneOf(
                                seq(words("7", "The password follows hidden"), hidden),
                                seq(
                                        maybe(Args.flag("0", "The password follows unencrypted")),
                                        key))),
                (peer, v) -> peer.withPassword(v.find(hidden).or(() -> v.find(key))),
                peer -> peer.withPassword(Optional.empty()),
                peer -> peer.password().map(text -> Values.of(key, text)).stream());
    }

    private Line<C> timers() {
        Arg<Integer> keepalive = Args.integer(0, 65_535, "Keepalive interval");
        Arg<Integer> hold =
                Args.typed("<0-65535>", "Holdtime", BgpLines::holdTime, Object::toString);
        return session(
                seq(words("timers", "BGP per neighbor timers"), keepalive, hold),
                (peer, v) ->
                        peer.withTimers(Optional.of(new BgpTimers(v.get(keepalive), v.get(hold)))),
                peer -> peer.withTimers(Optional.empty()),
                peer ->
                        peer
                                .timers()
                                .map(
                                        t ->
                                                Values.of(keepalive, t.keepaliveSeconds())
                                                        .and(hold, t.holdSeconds()))
                                .stream());
    }

    private Line<C> localAs() {
        Arg<Long> as = BgpLines.as("AS number used as local AS");
        Arg<Boolean> noPrepend =
                Args.flag("no-prepend", "Do not prepend local-as to updates from ebgp peers");
        Arg<Boolean> replace =
                Args.flag("replace-as", "Replace real AS with local AS in the EBGP updates");
        return session(
                seq(
                        words("local-as", "Specify a local-as number"),
                        as,
                        maybe(noPrepend, maybe(replace))),
                (peer, v) ->
                        peer.withLocalAs(
                                Optional.of(
                                        new LocalAs(v.get(as), v.has(noPrepend), v.has(replace)))),
                peer -> peer.withLocalAs(Optional.empty()),
                peer ->
                        peer
                                .localAs()
                                .map(
                                        l ->
                                                Values.of(as, l.as())
                                                        .andIf(noPrepend, l.noPrepend())
                                                        .andIf(replace, l.replaceAs()))
                                .stream());
    }

    /// `neighbor NAME peer-group` makes a group; `neighbor ADDRESS peer-group NAME` joins one.
    private Line<C> peerGroup() {
        Arg<String> group = Args.word("peer-group name");
        return Line.<C>of(
                        NEIGHBOR,
                        words("peer-group", "Member of the peer-group"),
                        cut(),
                        maybe(group))
                .trySet(
                        (c, v) -> {
                            BgpConfig bgp = read.apply(c);
                            return switch (key(v.get(PEER), vrf.apply(c))) {
                                case PeerKey.Group(var name) when !v.has(group) ->
                                        Change.to(
                                                write.apply(
                                                        c,
                                                        bgp.peerGroups().containsKey(name)
                                                                ? bgp
                                                                : bgp.withPeerGroup(
                                                                        name, PeerSettings.EMPTY)));
                                case PeerKey.Group(var name) ->
                                        Change.refused(
                                                "% "
                                                        + name
                                                        + " is a peer-group itself and cannot be a member of "
                                                        + v.get(group));
                                case PeerKey.Neighbor _ when !v.has(group) ->
                                        Change.refused(
                                                "% Invalid peer-group name: "
                                                        + v.get(PEER)
                                                        + " is an address");
                                case PeerKey.Neighbor _
                                        when !bgp.peerGroups().containsKey(v.get(group)) ->
                                        Change.refused(
                                                "% Configure the peer-group "
                                                        + v.get(group)
                                                        + " first");
                                case PeerKey.Neighbor neighbor ->
                                        Change.to(
                                                write.apply(
                                                        c,
                                                        bgp.withNeighbor(
                                                                neighbor,
                                                                bgp.neighbors()
                                                                        .getOrDefault(
                                                                                neighbor,
                                                                                NeighborConfig
                                                                                        .EMPTY)
                                                                        .withPeerGroup(
                                                                                Optional.of(
                                                                                        v.get(
                                                                                                group))))));
                            };
                        })
                .unset(
                        (c, v) -> {
                            BgpConfig bgp = read.apply(c);
                            return write.apply(
                                    c,
                                    switch (key(v.get(PEER), vrf.apply(c))) {
                                        case PeerKey.Group(var name) -> withoutGroup(bgp, name);
                                        case PeerKey.Neighbor neighbor
                                                when bgp.neighbors().containsKey(neighbor) ->
                                                leftGroup(bgp, neighbor);
                                        case PeerKey.Neighbor _ -> bgp;
                                    });
                        })
                .show(
                        c ->
                                Stream.concat(
                                        vrf.apply(c).isGlobal()
                                                ? read.apply(c).peerGroups().keySet().stream()
                                                        .map(name -> Values.of(PEER, name))
                                                : Stream.empty(),
                                        neighbors(c)
                                                .flatMap(
                                                        entry ->
                                                                entry
                                                                        .getValue()
                                                                        .peerGroup()
                                                                        .stream()
                                                                        .map(
                                                                                name ->
                                                                                        Values.of(
                                                                                                        PEER,
                                                                                                        entry.getKey()
                                                                                                                .toString())
                                                                                                .and(
                                                                                                        group,
                                                                                                        name)))))
                .groupedBy(PEER);
    }

    private static BgpConfig leftGroup(BgpConfig bgp, PeerKey.Neighbor neighbor) {
        NeighborConfig left =
                bgp.neighbors()
                        .getOrDefault(neighbor, NeighborConfig.EMPTY)
                        .withPeerGroup(Optional.empty());
        return left.settings().remoteAs().isEmpty()
                ? withoutNeighbor(bgp, neighbor)
                : bgp.withNeighbor(neighbor, left);
    }

    private static BgpConfig withoutGroup(BgpConfig bgp, String name) {
        var groups = new TreeMap<>(bgp.peerGroups());
        groups.remove(name);
        return withoutPeer(bgp.withPeerGroups(groups), new PeerKey.Group(name));
    }

    private static BgpConfig withoutNeighbor(BgpConfig bgp, PeerKey.Neighbor key) {
        var neighbors = new TreeMap<>(bgp.neighbors());
        neighbors.remove(key);
        return withoutPeer(bgp.withNeighbors(neighbors), key);
    }

    /// What the address families say of a peer goes with it.
    private static BgpConfig withoutPeer(BgpConfig bgp, PeerKey key) {
        BgpConfig changed = bgp;
        for (var family : bgp.families().entrySet()) {
            var peers = new TreeMap<>(family.getValue().peers());
            if (peers.remove(key) != null) {
                changed = changed.withFamily(family.getKey(), family.getValue().withPeers(peers));
            }
        }
        return changed;
    }

    /// `no neighbor PEER` alone forgets the peer.
    private Line<C> remoteAs() {
        Arg<Long> as = BgpLines.as("AS of remote neighbor");
        Arg<Long> more = BgpLines.as("Alternate AS number");
        return Line.<C>of(
                        NEIGHBOR,
                        cut(),
                        words("remote-as", "Specify a BGP neighbor"),
                        as,
                        maybe(
                                words("alternate-as", "Alternate AS numbers of dynamic neighbors"),
                                many(more)))
                .trySet(
                        (c, v) -> {
                            BgpConfig bgp = read.apply(c);
                            PeerKey key = key(v.get(PEER), vrf.apply(c));
                            if (key instanceof PeerKey.Group(var name)
                                    && !bgp.peerGroups().containsKey(name)) {
                                return Change.refused(
                                        "% Create the peer-group first: neighbor "
                                                + name
                                                + " peer-group");
                            }
                            BgpConfig known =
                                    key instanceof PeerKey.Neighbor neighbor
                                                    && !bgp.neighbors().containsKey(neighbor)
                                            ? bgp.withNeighbor(neighbor, NeighborConfig.EMPTY)
                                            : bgp;
                            return Change.to(
                                    write.apply(
                                            c,
                                            edit(
                                                    known,
                                                    key,
                                                    peer ->
                                                            peer.withRemoteAs(v.find(as))
                                                                    .withAlternateAs(
                                                                            new TreeSet<>(
                                                                                    v.all(
                                                                                            more))))));
                        })
                .unset(
                        (c, v) -> {
                            BgpConfig bgp = read.apply(c);
                            return write.apply(
                                    c,
                                    switch (key(v.get(PEER), vrf.apply(c))) {
                                        case PeerKey.Group group ->
                                                edit(
                                                        bgp,
                                                        group,
                                                        peer ->
                                                                peer.withRemoteAs(Optional.empty())
                                                                        .withAlternateAs(
                                                                                new TreeSet<>()));
                                        case PeerKey.Neighbor neighbor ->
                                                withoutNeighbor(bgp, neighbor);
                                    });
                        })
                .show(
                        c ->
                                all(c).flatMap(
                                                peer ->
                                                        peer.settings().remoteAs().stream()
                                                                .map(
                                                                        number ->
                                                                                Values.of(
                                                                                                PEER,
                                                                                                peer
                                                                                                        .name())
                                                                                        .and(
                                                                                                as,
                                                                                                number)
                                                                                        .andAll(
                                                                                                more,
                                                                                                peer.settings()
                                                                                                        .alternateAs()))))
                .groupedBy(PEER);
    }

    private record Named(String name, PeerSettings settings) {}

    private Stream<java.util.Map.Entry<PeerKey.Neighbor, NeighborConfig>> neighbors(C c) {
        return read.apply(c).neighbors().entrySet().stream()
                .filter(entry -> entry.getKey().vrf().equals(vrf.apply(c)));
    }

    /// The groups, which belong to the global table, and the neighbours of this table.
    private Stream<Named> all(C c) {
        Stream<Named> groups =
                vrf.apply(c).isGlobal()
                        ? read.apply(c).peerGroups().entrySet().stream()
                                .map(group -> new Named(group.getKey(), group.getValue()))
                        : Stream.empty();
        return Stream.concat(
                groups,
                neighbors(c)
                        .map(
                                entry ->
                                        new Named(
                                                entry.getKey().toString(),
                                                entry.getValue().settings())));
    }

    static boolean isKnown(BgpConfig bgp, PeerKey key) {
        return switch (key) {
            case PeerKey.Group(var name) -> bgp.peerGroups().containsKey(name);
            case PeerKey.Neighbor neighbor -> bgp.neighbors().containsKey(neighbor);
        };
    }

    private static BgpConfig edit(
            BgpConfig bgp, PeerKey key, Function<PeerSettings, PeerSettings> change) {
        return switch (key) {
            case PeerKey.Group(var name) ->
                    bgp.withPeerGroup(name, change.apply(bgp.group(Optional.of(name))));
            case PeerKey.Neighbor neighbor -> {
                NeighborConfig known = bgp.neighbors().getOrDefault(neighbor, NeighborConfig.EMPTY);
                yield bgp.withNeighbor(
                        neighbor, known.withSettings(change.apply(known.settings())));
            }
        };
    }

    private Line<C> session(
            Syntax form,
            BiFunction<PeerSettings, Values, PeerSettings> set,
            Function<PeerSettings, PeerSettings> unset,
            Function<PeerSettings, Stream<Values>> show) {
        return Line.<C>of(NEIGHBOR, form.withCutBehindWords())
                .trySet((c, v) -> change(c, v, peer -> set.apply(peer, v)))
                .tryUnset((c, v) -> change(c, v, unset))
                .show(
                        c ->
                                all(c).flatMap(
                                                peer ->
                                                        show.apply(peer.settings())
                                                                .map(
                                                                        v ->
                                                                                prefixed(
                                                                                        peer.name(),
                                                                                        v))))
                .groupedBy(PEER);
    }

    static Values prefixed(String name, Values values) {
        return values.and(PEER, name);
    }

    private Change<C> change(C c, Values v, Function<PeerSettings, PeerSettings> change) {
        BgpConfig bgp = read.apply(c);
        PeerKey key = key(v.get(PEER), vrf.apply(c));
        return isKnown(bgp, key)
                ? Change.to(write.apply(c, edit(bgp, key, change)))
                : Change.refused(
                        "% Specify remote-as or peer-group commands first: nothing is known of neighbor "
                                + key);
    }

    private <T> Line<C> one(
            String words,
            String help,
            Arg<T> arg,
            Function<PeerSettings, Optional<T>> get,
            BiFunction<PeerSettings, Optional<T>, PeerSettings> with) {
        return session(
                seq(words(words, help), arg),
                (peer, v) -> with.apply(peer, v.find(arg)),
                peer -> with.apply(peer, Optional.empty()),
                peer -> get.apply(peer).map(value -> Values.of(arg, value)).stream());
    }

    private Line<C> flag(
            String words,
            String help,
            Function<PeerSettings, Optional<Boolean>> get,
            BiFunction<PeerSettings, Optional<Boolean>, PeerSettings> with) {
        return session(
                words(words, help),
                (peer, _) -> with.apply(peer, Optional.of(true)),
                peer -> with.apply(peer, Optional.empty()),
                peer -> get.apply(peer).filter(on -> on).map(_ -> Values.NONE).stream());
    }
}
