package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// All interfaces of a router. What each is now follows from the configuration, the carriers, the sessions that keep
/// protected tunnels up and the routes to tunnel destinations: [#reevaluate] works it out afresh and tells what changed.
final class Interfaces {
    /// Hears of every change; `before` is empty for a new interface, `after` for one that is gone.
    interface Listener {
        void changed(Optional<InterfaceState> before, Optional<InterfaceState> after);
    }

    /// What a session of IKE gives the interface that it keeps up.
    ///
    /// @param pushed the address that the peer assigned to us
    /// @param moved where the peer is now, if that is not where the configuration says
    record Session(Optional<InterfaceAddress> pushed, Optional<TunnelPath> moved) {}

    /// Passes after which one interface does not change by itself any more.
    private static final int SETTLED = 3;

    private final TreeMap<Integer, Port> ports = new TreeMap<>();
    private final MacAddress baseMac;
    private final Underlay underlay;
    private final Listener listener;

    private RouterConfig config = RouterConfig.DEFAULT;
    private Lenders lenders = new Lenders(config);
    private final Ipv6Addresses ipv6 = new Ipv6Addresses();
    private final TreeSet<Integer> carriers = new TreeSet<>();
    private final Map<InterfaceName, Session> sessions = new TreeMap<>();

    /// Tunnels on which a next-hop server has our registration.
    private final TreeSet<InterfaceName> served = new TreeSet<>();

    private final InterfaceClones clones = new InterfaceClones();
    private final Map<InterfaceName, InterfaceState> states = new TreeMap<>();
    private final TreeMap<Integer, InterfaceState> byIndex = new TreeMap<>();
    private final AddressOwners owners = new AddressOwners();
    private final LowestFree indexes = new LowestFree();

    Interfaces(List<Port> ports, MacAddress baseMac, Underlay underlay, Listener listener) {
        for (Port port : ports) {
            this.ports.put(this.ports.size(), port);
        }
        this.baseMac = baseMac;
        this.underlay = underlay;
        this.listener = listener;
    }

    void configure(RouterConfig newConfig) {
        config = newConfig;
        lenders = new Lenders(config);
        reevaluate();
    }

    void carrier(int port, boolean up) {
        if (up ? carriers.add(port) : carriers.remove(port)) {
            reevaluate();
        }
    }

    /// Another port is there, whose carrier is down until it is said to be up; or one that was there has another MTU.
    void plug(int number, Port port) {
        ports.put(number, port);
        reevaluate();
    }

    void unplug(int number) {
        ports.remove(number);
        carriers.remove(number);
        reevaluate();
    }

    /// Duplicate address detection has an answer.
    void addressChecked(InterfaceName name, Ipv6Address address, boolean unique) {
        if (ipv6.checked(name, address, unique)) {
            reevaluate();
        }
    }

    /// A session keeps this protected tunnel up from now on.
    void sessionUp(InterfaceName name, Session session) {
        sessions.put(name, session);
        reevaluate(name);
    }

    /// The session of a tunnel goes on between other ends.
    void moved(InterfaceName name, TunnelPath path) {
        clones.moved(name, path);
        sessions.computeIfPresent(
                name, (_, session) -> new Session(session.pushed(), Optional.of(path)));
        if (clones.find(name).isPresent()) {
            reevaluate(name);
        } else {
            reevaluate(); // The outer packets of another tunnel may go through it.
        }
    }

    void sessionDown(InterfaceName name) {
        if (sessions.remove(name) != null) {
            reevaluate(name);
        }
    }

    /// Whether a next-hop server has our registration.
    void served(InterfaceName name, boolean any) {
        if (any ? served.add(name) : served.remove(name)) {
            reevaluate();
        }
    }

    /// As [InterfaceClones#access].
    Optional<InterfaceName> clone(InterfaceName template, TunnelPath path) {
        Optional<InterfaceName> made = clones.access(config, template, path);
        made.ifPresent(this::reevaluate);
        return made;
    }

