package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.MaximumPrefix;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.Service;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.PolicyRoute;
import io.culvert.bgp.route.PathAttributes;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.NextHop;
import io.culvert.wire.bgp.Nlri;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.PathAttribute;
import io.culvert.wire.bgp.Reaction;
import io.culvert.wire.bgp.Update;
import io.culvert.wire.bgp.UpdateFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the UPDATE of a peer makes of the tables: faults (RFC 7606), loops, inbound policy, limits.
final class Inbound {
    /// Ends a session over what was received, once the message at hand is done with.
    interface Stopper {
        void stop(Peer peer, Notification why);
    }

    private final Speaker speaker;
    private final Rib rib;
    private final VpnFilter filter;
    private final AttributePool pool;
    private final Stopper stopper;
    private final VrfExport exports;
    private final Consumer<Peer> interestChanged;

    Inbound(
            Speaker speaker,
            Rib rib,
            VpnFilter filter,
            VrfExport exports,
            AttributePool pool,
            Stopper stopper,
            Consumer<Peer> interestChanged) {
        this.speaker = speaker;
        this.rib = rib;
        this.filter = filter;
        this.pool = pool;
        this.stopper = stopper;
        this.exports = exports;
        this.interestChanged = interestChanged;
    }

    void update(Peer peer, ParsedUpdate parsed) {
        Update update = parsed.update();
        for (UpdateFault fault : parsed.faults()) {
            if (fault.reaction() == Reaction.DISABLE_FAMILY && fault.family().isPresent()) {
                disable(peer, fault.family().get(), fault.what());
            }
        }
        boolean withdraws = parsed.reaction() == Reaction.TREAT_AS_WITHDRAW;
        if (withdraws) {
            speaker.notice(
                    4,
                    "MALFORMEDATTR",
                    "update from "
                            + peer.title()
                            + " treated as withdrawn: "
                            + parsed.worst().map(UpdateFault::what).orElse(""));
        }
        withdraw(peer, Family.IPV4, update.withdrawn());
        update.attribute(PathAttribute.MpUnreach.class)
                .ifPresent(unreach -> withdraw(peer, unreach.family(), unreach.routes()));
        var reach = update.attribute(PathAttribute.MpReach.class);
        if (withdraws) {
            withdraw(peer, Family.IPV4, update.routes());
            reach.ifPresent(routes -> withdraw(peer, routes.family(), routes.routes()));
            return;
        }
        announce(peer, update, reach);
    }

    private void announce(Peer peer, Update update, Optional<PathAttribute.MpReach> reach) {
        boolean classic = !update.routes().isEmpty();
        if (!classic && reach.isEmpty()) {
            return;
        }
        PathAttributes attributes = pool.shared(AttributeCodec.read(update.attributes()));
        if (classic) {
            var hop =
                    update.attribute(PathAttribute.Ipv4NextHop.class)
                            .map(attribute -> (IpAddress) attribute.address());
            announce(peer, Family.IPV4, update.routes(), hop, attributes);
        }
        reach.ifPresent(
                routes ->
                        announce(
                                peer,
                                routes.family(),
                                routes.routes(),
                                routes.nextHop().map(Inbound::unmapped),
                                attributes));
    }

    /// RFC 4659 section 3.2.1.2: an IPv4-mapped next hop is reached over IPv4.
    private static IpAddress unmapped(NextHop hop) {
        boolean mapped =
                hop.address() instanceof Ipv6Address six
                        && six.high() == 0
                        && six.low() >>> 32 == 0xFFFF;
        return mapped && hop.address() instanceof Ipv6Address six
                ? new Ipv4Address((int) six.low())
                : hop.address();
    }

    private Optional<Net> net(Peer peer, Nlri route, FamilyId family) {
        return switch (route) {
            case Nlri.Ip(_, var prefix) when family.service() == Service.UNICAST ->
                    rib.vrfTable(family.vrf(), family.ip()).map(table -> table.net(prefix));
            case Nlri.Vpn(_, _, var rd, var prefix) when family.vpn() ->
                    Optional.of(rib.table(family, rd).net(prefix));
            case Nlri.Membership membership when family.isRouteTarget() ->
                    Optional.of(rib.table(family, RouteKey.NO_RD).net(Membership.of(membership)));
            default -> {
                speaker.count("route of a family that " + peer.title() + " may not send");
                yield Optional.empty();
            }
        };
    }

