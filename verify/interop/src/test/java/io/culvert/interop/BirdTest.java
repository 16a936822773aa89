package io.culvert.interop;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// BIRD 2.
class BirdTest extends FullSpeakerContract {
    private static final String CONFIG =
            """
            router id 192.0.2.2;
            protocol device {}
            vpn4 table tv4; vpn6 table tv6; ipv4 table igp4; ipv6 table igp6;
            protocol direct { ipv4 { table igp4; }; ipv6 { table igp6; }; }
            protocol static red4 { vpn4 { table tv4; }; igp table igp4;
              route 65002:1 10.2.1.0/24 via 192.0.2.2 mpls 3001 { bgp_ext_community.add((rt, 65000, 100)); };
            }
            protocol static blue4 { vpn4 { table tv4; }; igp table igp4;
              route 65002:2 10.2.1.0/24 via 192.0.2.2 mpls 3002 { bgp_ext_community.add((rt, 65000, 200)); };
            }
            protocol static green4 { vpn4 { table tv4; }; igp table igp4;
              route 65002:3 10.2.3.0/24 via 192.0.2.2 mpls 3004 { bgp_ext_community.add((rt, 65000, 300)); };
            }
            protocol static red6 { vpn6 { table tv6; }; igp table igp4;
              route 65002:1 2001:db8:2:1::/64 via 192.0.2.2 mpls 3003 { bgp_ext_community.add((rt, 65000, 100)); };
            }
            protocol bgp culvert { local 192.0.2.2 as 65002; neighbor 192.0.2.1 as 65001;
              hold time 9; connect delay time 1; connect retry time 2; error wait time 1,2; graceful restart on;
              vpn4 mpls { table tv4; igp table igp4; import all; export all; next hop keep; gateway recursive; };
              vpn6 mpls { table tv6; igp table igp4; import all; export all; next hop keep; gateway recursive; extended next hop on; };
            }
            """;

    @Override
    void require() {
        Machine.requires("bird", "birdc");
    }

    @Override
    Daemon start(Namespaces net) {
        return Daemon.bird(net, "peer", CONFIG);
    }

    @Override
    Daemon restart(Namespaces net) {
        return Daemon.bird(net, "peer", CONFIG, "-R");
    }

    @Override
    String routes() {
        return "show route all table tv4";
    }

    @Override
    String[] ours(String label, String target) {
        return new String[] {
            "(?s)10\\.1\\.1\\.0/24 (?:(?!\\n\\S).)*via 192\\.0\\.2\\.1 on eth0 mpls %s\\b(?:(?!\\n\\S).)*\\(rt, 65000, %s\\)"
                    .formatted(label, target)
        };
    }

    @Override
    void withdraw(Daemon daemon) {
        daemon.ask("disable red4");
    }

    @Override
    void announce(Daemon daemon) {
        daemon.ask("enable red4");
    }

    @Test
    void ourIpv6RouteArrivesThere() {
        daemon().within(
                        ROUTE,
                        "show route all table tv6",
                        "65001:1 2001:db8:1:1::/64",
                        "rt, 65000, 100");
    }

    /// RFC 7313: it marks begin and end of what it asks for, and so do we when it asks.
    @Test
    void itsRefreshIsAnswered() {
        daemon().ask("reload in culvert");
        daemon().within(ROUTE, routes(), ours(culvert().label("10.1.1.0/24", "red"), "100"));
        culvert().within(ROUTE, "show ip bgp vpnv4 all summary", "192\\.0\\.2\\.2 .* [23]$");
    }

    /// RFC 4271 section 6.5: nothing says that the peer is gone but its silence.
    @Test
    void aSilentPeerIsGivenUpAfterTheHoldTime() {
        net().run("lan", "ip", "link", "set", "peer", "nomaster");
        try {
            culvert().without(Duration.ofSeconds(15), "show ip route vrf red", "10\\.2\\.1\\.0");
        } finally {
            net().run("lan", "ip", "link", "set", "peer", "master", "br0");
        }
        culvert().within(SESSION, "show ip route vrf red", "10\\.2\\.1\\.0");
    }
}
