package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.ike.v2.PeerRoute;
import io.culvert.ike.v2.Session;
import io.culvert.ike.v2.TunnelRequest;
import io.culvert.ike.v2.WantedChild;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Joins the sessions of IKE with interfaces and routes (flexvpn-mpls.md S1 to S5): a protected tunnel asks for a
/// session as soon as its ends are known; a session for a template gets a virtual access interface of its own; what the
/// peer was assigned or announces becomes routes through that interface, each host route with implicit null.
final class Sessions {
    /// A session and what it put into the tables.
    private static final class Bound {
        Session session;
        final InterfaceName out;
        final Vrf vrf;
        List<Route> routes = List.of();

        /// Owns its routes and labels; two sessions of one tunnel, as after a collision, may offer the same ones.
        String owner() {
            return "session " + session.id();
        }

        Bound(Session session, InterfaceName out, Vrf vrf) {
            this.session = session;
            this.out = out;
            this.vrf = vrf;
        }
    }

    /// The peers of multipoint tunnels.
    interface Endpoints {
        /// The tunnel for a session that the peer began; empty if there is none for it.
        Optional<InterfaceName> of(Session session);

        /// A session of this tunnel began.
        void began(InterfaceName endpoint, Session session);

        void moved(InterfaceName endpoint, IpAddress to);

        /// The last session of this tunnel is over.
        void ended(InterfaceName endpoint);
    }

    private final Supplier<RouterConfig> config;
    private final Interfaces interfaces;
    private final Consumer<RibEvent> rib;
    private final Consumer<IkeEvent> ike;
    private final Endpoints endpoints;
    private final Map<Long, Bound> sessions = new TreeMap<>();
    private final Map<InterfaceName, SequencedMap<Long, Bound>> byInterface = new TreeMap<>();
    private final Map<InterfaceName, TunnelRequest> asked = new TreeMap<>();
    private final TreeSet<InterfaceName> wished = new TreeSet<>();

    Sessions(
            Supplier<RouterConfig> config,
            Interfaces interfaces,
            Consumer<RibEvent> rib,
            Consumer<IkeEvent> ike,
            Endpoints endpoints) {
        this.endpoints = endpoints;
        this.config = config;
        this.interfaces = interfaces;
        this.rib = rib;
        this.ike = ike;
    }

    /// A protected tunnel whose ends became known, changed or were lost asks for a session, again, or no more.
    void interfaceChanged(Optional<InterfaceState> before, Optional<InterfaceState> after) {
        InterfaceState either = after.or(() -> before).orElseThrow();
        if (asks(either.name())) {
            ask(either.name(), after.flatMap(this::request));
        }
        Optional<String> served = before.flatMap(InterfaceState::servedBy);
        if (served.isPresent() && !served.equals(after.flatMap(InterfaceState::servedBy))) {
            closeThoseOf(either.name());
        }
    }

    private void closeThoseOf(InterfaceName base) {
        byInterface.forEach(
                (out, bounds) -> {
                    if (InterfaceState.isEndpoint(out) && out.parent().equals(base)) {
                        bounds.keySet().forEach(id -> ike.accept(new IkeEvent.CloseSession(id)));
                    }
                });
    }

    private boolean asks(InterfaceName name) {
        return name.kind() == InterfaceKind.TUNNEL && !InterfaceState.isEndpoint(name)
                || wished.contains(name);
    }

    /// The peer of a multipoint tunnel is to be reached: asks for its session, unless it has one.
    void reach(InterfaceName endpoint) {
        if (sessionOf(endpoint).isEmpty() && wished.add(endpoint)) {
            ask(endpoint, interfaces.find(endpoint).flatMap(this::request));
        }
    }

    /// Nobody needs to reach the peer any more. A session that the peer asked for is the peer's to end.
    void leave(InterfaceName endpoint) {
        if (wished.remove(endpoint)) {
            ask(endpoint, Optional.empty());
        }
    }

    /// An access list may have changed what a tunnel carries.
    void configured() {
        for (InterfaceState state : interfaces.all()) {
            if (asks(state.name())) {
                ask(state.name(), request(state));
            }
        }
    }