    /// As [InterfaceClones#endpoint].
    Optional<InterfaceName> endpoint(InterfaceName multipoint, IpAddress nbma) {
        Optional<InterfaceName> made = clones.endpoint(config, multipoint, nbma);
        made.ifPresent(this::reevaluate);
        return made;
    }

    void removeClone(InterfaceName name) {
        sessions.remove(name);
        if (!clones.remove(name)) {
            return;
        }
        boolean isLender = isLender(name);
        leave(name);
        if (isLender) {
            reevaluate();
        }
    }

    Optional<InterfaceState> find(InterfaceName name) {
        return Optional.ofNullable(states.get(name));
    }

    Optional<InterfaceState> find(int index) {
        return Optional.ofNullable(byIndex.get(index));
    }

    /// All interfaces, by kind and number.
    Collection<InterfaceState> all() {
        return new ArrayList<>(states.values());
    }

    /// The interface with this address in this VRF, if it is up.
    Optional<InterfaceState> owner(Vrf vrf, IpAddress address) {
        return owners.of(vrf, address).flatMap(this::find);
    }

    /// Works out what every interface is now. Tunnels come last, for their sources are other interfaces; one pass more
    /// than there are changes settles chains such as a tunnel that borrows the address of another.
    void reevaluate() {
        var wanted = new TreeMap<InterfaceName, InterfaceConfig>();
        for (InterfaceConfig each : config.interfaces()) {
            if (each.name().kind() != InterfaceKind.VIRTUAL_TEMPLATE) {
                wanted.put(each.name(), each);
            }
        }
        clones.names()
                .forEach(
                        name ->
                                clones.config(config, name)
                                        .ifPresent(each -> wanted.put(name, each)));
        for (InterfaceName name : new ArrayList<>(states.keySet())) {
            if (!wanted.containsKey(name)) {
                leave(name);
            }
        }
        boolean changed = true;
        for (int pass = 0; changed && pass <= wanted.size(); pass++) {
            changed = false;
            for (InterfaceConfig each : wanted.values()) {
                changed |= update(each);
            }
        }
    }

    /// Works out what this one is now. Of a tunnel, of which there may be thousands, nothing else follows unless others depend on
    /// it; of any other interface all may.
    void reevaluate(InterfaceName name) {
        Optional<InterfaceConfig> wanted =
                clones.config(config, name)
                        .or(() -> config.interfaces().get(name).filter(_ -> isTunnel(name)));
        if (wanted.isEmpty() || isLender(name)) {
            reevaluate();
            return;
        }
        for (int pass = 0; pass < SETTLED && update(wanted.get()); pass++) {
            if (isLender(name)) {
                reevaluate();
                return;
            }
        }
    }

    /// Whether others may depend on it.
    private boolean isLender(InterfaceName name) {
        return lenders.isNamed(name) || find(name).filter(lenders::isLender).isPresent();
    }

    private void leave(InterfaceName name) {
        InterfaceState gone = states.remove(name);
        if (gone != null) {
            underlay.follow(name, gone.vrf(), List.of());
            underlay.forget(name);
            byIndex.remove(gone.index());
            owners.changed(Optional.of(gone), Optional.empty());
            indexes.give(gone.index());
            listener.changed(Optional.of(gone), Optional.empty());
        }
    }

    /// As configured, but for names, which are addresses from here on.
    private InterfaceConfig resolved(InterfaceConfig each) {
        return each.nhrp().hasServers()
                ? each.withNhrp(
                        each.nhrp()
                                .resolved(
                                        name -> config.system().host(name, each.tunnel().outer())))
                : each;
    }

    private boolean update(InterfaceConfig configured) {
        InterfaceConfig each = resolved(configured);
        InterfaceState before = states.get(each.name());
        InterfaceState after = evaluate(each, before == null ? indexes.take() : before.index());
        if (after.equals(before)) {
            return false;
        }
        states.put(each.name(), after);
        byIndex.put(after.index(), after);
        owners.changed(Optional.ofNullable(before), Optional.of(after));
        listener.changed(Optional.ofNullable(before), Optional.of(after));
        return true;
    }

