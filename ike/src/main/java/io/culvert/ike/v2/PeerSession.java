package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.RouteSet;
import io.culvert.wire.ike.ConfigAttributeType;
import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.PayloadChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The session with one peer: addresses given and taken, routes told both ways, RFC 7296 sections 2.19 and 3.15 with the
/// routes of FlexVPN (`reference/ikev2.md` section 4). A rekeyed IKE SA hands it to its successor whole.
/// ```
///   client: CP(REQUEST) in IKE_AUTH --> <-- CP(REPLY): address, routes      :server
///   either: CP(SET) in INFORMATIONAL, the whole new list of routes --> <-- CP(ACK)
/// ```
final class PeerSession {
    private final Peering peer;
    private Optional<InterfaceName> bound;
    private Optional<Session> session = Optional.empty();
    private List<Prefix> announced = List.of();
    private List<IpAddress> leased = List.of();
    private ConfigExchange.Received received =
            new ConfigExchange.Received(
                    List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());

    PeerSession(Peering peer) {
        this.peer = peer;
        this.bound = peer.staticTunnel();
    }

    Peering peer() {
        return peer;
    }

    long id() {
        return peer.sessionId();
    }

    /// What the router has been told of it; empty before the first Child SA and after the end.
    Optional<Session> told() {
        return session;
    }

    boolean isUp() {
        return session.isPresent();
    }

    void bind(InterfaceName name) {
        bound = Optional.of(name);
    }

    // --- coming and going ---

    /// The first Child SA is about to come up.
    void up(Turn turn, Path path) {
        var begun =
                new Session(
                        peer.sessionId(),
                        peer.isInitiator(),
                        peer.staticTunnel(),
                        peer.template(),
                        peer.profile().name(),
                        peer.policy().map(policy -> policy.profile().name()).orElse(""),
                        peer.peerText(),
                        path.fvrf(),
                        path.local(),
                        path.localPort(),
                        path.remote(),
                        path.remotePort(),
                        leased,
                        received.addresses(),
                        accepted(turn, path, received.routes()),
                        received.banner(),
                        received.defaultDomain(),
                        received.dns());
        session = Optional.of(begun);
        turn.emit(new IkeEffect.SessionUp(begun));
    }

    /// The session goes another way.
    void moved(Turn turn, Path path, List<ChildSa> children) {
        session.map(
                        known ->
                                known.withLocalAddress(path.local())
                                        .withLocalPort(path.localPort())
                                        .withRemoteAddress(path.remote())
                                        .withRemotePort(path.remotePort()))
                .ifPresent(
                        changed -> {
                            session = Optional.of(changed);
                            turn.emit(new IkeEffect.PathChanged(changed, children));
                            turn.notice(5, "SA_MOVED", "IKEv2 session is with " + path + " now");
                        });
    }

    void down(Turn turn, Path path, String reason) {
        leased.forEach(address -> turn.pools().release(address, id()));
        rest(turn, path, reason);
    }

    /// The session has no Child SA for the time being. What it leased it keeps.
    void rest(Turn turn, Path path, String reason) {
        Optional<Session> ended = session;
        session = Optional.empty();
        ended.ifPresent(
                known -> {
                    turn.emit(new IkeEffect.SessionDown(known, reason));
                    turn.notice(5, "SA_DOWN", "IKEv2 session with " + path + " is down: " + reason);
                });
    }

    // --- what the peer tells ---

    /// Takes the CFG_REPLY of a responder.
    void configured(PayloadChain chain) {
        chain.find(ConfigPayload.class)
                .filter(config -> config.config().equals(ConfigType.REPLY))
                .ifPresent(reply -> received = ConfigExchange.read(reply));
    }

    /// CFG_SET is the whole new list (D9).
    void routesFrom(Turn turn, Path path, ConfigPayload set) {
        List<PeerRoute> routes = accepted(turn, path, ConfigExchange.read(set).routes());
        session.filter(known -> !known.peerRoutes().equals(routes))
                .map(known -> known.withPeerRoutes(routes))
                .ifPresent(
                        changed -> {
                            session = Optional.of(changed);
                            turn.emit(new IkeEffect.RoutesChanged(changed));
                        });
    }

    private List<PeerRoute> accepted(Turn turn, Path path, List<Prefix> routes) {
        var filtered = RouteFilter.accept(routes, peer.authorization(), path.remote());
        filtered.refused()
                .forEach(
                        what ->
                                turn.notice(
                                        4,
                                        "ROUTE_REFUSED",
                                        "from " + path + " we do not accept " + what));
        return filtered.routes();
    }

