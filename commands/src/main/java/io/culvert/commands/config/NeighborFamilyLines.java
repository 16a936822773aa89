package io.culvert.commands.config;

import static io.culvert.cli.Syntax.cut;
import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.base.SiteOfOrigin;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.DefaultOriginate;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.MaximumPrefix;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.SendCommunity;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// `neighbor` lines about one address family.
///
/// @param <C> value of the block they stand in
final class NeighborFamilyLines<C> {
    private final Function<C, BgpConfig> read;
    private final BiFunction<C, BgpConfig, C> write;
    private final Function<C, FamilyId> family;
    private final boolean shown;

    /// @param shown whether running configurations have them here; under `router bgp` itself they are read for `ipv4` alone
    NeighborFamilyLines(
            Function<C, BgpConfig> read,
            BiFunction<C, BgpConfig, C> write,
            Function<C, FamilyId> family,
            boolean shown) {
        this.read = read;
        this.write = write;
        this.family = family;
        this.shown = shown;
    }

    List<Declaration<C>> lines() {
        var lines = new ArrayList<Declaration<C>>();
        lines.add(activate());
        lines.add(nextHopSelf());
        lines.add(
                flag(
                        "next-hop-unchanged",
                        "Propagate next hop unchanged for iBGP paths to this neighbor",
                        PeerFamilySettings::nextHopUnchanged,
                        PeerFamilySettings::withNextHopUnchanged));
        lines.add(sendCommunity());
        lines.add(allowAsIn());
        lines.add(
                flag(
                        "as-override",
                        "Override matching AS-number while sending update",
                        PeerFamilySettings::asOverride,
                        PeerFamilySettings::withAsOverride));
        lines.add(
                flag(
                        "soft-reconfiguration inbound",
                        "Per neighbor soft reconfiguration",
                        PeerFamilySettings::softReconfigurationInbound,
                        PeerFamilySettings::withSoftReconfigurationInbound));
        lines.add(
                flag(
                        "remove-private-as",
                        "Remove private AS number from outbound updates",
                        PeerFamilySettings::removePrivateAs,
                        PeerFamilySettings::withRemovePrivateAs));
        lines.add(
                flag(
                        "route-reflector-client",
                        "Configure a neighbor as Route Reflector client",
                        PeerFamilySettings::routeReflectorClient,
                        PeerFamilySettings::withRouteReflectorClient));
        lines.add(siteOfOrigin());
        lines.add(defaultOriginate());
        lines.add(maximumPrefix());
        lines.add(
                policy(
                        "prefix-list",
                        "Filter updates to/from this neighbor",
                        "in",
                        PeerFamilySettings::prefixListIn,
                        PeerFamilySettings::withPrefixListIn));
        lines.add(
                policy(
                        "prefix-list",
                        "Filter updates to/from this neighbor",
                        "out",
                        PeerFamilySettings::prefixListOut,
                        PeerFamilySettings::withPrefixListOut));
        lines.add(
                policy(
                        "route-map",
                        "Apply route map to neighbor",
                        "in",
                        PeerFamilySettings::routeMapIn,
                        PeerFamilySettings::withRouteMapIn));
        lines.add(
                policy(
                        "route-map",
                        "Apply route map to neighbor",
                        "out",
                        PeerFamilySettings::routeMapOut,
                        PeerFamilySettings::withRouteMapOut));
        Arg<Integer> weight = Args.integer(0, 65_535, "default weight");
        lines.add(
                line(
                        seq(
                                words("weight", "Set default weight for routes from this neighbor"),
                                weight),
                        (peer, v) -> peer.withWeight(v.find(weight)),
                        peer -> peer.withWeight(Optional.empty()),
                        peer -> peer.weight().map(w -> Values.of(weight, w)).stream()));
        return lines;
    }

    /// Shown as `no` too: IPv4 unicast is active for whom nobody switched it off.
    private Line<C> activate() {
        Line<C> line =
                Line.<C>of(
                                NeighborLines.NEIGHBOR,
                                words("activate", "Enable the Address Family for this Neighbor"),
                                cut())
                        .trySet(
                                (c, v) ->
                                        change(c, v, peer -> peer.withActivate(Optional.of(true))))
                        .tryUnset(
                                (c, v) ->
                                        change(
                                                c,
                                                v,
                                                peer -> peer.withActivate(Optional.of(false))));
        return shown
                ? line.showing(
                                c ->
                                        peers(c).flatMap(
                                                        peer ->
                                                                peer.getValue().activate().stream()
                                                                        .map(
                                                                                on ->
                                                                                        new Line
                                                                                                .Shown(
                                                                                                !on,
                                                                                                Values
                                                                                                        .of(
                                                                                                                NeighborLines
                                                                                                                        .PEER,
                                                                                                                peer.getKey()
                                                                                                                        .toString())))))
                        .groupedBy(NeighborLines.PEER)
                : line;
    }

