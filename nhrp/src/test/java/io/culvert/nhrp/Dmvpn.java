package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.NhrpSettings.Redirect;
import io.culvert.nhrp.config.NhrpSettings.Registration;
import io.culvert.nhrp.config.NhrpSettings.Shortcut;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.nhrp.config.StaticMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A DMVPN of multipoint tunnels in the global table: hub 10.0.0.1 at 172.16.0.1, spokes 10.0.0.N at 172.16.1.(100+N) with the LAN
/// 192.168.N.0/24.
final class Dmvpn {
    static final InterfaceName TUNNEL0 = Playground.TUNNEL0;
    static final Prefix OVERLAY = Prefix.of("10.0.0.0/24");

    final Playground net = new Playground();
    final PlayNode hub = node("hub", "10.0.0.1", "172.16.0.1", hubSettings());

    /// Everything by the hub, who redirects: phase 3.
    Dmvpn(int spokes) {
        for (int i = 3; i < 3 + spokes; i++) {
            PlayNode spoke =
                    node("spoke" + i, "10.0.0." + i, "172.16.1." + (100 + i), spokeSettings());
            Prefix lan = Prefix.of("192.168." + i + ".0/24");
            spoke.lan(Vrf.GLOBAL, lan);
            spoke.route(Vrf.GLOBAL, Prefix.of("192.168.0.0/16"), TUNNEL0, Optional.of(hub.overlay));
            hub.route(Vrf.GLOBAL, lan, TUNNEL0, Optional.of(spoke.overlay));
        }
    }

    static NhrpSettings hubSettings() {
        return new NhrpSettings(
                Optional.of(1L),
                Optional.empty(),
                Duration.ofMinutes(10),
                Optional.empty(),
                Optional.of(Redirect.DEFAULT),
                List.of(),
                List.of(),
                Registration.DEFAULT,
                false,
                ServerRedundancy.DEFAULT);
    }

    static NextHopServer server(int n, int priority, int cluster) {
        return new NextHopServer(
                AddressFamily.IPV4,
                Optional.of(IpAddress.of("10.0.0." + n)),
                Optional.of(IpAddress.of("172.16.0." + n)),
                Optional.empty(),
                true,
                priority,
                cluster);
    }

    static NhrpSettings spokeSettings() {
        return spokeSettings(Optional.empty(), Registration.DEFAULT, List.of(), server(1, 0, 0));
    }

    static NhrpSettings spokeSettings(
            Optional<String> authentication,
            Registration registration,
            List<StaticMapping> mappings,
            NextHopServer... servers) {
        return new NhrpSettings(
                Optional.of(1L),
                authentication,
                Duration.ofMinutes(10),
                Optional.of(new Shortcut(Optional.empty())),
                Optional.empty(),
                List.of(servers),
                mappings,
                registration,
                false,
                ServerRedundancy.DEFAULT);
    }

    PlayNode node(String name, String overlay, String nbma, NhrpSettings settings) {
        PlayNode node = net.node(name, nbma);
        node.overlay = IpAddress.of(overlay);
        node.mpls = false;
        node.route(Vrf.GLOBAL, OVERLAY, TUNNEL0, Optional.empty());
        node.change(interfaceOf(node, settings));
        return node;
    }

    static NhrpInterface interfaceOf(PlayNode node, NhrpSettings settings) {
        return interfaceOf(node, settings, Optional.empty());
    }

    static NhrpInterface interfaceOf(PlayNode node, NhrpSettings settings, Optional<Long> key) {
        return new NhrpInterface(
                TUNNEL0,
                true,
                false,
                Vrf.GLOBAL,
                Vrf.GLOBAL,
                true,
                true,
                key,
                node.nbma,
                Optional.empty(),
                List.of(node.overlay),
                1400,
                false,
                settings,
                NhrpSettings.OFF);
    }

    PlayNode spoke(int i) {
        return net.get("spoke" + i);
    }

    List<String> ping(int from, int to) {
        return net.data(Vrf.GLOBAL, spoke(from), "192.168." + from + ".1", "192.168." + to + ".1");
    }
}
