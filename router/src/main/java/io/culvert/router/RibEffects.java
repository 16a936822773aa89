package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEvent;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Resolution;
import io.culvert.rib.RibEffect;
import io.culvert.rib.RibEvent;
import io.culvert.rib.RouteSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What follows from a change of the routing tables: a new forwarding image, news for BGP, and tunnels whose destination
/// came into reach or went out of it.
final class RibEffects implements Consumer<RibEffect> {
    private record Watch(Vrf vrf, IpAddress address) implements Comparable<Watch> {
        @Override
        public int compareTo(Watch other) {
            int vrfs = vrf.compareTo(other.vrf);
            return vrfs != 0 ? vrfs : address.compareTo(other.address);
        }
    }

    private final Works works;
    private final Redistribution redistribution = new Redistribution();
    private final Map<Vrf, Map<Prefix, Instant>> since = new TreeMap<>();
    private final TreeSet<Watch> ofBgp = new TreeSet<>();

    /// Which tunnels have an end there, and the other way round.
    private final TreeMap<Watch, Set<InterfaceName>> ofTunnels = new TreeMap<>();

    private final TreeMap<InterfaceName, TreeSet<Watch>> ends = new TreeMap<>();

    RibEffects(Works works) {
        this.works = works;
    }

    @Override
    public void accept(RibEffect effect) {
        switch (effect) {
            case RibEffect.ForwardingChanged(var vrf, var prefix, var forwarding) ->
                    forwardingChanged(vrf, prefix, forwarding);
            case RibEffect.NextHopChanged(var vrf, var address, var resolution) ->
                    nextHopChanged(new Watch(vrf, address), resolution);
            case RibEffect.Notify(var notice) -> works.log(notice);
        }
    }

    private void forwardingChanged(Vrf vrf, Prefix prefix, Optional<Forwarding> forwarding) {
        works.image().routeChanged(vrf, prefix, forwarding);
        works.nhrp.tell(new NhrpEvent.RouteChanged(vrf, prefix));
        remember(vrf, prefix, forwarding.isPresent());
        redistribution.changed(vrf, prefix, forwarding, works.bgp::tell);
        boolean isBgp =
                forwarding
                        .map(each -> each.route().source())
                        .filter(source -> source == RouteSource.EBGP || source == RouteSource.IBGP)
                        .isPresent();
        works.bgp.tell(new BgpEvent.RouteRefused(vrf, prefix, forwarding.isPresent() && !isBgp));
    }

    private void remember(Vrf vrf, Prefix prefix, boolean inForce) {
        Map<Prefix, Instant> here = since.computeIfAbsent(vrf, _ -> new TreeMap<>());
        if (inForce) {
            here.put(prefix, works.pump.now());
        } else {
            here.remove(prefix);
            if (here.isEmpty()) {
                since.remove(vrf);
            }
        }
    }

    /// When the route in force for a prefix last changed.
    Optional<Instant> since(Vrf vrf, Prefix prefix) {
        Map<Prefix, Instant> here = since.get(vrf);
        return here == null ? Optional.empty() : Optional.ofNullable(here.get(prefix));
    }

    private void nextHopChanged(Watch watch, Optional<Resolution> resolution) {
        works.image().nextHopChanged(watch.vrf(), watch.address());
        if (ofBgp.contains(watch)) {
            works.bgp.tell(
                    new BgpEvent.NextHopChanged(watch.vrf(), watch.address(), forBgp(resolution)));
        }
        for (InterfaceName tunnel : List.copyOf(ofTunnels.getOrDefault(watch, new TreeSet<>()))) {
            works.pump.post(() -> works.interfaces.reevaluate(tunnel));
        }
    }

    private BgpEvent.Resolution forBgp(Optional<Resolution> resolution) {
        return resolution
                .<BgpEvent.Resolution>map(
                        found ->
                                new BgpEvent.Resolution.Reachable(
                                        found.metric(),
                                        found.transport().isPresent(),
                                        found.connected(),
                                        found.via().isDefault(),
                                        works.interfaces
                                                .find(found.out())
                                                .filter(InterfaceState::isTunnel)
                                                .isPresent()))
                .orElse(new BgpEvent.Resolution.Unreachable());
    }

    void track(Vrf vrf, IpAddress address) {
        if (ofBgp.add(new Watch(vrf, address))) {
            works.rib.tell(new RibEvent.Watched(vrf, address));
        }
    }

    void untrack(Vrf vrf, IpAddress address) {
        if (ofBgp.remove(new Watch(vrf, address))) {
            works.rib.tell(new RibEvent.Unwatched(vrf, address));
        }
    }

    /// These are the ends of a tunnel outside, from now on: what changes about the way to them concerns it.
    void follow(InterfaceName tunnel, Vrf frontDoor, List<IpAddress> outside) {
        var wanted = new TreeSet<Watch>();
        outside.forEach(address -> wanted.add(new Watch(frontDoor, address)));
        TreeSet<Watch> before = ends.getOrDefault(tunnel, new TreeSet<>());
        if (wanted.equals(before)) {
            return;
        }
        ends.put(tunnel, wanted);
        for (Watch fresh : wanted) {
            if (!before.contains(fresh)) {
                ofTunnels.computeIfAbsent(fresh, watch -> watched(watch)).add(tunnel);
            }
        }
        for (Watch gone : before) {
            if (!wanted.contains(gone)) {
                ofTunnels.computeIfPresent(gone, (watch, users) -> left(watch, users, tunnel));
            }
        }
        if (wanted.isEmpty()) {
            ends.remove(tunnel);
        }
    }

    private Set<InterfaceName> watched(Watch watch) {
        works.rib.tell(new RibEvent.Watched(watch.vrf(), watch.address()));
        return new TreeSet<>();
    }

    private @Nullable Set<InterfaceName> left(
            Watch watch, Set<InterfaceName> users, InterfaceName tunnel) {
        users.remove(tunnel);
        if (!users.isEmpty()) {
            return users;
        }
        works.rib.tell(new RibEvent.Unwatched(watch.vrf(), watch.address()));
        return null;
    }
}
