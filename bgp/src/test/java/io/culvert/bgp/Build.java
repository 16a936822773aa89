package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.NetworkStatement;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.config.VrfConfig;
import io.culvert.bgp.config.VrfRoutes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A configuration under construction, in the order of its lines.
final class Build {
    private BgpConfig bgp;
    private final TreeMap<Vrf, VrfConfig> vrfs = new TreeMap<>();

    private Build(long as) {
        bgp = BgpConfig.of(as);
    }

    static Build as(long as) {
        return new Build(as);
    }

    Build general(UnaryOperator<BgpConfig> change) {
        bgp = change.apply(bgp);
        return this;
    }

    Build vrf(String name, String rd, List<String> exports, List<String> imports) {
        vrfs.put(
                new Vrf(name),
                VrfConfig.EMPTY
                        .withRouteDistinguisher(Optional.of(RouteDistinguisher.of(rd)))
                        .withFamily(
                                AddressFamily.IPV4,
                                new VrfRoutes(
                                        targets(exports),
                                        targets(imports),
                                        Optional.empty(),
                                        Optional.empty())));
        return this;
    }

    Build exportMap(String name, String map) {
        var vrf = new Vrf(name);
        VrfConfig config = Objects.requireNonNull(vrfs.get(vrf), name);
        VrfRoutes routes =
                Objects.requireNonNull(config.families().get(AddressFamily.IPV4), name)
                        .withExportMap(Optional.of(map));
        vrfs.put(vrf, config.withFamily(AddressFamily.IPV4, routes));
        return this;
    }

    private static NavigableSet<RouteTarget> targets(List<String> names) {
        return new TreeSet<>(names.stream().map(RouteTarget::of).toList());
    }

    /// A neighbour that is activated in this family alone and told of changes at once.
    Build neighbor(
            FamilyId family,
            String address,
            long as,
            UnaryOperator<PeerSettings> session,
            UnaryOperator<PeerFamilySettings> routes) {
        var key = new PeerKey.Neighbor(family.vrf(), IpAddress.of(address));
        var settings =
                PeerSettings.EMPTY
                        .withRemoteAs(Optional.of(as))
                        .withAdvertisementIntervalSeconds(Optional.of(0));
        var active = PeerFamilySettings.EMPTY.withActivate(Optional.of(true));
        bgp =
                bgp.withNeighbor(key, new NeighborConfig(Optional.empty(), session.apply(settings)))
                        .withFamily(family, bgp.family(family).withPeer(key, routes.apply(active)));
        return this;
    }

    Build neighbor(FamilyId family, String address, long as) {
        return neighbor(family, address, as, UnaryOperator.identity(), UnaryOperator.identity());
    }

    Build family(FamilyId family, UnaryOperator<FamilySettings> change) {
        bgp = bgp.withFamily(family, change.apply(bgp.family(family)));
        return this;
    }

    Build networks(FamilyId family, String... prefixes) {
        var lines =
                Arrays.stream(prefixes)
                        .map(prefix -> new NetworkStatement(Prefix.of(prefix), Optional.empty()))
                        .toList();
        return family(family, settings -> settings.withNetworks(lines));
    }

    BgpSettings settings() {
        return BgpSettings.NONE.withBgp(Optional.of(bgp)).withVrfs(vrfs);
    }

    /// A node that speaks from one address in the global table.
    static Playground.Node node(Playground ground, String name, String address) {
        var node = ground.node(name, address, 16);
        node.address("Ethernet0/0", address + "/24", false);
        return node;
    }

    static final Duration A_WHILE = Duration.ofSeconds(40);
}