    private void ask(InterfaceName name, Optional<TunnelRequest> wanted) {
        if (wanted.equals(Optional.ofNullable(asked.get(name)))) {
            return;
        }
        if (wanted.isPresent()) {
            asked.put(name, wanted.get());
            ike.accept(new IkeEvent.Connect(wanted.get()));
        } else {
            asked.remove(name);
            ike.accept(new IkeEvent.Disconnect(name));
        }
    }

    private Optional<TunnelRequest> request(InterfaceState state) {
        TunnelConfig tunnel = state.config().tunnel();
        if (state.path().isEmpty()
                || state.isMultipoint()
                || !state.hardwareUp()
                || tunnel.protectionProfile().isEmpty()) {
            return Optional.empty();
        }
        TunnelPath path = state.path().get();
        List<WantedChild> children =
                TunnelTraffic.of(config.get(), tunnel, path.source(), path.destination());
        return children.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new TunnelRequest(
                                state.name(),
                                tunnel.protectionProfile().get(),
                                path.frontDoor(),
                                path.source(),
                                path.destination(),
                                state.config().ipv4().address() instanceof Ipv4Source.Negotiated,
                                children));
    }

    /// Makes a virtual access interface for a peer that NHRP wants to reach, and asks for its session (flexvpn-mpls.md S12). The
    /// source that the template names comes before that of `path`. Empty where there is no such template, or one without
    /// protection.
    Optional<InterfaceName> wish(InterfaceName template, TunnelPath path) {
        Optional<TunnelConfig> tunnel =
                config.get()
                        .interfaces()
                        .get(template)
                        .map(InterfaceConfig::tunnel)
                        .filter(each -> each.protectionProfile().isPresent());
        if (tunnel.isEmpty()) {
            return Optional.empty();
        }
        IpAddress source =
                interfaces
                        .sourceOf(tunnel.get(), path.destination().family())
                        .orElse(path.source());
        Optional<InterfaceName> made =
                interfaces.clone(
                        template, new TunnelPath(path.frontDoor(), source, path.destination()));
        made.ifPresent(
                name -> {
                    wished.add(name);
                    ask(name, interfaces.find(name).flatMap(this::request));
                });
        return made;
    }

    /// Ends the session of a virtual access interface, and the interface with it.
    void drop(InterfaceName name) {
        if (name.kind() != InterfaceKind.VIRTUAL_ACCESS) {
            throw new IllegalArgumentException(name + " is not made for a session");
        }
        sessionOf(name).ifPresent(session -> ike.accept(new IkeEvent.CloseSession(session.id())));
        if (wished.remove(name)) {
            ask(name, Optional.empty());
        }
        if (sessionOf(name).isEmpty()) {
            interfaces.removeClone(name);
        }
    }

    void up(Session session) {
        Optional<InterfaceName> out = session.tunnel().or(() -> makeInterface(session));
        if (out.isEmpty()) {
            ike.accept(new IkeEvent.CloseSession(session.id()));
            return;
        }
        Vrf vrf = interfaces.find(out.get()).map(InterfaceState::vrf).orElse(Vrf.GLOBAL);
        var bound = new Bound(session, out.get(), vrf);
        sessions.put(session.id(), bound);
        byInterface.computeIfAbsent(bound.out, _ -> new TreeMap<>()).put(session.id(), bound);
        interfaces.sessionUp(out.get(), new Interfaces.Session(pushed(session), Optional.empty()));
        offer(bound);
        if (InterfaceState.isEndpoint(out.get())) {
            endpoints.began(out.get(), session);
        }
    }

    private Optional<InterfaceName> makeInterface(Session session) {
        Optional<InterfaceName> made =
                session.template()
                        .flatMap(
                                template ->
                                        template.kind() == InterfaceKind.TUNNEL
                                                ? endpoints.of(session)
                                                : interfaces.clone(template, path(session)));
        made.ifPresent(name -> ike.accept(new IkeEvent.SessionBound(session.id(), name)));
        return made;
    }

    private static Optional<InterfaceAddress> pushed(Session session) {
        return session.pushedAddresses().stream()
                .findFirst()
                .map(address -> new InterfaceAddress(address, address.family().bits()));
    }

    void routesChanged(Session session) {
        Bound bound = sessions.get(session.id());
        if (bound != null) {
            bound.session = session;
            offer(bound);
        }
    }

    /// The peer, or we, went to another address or port.
    void moved(Session session) {
        Bound bound = sessions.get(session.id());
        if (bound != null) {
            bound.session = session;
            interfaces.moved(bound.out, path(session));
            if (InterfaceState.isEndpoint(bound.out)) {
                endpoints.moved(bound.out, session.remoteAddress());
            }
        }
    }

    private static TunnelPath path(Session session) {
        return new TunnelPath(session.fvrf(), session.localAddress(), session.remoteAddress());
    }

    void down(long id) {
        Bound bound = sessions.remove(id);
        if (bound == null) {
            return;
        }
        withdraw(bound, bound.routes);
        bound.routes = List.of();
        SequencedMap<Long, Bound> same = of(bound.out);
        same.remove(id);
        if (!same.isEmpty()) {
            return;
        }
        byInterface.remove(bound.out);
        if (bound.out.kind() == InterfaceKind.VIRTUAL_ACCESS) {
            if (wished.remove(bound.out)) {
                ask(bound.out, Optional.empty());
            }
            interfaces.removeClone(bound.out);
        } else {
            interfaces.sessionDown(bound.out);
            if (InterfaceState.isEndpoint(bound.out)) {
                endpoints.ended(bound.out);
            }
        }
    }

    /// Those of an interface, the oldest first.
    private SequencedMap<Long, Bound> of(InterfaceName out) {
        return byInterface.getOrDefault(out, new TreeMap<>());
    }

    /// The interface that a session uses.
    Optional<InterfaceName> interfaceOf(long id) {
        return Optional.ofNullable(sessions.get(id)).map(bound -> bound.out);
    }

    Optional<Session> sessionOf(InterfaceName name) {
        return Optional.ofNullable(of(name).firstEntry()).map(oldest -> oldest.getValue().session);
    }

    /// The single addresses that are behind the interface, as its sessions say.
    List<IpAddress> behind(InterfaceName name) {
        return of(name).values().stream()
                .flatMap(bound -> bound.routes.stream())
                .map(Route::prefix)
                .filter(Prefix::isHost)
                .map(Prefix::address)
                .distinct()
                .toList();
    }

    /// Puts the routes of a session into the tables and takes back those that it no longer has.
    private void offer(Bound bound) {
        List<Route> wanted = routes(bound);
        withdraw(bound, bound.routes.stream().filter(route -> !wanted.contains(route)).toList());
        for (Route route : wanted) {
            if (!bound.routes.contains(route)) {
                rib.accept(new RibEvent.Offered(bound.vrf, route));
                if (route.prefix().isHost()) {
                    rib.accept(
                            new RibEvent.RemoteLabelBound(
                                    bound.owner(), route.prefix(), bound.out, Label.IMPLICIT_NULL));
                }
            }
        }
        bound.routes = wanted;
    }

    private void withdraw(Bound bound, List<Route> routes) {
        for (Route route : routes) {
            rib.accept(new RibEvent.Revoked(bound.vrf, route.owner(), route.prefix()));
            if (route.prefix().isHost()) {
                rib.accept(
                        new RibEvent.RemoteLabelReleased(bound.owner(), route.prefix(), bound.out));
            }
        }
    }

    private static List<Route> routes(Bound bound) {
        var owner = new RouteOwner(RouteSource.IKEV2, bound.owner());
        var routes = new ArrayList<Route>();
        for (IpAddress assigned : bound.session.assignedAddresses()) {
            routes.add(Route.of(Prefix.host(assigned), owner, new NextHop.Attached(bound.out)));
        }
        for (PeerRoute each : bound.session.peerRoutes()) {
            routes.add(
                    new Route(
                            each.prefix(),
                            owner,
                            each.distance(),
                            0,
                            each.tag(),
                            List.of(new NextHop.Attached(bound.out))));
        }
        return routes;
    }
}
