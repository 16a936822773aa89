package io.culvert.interop;

import org.junit.jupiter.api.Test;

/// FRR's bgpd on its own: without zebra it exports from VRFs and imports into none, which is enough to be spoken to.
class FrrTest extends FullSpeakerContract {
    private static final String CONFIG =
            """
            router bgp 65002
             bgp router-id 192.0.2.2
             no bgp default ipv4-unicast
             no bgp ebgp-requires-policy
             bgp graceful-restart
             bgp graceful-restart preserve-fw-state
             neighbor 192.0.2.1 remote-as 65001
             neighbor 192.0.2.1 timers 3 9
             neighbor 192.0.2.1 timers connect 1
             address-family ipv4 vpn
              neighbor 192.0.2.1 activate
             exit-address-family
             address-family ipv6 vpn
              neighbor 192.0.2.1 activate
             exit-address-family
            exit
            router bgp 65002 vrf red
             bgp router-id 192.0.2.2
             no bgp network import-check
             address-family ipv4 unicast
              network 10.2.1.0/24
              label vpn export 3001
              rd vpn export 65002:1
              rt vpn both 65000:100
              export vpn
              import vpn
             exit-address-family
             address-family ipv6 unicast
              network 2001:db8:2:1::/64
              label vpn export 3003
              rd vpn export 65002:1
              rt vpn both 65000:100
              export vpn
              import vpn
             exit-address-family
            exit
            router bgp 65002 vrf blue
             bgp router-id 192.0.2.2
             no bgp network import-check
             address-family ipv4 unicast
              network 10.2.1.0/24
              label vpn export 3002
              rd vpn export 65002:2
              rt vpn both 65000:200
              export vpn
              import vpn
             exit-address-family
            exit
            router bgp 65002 vrf green
             bgp router-id 192.0.2.2
             no bgp network import-check
             address-family ipv4 unicast
              network 10.2.3.0/24
              label vpn export 3004
              rd vpn export 65002:3
              rt vpn export 65000:300
              export vpn
             exit-address-family
            exit
            """;

    @Override
    void require() {
        Machine.requires("vtysh");
        Machine.requiresFile("/usr/lib/frr/bgpd");
    }

    @Override
    Daemon start(Namespaces net) {
        return Daemon.frr(net, "peer", CONFIG);
    }

    @Override
    Daemon restart(Namespaces net) {
        return Daemon.frr(net, "peer", CONFIG);
    }

    @Override
    String routes() {
        return "show bgp ipv4 vpn";
    }

    @Override
    String[] ours(String label, String target) {
        return new String[] {
            "10\\.1\\.1\\.0/24 +192\\.0\\.2\\.1 .*65001 \\?\\n +UN=192\\.0\\.2\\.1 EC\\{65000:%s\\} label=%s\\b"
                    .formatted(target, label)
        };
    }

    @Override
    void withdraw(Daemon daemon) {
        daemon.ask(inRed("no network 10.2.1.0/24"));
    }

    @Override
    void announce(Daemon daemon) {
        daemon.ask(inRed("network 10.2.1.0/24"));
    }

    private static String inRed(String line) {
        return "configure terminal\nrouter bgp 65002 vrf red\naddress-family ipv4 unicast\n" + line;
    }

    @Test
    void ourIpv6RouteArrivesThere() {
        daemon().within(
                        ROUTE,
                        "show bgp ipv6 vpn",
                        "2001:db8:1:1::/64",
                        "EC\\{65000:100\\} label=\\d+");
    }

    @Test
    void bothRefreshWhatTheOtherAsksFor() {
        daemon().ask("clear bgp ipv4 vpn 192.0.2.1 soft in");
        daemon().within(ROUTE, "show bgp neighbors 192.0.2.1", "Route Refresh: +[1-9]\\d* ");
        daemon().within(ROUTE, routes(), ours(culvert().label("10.1.1.0/24", "red"), "100"));
    }

    @Test
    void everyCapabilityThatBothHaveIsUsed() {
        daemon().within(
                        ROUTE,
                        "show bgp neighbors 192.0.2.1",
                        "4 Byte AS: advertised and received",
                        "Extended Message: advertised and received",
                        "Route refresh: advertised and received",
                        "Address Family IPv4 VPN: advertised and received",
                        "Address Family IPv6 VPN: advertised and received");
    }
}
