package io.culvert.commands.interfaces;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.router.InterfaceState;
import io.culvert.router.Recursion;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelSource;
import java.time.Duration;
import java.util.Optional;

/// Why a tunnel has no path: what is wrong with its source, or with the way to its destination.
public final class TunnelTrouble {
    private TunnelTrouble() {}

    /// Words that follow "because"; empty where the tunnel has a path that does not lead into itself.
    public static Optional<String> of(RouterView view, InterfaceState tunnel) {
        Optional<String> recursion =
                view.recursion(tunnel.name()).map(each -> recursion(view, tunnel, each));
        return recursion.or(() -> withoutPath(view, tunnel));
    }

    private static String recursion(RouterView view, InterfaceState tunnel, Recursion recursion) {
        return "the route %s to %s, where its packets go, leads into %s itself (recursive routing): give that address a longer route by another way, or keep this route out of %s; it is tried again in %d s"
                .formatted(
                        recursion.via(),
                        recursion.end(),
                        InterfaceState.shown(tunnel.name()),
                        in(tunnel.config().tunnel().vrf()).replace("in ", ""),
                        Math.max(0, Duration.between(view.now(), recursion.until()).toSeconds()));
    }

    private static Optional<String> withoutPath(RouterView view, InterfaceState tunnel) {
        if (tunnel.path().isPresent()) {
            return Optional.empty();
        }
        if (tunnel.config().shutdown()) {
            return Optional.of(tunnel.name() + " is shut down: enter no shutdown there");
        }
        TunnelConfig config = tunnel.config().tunnel();
        return source(view, config).or(() -> destination(config));
    }

    private static Optional<String> source(RouterView view, TunnelConfig config) {
        if (config.source().isEmpty()) {
            return Optional.of("it has no tunnel source");
        }
        return switch (config.source().get()) {
            case TunnelSource.FromInterface(var name) -> ofInterface(view, config, name);
            case TunnelSource.FromAddress(var address) -> ofAddress(view, config, address);
        };
    }

    private static Optional<String> ofInterface(
            RouterView view, TunnelConfig config, InterfaceName name) {
        Optional<InterfaceState> source = view.find(name);
        String what = "its tunnel source " + name;
        if (source.isEmpty()) {
            return Optional.of(what + " does not exist");
        }
        if (source.get().config().shutdown()) {
            return Optional.of(what + " is shut down: enter no shutdown there");
        }
        if (!source.get().protocolUp()) {
            return Optional.of(what + " is down");
        }
        return source.get().addressOf(config.outer()).isPresent()
                ? Optional.empty()
                : Optional.of(what + " has no " + word(config.outer()) + " address");
    }

    private static Optional<String> ofAddress(
            RouterView view, TunnelConfig config, IpAddress address) {
        if (address.family() != config.outer()) {
            return Optional.of(
                    "its tunnel source %s is no %s address"
                            .formatted(address, word(config.outer())));
        }
        boolean isThere =
                view.interfaces().stream()
                        .filter(each -> each.protocolUp() && each.vrf().equals(config.vrf()))
                        .flatMap(each -> each.addresses().stream())
                        .anyMatch(own -> own.address().equals(address));
        return isThere
                ? Optional.empty()
                : Optional.of(
                        "no interface %s that is up has its tunnel source %s"
                                .formatted(in(config.vrf()), address));
    }

    private static Optional<String> destination(TunnelConfig config) {
        if (config.mode().isMultipoint()) {
            return Optional.empty();
        }
        return Optional.of(
                config.destination()
                        .map(far -> noRoute(config.vrf()) + " to " + far)
                        .orElse("it has no tunnel destination"));
    }

    /// `there is no route in VRF INET`: of the outer packets, of which operators forget that they have a VRF of their own.
    public static String noRoute(Vrf frontDoor) {
        return "there is no route " + in(frontDoor);
    }

    private static String in(Vrf vrf) {
        return vrf.isGlobal() ? "in the global table" : "in VRF " + vrf;
    }

    /// Where the source of a tunnel is not in the VRF that its outer packets are routed in: then answers come to another VRF.
    public static Optional<String> elsewhere(RouterView view, InterfaceState tunnel) {
        TunnelConfig config = tunnel.config().tunnel();
        return config.source()
                .filter(TunnelSource.FromInterface.class::isInstance)
                .map(source -> ((TunnelSource.FromInterface) source).name())
                .flatMap(view::find)
                .map(InterfaceState::config)
                .filter(source -> !source.vrf().equals(config.vrf()))
                .map(source -> elsewhere(source, config.vrf()));
    }

    private static String elsewhere(InterfaceConfig source, Vrf frontDoor) {
        return "its tunnel source %s is %s, but tunnel vrf says that its packets go %s"
                .formatted(source.name(), in(source.vrf()), in(frontDoor));
    }

    /// `IPv6`.
    public static String word(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
    }
}