    private Line<C> nextHopSelf() {
        Arg<Boolean> all =
                Args.flag("all", "Enable next-hop-self for both eBGP and iBGP received paths");
        return line(
                seq(
                        words(
                                "next-hop-self",
                                "Disable the next hop calculation for this neighbor"),
                        maybe(all)),
                (peer, v) ->
                        peer.withNextHopSelf(Optional.of(true)).withNextHopSelfAll(v.find(all)),
                peer -> peer.withNextHopSelf(Optional.empty()).withNextHopSelfAll(Optional.empty()),
                peer ->
                        peer
                                .nextHopSelf()
                                .filter(on -> on)
                                .map(
                                        _ ->
                                                Values.NONE.andIf(
                                                        all, peer.nextHopSelfAll().orElse(false)))
                                .stream());
    }

    private Line<C> sendCommunity() {
        Arg<SendCommunity> which =
                Args.choice(
                        Args.option(
                                "both",
                                SendCommunity.BOTH,
                                "Send Standard and Extended Community attributes"),
                        Args.option(
                                "extended",
                                SendCommunity.EXTENDED,
                                "Send Extended Community attribute"),
                        Args.option(
                                "standard",
                                SendCommunity.STANDARD,
                                "Send Standard Community attribute"));
        return line(
                seq(
                        words("send-community", "Send Community attribute to this neighbor"),
                        maybe(which)),
                (peer, v) ->
                        peer.withSendCommunity(
                                Optional.of(
                                        join(
                                                peer.sendCommunity(),
                                                v.find(which).orElse(SendCommunity.STANDARD)))),
                peer -> peer.withSendCommunity(Optional.empty()),
                peer ->
                        peer
                                .sendCommunity()
                                .map(
                                        so ->
                                                Values.NONE.and(
                                                        which,
                                                        Optional.of(so)
                                                                .filter(
                                                                        w ->
                                                                                w
                                                                                        != SendCommunity
                                                                                                .STANDARD)))
                                .stream());
    }

    private static SendCommunity join(Optional<SendCommunity> before, SendCommunity more) {
        return before.isPresent() && before.get() != more ? SendCommunity.BOTH : more;
    }

    private Line<C> allowAsIn() {
        Arg<Integer> times = Args.integer(1, 10, "Number of occurrences of AS number");
        return line(
                seq(words("allowas-in", "Accept as-path with my AS present in it"), maybe(times)),
                (peer, v) -> peer.withAllowAsIn(Optional.of(v.find(times).orElse(3))),
                peer -> peer.withAllowAsIn(Optional.empty()),
                peer ->
                        peer
                                .allowAsIn()
                                .map(
                                        n ->
                                                Values.NONE.and(
                                                        times, Optional.of(n).filter(t -> t != 3)))
                                .stream());
    }

    private Line<C> siteOfOrigin() {
        Arg<SiteOfOrigin> site =
                Args.typed(
                        "ASN:nn or IP-address:nn",
                        "VPN extended community",
                        SiteOfOrigin::parse,
                        SiteOfOrigin::toString);
        return line(
                seq(words("soo", "Site-of-Origin extended community"), cut(), site),
                (peer, v) -> peer.withSiteOfOrigin(v.find(site)),
                peer -> peer.withSiteOfOrigin(Optional.empty()),
                peer -> peer.siteOfOrigin().map(s -> Values.of(site, s)).stream());
    }

    private Line<C> defaultOriginate() {
        Arg<String> map = Args.word("route-map name");
        return line(
                seq(
                        words("default-originate", "Originate default route to this neighbor"),
                        maybe(
                                words(
                                        "route-map",
                                        "Route-map to specify criteria to originate default"),
                                map)),
                (peer, v) ->
                        peer.withDefaultOriginate(Optional.of(new DefaultOriginate(v.find(map)))),
                peer -> peer.withDefaultOriginate(Optional.empty()),
                peer ->
                        peer
                                .defaultOriginate()
                                .map(d -> Values.NONE.and(map, d.routeMap()))
                                .stream());
    }

    private Line<C> maximumPrefix() {
        Arg<Integer> limit = Args.integer(1, Integer.MAX_VALUE, "maximum no. of prefix limit");
        Arg<Integer> percent =
                Args.integer(1, 100, "Threshold value (%) at which to generate a warning msg");
        Arg<Boolean> warning =
                Args.flag("warning-only", "Only give warning message when limit is exceeded");
        Arg<Integer> restart = Args.integer(1, 65_535, "Restart interval in minutes");
        return line(
                seq(
                        words(
                                "maximum-prefix",
                                "Maximum number of prefixes accepted from this peer"),
                        limit,
                        maybe(percent),
                        maybe(
                                oneOf(
                                        warning,
                                        seq(
                                                words(
                                                        "restart",
                                                        "Restart bgp connection after limit is exceeded"),
                                                restart)))),
                (peer, v) ->
                        peer.withMaximumPrefix(
                                Optional.of(
                                        new MaximumPrefix(
                                                v.get(limit),
                                                v.find(percent).orElse(75),
                                                v.has(warning),
                                                v.find(restart)))),
                peer -> peer.withMaximumPrefix(Optional.empty()),
                peer ->
                        peer
                                .maximumPrefix()
                                .map(
                                        m ->
                                                Values.of(limit, m.limit())
                                                        .and(
                                                                percent,
                                                                Optional.of(m.warningPercent())
                                                                        .filter(p -> p != 75))
                                                        .andIf(warning, m.warningOnly())
                                                        .and(restart, m.restartMinutes()))
                                .stream());
    }

