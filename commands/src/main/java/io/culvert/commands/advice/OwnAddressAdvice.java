package io.culvert.commands.advice;

import io.culvert.base.InterfaceKind;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.stream.Stream;

/// A tunnel that leads back to the router that it begins at.
final class OwnAddressAdvice {
    private OwnAddressAdvice() {}

    static Stream<Finding> of(String router, RouterConfig config) {
        return config.interfaces().values().stream()
                .filter(port -> port.name().kind() == InterfaceKind.TUNNEL && !port.shutdown())
                .flatMap(
                        port ->
                                Stream.concat(
                                                destination(config, port),
                                                Stream.of(port.nhrp().ipv4(), port.nhrp().ipv6())
                                                        .flatMap(nhrp -> nhrp(config, port, nhrp)))
                                        .map(
                                                sentence ->
                                                        new Finding(
                                                                router,
                                                                Finding.Place.in(
                                                                        port.name(),
                                                                        OwnAddressAdvice::lines),
                                                                sentence)));
    }

    private static Object lines(InterfaceConfig port) {
        return List.of(port.tunnel().destination(), NhrpChecks.servers(port));
    }

    private static Stream<String> destination(RouterConfig config, InterfaceConfig port) {
        return port.tunnel().destination().stream()
                .filter(far -> isOwn(config, port, far))
                .map(
                        far ->
                                "%s has tunnel destination %s, which is an address of this router itself; enter the address of the other end"
                                        .formatted(port.name(), far));
    }

    private static Stream<String> nhrp(
            RouterConfig config, InterfaceConfig port, NhrpSettings nhrp) {
        Stream<String> servers =
                nhrp.servers().stream()
                        .flatMap(
                                server ->
                                        server.nbma().stream()
                                                .filter(far -> isOwn(config, port, far))
                                                .map(
                                                        far ->
                                                                "%s has ip nhrp nhs %s nbma %s, which is an address of this router itself; enter the nbma address of that server"
                                                                        .formatted(
                                                                                port.name(),
                                                                                server.address()
                                                                                        .map(
                                                                                                IpAddress
                                                                                                        ::toString)
                                                                                        .orElse(
                                                                                                "dynamic"),
                                                                                far)));
        Stream<String> mappings =
                nhrp.mappings().stream()
                        .filter(each -> isOwn(config, port, each.nbma()))
                        .map(
                                each ->
                                        "%s has ip nhrp map %s %s, which is an address of this router itself; enter the nbma address of that peer"
                                                .formatted(
                                                        port.name(),
                                                        each.overlay().isHost()
                                                                ? each.overlay().address()
                                                                : each.overlay(),
                                                        each.nbma()));
        return Stream.concat(servers, mappings);
    }

    /// In another VRF the same address is somebody else's.
    private static boolean isOwn(RouterConfig config, InterfaceConfig port, IpAddress address) {
        return TunnelEnd.owners(config, address)
                .anyMatch(owner -> owner.vrf().equals(port.tunnel().vrf()));
    }
}
