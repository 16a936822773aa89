package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.Tunnels;
import io.culvert.ike.v2.WantedChild;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.PortChoice;
import io.culvert.router.config.TunnelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers what IKE asks about interfaces and access lists.
final class TunnelDirectory implements Tunnels {
    private final Works works;

    TunnelDirectory(Works works) {
        this.works = works;
    }

    @Override
    public Optional<Protection> template(int number, IpAddress local, IpAddress remote) {
        return works.config
                .interfaces()
                .get(new InterfaceName(InterfaceKind.VIRTUAL_TEMPLATE, Integer.toString(number)))
                .map(InterfaceConfig::tunnel)
                .flatMap(tunnel -> protection(tunnel, local, remote));
    }

    private Optional<Protection> protection(
            TunnelConfig tunnel, IpAddress local, IpAddress remote) {
        List<WantedChild> children = TunnelTraffic.of(works.config, tunnel, local, remote);
        return tunnel.protectionProfile()
                .filter(_ -> !children.isEmpty())
                .map(profile -> new Protection(profile, children));
    }

    @Override
    public List<Multipoint> multipoint(Vrf fvrf, IpAddress local, IpAddress remote) {
        var found = new ArrayList<Multipoint>();
        for (InterfaceConfig each : works.config.interfaces()) {
            if (each.tunnel().mode().isMultipoint()) {
                works.interfaces
                        .find(each.name())
                        .filter(state -> isFrom(state, fvrf, local))
                        .flatMap(state -> protection(state.config().tunnel(), local, remote))
                        .ifPresent(how -> found.add(new Multipoint(each.name(), how)));
            }
        }
        return found;
    }

    private static boolean isFrom(InterfaceState state, Vrf fvrf, IpAddress local) {
        return state.servedBy().isPresent()
                && state.path()
                        .filter(
                                path ->
                                        path.frontDoor().equals(fvrf)
                                                && path.source().equals(local))
                        .isPresent();
    }

    /// Every underlay so far carries protocol 50.
    @Override
    public boolean carriesOnlyUdp(Vrf fvrf, IpAddress local) {
        // Through the machine's own stack only datagrams go in trains; ESP by itself would pass,
        // packet by packet.
        return works.interfaces
                .owner(fvrf, local)
                .filter(owner -> owner.config().link().port() instanceof PortChoice.Host)
                .isPresent();
    }

    /// The addresses in force; of a template, what its clones will have.
    @Override
    public List<IpAddress> addresses(InterfaceName name) {
        Optional<InterfaceState> state = works.interfaces.find(name);
        if (state.isPresent()) {
            return state.get().addresses().stream().map(InterfaceAddress::address).toList();
        }
        return works.config
                .interfaces()
                .get(name)
                .map(InterfaceConfig::ipv4)
                .map(
                        ipv4 ->
                                ipv4.address() instanceof Ipv4Source.Unnumbered(var lender)
                                        ? addresses(lender)
                                        : ipv4.addresses().stream()
                                                .map(InterfaceAddress::address)
                                                .toList())
                .orElse(List.of());
    }

    /// Sources that a list permits: the way `route set access-list` is written on IOS.
    @Override
    public List<Prefix> permitted(String accessList) {
        var prefixes = new ArrayList<Prefix>();
        works.config
                .accessLists()
                .get(accessList)
                .ifPresent(
                        list -> {
                            for (AccessEntry entry : list.entries()) {
                                if (entry instanceof AccessEntry.Rule rule && rule.permit()) {
                                    var wildcard = rule.source().wildcard();
                                    Prefix.lengthOfMask(new Ipv4Address(~wildcard.bits()))
                                            .map(
                                                    length ->
                                                            Prefix.containing(
                                                                    rule.source().address(),
                                                                    length))
                                            .ifPresent(prefixes::add);
                                }
                            }
                        });
        return prefixes;
    }
}
