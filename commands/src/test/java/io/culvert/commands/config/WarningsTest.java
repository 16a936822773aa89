package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.router.config.RouterConfig;
import org.junit.jupiter.api.Test;

/// What a good configuration makes one wonder about.
class WarningsTest {
    private static RouterConfig good(String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", text);
        assertThat(loaded.refusals()).as(text).isEmpty();
        return loaded.config();
    }

    @Test
    void whatAMultipointTunnelLacksIsSaid() {
        assertThat(Warnings.of(good("interface Tunnel0\n tunnel mode gre multipoint\n")))
                .contains(
                        "Tunnel0 has tunnel mode gre multipoint without ip nhrp network-id: nothing finds its peers; enter ip nhrp network-id",
                        "Tunnel0 has tunnel mode gre multipoint without tunnel source: it stays down");
        assertThat(
                        Warnings.of(
                                good(
                                        """
                                        interface Tunnel0
                                         ip nhrp network-id 1
                                         ip nhrp nhs 10.0.0.1
                                         ip nhrp nhs 10.0.0.2 nbma 203.0.113.2
                                         tunnel source Loopback0
                                         tunnel mode gre multipoint
                                        """)))
                .anyMatch(each -> each.contains("next-hop server 10.0.0.1, but no nbma address"))
                .noneMatch(each -> each.contains("10.0.0.2"));
        String tunnel =
                """
                interface Tunnel%d
                 tunnel source Loopback0
                 tunnel mode gre multipoint
                 tunnel key %d
                 tunnel protection ipsec profile IPSEC
                """;
        assertThat(
                        Warnings.of(
                                good(
                                        "crypto ipsec profile IPSEC\n"
                                                + tunnel.formatted(0, 1)
                                                + tunnel.formatted(1, 2))))
                .anyMatch(each -> each.contains("sessions that peers begin all belong to Tunnel0"));
    }

    @Test
    void aTunnelWhoseProfileKnowsNoIkev2StaysDownAndSaysWhy() {
        String text =
                "crypto ipsec profile P\n set pfs group14\ninterface Tunnel0\n tunnel protection ipsec profile P\n";
        assertThat(Warnings.of(good(text)))
                .singleElement()
                .asString()
                .contains("has no set ikev2-profile");
        assertThat(
                        Warnings.of(
                                good(
                                        text
                                                + "crypto ikev2 profile default\n match identity remote any\n")))
                .noneMatch(each -> each.contains("has no set ikev2-profile"));
    }

    @Test
    void namesThatLeadNowhereAreSaidWithWhatFollows() {
        assertThat(
                        Warnings.of(
                                good(
                                        """
                                        crypto ikev2 authorization policy A
                                         pool NONE
                                        crypto ipsec profile P
                                         set transform-set NONE
                                         set ikev2-profile NONE
                                        ip vrf red
                                        interface Tunnel0
                                         ip unnumbered Loopback0
                                         ip access-group NONE in
                                        route-map MAP permit 10
                                         match community NONE
                                         match ip next-hop prefix-list NOWHERE
                                        router bgp 1
                                         neighbor 10.0.0.1 remote-as 1
                                         neighbor 10.0.0.1 update-source Loopback0
                                         address-family ipv4
                                          neighbor 10.0.0.1 activate
                                          neighbor 10.0.0.1 route-map NONE in
                                          redistribute static route-map NONE
                                        line vty 0 4
                                         access-class NONE in
                                        """)))
                .containsExactly(
                        "line vty names the access list NONE, which does not exist and permits everybody, as on IOS",
                        "redistribute static in address-family ipv4 names the route-map NONE, which does not exist: it matches nothing, so no route passes",
                        "ipv4 neighbor 10.0.0.1 in names the route-map NONE, which does not exist: it matches nothing, so no route passes",
                        "update-source Loopback0 names an interface that does not exist: the session stays down",
                        "route-map MAP matches by the list NONE, which does not exist and permits nothing",
                        "route-map MAP matches by the list NOWHERE, which does not exist and permits nothing",
                        "crypto ipsec profile P names the IKEv2 profile NONE, which does not exist: its tunnels stay down",
                        "crypto ipsec profile P names the transform set NONE, which does not exist and is not offered",
                        "authorization policy A names the pool NONE, which does not exist: peers get no address",
                        "Tunnel0 borrows the address of Loopback0, which does not exist",
                        "Tunnel0 names the access list NONE, which does not exist and permits everything, as on IOS");
    }
}
