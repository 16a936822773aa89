package io.culvert.commands.advice;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.IpsecProfile;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// A tunnel or template of one of several routers whose configurations are read together.
///
/// @param router what sentences call it
record TunnelEnd(String router, RouterConfig config, InterfaceConfig port) {
    static Stream<TunnelEnd> all(String router, RouterConfig config) {
        return all(router, config, false);
    }

    /// Those that are shut down, or those that are not.
    static Stream<TunnelEnd> all(String router, RouterConfig config, boolean areShut) {
        return config.interfaces().values().stream()
                .filter(port -> port.isTunnel() && port.shutdown() == areShut)
                .map(port -> new TunnelEnd(router, config, port));
    }

    static boolean has(RouterConfig config, IpAddress address) {
        return config.interfaces().values().stream()
                .flatMap(TunnelEnd::configured)
                .anyMatch(each -> each.address().equals(address));
    }

    /// The interfaces that have an address of their own.
    static Stream<InterfaceConfig> owners(RouterConfig config, IpAddress address) {
        return config.interfaces().values().stream()
                .filter(port -> configured(port).anyMatch(each -> each.address().equals(address)));
    }

    /// The VRF in which an address of this router lies; empty where none has it, or several do.
    Optional<Vrf> vrfOf(IpAddress address) {
        List<Vrf> vrfs = owners(config, address).map(InterfaceConfig::vrf).distinct().toList();
        return vrfs.size() == 1 ? Optional.of(vrfs.getFirst()) : Optional.empty();
    }

    boolean isPointToPoint() {
        return !isTemplate() && !isMultipoint();
    }

    boolean isTemplate() {
        return port.name().kind() == InterfaceKind.VIRTUAL_TEMPLATE;
    }

    boolean isMultipoint() {
        return port.tunnel().mode().isMultipoint();
    }

    Stream<NhrpSettings> nhrp() {
        return Stream.of(port.nhrp().ipv4(), port.nhrp().ipv6());
    }

    boolean hasShortcut() {
        return nhrp().anyMatch(each -> each.shortcut().isPresent());
    }

    boolean redirects() {
        return nhrp().anyMatch(each -> each.redirect().isPresent());
    }

    boolean hasServers() {
        return nhrp().anyMatch(each -> !each.servers().isEmpty());
    }

    /// Its addresses on the underlay; none where the configuration does not say them.
    List<IpAddress> sources() {
        return port.tunnel().source().stream()
                .flatMap(
                        source ->
                                switch (source) {
                                    case TunnelSource.FromAddress(var address) ->
                                            Stream.of(address);
                                    case TunnelSource.FromInterface(var name) ->
                                            addresses(name).map(InterfaceAddress::address);
                                })
                .filter(address -> outer().map(address.family()::equals).orElse(true))
                .toList();
    }

    /// The family of the outer header; empty where no line says it.
    private Optional<AddressFamily> outer() {
        TunnelConfig tunnel = port.tunnel();
        return tunnel.mode().outer().or(() -> tunnel.destination().map(IpAddress::family));
    }

    /// Its addresses in the tunnel, or those of the interface that it borrows from.
    List<InterfaceAddress> overlay() {
        return addresses(port.name()).distinct().toList();
    }

    /// The profile under which it begins sessions or answers them; empty where several could be meant.
    Optional<Ikev2Profile> profile() {
        if (isTemplate()) {
            var number = OptionalInt.of(Integer.parseInt(port.name().number()));
            List<Ikev2Profile> naming =
                    config.ike().profiles().values().stream()
                            .filter(profile -> profile.virtualTemplate().equals(number))
                            .toList();
            return naming.size() == 1 ? Optional.of(naming.getFirst()) : Optional.empty();
        }
        return ipsecProfile()
                .flatMap(
                        ipsec ->
                                config.ike()
                                        .profiles()
                                        .get(ipsec.ikev2Profile().orElse(IkeConfig.SMART_NAME)));
    }

    Optional<IpsecProfile> ipsecProfile() {
        return port.tunnel().protectionProfile().flatMap(config.ike()::ipsecProfile);
    }

    private Stream<InterfaceAddress> addresses(InterfaceName name) {
        return addresses(config, name);
    }

    /// The addresses of an interface, and of those that it borrows from.
    static Stream<InterfaceAddress> addresses(RouterConfig config, InterfaceName name) {
        return config.interfaces().get(name).stream()
                .flatMap(
                        each ->
                                Stream.concat(
                                        Stream.of(each),
                                        lenders(each)
                                                .flatMap(
                                                        lender ->
                                                                config
                                                                        .interfaces()
                                                                        .get(lender)
                                                                        .stream())))
                .flatMap(TunnelEnd::configured);
    }

    /// Whom an interface borrows its addresses from.
    static Stream<InterfaceName> lenders(InterfaceConfig port) {
        Stream<InterfaceName> of4 =
                port.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                        ? Stream.of(lender)
                        : Stream.empty();
        return Stream.concat(of4, port.ipv6().unnumbered().stream());
    }

    static Stream<InterfaceAddress> configured(InterfaceConfig port) {
        return Stream.concat(port.ipv4().addresses().stream(), port.ipv6().addresses().stream());
    }
}
