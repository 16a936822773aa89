package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether outer packets find the other end: routes that lead nowhere or into the tunnel itself, and all that may lead elsewhere.
class WayAdviceTest {
    private static final String WAN = "interface GigabitEthernet0/0\n";
    private static final String NOWHERE =
            "SP2 [ip nhrp nhs 10.0.0.1 nbma 203.0.113.1] Tunnel0 has its other end at 203.0.113.1, but no connected or static route leads there: nothing is sent; enter ip route with a gateway";
    private static final String NOWHERE_BACK =
            "HUB [interface Tunnel0] Tunnel0 has SP2 at 198.51.100.12, but no connected or static route leads there: nothing is sent; enter ip route with a gateway";

    private final Routers routers = Routers.dmvpn();

    private void apart() {
        routers.replace("SP2", "203.0.113.12 ", "198.51.100.12 ");
    }

    @Test
    void whereNoLineLeadsToTheOtherEndThatIsSaidAtBothEnds() {
        apart();
        assertThat(routers.withLines()).containsExactly(NOWHERE, NOWHERE_BACK);
        routers.add("SP2", "ip route 203.0.113.0 255.255.255.0 198.51.100.1\n");
        assertThat(routers.withLines()).containsExactly(NOWHERE_BACK);
        routers.add("HUB", "ip route 0.0.0.0 0.0.0.0 203.0.113.254\n");
        assertThat(routers.withLines()).isEmpty();
    }

    /// A gateway that nothing leads to makes no route, nor does an interface that is shut down.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip route 203.0.113.0 255.255.255.0 192.0.2.1",
                "ip route 203.0.113.0 255.255.255.0 203.0.113.7",
                "interface GigabitEthernet0/1\n ip address 203.0.113.200 255.255.255.0\n shutdown",
                "interface GigabitEthernet0/1\n shutdown\nip route 0.0.0.0 0.0.0.0 GigabitEthernet0/1",
                "vrf definition X\n address-family ipv4\nip route vrf X 0.0.0.0 0.0.0.0 198.51.100.1 global",
            })
    void aRouteThatIsNotInForceLeadsNowhere(String lines) {
        apart();
        routers.add("SP2", lines + "\n");
        assertThat(routers.withLines()).containsExactly(NOWHERE, NOWHERE_BACK);
    }

    /// Routes may come from elsewhere: from BGP on the underlay, with an address that is asked for, from the machine, by another tunnel.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "router bgp 1\n neighbor 198.51.100.1 remote-as 2",
                "router bgp 1\n bgp listen range 198.51.100.0/24 peer-group G\n neighbor G peer-group\n neighbor G remote-as 2",
                "interface GigabitEthernet0/0\n port host",
                "interface Tunnel9\n ip address negotiated\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.1",
            })
    void whatMayBringARouteMakesItUncertain(String lines) {
        apart();
        routers.add("HUB", "ip route 0.0.0.0 0.0.0.0 203.0.113.254\n");
        routers.add("SP2", lines + "\n");
        assertThat(routers.together()).isEmpty();
        assertThat(routers.withLines()).noneMatch(each -> each.contains("leads there"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip route 203.0.113.0 255.255.255.128 Tunnel0",
                "ip route 203.0.113.1 255.255.255.255 10.9.9.9\nip route 10.9.9.9 255.255.255.255 10.0.0.1",
            })
    void aRouteThroughTheTunnelItselfIsNamedHoweverItGetsThere(String lines) {
        routers.add("SP2", lines + "\n");
        assertThat(routers.withLines())
                .singleElement()
                .asString()
                .startsWith("SP2 [" + lines.lines().findFirst().orElseThrow())
                .contains("leads there through Tunnel0 itself");
    }

    @Test
    void aTunnelWhoseSubnetHoldsItsOtherEndIsNamed() {
        routers.replace("SP2", "10.0.0.12 255.255.255.0", "203.0.113.130 255.255.255.128");
        routers.replace("SP2", "203.0.113.12 ", "198.51.100.12 ");
        routers.replace("SP2", "nbma 203.0.113.1", "nbma 203.0.113.140");
        assertThat(routers.withLines())
                .contains(
                        "SP2 [ip address 203.0.113.130 255.255.255.128] Tunnel0 has its other end at 203.0.113.140, which is in its own subnet 203.0.113.128/25, and so behind itself: it takes itself down; give it an address of another subnet");
    }

    /// What the inside routes into the tunnel is nothing that the outside is routed by.
    @Test
    void aTunnelWithAFrontDoorMayLeadToItsOtherEndInside() {
        routers.replace("SP2", WAN, WAN + " vrf forwarding WAN\n");
        routers.replace("SP2", " tunnel key 100\n", " tunnel key 100\n tunnel vrf WAN\n");
        routers.replace(
                "SP2",
                "crypto ikev2 profile PROF\n",
                "crypto ikev2 profile PROF\n match fvrf WAN\n");
        routers.texts.put(
                "SP2", "vrf definition WAN\n address-family ipv4\n" + routers.text("SP2"));
        routers.add("SP2", "ip route 0.0.0.0 0.0.0.0 10.0.0.1\n");
        assertThat(routers.withLines()).isEmpty();
        apart();
        assertThat(routers.withLines())
                .hasSize(2)
                .first()
                .asString()
                .endsWith(
                        "no connected or static route of VRF WAN leads there: nothing is sent; enter ip route vrf WAN with a gateway");
    }

    @Test
    void aSpokeBehindATranslatorNeedsNoWayBack() {
        routers.replace("SP2", "203.0.113.12 ", "192.168.1.2 ");
        routers.add("SP2", "ip route 0.0.0.0 0.0.0.0 192.168.1.1\n");
        assertThat(routers.withLines()).isEmpty();
    }
}
