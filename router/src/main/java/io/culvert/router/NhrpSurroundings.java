package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.nhrp.Surroundings;
import io.culvert.nhrp.Way;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Path;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.VrfFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Answers what NHRP asks about tables, labels and traffic.
final class NhrpSurroundings implements Surroundings {
    private final Works works;

    NhrpSurroundings(Works works) {
        this.works = works;
    }

    @Override
    public Optional<Way> way(Vrf vrf, IpAddress destination) {
        return works.ribEngine
                .lookupWithout(RouteSource.NHRP, vrf, destination)
                .map(NhrpSurroundings::way)
                .map(
                        way ->
                                new Way(
                                        way.prefix(),
                                        way.out().map(InterfaceState::shown),
                                        way.nextHop(),
                                        way.isLocal()));
    }

    private static Way way(Forwarding found) {
        Prefix prefix = found.route().prefix();
        return switch (found.own().getFirst()) {
            case Path.Receive(var on) -> new Way(prefix, Optional.of(on), Optional.empty(), true);
            case Path.Attached(var out) ->
                    new Way(prefix, Optional.of(out), Optional.empty(), false);
            case Path.Neighbor(var out, var gateway) ->
                    new Way(prefix, Optional.of(out), Optional.of(gateway), false);
            case Path.Labelled labelled ->
                    new Way(
                            prefix,
                            Optional.of(labelled.out()),
                            Optional.of(labelled.nextHop()),
                            false);
            case Path.Discard() -> new Way(prefix, Optional.empty(), Optional.empty(), false);
        };
    }

    @Override
    public boolean hasLonger(Vrf vrf, Prefix prefix) {
        return works.ribEngine.routesWithin(vrf, prefix).stream()
                .map(Forwarding::route)
                .anyMatch(
                        route ->
                                route.prefix().length() > prefix.length()
                                        && route.source() != RouteSource.NHRP
                                        && route.source() != RouteSource.LOCAL);
    }

    @Override
    public List<Prefix> connected(Vrf vrf) {
        return works.interfaces.all().stream()
                .filter(state -> state.protocolUp() && state.vrf().equals(vrf))
                .flatMap(
                        state ->
                                state.addresses().stream()
                                        .filter(own -> !state.isBorrowed(own))
                                        .map(InterfaceAddress::subnet))
                .distinct()
                .toList();
    }

    @Override
    public Optional<Label> holdLabel(Vrf vrf, Prefix prefix) {
        return works.shortcutLabels.hold(vrf, prefix);
    }

    @Override
    public void releaseLabel(Vrf vrf, Prefix prefix, Duration quarantine) {
        works.shortcutLabels.release(vrf, prefix, quarantine);
    }

    @Override
    public List<RouteTarget> exported(Vrf vrf, AddressFamily family) {
        return targets(vrf, family, VrfFamily::exportTargets);
    }

    @Override
    public List<RouteTarget> imported(Vrf vrf, AddressFamily family) {
        return targets(vrf, family, VrfFamily::importTargets);
    }

    private List<RouteTarget> targets(
            Vrf vrf, AddressFamily family, Function<VrfFamily, List<RouteTarget>> which) {
        return works.config.vrfs().get(vrf).stream()
                .filter(config -> config.has(family))
                .flatMap(config -> which.apply(config.effective(family)).stream())
                .toList();
    }

    @Override
    public Optional<Instant> lastUsed(Vrf vrf, Prefix prefix) {
        return works.shortcutUse.lastUsed(vrf, prefix);
    }

    @Override
    public boolean isTranslated(InterfaceName tunnel, IpAddress nbma) {
        return works.sessions
                .sessionOf(
                        works.multipoint
                                .find(tunnel, nbma)
                                .map(InterfaceState::name)
                                .orElse(tunnel))
                .filter(session -> works.ikeEngine.isTranslated(session.id()))
                .isPresent();
    }

    @Override
    public boolean reaches(InterfaceName multipoint, IpAddress nbma) {
        return works.multipoint.find(multipoint, nbma).filter(InterfaceState::carries).isPresent();
    }

    @Override
    public List<IpAddress> behind(InterfaceName tunnel) {
        return works.sessions.behind(tunnel);
    }
}