    private Optional<Net> known(Nlri route, FamilyId family) {
        return switch (route) {
            case Nlri.Ip(_, var prefix) when family.service() == Service.UNICAST ->
                    rib.vrfTable(family.vrf(), family.ip()).map(table -> table.nets().get(prefix));
            case Nlri.Vpn(_, _, var rd, var prefix) when family.vpn() ->
                    Optional.ofNullable(rib.table(family, rd).nets().get(prefix));
            case Nlri.Membership membership when family.isRouteTarget() ->
                    Optional.ofNullable(
                            rib.table(family, RouteKey.NO_RD)
                                    .nets()
                                    .get(Membership.of(membership)));
            default -> Optional.empty();
        };
    }

    private void withdraw(Peer peer, Family wire, List<Nlri> routes) {
        FamilyId family = peer.familyId(wire);
        if (!peer.speaks(family) || !family.wire().equals(wire)) {
            return;
        }
        for (Nlri route : routes) {
            known(route, family).ifPresent(net -> remove(peer, family, net));
        }
    }

    private void remove(Peer peer, FamilyId family, Net net) {
        var source = new Path.Origination.FromPeer(peer);
        net.path(source)
                .ifPresent(
                        old -> {
                            if (!old.denied()) {
                                peer.state(family).prefixes--;
                                membership(peer, family, net, false);
                            }
                            rib.remove(net, source);
                        });
    }

    private void announce(
            Peer peer,
            Family wire,
            List<Nlri> routes,
            Optional<IpAddress> hop,
            PathAttributes attributes) {
        FamilyId family = peer.familyId(wire);
        if (!peer.speaks(family) || !family.wire().equals(wire)) {
            speaker.count("routes of a family that was not agreed on");
            return;
        }
        Optional<String> refusal = refusal(peer, family, hop, attributes);
        refusal.ifPresent(speaker::count);
        boolean keeps = peer.family(family).softReconfigurationInbound().orElse(false);
        for (Nlri route : routes) {
            var accepted =
                    refusal.isPresent() || hop.isEmpty()
                            ? Optional.<Path>empty()
                            : path(peer, family, route, hop.get(), attributes, keeps);
            if (accepted.isPresent()) {
                net(peer, route, family)
                        .ifPresent(net -> accept(peer, family, net, accepted.get()));
            } else {
                known(route, family).ifPresent(net -> remove(peer, family, net));
            }
        }
        checkLimit(peer, family);
    }

    private void accept(Peer peer, FamilyId family, Net net, Path path) {
        var before = net.path(path.origination);
        int had = before.filter(old -> !old.denied()).isPresent() ? 1 : 0;
        int has = path.denied() ? 0 : 1;
        peer.state(family).prefixes += has - had;
        if (has != had) {
            membership(peer, family, net, has > had);
        }
        if (before.filter(path::sameAs).isPresent()) {
            net.put(before.get().refreshed(path.epoch));
            rib.touch(net);
        } else {
            rib.put(net, path);
        }
    }

    /// What a peer says that it wants counts whether or not it is the best path (RFC 4684 section 3.2).
    private void membership(Peer peer, FamilyId family, Net net, boolean comes) {
        if (family.isRouteTarget()) {
            peer.membership(net.prefix(), comes);
            interestChanged.accept(peer);
        }
    }