    // --- what we tell ---

    /// Answers a CFG_REQUEST; empty if the address that was asked for cannot be had.
    Optional<ConfigPayload> configure(Turn turn, Path path, ConfigPayload request) {
        Optional<AuthorizationPolicy> policy = peer.authorization();
        var addresses = new ArrayList<IpAddress>();
        if (request.has(ConfigAttributeType.INTERNAL_IP4_ADDRESS)) {
            Optional<IpAddress> lease =
                    policy.flatMap(AuthorizationPolicy::pool)
                            .flatMap(name -> turn.config().pools().get(name))
                            .flatMap(pool -> turn.pools().lease(pool, peer.owner(), id()));
            if (lease.isEmpty()) {
                noAddress(turn, path, policy.flatMap(AuthorizationPolicy::pool));
                return Optional.empty();
            }
            addresses.add(lease.get());
        }
        leased = List.copyOf(addresses);
        announced = routesToAnnounce(turn.world().tunnels(), List.of());
        return Optional.of(
                ConfigExchange.reply(
                        request, policy.orElse(AuthorizationPolicy.DEFAULT), addresses, announced));
    }

    /// RFC 7296 section 3.15.4: the peer hears no more than that there is no address.
    private void noAddress(Turn turn, Path path, Optional<String> pool) {
        String profile = "crypto ikev2 profile " + peer.profile().name();
        boolean isThere = pool.flatMap(name -> turn.config().pools().get(name)).isPresent();
        String what =
                pool.map(
                                name ->
                                        isThere
                                                ? "pool " + name + " is used up"
                                                : "pool " + name + " is missing")
                        .orElse("its authorization policy has no pool");
        String remedy =
                pool.map(
                                name ->
                                        "enter ip local pool "
                                                + name
                                                + (isThere ? " with more addresses" : ""))
                        .orElse("name one in the authorization policy of " + profile);
        turn.noAddress(
                path,
                "the peer, identity %s, asks for an address and there is none: %s"
                        .formatted(peer.peerText(), what),
                remedy);
    }

    /// Whether the peer gave no address to an interface of ours that takes its own from there.
    boolean lacksAddress() {
        return peer.wantsAddress() && received.addresses().isEmpty();
    }

    /// The routes that the peer has of us.
    List<Prefix> announced() {
        return announced;
    }

    void announced(List<Prefix> routes) {
        announced = List.copyOf(routes);
    }

    /// Tells the peer our routes, if they are other ones than it has.
    void announce(Turn turn, Exchanges exchanges) {
        if (exchanges.hasAsked(Asked.SetConfig.class::isInstance)) {
            return;
        }
        session.map(known -> routesToAnnounce(turn.world().tunnels(), known.pushedAddresses()))
                .filter(routes -> !routes.equals(announced))
                .ifPresent(
                        routes ->
                                exchanges.ask(
                                        turn,
                                        ExchangeType.INFORMATIONAL,
                                        new Asked.SetConfig(routes),
                                        List.of(ConfigExchange.set(routes))));
    }

    /// What `route set` tells us to announce now.
    ///
    /// @param pushed addresses that the peer gave our interface
    private List<Prefix> routesToAnnounce(Tunnels tunnels, List<IpAddress> pushed) {
        var routes = new ArrayList<Prefix>();
        for (RouteSet line :
                peer.authorization().map(AuthorizationPolicy::routeSet).orElse(List.of())) {
            switch (line) {
                case RouteSet.OfInterface(var name) when name.isPresent() ->
                        tunnels.addresses(name.get())
                                .forEach(address -> routes.add(Prefix.host(address)));
                case RouteSet.OfInterface _ ->
                        (peer.wantsAddress() ? pushed : ownAddresses(tunnels))
                                .forEach(address -> routes.add(Prefix.host(address)));
                case RouteSet.Remote(var prefix) -> routes.add(prefix);
                case RouteSet.AccessList(var name) -> routes.addAll(tunnels.permitted(name));
            }
        }
        return routes.stream().distinct().toList();
    }

    private List<IpAddress> ownAddresses(Tunnels tunnels) {
        if (bound.isPresent()) {
            return tunnels.addresses(bound.get());
        }
        return peer.template().map(tunnels::addresses).orElse(List.of());
    }
}
