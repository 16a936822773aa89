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
    private final Acceptance acceptance;
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
        acceptance = new Acceptance(speaker);
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

    /// Where a route of this family belongs; the table is made if need be and may be.
    private Optional<Table> table(FamilyId family, Nlri route, boolean comes) {
        return switch (route) {
            case Nlri.Ip _ when family.service() == Service.UNICAST ->
                    rib.tables().ofVrf(family.vrf(), family.ip());
            case Nlri.Vpn vpn when family.vpn() ->
                    comes
                            ? Optional.of(rib.tables().of(family, vpn.rd()))
                            : rib.tables().find(family, vpn.rd());
            case Nlri.Membership _ when family.isRouteTarget() ->
                    Optional.of(rib.tables().of(family, Net.NO_RD));
            default -> Optional.empty();
        };
    }

    private static Optional<Prefix> prefix(Nlri route) {
        return switch (route) {
            case Nlri.Ip ip -> Optional.of(ip.prefix());
            case Nlri.Vpn vpn -> Optional.of(vpn.prefix());
            case Nlri.Membership membership -> Optional.of(Membership.of(membership));
            case Nlri.Labelled _, Nlri.Raw _ -> Optional.empty();
        };
    }

    private Optional<Net> known(Nlri route, FamilyId family) {
        var prefix = prefix(route);
        return prefix.isEmpty()
                ? Optional.empty()
                : table(family, route, false).flatMap(table -> table.find(prefix.get()));
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
        var source = peer.origination();
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
        Optional<String> refusal = acceptance.refusal(peer, family, hop, attributes);
        refusal.ifPresent(speaker::count);
        if (refusal.isPresent() || hop.isEmpty()) {
            withdraw(peer, wire, routes);
            return;
        }
        var offer = offer(peer, family, hop.get(), attributes);
        for (Nlri route : routes) {
            announce(offer, route);
        }
        checkLimit(peer, family);
    }

    private void announce(Offer offer, Nlri route) {
        var prefix = prefix(route);
        var path = prefix.isPresent() ? path(offer, route, prefix.get()) : Optional.<Path>empty();
        if (path.isEmpty()) {
            known(route, offer.family())
                    .ifPresent(net -> remove(offer.peer(), offer.family(), net));
            return;
        }
        var table = table(offer.family(), route, true);
        if (table.isEmpty()) {
            speaker.count("route of a family that " + offer.peer().title() + " may not send");
            return;
        }
        accept(offer, table.get().net(prefix.get()), path.get());
    }

    private void accept(Offer offer, Net net, Path path) {
        var before = net.path(path.origination);
        int had = before.isPresent() && !before.get().denied() ? 1 : 0;
        int has = path.denied() ? 0 : 1;
        if (has != had) {
            offer.state().prefixes += has - had;
            membership(offer.peer(), offer.family(), net, has > had);
        }
        if (before.isPresent() && path.sameAs(before.get())) {
            before.get().epoch = path.epoch;
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

    /// What the routes of one UPDATE have in common.
    ///
    /// @param received what came
    /// @param taken what the inbound policy is given
    /// @param keeps whether what came is kept beside what the policy makes of it
    /// @param asTaken whether no policy changes or refuses anything
    private record Offer(
            Peer peer,
            FamilyId family,
            PeerFamilySettings settings,
            Received received,
            PathAttributes taken,
            boolean keeps,
            boolean asTaken,
            boolean wanted,
            Peer.FamilyState state) {
        IpAddress nextHop() {
            return received.nextHop();
        }

        boolean isFromCustomer() {
            return !peer.key().vrf().isGlobal();
        }
    }

    private Offer offer(Peer peer, FamilyId family, IpAddress hop, PathAttributes attributes) {
        PeerFamilySettings settings = peer.family(family);
        boolean customer = !peer.key().vrf().isGlobal();
        PathAttributes taken =
                SiteOfOriginRule.marked(
                        settings,
                        withLocalAs(
                                peer,
                                customer ? VrfExport.withoutTargets(attributes) : attributes));
        return new Offer(
                peer,
                family,
                settings,
                new Received(attributes, hop),
                taken.equals(attributes) ? attributes : pool.shared(taken),
                settings.softReconfigurationInbound().orElse(false),
                !customer && !hasPolicy(settings) && !needsPolicy(peer, family),
                !family.vpn() || filter.wants(attributes.extendedCommunities()),
                peer.state(family));
    }

    /// The path as the inbound policy leaves it; empty if it is not kept.
    private Optional<Path> path(Offer offer, Nlri route, Prefix prefix) {
        @Nullable Label label = null;
        if (route instanceof Nlri.Vpn vpn) {
            if (vpn.labels().size() != 1 || !offer.wanted()) {
                return Optional.empty();
            }
            label = vpn.labels().getFirst();
        }
        int weight = offer.settings().weight().orElse(0);
        if (offer.asTaken()) {
            boolean differs = offer.keeps() && !offer.taken().equals(offer.received().attributes());
            return Optional.of(
                    new Path(
                            offer.peer().origination(),
                            offer.taken(),
                            weight,
                            rib.nextAge(),
                            offer.state().epoch,
                            0,
                            offer.nextHop(),
                            label,
                            differs ? offer.received() : null,
                            false));
        }
        return byPolicy(offer, prefix, label, weight);
    }

    private Optional<Path> byPolicy(Offer offer, Prefix prefix, @Nullable Label label, int weight) {
        var received =
                new PolicyRoute(prefix, Optional.of(offer.nextHop()), offer.taken(), 0, weight);
        var result =
                policy(offer, received)
                        .map(
                                left ->
                                        offer.isFromCustomer()
                                                ? exports.export(offer.family().vrf(), left)
                                                : left);
        if (result.isEmpty() && !offer.keeps()) {
            return Optional.empty();
        }
        PolicyRoute kept = result.orElse(received);
        var shared =
                kept.attributes().equals(offer.taken())
                        ? offer.taken()
                        : pool.shared(kept.attributes());
        IpAddress hop = kept.nextHop().orElse(offer.nextHop());
        var left = new Received(shared, hop);
        boolean differs = offer.keeps() && (result.isEmpty() || !left.equals(offer.received()));
        return Optional.of(
                new Path(
                        offer.peer().origination(),
                        shared,
                        kept.weight(),
                        rib.nextAge(),
                        offer.state().epoch,
                        kept.tag(),
                        hop,
                        label,
                        differs ? offer.received() : null,
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

    private static boolean hasPolicy(PeerFamilySettings settings) {
        return settings.routeMapIn().isPresent() || settings.prefixListIn().isPresent();
    }

    /// RFC 8212 section 3.
    private boolean needsPolicy(Peer peer, FamilyId family) {
        return peer.external() && !family.isRouteTarget() && speaker.config().ebgpRequiresPolicy();
    }

    private Optional<PolicyRoute> policy(Offer offer, PolicyRoute route) {
        PeerFamilySettings settings = offer.settings();
        PolicyBook book = speaker.settings().policies();
        if (needsPolicy(offer.peer(), offer.family()) && !hasPolicy(settings)) {
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
        if (state.prefixes <= most.limit() * (most.warningPercent() / 100.0)) {
            return;
        }
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
        } else if (!state.warned) {
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
        rib.tables()
                .forEach(
                        family,
                        net ->
                                net.path(peer.origination())
                                        .filter(path -> path.epoch < belowEpoch)
                                        .ifPresent(_ -> remove(peer, family, net)));
    }

    /// Applies the policy of now to what was kept as received; true if everything was, so that nothing must be asked.
    boolean reapply(Peer peer, FamilyId family) {
        if (!peer.family(family).softReconfigurationInbound().orElse(false)) {
            return false;
        }
        rib.tables()
                .forEach(
                        family,
                        net ->
                                net.path(peer.origination())
                                        .ifPresent(path -> again(peer, family, net, path)));
        return true;
    }

    private void again(Peer peer, FamilyId family, Net net, Path path) {
        var labels = path.label().map(List::of).orElse(List.of());
        Nlri route =
                switch (family.service()) {
                    case UNICAST -> Nlri.Ip.of(net.prefix());
                    case VPN ->
                            new Nlri.Vpn(Nlri.NO_PATH_ID, labels, net.table().rd(), net.prefix());
                    case ROUTE_TARGET -> Membership.toNlri(net.prefix());
                };
        path.received()
                .map(sent -> offer(peer, family, sent.nextHop(), sent.attributes()))
                .ifPresent(
                        offer ->
                                path(offer, route, net.prefix())
                                        .ifPresent(fresh -> accept(offer, net, fresh)));
    }
}
