package io.culvert.commands.advice;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.StaticRoute;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a tunnel's outer packets find the other end: not at all, or through the tunnel itself, which then takes itself down.
final class WayAdvice {
    private final TunnelEnd end;
    private final Ways ways;

    private WayAdvice(TunnelEnd end) {
        this.end = end;
        ways = new Ways(end.config(), end.port().tunnel().vrf());
    }

    static Stream<Finding> of(String router, RouterConfig config) {
        return TunnelEnd.all(router, config)
                .filter(end -> TunnelSourceAdvice.of(router, config, end.port()).isEmpty())
                .flatMap(end -> new WayAdvice(end).check());
    }

    private Stream<Finding> check() {
        return TunnelPair.uplinks(end)
                .flatMap(uplink -> uplink.nbma().stream())
                .distinct()
                .filter(far -> !TunnelEnd.has(end.config(), far) && !far.isLinkLocal())
                .flatMap(far -> check(far).stream());
    }

    private Optional<Finding> check(IpAddress far) {
        Optional<Ways.Way> way = ways.to(far);
        boolean mayLearn = ways.mayLearn(far.family(), end.port());
        if (way.isEmpty()) {
            return mayLearn || !ways.hasLink()
                    ? Optional.empty()
                    : Optional.of(nowhere(end, far, "its other end"));
        }
        boolean isItself = way.get().exits().equals(List.of(end.port().name()));
        return isItself && (way.get().prefix().isHost() || !mayLearn)
                ? Optional.of(recursive(way.get(), far))
                : Optional.empty();
    }

    private Finding recursive(Ways.Way way, IpAddress far) {
        InterfaceName name = end.port().name();
        if (way.line().isEmpty()) {
            return new Finding(
                    end.router(),
                    Finding.Place.in(name, NhrpChecks::addresses),
                    "%s has its other end at %s, which is in its own subnet %s, and so behind itself: it takes itself down; give it an address of another subnet"
                            .formatted(name, far, way.prefix()));
        }
        StaticRoute line = way.line().get();
        return new Finding(
                end.router(),
                Finding.Place.of(
                        config -> config.staticRoutes().stream().filter(line::sameWay).findFirst(),
                        config -> config.interfaces().has(name)),
                "%s has its other end at %s, and the static route to %s leads there through %s itself: it takes itself down; enter a route to %s by the underlay instead"
                        .formatted(name, far, way.prefix(), name, far));
    }

    /// A hub that has no way back to a spoke. Where the spoke comes in, and from which address, must be certain.
    static Stream<Finding> back(TunnelPair pair) {
        TunnelEnd hub = pair.hub();
        Optional<IpAddress> at = pair.uplink().nbma();
        boolean isCertain =
                at.flatMap(hub::vrfOf).filter(hub.port().tunnel().vrf()::equals).isPresent()
                        && !hub.isPointToPoint();
        if (!isCertain) {
            return Stream.empty();
        }
        var ways = new Ways(hub.config(), hub.port().tunnel().vrf());
        return pair.spoke().sources().stream()
                .filter(spoke -> spoke.family() == at.get().family() && !spoke.isLinkLocal())
                .filter(spoke -> !SharedKeyCheck.isTranslated(spoke, at.get()))
                .filter(spoke -> ways.to(spoke).isEmpty())
                .filter(spoke -> !ways.mayLearn(spoke.family(), hub.port()))
                .map(spoke -> nowhere(hub, spoke, pair.spoke().router()));
    }

    private static Finding nowhere(TunnelEnd end, IpAddress far, String who) {
        InterfaceConfig port = end.port();
        InterfaceName name = port.name();
        return new Finding(
                end.router(),
                Finding.Place.in(
                        name,
                        each -> List.of(each.tunnel().destination(), NhrpChecks.servers(each))),
                "%s has %s at %s, but no connected or static route%s leads there: nothing is sent; enter ip%s route%s with a gateway"
                        .formatted(
                                name,
                                who,
                                far,
                                inVrf(" of VRF ", port),
                                far.isIpv4() ? "" : "v6",
                                inVrf(" vrf ", port)));
    }

    private static String inVrf(String word, InterfaceConfig port) {
        return port.tunnel().vrf().isGlobal() ? "" : word + port.tunnel().vrf().name();
    }
}