    private Line<C> policy(
            String word,
            String help,
            String direction,
            Function<PeerFamilySettings, Optional<String>> get,
            BiFunction<PeerFamilySettings, Optional<String>, PeerFamilySettings> with) {
        Arg<String> name = Args.word("Name");
        return line(
                seq(
                        words(word, help),
                        name,
                        words(
                                direction,
                                direction.equals("in")
                                        ? "Apply to incoming routes"
                                        : "Apply to outbound routes"),
                        cut()),
                (peer, v) -> with.apply(peer, v.find(name)),
                peer -> with.apply(peer, Optional.empty()),
                peer -> get.apply(peer).map(n -> Values.of(name, n)).stream());
    }

    private Line<C> flag(
            String words,
            String help,
            Function<PeerFamilySettings, Optional<Boolean>> get,
            BiFunction<PeerFamilySettings, Optional<Boolean>, PeerFamilySettings> with) {
        return line(
                words(words, help),
                (peer, _) -> with.apply(peer, Optional.of(true)),
                peer -> with.apply(peer, Optional.empty()),
                peer -> get.apply(peer).filter(on -> on).map(_ -> Values.NONE).stream());
    }

    private Stream<java.util.Map.Entry<PeerKey, PeerFamilySettings>> peers(C c) {
        return read.apply(c).family(family.apply(c)).peers().entrySet().stream();
    }

    private Line<C> line(
            Syntax form,
            BiFunction<PeerFamilySettings, Values, PeerFamilySettings> set,
            Function<PeerFamilySettings, PeerFamilySettings> unset,
            Function<PeerFamilySettings, Stream<Values>> show) {
        Line<C> line =
                Line.<C>of(NeighborLines.NEIGHBOR, form.withCutBehindWords())
                        .trySet((c, v) -> change(c, v, peer -> set.apply(peer, v)))
                        .tryUnset((c, v) -> change(c, v, unset));
        return shown
                ? line.show(
                                c ->
                                        peers(c).flatMap(
                                                        peer ->
                                                                show.apply(peer.getValue())
                                                                        .map(
                                                                                v ->
                                                                                        NeighborLines
                                                                                                .prefixed(
                                                                                                        peer.getKey()
                                                                                                                .toString(),
                                                                                                        v))))
                        .groupedBy(NeighborLines.PEER)
                : line;
    }

    /// Memberships have no prefixes that a policy could judge, and their next hop leads nowhere.
    private static boolean fitsMemberships(PeerFamilySettings settings) {
        return settings.routeMapIn().isEmpty()
                && settings.routeMapOut().isEmpty()
                && settings.prefixListIn().isEmpty()
                && settings.prefixListOut().isEmpty()
                && settings.asOverride().isEmpty()
                && settings.removePrivateAs().isEmpty()
                && settings.siteOfOrigin().isEmpty()
                && settings.nextHopUnchanged().isEmpty()
                && settings.defaultOriginate().flatMap(DefaultOriginate::routeMap).isEmpty();
    }

    private Change<C> change(
            C c, Values v, Function<PeerFamilySettings, PeerFamilySettings> change) {
        BgpConfig bgp = read.apply(c);
        FamilyId id = family.apply(c);
        PeerKey key = NeighborLines.key(v.get(NeighborLines.PEER), id.vrf());
        if (!NeighborLines.isKnown(bgp, key)) {
            return Change.refused(
                    "% Specify remote-as or peer-group commands first: nothing is known of neighbor "
                            + key);
        }
        PeerFamilySettings changed = change.apply(bgp.family(id).peer(key));
        if (id.isRouteTarget() && !fitsMemberships(changed)) {
            return Change.refused("% Not for address-family rtfilter: it has no prefixes");
        }
        if (id.vpn() && changed.siteOfOrigin().isPresent()) {
            return Change.refused(
                    "% Not for a VPN family: a site stands behind a neighbor in its VRF");
        }
        var peers = new TreeMap<>(bgp.family(id).peers());
        peers.put(key, changed);
        if (changed.equals(PeerFamilySettings.EMPTY)) {
            peers.remove(key);
        }
        return Change.to(write.apply(c, bgp.withFamily(id, bgp.family(id).withPeers(peers))));
    }
}
