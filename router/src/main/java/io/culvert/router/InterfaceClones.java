package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv6;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Interfaces that were made for one peer each: which there are, and what the configuration says of them.
final class InterfaceClones {
    /// A virtual access interface of a template, or a peer's of a multipoint tunnel.
    record Clone(InterfaceName template, TunnelPath path) {
        boolean isEndpoint() {
            return template.kind() == InterfaceKind.TUNNEL;
        }
    }

    private final Map<InterfaceName, Clone> clones = new TreeMap<>();
    private final LowestFree virtualAccesses = new LowestFree();
    private final Map<InterfaceName, LowestFree> endpoints = new TreeMap<>();

    Set<InterfaceName> names() {
        return clones.keySet();
    }

    Optional<Clone> find(InterfaceName name) {
        return Optional.ofNullable(clones.get(name));
    }

    /// A new virtual access interface with the lowest free number, or nothing if there is no such template.
    Optional<InterfaceName> access(RouterConfig config, InterfaceName template, TunnelPath path) {
        if (!config.interfaces().has(template)) {
            return Optional.empty();
        }
        InterfaceName name =
                new InterfaceName(
                        InterfaceKind.VIRTUAL_ACCESS, Integer.toString(virtualAccesses.take()));
        clones.put(name, new Clone(template, path));
        return Optional.of(name);
    }

    /// A new tunnel for one peer of a multipoint tunnel, with the lowest free number, or nothing where that is none, or one over the
    /// other family.
    Optional<InterfaceName> endpoint(
            RouterConfig config, InterfaceName multipoint, IpAddress nbma) {
        Optional<InterfaceConfig> base =
                config.interfaces()
                        .get(multipoint)
                        .filter(each -> each.tunnel().mode().isMultipoint())
                        .filter(each -> each.tunnel().outer() == nbma.family());
        if (base.isEmpty()) {
            return Optional.empty();
        }
        int number = endpoints.computeIfAbsent(multipoint, _ -> new LowestFree()).take();
        InterfaceName name = endpoint(multipoint, number);
        clones.put(
                name,
                new Clone(
                        multipoint, new TunnelPath(base.get().tunnel().vrf(), nobody(nbma), nbma)));
        return Optional.of(name);
    }

    private static InterfaceName endpoint(InterfaceName multipoint, int number) {
        return new InterfaceName(multipoint.kind(), multipoint.number() + "." + number);
    }

    /// The address that stands for nobody, in the family of another.
    static IpAddress nobody(IpAddress like) {
        return like.isIpv4() ? Ipv4Address.ANY : Ipv6Address.ANY;
    }

    /// The peer of a virtual access interface is elsewhere now.
    void moved(InterfaceName name, TunnelPath path) {
        clones.computeIfPresent(
                name, (_, clone) -> clone.isEndpoint() ? clone : new Clone(clone.template(), path));
    }

    /// Whether there was one.
    boolean remove(InterfaceName name) {
        Clone clone = clones.remove(name);
        if (clone == null) {
            return false;
        }
        if (clone.isEndpoint()) {
            String number = name.number();
            Objects.requireNonNull(endpoints.get(clone.template()))
                    .give(Integer.parseInt(number.substring(number.lastIndexOf('.') + 1)));
        } else {
            virtualAccesses.give(Integer.parseInt(name.number()));
        }
        return true;
    }

    /// What the configuration says of a clone; empty for what is none, or has no template any more.
    Optional<InterfaceConfig> config(RouterConfig config, InterfaceName name) {
        return Optional.ofNullable(clones.get(name))
                .flatMap(
                        clone ->
                                config.interfaces()
                                        .get(clone.template())
                                        .filter(
                                                from ->
                                                        !clone.isEndpoint()
                                                                || from.tunnel()
                                                                        .mode()
                                                                        .isMultipoint())
                                        .map(
                                                from ->
                                                        clone.isEndpoint()
                                                                ? endpoint(from, name)
                                                                : from.withName(name)));
    }

    /// What a multipoint tunnel says, to one peer: it borrows the addresses, so that no subnet is connected there.
    private static InterfaceConfig endpoint(InterfaceConfig multipoint, InterfaceName name) {
        InterfaceIpv6 six = multipoint.ipv6();
        return multipoint
                .withName(name)
                .withTunnel(multipoint.tunnel().withMode(multipoint.tunnel().mode().toOnePeer()))
                .withIpv4(
                        multipoint.ipv4().withAddress(new Ipv4Source.Unnumbered(multipoint.name())))
                .withIpv6(
                        six.withAddresses(List.of())
                                .withEui64(List.of())
                                .withUnnumbered(
                                        six.isOn()
                                                ? Optional.of(multipoint.name())
                                                : Optional.empty()));
    }
}
