package io.culvert.interop;

import org.junit.jupiter.api.Test;

/// OpenBGPD, which has no VPN of its own outside OpenBSD and passes on what BIRD behind it announces. Version 7.7 takes no
/// VPN withdrawal seriously and answers no refresh.
class OpenbgpdTest extends SpeakerContract {
    private static final String CONFIG =
            """
            AS 65002
            router-id 192.0.2.2
            holdtime 9
            listen on 192.0.2.2
            listen on 198.51.100.1
            nexthop qualify via default
            neighbor 192.0.2.1 {
             remote-as 65001
             local-address 192.0.2.2
             announce IPv4 none
             announce IPv6 none
             announce IPv4 vpn
             announce IPv6 vpn
             announce enhanced refresh yes
             announce restart yes
            }
            neighbor 198.51.100.2 {
             remote-as 65002
             local-address 198.51.100.1
             announce IPv4 none
             announce IPv6 none
             announce IPv4 vpn
             announce IPv6 vpn
            }
            allow from any
            allow to any
            """;

    private static final String BEHIND =
            """
            router id 198.51.100.2;
            protocol device {}
            vpn4 table tv4; vpn6 table tv6; ipv4 table igp4;
            protocol direct { ipv4 { table igp4; }; }
            protocol static red4 { vpn4 { table tv4; }; igp table igp4;
              route 65002:1 10.2.1.0/24 via 198.51.100.2 mpls 3001 { bgp_ext_community.add((rt, 65000, 100)); };
              route 65002:2 10.2.1.0/24 via 198.51.100.2 mpls 3002 { bgp_ext_community.add((rt, 65000, 200)); };
            }
            protocol static red6 { vpn6 { table tv6; }; igp table igp4;
              route 65002:1 2001:db8:2:1::/64 via 198.51.100.2 mpls 3003 { bgp_ext_community.add((rt, 65000, 100)); };
            }
            protocol bgp openbgpd { local 198.51.100.2 as 65002; neighbor 198.51.100.1 as 65002;
              hold time 9; connect delay time 1; connect retry time 2; error wait time 1,2;
              vpn4 mpls { table tv4; igp table igp4; import all; export all; next hop keep; gateway recursive; };
              vpn6 mpls { table tv6; igp table igp4; import all; export all; next hop keep; gateway recursive; extended next hop on; };
            }
            """;

    private boolean isBirdThere;

    @Override
    void require() {
        Machine.requires("bird", "bgpctl");
        Machine.requiresFile("/usr/sbin/bgpd");
    }

    @Override
    Daemon start(Namespaces net) {
        if (!isBirdThere) {
            isBirdThere = true;
            net.add("behind");
            net.link("peer", "eth1", "behind", "eth0");
            net.address("peer", "eth1", "198.51.100.1/24");
            net.address("behind", "eth0", "198.51.100.2/24");
            Daemon.bird(net, "behind", BEHIND);
        }
        return Daemon.openbgpd(net, "peer", CONFIG);
    }

    @Override
    String routes() {
        return "show rib vpnv4 detail";
    }

    /// It shows no labels.
    @Override
    String[] ours(String label, String target) {
        return new String[] {
            "(?s)rd 65001:\\d 10\\.1\\.1\\.0/24\\n(?:(?!\\n\\n).)*Nexthop 192\\.0\\.2\\.1 (?:(?!\\n\\n).)*Ext. Communities: rt 65000:%s"
                    .formatted(target)
        };
    }

    @Test
    void ourIpv6RouteArrivesThere() {
        daemon().within(
                        ROUTE,
                        "show rib vpnv6 detail",
                        "rd 65001:1 2001:db8:1:1::/64",
                        "rt 65000:100");
    }

    /// RFC 4724 section 3: it helps others to restart and preserves nothing itself.
    @Test
    void aSpeakerThatDiesTakesItsRoutesAlongAndBringsThemBack() {
        culvert()
                .within(
                        ROUTE,
                        "show ip bgp neighbors 192.0.2.2",
                        "Graceful Restart Capability: advertised and received");
        daemon().kill();
        culvert().without(ROUTE, "show ip route vrf red", "10\\.2\\.1\\.0");
        culvert().without(ROUTE, "show ip route vrf blue", "10\\.2\\.1\\.0");
        daemon = start(net());
        culvert().within(SESSION, RED, "nolabel/3001", "best");
        daemon().within(SESSION, routes(), ours(label("red"), "100"));
    }
}
