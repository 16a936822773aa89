package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.config.AddressPool;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The addresses that belong to the two ends of tunnels: what is sent to them goes into a tunnel or nowhere. The far ends go on
/// sending to them when an interface is down or another spoke is gone, and what came out of a tunnel must not go on by
/// another route, the default route to the provider included.
final class Overlay {
    private final RouterConfig config;
    private final Interfaces interfaces;

    Overlay(RouterConfig config, Interfaces interfaces) {
        this.config = config;
        this.interfaces = interfaces;
    }

    /// What is discarded in this VRF unless a route for just that prefix, or a longer one, leads somewhere.
    Stream<Prefix> gaps(Vrf vrf) {
        return Stream.concat(
                lentAddresses(vrf).map(Prefix::host),
                pools(vrf)
                        .flatMap(pool -> pool.ranges().stream())
                        .flatMap(range -> prefixes(range).stream()));
    }

    /// The addresses that tunnels borrow from interfaces which are down.
    private Stream<IpAddress> lentAddresses(Vrf vrf) {
        return config.interfaces().values().stream()
                .filter(InterfaceConfig::isTunnel)
                .flatMap(tunnel -> lender(tunnel).stream())
                .flatMap(name -> config.interfaces().get(name).stream())
                .filter(lender -> lender.vrf().equals(vrf))
                .filter(
                        lender ->
                                interfaces.find(lender.name()).stream()
                                        .noneMatch(InterfaceState::protocolUp))
                .flatMap(lender -> address(lender).stream());
    }

    private static Optional<InterfaceName> lender(InterfaceConfig tunnel) {
        return tunnel.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                ? Optional.of(lender)
                : Optional.empty();
    }

    private static Optional<IpAddress> address(InterfaceConfig port) {
        return port.ipv4().address() instanceof Ipv4Source.Static(var address, _)
                ? Optional.of(address.address())
                : Optional.empty();
    }

    /// The pools whose addresses go to the far ends of this VRF's tunnels.
    private Stream<AddressPool> pools(Vrf vrf) {
        return config.ike().profiles().values().stream()
                .filter(profile -> isOf(profile, vrf))
                .flatMap(profile -> profile.groupAuthorizations().stream())
                .flatMap(each -> config.ike().authorizationPolicies().get(each.policy()).stream())
                .flatMap((AuthorizationPolicy policy) -> policy.pool().stream())
                .flatMap(name -> config.ike().pools().get(name).stream());
    }

    private boolean isOf(Ikev2Profile profile, Vrf vrf) {
        return profile.virtualTemplate().isPresent()
                && config.interfaces()
                        .get(
                                new InterfaceName(
                                        InterfaceKind.VIRTUAL_TEMPLATE,
                                        Integer.toString(profile.virtualTemplate().getAsInt())))
                        .filter(template -> template.vrf().equals(vrf))
                        .isPresent();
    }

    /// The fewest prefixes that make up a range.
    static List<Prefix> prefixes(AddressPool.Range range) {
        var prefixes = new ArrayList<Prefix>();
        Optional<IpAddress> next = Optional.of(range.first());
        while (next.isPresent()) {
            Prefix widest = widest(next.get(), range.last());
            prefixes.add(widest);
            next =
                    widest.last().equals(range.last())
                            ? Optional.empty()
                            : Optional.of(widest.last().plus(1));
        }
        return prefixes;
    }

    private static Prefix widest(IpAddress first, IpAddress last) {
        for (int length = 0; ; length++) {
            Prefix prefix = Prefix.containing(first, length);
            if (prefix.first().equals(first) && prefix.last().compareTo(last) <= 0) {
                return prefix;
            }
        }
    }
}