    /// Why no route with these attributes is taken from this peer: RFC 4271 sections 5.1.3, 6.3 and 9.1.2, RFC 4456
    /// section 8.
    private Optional<String> refusal(
            Peer peer, FamilyId family, Optional<IpAddress> hop, PathAttributes attributes) {
        long as = speaker.config().as();
        int allowed = peer.family(family).allowAsIn().orElse(0);
        boolean ownPath =
                attributes.asPath().count(as) > allowed
                        || peer.settings()
                                .localAs()
                                .filter(local -> attributes.asPath().count(local.as()) > allowed)
                                .isPresent();
        if (ownPath) {
            return Optional.of("our own AS in the path");
        }
        long remoteAs = peer.agreed().map(Negotiated::remoteAs).orElse(0L);
        if (peer.external()
                && speaker.config().enforceFirstAs()
                && attributes.asPath().first() != remoteAs) {
            return Optional.of("path does not begin with the neighbour's AS");
        }
        if (attributes.originatorId().filter(speaker.routerId()::equals).isPresent()) {
            return Optional.of("our own route reflected");
        }
        if (attributes.clusterList().contains(speaker.clusterId())) {
            return Optional.of("our own cluster in the cluster list");
        }
        boolean bad =
                hop.filter(
                                address ->
                                        address.isUnspecified()
                                                || address.isMulticast()
                                                || address.isLoopback())
                        .isPresent();
        boolean own = hop.isPresent() && peer.connection().map(Connection::local).equals(hop);
        return bad || own
                ? Optional.of(own ? "next hop is ourselves" : "next hop makes no sense")
                : Optional.empty();
    }

    /// The path as the inbound policy leaves it; empty if it is not kept.
    private Optional<Path> path(
            Peer peer,
            FamilyId family,
            Nlri route,
            IpAddress hop,
            PathAttributes attributes,
            boolean keeps) {
        PeerFamilySettings settings = peer.family(family);
        @Nullable Label label = null;
        if (route instanceof Nlri.Vpn(_, var labels, _, _)) {
            if (labels.size() != 1 || !filter.wants(attributes.extendedCommunities())) {
                return Optional.empty();
            }
            label = labels.getFirst();
        }
        var prefix =
                switch (route) {
                    case Nlri.Ip(_, var p) -> Optional.of(p);
                    case Nlri.Vpn(_, _, _, var p) -> Optional.of(p);
                    case Nlri.Membership membership -> Optional.of(Membership.of(membership));
                    default -> Optional.<Prefix>empty();
                };
        if (prefix.isEmpty()) {
            return Optional.empty();
        }
        int weight = settings.weight().orElse(0);
        boolean customer = !peer.key().vrf().isGlobal();
        PathAttributes taken =
                withLocalAs(peer, customer ? VrfExport.withoutTargets(attributes) : attributes);
        var received = new PolicyRoute(prefix.get(), Optional.of(hop), taken, 0, weight);
        var result =
                policy(peer, family, settings, received)
                        .map(left -> customer ? exports.export(family.vrf(), left) : left);
        if (result.isEmpty() && !keeps) {
            return Optional.empty();
        }
        PolicyRoute kept = result.orElse(received);
        var shared = pool.shared(kept.attributes());
        boolean differs = keeps && (result.isEmpty() || !shared.equals(attributes));
        return Optional.of(
                new Path(
                        new Path.Origination.FromPeer(peer),
                        shared,
                        kept.weight(),
                        rib.nextAge(),
                        peer.state(family).epoch,
                        kept.tag(),
                        kept.nextHop().orElse(hop),
                        label,
                        differs ? attributes : null,
                        result.isEmpty()));
    }

    /// RFC 7705 section 3: the AS that the neighbour takes us for stands in the paths that it sends, unless configured
    /// otherwise.
    private static PathAttributes withLocalAs(Peer peer, PathAttributes attributes) {
        return peer.settings()
                .localAs()
                .filter(local -> peer.external() && !local.noPrepend())
                .map(local -> attributes.withAsPath(attributes.asPath().prepend(local.as(), 1)))
                .orElse(attributes);
    }

    private Optional<PolicyRoute> policy(
            Peer peer, FamilyId family, PeerFamilySettings settings, PolicyRoute route) {
        PolicyBook book = speaker.settings().policies();
        boolean hasPolicy =
                settings.routeMapIn().isPresent() || settings.prefixListIn().isPresent();
        boolean needsPolicy = peer.external() && !family.isRouteTarget();
        if (needsPolicy && speaker.config().ebgpRequiresPolicy() && !hasPolicy) {
            return Optional.empty();
        }
        if (settings.prefixListIn()
                .filter(name -> !book.prefixList(name).permits(route.prefix()))
                .isPresent()) {
            return Optional.empty();
        }
        return settings.routeMapIn().isPresent()
                ? book.routeMap(settings.routeMapIn().get()).apply(route, book)
                : Optional.of(route);
    }

