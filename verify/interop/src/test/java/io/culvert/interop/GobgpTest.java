package io.culvert.interop;

import java.util.List;
import org.junit.jupiter.api.Test;

/// GoBGP.
class GobgpTest extends FullSpeakerContract {
    private static final String CONFIG =
            """
            [global.config]
            as = 65002
            router-id = "192.0.2.2"
            local-address-list = ["192.0.2.2"]
            [[neighbors]]
            [neighbors.config]
            neighbor-address = "192.0.2.1"
            peer-as = 65001
            [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
            hold-time = 9
            keepalive-interval = 3
            [neighbors.transport.config]
            local-address = "192.0.2.2"
            [neighbors.graceful-restart.config]
            enabled = true
            restart-time = 30
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "l3vpn-ipv4-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
            enabled = true
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "l3vpn-ipv6-unicast"
            [neighbors.afi-safis.mp-graceful-restart.config]
            enabled = true
            """;

    private static final String RED = "10.2.1.0/24 label 3001 rd 65002:1 rt 65000:100 -a vpnv4";
    private static final List<String> ROUTES =
            List.of(
                    RED,
                    "10.2.1.0/24 label 3002 rd 65002:2 rt 65000:200 -a vpnv4",
                    "10.2.3.0/24 label 3004 rd 65002:3 rt 65000:300 -a vpnv4",
                    "2001:db8:2:1::/64 label 3003 rd 65002:1 rt 65000:100 -a vpnv6");

    @Override
    void require() {
        Machine.requires("gobgpd", "gobgp");
    }

    @Override
    Daemon start(Namespaces net) {
        return withRoutes(Daemon.gobgp(net, "peer", CONFIG));
    }

    @Override
    Daemon restart(Namespaces net) {
        return withRoutes(Daemon.gobgp(net, "peer", CONFIG, "-r"));
    }

    private static Daemon withRoutes(Daemon daemon) {
        daemon.within(SESSION, "global", "65002");
        ROUTES.forEach(route -> daemon.ask("global rib add " + route));
        return daemon;
    }

    @Override
    String routes() {
        return "global rib -a vpnv4";
    }

    @Override
    String[] ours(String label, String target) {
        return new String[] {
            "65001:\\d:10\\.1\\.1\\.0/24 +\\[%s\\] +192\\.0\\.2\\.1 +65001 .*\\{Extcomms: \\[65000:%s\\]\\}"
                    .formatted(label, target)
        };
    }

    @Override
    void withdraw(Daemon daemon) {
        daemon.ask("global rib del " + RED);
    }

    @Override
    void announce(Daemon daemon) {
        daemon.ask("global rib add " + RED);
    }

    @Test
    void ourIpv6RouteArrivesThere() {
        daemon().within(
                        ROUTE,
                        "global rib -a vpnv6",
                        "65001:1:2001:db8:1:1::/64 .*\\[65000:100\\]");
    }

    @Test
    void itsRefreshIsAnswered() {
        daemon().ask("neighbor 192.0.2.1 softresetin -a vpnv4");
        daemon().within(ROUTE, routes(), ours(culvert().label("10.1.1.0/24", "red"), "100"));
    }
}
