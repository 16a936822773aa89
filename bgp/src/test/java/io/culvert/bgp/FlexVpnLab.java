package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.BgpConfig;
import io.culvert.bgp.config.BgpSettings;
import io.culvert.bgp.config.ConnectionMode;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.FamilySettings;
import io.culvert.bgp.config.LabelMode;
import io.culvert.bgp.config.ListenRange;
import io.culvert.bgp.config.NeighborConfig;
import io.culvert.bgp.config.PeerFamilySettings;
import io.culvert.bgp.config.PeerKey;
import io.culvert.bgp.config.PeerSettings;
import io.culvert.bgp.config.Redistribution;
import io.culvert.bgp.config.RouteSource;
import io.culvert.bgp.config.SendCommunity;
import io.culvert.bgp.config.VrfConfig;
import io.culvert.bgp.config.VrfRoutes;
import io.culvert.bgp.policy.PolicyBook;
import io.culvert.bgp.policy.RouteMap;
import io.culvert.bgp.policy.RouteMatch;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The published hub and spokes, as far as BGP sees them.
final class FlexVpnLab {
    static final PeerKey.Neighbor HUB = PeerKey.Neighbor.global(IpAddress.of("10.0.0.1"));
    static final Vrf CUST1 = new Vrf("cust1");
    static final Vrf CUST2 = new Vrf("cust2");

    final Playground ground = new Playground();
    final Playground.Node hub = ground.node("R1-HUB", "10.0.0.1", 18);
    final Playground.Node spoke1 = ground.node("R3-Spoke1", "10.1.1.3", 16);
    final Playground.Node spoke2 = ground.node("R4-Spoke", "10.1.1.4", 16);

    static BgpSettings hubSettings() {
        var group =
                PeerSettings.EMPTY
                        .withRemoteAs(Optional.of(100L))
                        .withConnectionMode(Optional.of(ConnectionMode.PASSIVE))
                        .withUpdateSource(Optional.of(InterfaceName.of("Loopback0")));
        var active = PeerFamilySettings.EMPTY.withActivate(Optional.of(true));
        var mpls = new PeerKey.Group("mpls");
        var bgp =
                BgpConfig.of(10)
                        .withListenRanges(
                                List.of(
                                        new ListenRange(
                                                Vrf.GLOBAL, Prefix.of("0.0.0.0/0"), "mpls")))
                        .withListenLimit(5000)
                        .withPeerGroup("mpls", group)
                        .withFamily(
                                FamilyId.IPV4,
                                FamilySettings.DEFAULT
                                        .withRedistributions(
                                                List.of(
                                                        new Redistribution(
                                                                RouteSource.STATIC,
                                                                Optional.of("global"),
                                                                Optional.empty())))
                                        .withPeer(mpls, active.withNextHopSelf(Optional.of(true))))
                        .withFamily(
                                FamilyId.VPNV4,
                                FamilySettings.DEFAULT.withPeer(
                                        mpls,
                                        active.withSendCommunity(Optional.of(SendCommunity.BOTH))))
                        .withFamily(FamilyId.ipv4(CUST1), hubVrf("cust1"))
                        .withFamily(FamilyId.ipv4(CUST2), hubVrf("cust2"));
        var policies = PolicyBook.EMPTY.with(tagMap("cust1", 666)).with(tagMap("cust2", 667));
        return BgpSettings.NONE.withBgp(Optional.of(bgp)).withVrfs(vrfs()).withPolicies(policies);
    }

    private static FamilySettings hubVrf(String name) {
        return FamilySettings.DEFAULT
                .withRedistributions(
                        List.of(
                                new Redistribution(
                                        RouteSource.CONNECTED, Optional.empty(), Optional.empty()),
                                new Redistribution(
                                        RouteSource.STATIC, Optional.of(name), Optional.empty())))
                .withDefaultInformationOriginate(true);
    }

    private static RouteMap tagMap(String name, long tag) {
        return new RouteMap(
                name,
                List.of(
                        new RouteMap.Entry(
                                10, true, List.of(new RouteMatch.Tag(List.of(tag))), List.of())));
    }

