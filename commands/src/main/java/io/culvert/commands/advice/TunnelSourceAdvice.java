package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A `tunnel source` that can never be one, or that lies in another VRF than the one where the outer packets are routed.
final class TunnelSourceAdvice {
    private final String router;
    private final RouterConfig config;
    private final InterfaceConfig port;

    private TunnelSourceAdvice(String router, RouterConfig config, InterfaceConfig port) {
        this.router = router;
        this.config = config;
        this.port = port;
    }

    static Stream<Finding> of(String router, RouterConfig config) {
        return config.interfaces().values().stream()
                .filter(port -> port.isTunnel() && !port.shutdown())
                .flatMap(port -> of(router, config, port).stream());
    }

    static Optional<Finding> of(String router, RouterConfig config, InterfaceConfig port) {
        return new TunnelSourceAdvice(router, config, port).check();
    }

    private Optional<Finding> check() {
        return port.tunnel()
                .source()
                .flatMap(
                        source ->
                                switch (source) {
                                    case TunnelSource.FromInterface(var name) -> from(name);
                                    case TunnelSource.FromAddress(var address) -> from(address);
                                });
    }

    private Optional<Finding> from(InterfaceName name) {
        Optional<InterfaceConfig> source = config.interfaces().get(name);
        if (source.isEmpty()) {
            return found(
                    "there is no interface %s%s; enter tunnel source with an interface that there is"
                            .formatted(name, consequence()));
        }
        Optional<InterfaceConfig> shut = shut(source.get());
        if (shut.isPresent()) {
            return found(
                    "%s is shut down%s; enter no shutdown on %s"
                            .formatted(shut.get().name(), consequence(), shut.get().name()));
        }
        Optional<AddressFamily> outer = outer();
        if (outer.isPresent() && !mayHave(source.get(), outer.get())) {
            return found(
                    "%s has no %s address%s; enter one there"
                            .formatted(
                                    name,
                                    outer.get() == AddressFamily.IPV4 ? "IPv4" : "IPv6",
                                    consequence()));
        }
        return frontDoor(List.of(source.get().vrf()));
    }

    private Optional<Finding> from(IpAddress address) {
        if (outer().filter(family -> family != address.family()).isPresent()) {
            return found(
                    "its mode has the other family outside%s; enter tunnel source of that family"
                            .formatted(consequence()));
        }
        List<InterfaceConfig> owners = TunnelEnd.owners(config, address).toList();
        if (owners.isEmpty()) {
            boolean mayBeLearnt =
                    config.interfaces().values().stream()
                            .anyMatch(each -> learns(each, address.family()));
            return mayBeLearnt || address.isLinkLocal()
                    ? Optional.empty()
                    : found(
                            "no interface has that address%s; enter tunnel source with an address that one has"
                                    .formatted(consequence()));
        }
        if (owners.stream().allMatch(owner -> shut(owner).isPresent())) {
            InterfaceName shut = shut(owners.getFirst()).orElseThrow().name();
            return found(
                    "%s is shut down%s; enter no shutdown on %s"
                            .formatted(shut, consequence(), shut));
        }
        return frontDoor(owners.stream().map(InterfaceConfig::vrf).distinct().toList());
    }

    /// The source is taken from one table and what it sends is routed in another, so that answers come where nobody waits for them.
    private Optional<Finding> frontDoor(List<Vrf> vrfs) {
        Vrf vrf = port.tunnel().vrf();
        return vrfs.contains(vrf)
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                router,
                                Finding.Place.in(
                                        port.name(),
                                        each ->
                                                List.of(
                                                        each.tunnel().vrf(),
                                                        each.tunnel().source())),
                                "%s has %s, but its tunnel source %s is in %s: its packets are routed in one table and their answers come in by another; enter %s there"
                                        .formatted(
                                                port.name(),
                                                FrontDoorCheck.line(vrf),
                                                source(),
                                                FrontDoorCheck.words(vrfs.getFirst()),
                                                FrontDoorCheck.line(vrfs.getFirst()))));
    }

    private Optional<Finding> found(String sentence) {
        return Optional.of(
                new Finding(
                        router,
                        Finding.Place.in(port.name(), each -> each.tunnel().source()),
                        "%s has tunnel source %s, but %s"
                                .formatted(port.name(), source(), sentence)));
    }

    private String source() {
        return switch (port.tunnel().source().orElseThrow()) {
            case TunnelSource.FromInterface(var name) -> name.toString();
            case TunnelSource.FromAddress(var address) -> address.toString();
        };
    }

    /// What is made from a template may do without.
    private String consequence() {
        return port.name().kind() == InterfaceKind.TUNNEL ? ": the tunnel stays down" : "";
    }

    private Optional<AddressFamily> outer() {
        return port.tunnel()
                .mode()
                .outer()
                .or(() -> port.tunnel().destination().map(IpAddress::family));
    }

    /// The interface itself or the one that it is a part of.
    private Optional<InterfaceConfig> shut(InterfaceConfig source) {
        return Stream.of(Optional.of(source), config.interfaces().get(source.name().parent()))
                .flatMap(Optional::stream)
                .filter(InterfaceConfig::shutdown)
                .findFirst();
    }

    private boolean mayHave(InterfaceConfig source, AddressFamily family) {
        boolean has =
                TunnelEnd.addresses(config, source.name())
                        .anyMatch(each -> each.address().family() == family);
        return has
                || learns(source, family)
                || TunnelEnd.lenders(source)
                        .flatMap(lender -> config.interfaces().get(lender).stream())
                        .anyMatch(lender -> learns(lender, family));
    }

    /// Whether it gets an address that no line says.
    static boolean learns(InterfaceConfig port, AddressFamily family) {
        return family == AddressFamily.IPV4
                ? port.ipv4().address() instanceof Ipv4Source.Negotiated
                : port.ipv6().isOn() && port.ipv6().unnumbered().isEmpty();
    }
}
