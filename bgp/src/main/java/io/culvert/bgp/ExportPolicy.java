package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.bgp.config.LocalAs;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.SendCommunity;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PolicyRoute;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.AsPath;
import io.culvert.wire.bgp.Community;
import io.culvert.wire.bgp.ExtendedCommunity;
import io.culvert.wire.bgp.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What an update group makes of a best path: whether it is told, and with which attributes (RFC 4271 sections 5 and 9.2,
/// RFC 4456 section 8, RFC 1997).
final class ExportPolicy {
    private final Speaker speaker;
    private final Decision decision;
    private final LabelBook labels;
    private final AttributePool pool;

    ExportPolicy(Speaker speaker, Decision decision, LabelBook labels, AttributePool pool) {
        this.speaker = speaker;
        this.decision = decision;
        this.labels = labels;
        this.pool = pool;
    }

    /// Empty where the group is not told of the destination.
    Optional<Advertised> export(UpdateGroup group, Net net) {
        if (group.key().family().isRouteTarget()) {
            return net.best()
                    .map(best -> representative(group, net, best))
                    .filter(path -> mayTell(group, path))
                    .map(path -> membership(group, net, path));
        }
        var best = toTell(group, net);
        return best.isPresent() && mayTell(group, best.get())
                ? tell(group, net, best.get())
                : Optional.empty();
    }

    /// The path that a group outside of memberships is told, if its policy lets it.
    static Optional<Path> toTell(UpdateGroup group, Net net) {
        if (!group.key().family().vpn()) {
            return net.vrfBest();
        }
        var best = net.best();
        var path = best.isPresent() && isSwapped(group, best.get()) ? net.carrier() : best;
        return path.isPresent() && path.get().isImported() ? Optional.empty() : path;
    }

    /// RFC 4684 section 3.2 (ii): who is no client hears of our clients' interest, though another's path be better.
    private Path representative(UpdateGroup group, Net net, Path best) {
        boolean toOutsider =
                !group.key().external()
                        && !group.key().policy().routeReflectorClient().orElse(false);
        if (!toOutsider || !best.isInternal() || isFromClient(group, best)) {
            return best;
        }
        return net.paths().stream()
                .filter(path -> isFromClient(group, path) && decision.isValid(path))
                .findFirst()
                .orElse(best);
    }

    private static boolean isFromClient(UpdateGroup group, Path path) {
        return path.origin() instanceof Path.Origination.FromPeer from
                && isClient(group, from.peer());
    }

    /// RFC 4684 section 3.2 (i): a client hears of the interest of the others even if its own path is the best, as from
    /// ourselves, so that it does not drop it. The same goes for whoever is not the only one with a path.
    private Advertised membership(UpdateGroup group, Net net, Path path) {
        boolean external = group.key().external();
        boolean client = !external && group.key().policy().routeReflectorClient().orElse(false);
        PathAttributes attributes =
                external ? external(group, path, path.attributes) : internal(path, path.attributes);
        if (client && path.isInternal()) {
            attributes = attributes.withOriginatorId(Optional.of(speaker.routerId()));
        }
        boolean self = path.isLocal() || external || client;
        boolean many =
                net.paths().stream().anyMatch(other -> other != path && decision.isValid(other));
        return new Advertised(
                group,
                pool.shared(communities(group, attributes)),
                self ? Optional.empty() : path.nextHop(),
                Optional.empty(),
                client || many ? Optional.empty() : path.peer());
    }

    private boolean mayTell(UpdateGroup group, Path path) {
        UpdateGroup.Key key = group.key();
        PathAttributes attributes = path.attributes;
        if (attributes.has(Community.NO_ADVERTISE)
                || key.external()
                        && (attributes.has(Community.NO_EXPORT)
                                || attributes.has(Community.NO_EXPORT_SUBCONFED))) {
            return false;
        }
        PeerFamilySettings policy = key.policy();
        if (SiteOfOriginRule.isFromSite(policy, attributes)) {
            return false;
        }
        boolean hasPolicy = policy.routeMapOut().isPresent() || policy.prefixListOut().isPresent();
        boolean needsPolicy = key.external() && !key.family().isRouteTarget();
        if (needsPolicy && speaker.config().ebgpRequiresPolicy() && !hasPolicy) {
            return false;
        }
        // RFC 4456 section 6: from a client to all, from anyone to clients
        return key.external()
                || !path.isInternal()
                || policy.routeReflectorClient().orElse(false)
                || isFromClient(group, path);
    }

    private static boolean isClient(UpdateGroup group, Peer peer) {
        return peer.family(group.key().family()).routeReflectorClient().orElse(false);
    }

    private Optional<Advertised> tell(UpdateGroup group, Net net, Path path) {
        PeerFamilySettings policy = group.key().policy();
        PolicyBook book = speaker.settings().policies();
        if (policy.prefixListOut().isPresent()
                && !book.prefixList(policy.prefixListOut().get()).permits(net.prefix())) {
            return Optional.empty();
        }
        if (policy.routeMapOut().isEmpty()) {
            return tell(group, net, path, path.nextHop(), path.attributes);
        }
        var before =
                new PolicyRoute(
                        net.prefix(), path.nextHop(), path.attributes, path.tag, path.weight);
        return book.routeMap(policy.routeMapOut().get())
                .apply(before, book)
                .flatMap(after -> tell(group, net, path, after.nextHop(), after.attributes()));
    }

    /// @param changed the next hop as the policy left it
    /// @param left the attributes as the policy left them
    private Optional<Advertised> tell(
            UpdateGroup group,
            Net net,
            Path path,
            Optional<IpAddress> changed,
            PathAttributes left) {
        Optional<IpAddress> hop = nextHop(group, path, changed);
        Optional<Label> label = Optional.empty();
        if (group.key().family().vpn()) {
            label = label(group, net, path, hop);
            if (label.isEmpty()) {
                return Optional.empty();
            }
        }
        PathAttributes attributes = rewritten(group, path, left);
        return Optional.of(shared(net, new Advertised(group, attributes, hop, label, path.peer())));
    }

    /// The entry of the route that was told before, if that says the same: neighbouring routes mostly do. Only an entry that
    /// is alone at its destination can be that of many, for the others of a destination hang on it.
    private static Advertised shared(Net net, Advertised news) {
        UpdateGroup group = news.group();
        var last = group.told();
        boolean isAlone = net.isToldToNoneBut(group);
        if (isAlone && last.isPresent() && last.get().isSameAs(news)) {
            return last.get();
        }
        group.told(isAlone ? news : null);
        return news;
    }

    /// The attributes that the group is told.
    ///
    /// @param attributes as the policy left them
    private PathAttributes rewritten(UpdateGroup group, Path path, PathAttributes attributes) {
        Ipv4Address sourceId =
                path.origin() instanceof Path.Origination.FromPeer from
                        ? from.peer().remoteId()
                        : Ipv4Address.ANY;
        var last = group.rewritten();
        if (last.isPresent() && isOf(last.get(), path, attributes, sourceId)) {
            return last.get().out();
        }
        PathAttributes told =
                group.key().external()
                        ? external(group, path, attributes)
                        : internal(path, attributes);
        PathAttributes shared = pool.shared(communities(group, told));
        group.rewritten(
                new UpdateGroup.Rewritten(
                        attributes,
                        path.attributes,
                        path.origin(),
                        sourceId,
                        speaker.routerId(),
                        speaker.settings(),
                        shared));
        return shared;
    }

    private boolean isOf(
            UpdateGroup.Rewritten one, Path path, PathAttributes attributes, Ipv4Address sourceId) {
        return one.in().equals(attributes)
                && one.of().equals(path.attributes)
                && one.origination().isSameSource(path.origin())
                && one.settings().equals(speaker.settings())
                && one.sourceId().equals(sourceId)
                && one.routerId().equals(speaker.routerId());
    }

    /// A route that begins here and now, told with ourselves as next hop.
    Advertised origin(UpdateGroup group) {
        PathAttributes attributes = PathAttributes.local(Origin.IGP);
        long preference = speaker.config().defaultLocalPreference();
        return new Advertised(
                group,
                group.key().external()
                        ? attributes.withAsPath(withOwnAs(group, attributes.asPath()))
                        : attributes.withLocalPreference(Optional.of(preference)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Ourselves to external neighbours and for what begins here; to internal ones what we were told, unless configured.
    ///
    /// @param changed the next hop as the policy leaves it
    private static Optional<IpAddress> nextHop(
            UpdateGroup group, Path path, Optional<IpAddress> changed) {
        if (!Objects.equals(changed.orElse(null), path.nextHop().orElse(null))) {
            return changed;
        }
        PeerFamilySettings policy = group.key().policy();
        boolean fromVrf = group.key().family().vpn() && !path.nextHopVrf().isGlobal();
        if (path.isLocal() || fromVrf) {
            return Optional.empty();
        }
        if (group.key().external()) {
            return policy.nextHopUnchanged().orElse(false) ? path.nextHop() : Optional.empty();
        }
        boolean self =
                policy.nextHopSelfAll().orElse(false)
                        || policy.nextHopSelf().orElse(false) && !path.isInternal();
        return self ? Optional.empty() : path.nextHop();
    }

    /// Whether packets for what the group is told come here with a label of ours and go on with the neighbour's.
    private static boolean isSwapped(UpdateGroup group, Path path) {
        return path.mustBeLabelled() && nextHop(group, path, path.nextHop()).isEmpty();
    }

    /// RFC 4364 section 10 option b: with ourselves as next hop goes a label of ours. A route that nobody else is told
    /// gets none.
    private Optional<Label> label(UpdateGroup group, Net net, Path path, Optional<IpAddress> hop) {
        if (hop.isPresent()) {
            return path.label();
        }
        boolean remote = path.peer().filter(peer -> peer.key().vrf().isGlobal()).isPresent();
        if (!remote) {
            return net.label();
        }
        return group.hasOtherThan(path.peer()) ? labels.forTransit(net) : Optional.empty();
    }

    /// RFC 4271 sections 5.1.2, 5.1.4, 5.1.5: our AS number in front, no local preference, and no MED of another AS unless
    /// the policy set one.
    private PathAttributes external(UpdateGroup group, Path path, PathAttributes attributes) {
        boolean medIsOurs = path.isLocal() || !attributes.med().equals(path.attributes.med());
        AsPath asPath = attributes.asPath().withoutConfederation();
        PeerFamilySettings policy = group.key().policy();
        long as = speaker.config().as();
        if (policy.removePrivateAs().orElse(false)) {
            asPath = asPath.without(ExportPolicy::isPrivate);
        }
        if (group.key().remoteAs().isPresent()) {
            long theirs = group.key().remoteAs().get();
            asPath = asPath.map(number -> number == theirs ? as : number);
        }
        return attributes
                .withAsPath(withOwnAs(group, asPath))
                .withLocalPreference(Optional.empty())
                .withMed(medIsOurs ? attributes.med() : Optional.empty())
                .withOriginatorId(Optional.empty())
                .withClusterList(List.of());
    }

    /// RFC 7705 section 3: the AS that the neighbour takes us for stands in front of our own, or in its place.
    private AsPath withOwnAs(UpdateGroup group, AsPath path) {
        Optional<LocalAs> other = group.key().localAs();
        AsPath own =
                other.filter(LocalAs::replaceAs).isPresent()
                        ? path
                        : path.prepend(speaker.config().as(), 1);
        return other.map(local -> own.prepend(local.as(), 1)).orElse(own);
    }

    /// RFC 6996 section 5.
    private static boolean isPrivate(long as) {
        return as >= 64_512 && as <= 65_534 || as >= 4_200_000_000L && as <= 4_294_967_294L;
    }

    /// RFC 4271 section 5.1.5; RFC 4456 section 8 for what is reflected.
    private PathAttributes internal(Path path, PathAttributes attributes) {
        long preference =
                attributes
                        .localPreference()
                        .orElse((long) speaker.config().defaultLocalPreference());
        PathAttributes told = attributes.withLocalPreference(Optional.of(preference));
        if (!path.isInternal()) {
            return told;
        }
        var clusters = new ArrayList<>(attributes.clusterList());
        clusters.addFirst(speaker.clusterId());
        var originator = attributes.originatorId().or(() -> path.peer().map(Peer::remoteId));
        return told.withClusterList(clusters).withOriginatorId(originator);
    }

    /// Extended communities always go with VPN routes, which are of no use without their targets, unless the
    /// configuration says otherwise; those that do not cross borders stay inside (RFC 4360 section 6).
    private static PathAttributes communities(UpdateGroup group, PathAttributes attributes) {
        boolean vpn = group.key().family().vpn();
        var send = group.key().policy().sendCommunity();
        boolean standard = send.filter(SendCommunity::standard).isPresent();
        boolean extended = send.map(SendCommunity::extended).orElse(vpn);
        PathAttributes told =
                standard
                        ? attributes
                        : attributes.withCommunities(List.of()).withLargeCommunities(List.of());
        if (extended && !group.key().external()) {
            return told;
        }
        var kept =
                extended
                        ? told.extendedCommunities().stream()
                                .filter(ExtendedCommunity::isTransitive)
                                .toList()
                        : List.<ExtendedCommunity>of();
        return told.withExtendedCommunities(kept);
    }
}