    private InterfaceState evaluate(InterfaceConfig each, int index) {
        InterfaceName name = each.name();
        int port = portOf(name.parent());
        Optional<MacAddress> mac = port < 0 ? Optional.empty() : mac(port);
        Optional<TunnelPath> path = isTunnel(name) ? path(each) : Optional.empty();
        boolean hardwareUp = hardwareUp(each, port, path);
        boolean recurs = recurs(each);
        boolean ready =
                hardwareUp && !recurs && (!needsSession(each) || sessions.containsKey(name));
        boolean heldDown = ready && isHeldDown(each);
        if (!ready) {
            ipv6.forget(name);
        }
        Ipv6Addresses.Found six =
                ipv6.find(
                        name,
                        each.ipv6(),
                        mac.orElse(baseMac),
                        checksAddresses(each, mac),
                        config.system().ipv6Forwarding(),
                        each.ipv6()
                                .unnumbered()
                                .flatMap(this::find)
                                .flatMap(InterfaceState::globalIpv6));
        List<InterfaceAddress> addresses = addresses(each);
        addresses.addAll(six.usable());
        boolean borrowed = each.ipv4().address() instanceof Ipv4Source.Unnumbered;
        return new InterfaceState(
                name,
                index,
                each,
                port,
                mac,
                hardwareUp,
                ready && !heldDown,
                heldDown,
                mtu(each, port),
                addresses,
                borrowed,
                path,
                Optional.ofNullable(sessions.get(name)).flatMap(Session::moved),
                clones.find(name).map(InterfaceClones.Clone::template),
                six.state());
    }

    /// Only on a link with other stations can another have one of its addresses.
    private static boolean checksAddresses(InterfaceConfig each, Optional<MacAddress> mac) {
        return mac.isPresent() && each.ipv6().nd().dadAttempts() > 0;
    }

    private Optional<MacAddress> mac(int port) {
        return Optional.ofNullable(ports.get(port))
                .filter(physical -> !physical.isBare())
                .map(physical -> physical.mac().orElse(new MacAddress(baseMac.bits() + port)));
    }

    private boolean isBare(int port) {
        return Optional.ofNullable(ports.get(port)).filter(Port::isBare).isPresent();
    }

    private static boolean isTunnel(InterfaceName name) {
        return name.kind() == InterfaceKind.TUNNEL || name.kind() == InterfaceKind.VIRTUAL_ACCESS;
    }

    /// `if-state nhrp`: the tunnel of a client is down, with those of all its peers, while no server answers.
    private boolean isHeldDown(InterfaceConfig each) {
        return isTunnel(each.name())
                && each.nhrp().controlsState()
                && each.nhrp().hasServers()
                && !served.contains(InterfaceState.shown(each.name()));
    }

    private static boolean needsSession(InterfaceConfig each) {
        return isTunnel(each.name())
                && each.tunnel().isProtected()
                && !each.tunnel().mode().isMultipoint();
    }

    private boolean recurs(InterfaceConfig each) {
        if (each.name().kind() != InterfaceKind.TUNNEL) {
            return false;
        }
        List<IpAddress> ends = ends(each);
        underlay.follow(each.name(), each.tunnel().vrf(), ends);
        boolean hasSource = sourceOf(each.tunnel(), each.tunnel().outer()).isPresent();
        if (each.shutdown() || !hasSource) {
            underlay.forget(each.name());
            return false;
        }
        return underlay.recurs(each.name(), each.tunnel().vrf(), ends);
    }

    /// Where a tunnel sends its outer packets, as far as configuration says; a peer's of a multipoint tunnel: where that peer is.
    private List<IpAddress> ends(InterfaceConfig each) {
        var clone = clones.find(each.name());
        if (clone.isPresent()) {
            return List.of(clone.get().path().destination());
        }
        return each.tunnel().mode().isMultipoint()
                ? each.nhrp().serverPlaces()
                : each.tunnel().destination().stream().toList();
    }

