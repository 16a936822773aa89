package io.culvert.router;

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
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

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
    private final TreeSet<Watch> ofTunnels = new TreeSet<>();

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
        if (ofTunnels.contains(watch)) {
            works.pump.post(works.interfaces::reevaluate);
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

    /// Watches the destinations of all configured tunnels.
    void configure(RouterConfig config) {
        var wanted = new TreeSet<Watch>();
        for (InterfaceConfig each : config.interfaces()) {
            each.tunnel()
                    .destination()
                    .ifPresent(address -> wanted.add(new Watch(each.tunnel().vrf(), address)));
        }
        for (Watch gone : new TreeSet<>(ofTunnels)) {
            if (!wanted.contains(gone)) {
                ofTunnels.remove(gone);
                works.rib.tell(new RibEvent.Unwatched(gone.vrf(), gone.address()));
            }
        }
        for (Watch fresh : wanted) {
            if (ofTunnels.add(fresh)) {
                works.rib.tell(new RibEvent.Watched(fresh.vrf(), fresh.address()));
            }
        }
    }
}