    static NavigableMap<Vrf, VrfConfig> vrfs() {
        var vrfs = new TreeMap<Vrf, VrfConfig>();
        vrfs.put(CUST1, vrf("1:1"));
        vrfs.put(CUST2, vrf("2:2"));
        return vrfs;
    }

    static VrfConfig vrf(String number) {
        var targets = new TreeSet<>(List.of(RouteTarget.of(number)));
        return VrfConfig.EMPTY
                .withRouteDistinguisher(Optional.of(RouteDistinguisher.of(number)))
                .withFamily(
                        AddressFamily.IPV4,
                        new VrfRoutes(targets, targets, Optional.empty(), Optional.empty()));
    }

    static BgpSettings spokeSettings(UnaryOperator<PeerFamilySettings> vpnv4) {
        var neighbor =
                PeerSettings.EMPTY
                        .withRemoteAs(Optional.of(10L))
                        .withEbgpMultihop(Optional.of(255))
                        .withUpdateSource(Optional.of(InterfaceName.of("Tunnel0")));
        var active = PeerFamilySettings.EMPTY.withActivate(Optional.of(true));
        var connected =
                FamilySettings.DEFAULT.withRedistributions(
                        List.of(
                                new Redistribution(
                                        RouteSource.CONNECTED,
                                        Optional.empty(),
                                        Optional.empty())));
        var vpn = vpnv4.apply(active.withSendCommunity(Optional.of(SendCommunity.BOTH)));
        var bgp =
                BgpConfig.of(100)
                        .withNeighbor(HUB, new NeighborConfig(Optional.empty(), neighbor))
                        .withFamily(FamilyId.IPV4, FamilySettings.DEFAULT.withPeer(HUB, active))
                        .withFamily(FamilyId.VPNV4, FamilySettings.DEFAULT.withPeer(HUB, vpn))
                        .withFamily(FamilyId.ipv4(CUST1), connected)
                        .withFamily(FamilyId.ipv4(CUST2), connected);
        return BgpSettings.NONE.withBgp(Optional.of(bgp)).withVrfs(vrfs());
    }

    static BgpSettings perVrf(BgpSettings settings) {
        var vrfs = new TreeMap<Vrf, VrfConfig>();
        settings.vrfs()
                .forEach(
                        (vrf, config) ->
                                vrfs.put(
                                        vrf,
                                        config.withLabelMode(
                                                AddressFamily.IPV4, LabelMode.PER_VRF)));
        return settings.withVrfs(vrfs);
    }

    /// Everything as published: addresses first, then the configurations, then the routes of the VRFs.
    FlexVpnLab boot() {
        return boot(UnaryOperator.identity(), UnaryOperator.identity());
    }

    FlexVpnLab boot(UnaryOperator<PeerFamilySettings> spokeVpnv4, UnaryOperator<BgpSettings> all) {
        hub.address("Loopback0", "10.0.0.1/32", false);
        hub.address("Ethernet0/0", "172.16.0.1/30", false);
        hub.configure(all.apply(hubSettings()));
        hub.connected("cust1", "192.168.110.0/24");
        hub.connected("cust2", "192.168.111.0/24");
        hub.discard("cust1", "0.0.0.0/0", 666);
        hub.discard("cust2", "0.0.0.0/0", 667);
        spoke(
                spoke1,
                "172.16.1.103/24",
                "10.1.1.3/32",
                "192.168.113.0/24",
                "192.168.123.0/24",
                all.apply(spokeSettings(spokeVpnv4)));
        spoke(
                spoke2,
                "172.16.1.104/24",
                "10.1.1.4/32",
                "192.168.114.0/24",
                "192.168.124.0/24",
                all.apply(spokeSettings(spokeVpnv4)));
        return this;
    }

    private static void spoke(
            Playground.Node node,
            String wan,
            String tunnel,
            String lan1,
            String lan2,
            BgpSettings settings) {
        node.address("Ethernet0/0", wan, false);
        node.configure(settings);
        node.connected("cust2", lan2);
        node.connected("cust1", lan1);
        node.address("Tunnel0", tunnel, true);
    }
}