    private boolean hardwareUp(InterfaceConfig each, int port, Optional<TunnelPath> path) {
        if (each.shutdown()) {
            return false;
        }
        return switch (each.name().kind()) {
            case LOOPBACK, NULL -> true;
            case TUNNEL, VIRTUAL_ACCESS -> path.isPresent();
            case VIRTUAL_TEMPLATE -> false;
            case ETHERNET, FAST_ETHERNET, GIGABIT_ETHERNET, TEN_GIGABIT_ETHERNET ->
                    carriers.contains(port)
                            && !parentIsShutDown(each.name())
                            && !(each.name().isSubinterface() && isBare(port));
        };
    }

    private boolean parentIsShutDown(InterfaceName name) {
        return name.isSubinterface()
                && config.interfaces()
                        .get(name.parent())
                        .filter(InterfaceConfig::shutdown)
                        .isPresent();
    }

    private int portOf(InterfaceName physical) {
        return ports.entrySet().stream()
                .filter(each -> each.getValue().name().equals(physical))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(-1);
    }

    private Port portAt(int number) {
        return Objects.requireNonNull(ports.get(number), "the port was found by its number");
    }

    private int mtu(InterfaceConfig each, int port) {
        if (isTunnel(each.name())) {
            return each.ipv4().mtu().orElse(0);
        }
        int link = each.link().mtu().orElseGet(() -> port < 0 ? Port.MTU : portAt(port).mtu());
        return each.ipv4().mtu().map(own -> Math.min(own, link)).orElse(link);
    }

    private List<InterfaceAddress> addresses(InterfaceConfig each) {
        var addresses = new ArrayList<InterfaceAddress>();
        switch (each.ipv4().address()) {
            case Ipv4Source.None _ -> {}
            case Ipv4Source.Static(var primary, var secondary) -> {
                addresses.add(primary);
                addresses.addAll(secondary);
            }
            case Ipv4Source.Unnumbered(var lender) ->
                    find(lender)
                            .flatMap(InterfaceState::primaryAddress)
                            .filter(IpAddress::isIpv4)
                            .ifPresent(address -> addresses.add(new InterfaceAddress(address, 32)));
            case Ipv4Source.Negotiated _ ->
                    Optional.ofNullable(sessions.get(each.name()))
                            .flatMap(Session::pushed)
                            .ifPresent(addresses::add);
        }
        return addresses;
    }

    /// Both ends of a tunnel, if they are known and the far one can be reached.
    private Optional<TunnelPath> path(InterfaceConfig each) {
        var clone = clones.find(each.name());
        if (clone.filter(made -> !made.isEndpoint()).isPresent()) {
            return clone.map(InterfaceClones.Clone::path);
        }
        TunnelConfig tunnel = each.tunnel();
        Optional<IpAddress> source = sourceOf(tunnel, tunnel.outer());
        if (tunnel.mode().isMultipoint()) {
            return source.map(
                    from -> new TunnelPath(tunnel.vrf(), from, InterfaceClones.nobody(from)));
        }
        if (clone.isPresent()) {
            IpAddress peer = clone.get().path().destination();
            return source.filter(from -> from.family() == peer.family())
                    .map(from -> new TunnelPath(tunnel.vrf(), from, peer));
        }
        return source.flatMap(
                from ->
                        tunnel.destination()
                                .filter(
                                        to ->
                                                to.family() == from.family()
                                                        && to.family() == tunnel.outer())
                                .filter(to -> underlay.reachable(tunnel.vrf(), to))
                                .map(to -> new TunnelPath(tunnel.vrf(), from, to)));
    }

    /// The address that `tunnel source` comes to now.
    Optional<IpAddress> sourceOf(TunnelConfig tunnel, AddressFamily outer) {
        return tunnel.source()
                .flatMap(
                        from ->
                                switch (from) {
                                    case TunnelSource.FromAddress(var address) ->
                                            owner(tunnel.vrf(), address).map(_ -> address);
                                    case TunnelSource.FromInterface(var name) ->
                                            find(name)
                                                    .filter(InterfaceState::protocolUp)
                                                    .flatMap(state -> state.addressOf(outer));
                                });
    }
}