    private void checkLimit(Peer peer, FamilyId family) {
        var limit = peer.family(family).maximumPrefix();
        if (limit.isEmpty()) {
            return;
        }
        MaximumPrefix most = limit.get();
        Peer.FamilyState state = peer.state(family);
        String counts =
                " reached "
                        + state.prefixes
                        + ", max "
                        + most.limit()
                        + " (afi "
                        + family.wire().afi()
                        + ")";
        if (state.prefixes > most.limit() && !most.warningOnly()) {
            speaker.notice(
                    3, "MAXPFXEXCEED", "number of prefixes received from " + peer.title() + counts);
            peer.stopped = true;
            peer.stoppedFor = most.restartMinutes().map(Duration::ofMinutes);
            stopper.stop(
                    peer, Notification.of(Notification.CEASE, Notification.CEASE_MAX_PREFIXES));
        } else if (!state.warned
                && state.prefixes > most.limit() * (most.warningPercent() / 100.0)) {
            state.warned = true;
            speaker.notice(
                    4, "MAXPFX", "number of prefixes received from " + peer.title() + counts);
        }
    }

    private void disable(Peer peer, Family wire, String what) {
        speaker.notice(
                3,
                "FAMILYDISABLED",
                "neighbor "
                        + peer.title()
                        + " sent what cannot be read ("
                        + what
                        + "), "
                        + wire
                        + " is ignored until the session is reset");
        removeAll(peer, peer.familyId(wire), Integer.MAX_VALUE);
        peer.disable(wire);
        interestChanged.accept(peer);
    }

    /// Forgets everything that a peer said in a family.
    void forget(Peer peer, FamilyId family) {
        removeAll(peer, family, Integer.MAX_VALUE);
    }

    /// RFC 4724 section 4.2: forgets what was said in a session before and not again in this one.
    void sweepStale(Peer peer, FamilyId family) {
        Peer.FamilyState state = peer.state(family);
        if (state.isStale()) {
            removeAll(peer, family, state.freshFrom);
            state.refreshed();
        }
    }

    /// RFC 7313 section 4: forgets what was not said again since the refresh began.
    void sweep(Peer peer, FamilyId family) {
        removeAll(peer, family, peer.state(family).epoch);
    }

    private void removeAll(Peer peer, FamilyId family, int belowEpoch) {
        var source = new Path.Origination.FromPeer(peer);
        for (Table table : new ArrayList<>(rib.tables())) {
            if (Advertiser.isAbout(family, table)) {
                for (Net net : new ArrayList<>(table.nets().values())) {
                    net.path(source)
                            .filter(path -> path.epoch < belowEpoch)
                            .ifPresent(_ -> remove(peer, family, net));
                }
            }
        }
    }

    /// Applies the policy of now to what was kept as received; true if everything was, so that nothing must be asked.
    boolean reapply(Peer peer, FamilyId family) {
        if (!peer.family(family).softReconfigurationInbound().orElse(false)) {
            return false;
        }
        var source = new Path.Origination.FromPeer(peer);
        for (Table table : new ArrayList<>(rib.tables())) {
            for (Net net :
                    Advertiser.isAbout(family, table)
                            ? new ArrayList<>(table.nets().values())
                            : List.<Net>of()) {
                net.path(source).ifPresent(path -> again(peer, family, net, path));
            }
        }
        return true;
    }

    private void again(Peer peer, FamilyId family, Net net, Path path) {
        PathAttributes attributes = path.received().orElse(path.attributes);
        var labels = path.label().map(List::of).orElse(List.of());
        Nlri route =
                switch (family.service()) {
                    case UNICAST -> Nlri.Ip.of(net.prefix());
                    case VPN ->
                            new Nlri.Vpn(Nlri.NO_PATH_ID, labels, net.table().rd(), net.prefix());
                    case ROUTE_TARGET -> Membership.toNlri(net.prefix());
                };
        path.nextHop()
                .flatMap(hop -> path(peer, family, route, hop, attributes, true))
                .ifPresent(fresh -> accept(peer, family, net, fresh));
    }
}
