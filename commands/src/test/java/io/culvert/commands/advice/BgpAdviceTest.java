package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// BGP between a hub and its spokes: a line of what fits changed, and what is said of it.
class BgpAdviceTest {
    private static final String HUB =
            """
            router bgp 65000
             no bgp default ipv4-unicast
             bgp listen range 10.0.0.8/29 peer-group SPOKES
             neighbor SPOKES peer-group
             neighbor SPOKES remote-as 65001
             address-family vpnv4
              neighbor SPOKES activate
            """;
    private static final String SPOKE =
            """
            interface Loopback9
             ip address 10.9.9.NUMBER 255.255.255.255
            router bgp 65001
             no bgp default ipv4-unicast
             neighbor 10.0.0.1 remote-as 65000
             neighbor 10.0.0.1 update-source Tunnel0
             address-family vpnv4
              neighbor 10.0.0.1 activate
            """;

    private final Routers routers = Routers.dmvpn();

    BgpAdviceTest() {
        routers.add("HUB", HUB);
        routers.add("SP1", SPOKE.replace("NUMBER", "11"));
        routers.add("SP2", SPOKE.replace("NUMBER", "12"));
    }

    @Test
    void sessionsThatFitLeaveNothingToSay() {
        assertThat(routers.withLines()).isEmpty();
        routers.replace("HUB", " bgp listen range 10.0.0.8/29 peer-group SPOKES\n", "");
        routers.replace(
                "HUB",
                " address-family vpnv4\n",
                " neighbor 10.0.0.11 peer-group SPOKES\n neighbor 10.0.0.12 peer-group SPOKES\n address-family vpnv4\n");
        assertThat(routers.withLines()).isEmpty();
        routers.texts.replaceAll((_, text) -> text.replace(" update-source Tunnel0", " shutdown"));
        assertThat(routers.withLines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SP2 | remote-as 65000 | remote-as 65009 | SP2 [neighbor 10.0.0.1 update-source Tunnel0] neighbor 10.0.0.1 has remote-as 65009, but HUB, which has that address, is AS 65000: the session is refused; enter neighbor 10.0.0.1 remote-as 65000",
                "SP2 | router bgp 65001 | router bgp 65002 | HUB [neighbor SPOKES remote-as 65001] neighbor SPOKES has remote-as 65001, but SP2, which comes by its bgp listen range, is AS 65002: the session is refused; enter neighbor SPOKES remote-as 65002",
                "SP2 | update-source Tunnel0 | update-source Loopback9 | SP2 [neighbor 10.0.0.1 update-source Loopback9] neighbor 10.0.0.1 sees this router as 10.9.9.12 (update-source Loopback9), but HUB knows it as 10.0.0.12: the session is refused; enter neighbor 10.0.0.1 update-source Tunnel0",
                "SP2 | ip address 10.0.0.12 | ip address 10.0.0.32 | SP2 [neighbor 10.0.0.1 update-source Tunnel0] neighbor 10.0.0.1 is HUB, which has neither neighbor 10.0.0.32 (update-source Tunnel0) nor a bgp listen range that holds it: the session is refused; enter neighbor 10.0.0.32 remote-as 65001 at HUB",
                "SP2 | neighbor 10.0.0.1 | neighbor 10.0.0.3 | SP2 [neighbor 10.0.0.3 update-source Tunnel0] neighbor 10.0.0.3 lies in the subnet of Tunnel0, but none of these routers has that address; enter neighbor 10.0.0.1 if the hub HUB is meant",
                "HUB | `  neighbor SPOKES activate` | ! | SP1 [neighbor 10.0.0.1 activate] neighbor 10.0.0.1 is active in address-family vpnv4 here, but this router is not at HUB: no route of it is exchanged; enter neighbor SPOKES activate in that address-family at HUB",
            })
    void whatDoesNotFitIsNamedWithItsLine(String router, String line, String by, String finding) {
        routers.replace(router, line, by);
        assertThat(routers.withLines()).contains(finding);
        assertThat(routers.withLines()).hasSize(router.equals("HUB") ? 2 : 1);
    }

    @Test
    void aHubWithoutBgpIsNamed() {
        routers.replace("HUB", HUB, "");
        assertThat(routers.withLines())
                .hasSize(2)
                .contains(
                        "SP1 [neighbor 10.0.0.1 update-source Tunnel0] neighbor 10.0.0.1 is HUB, which has no router bgp; enter router bgp 65000 there");
    }

    @Test
    void aLocalAsCountsAsWell() {
        routers.replace("SP2", "router bgp 65001", "router bgp 65002");
        routers.replace(
                "SP2",
                "update-source Tunnel0",
                "update-source Tunnel0\n neighbor 10.0.0.1 local-as 65001");
        assertThat(routers.withLines()).isEmpty();
    }

    /// It may be a spoke whose file was not given.
    @Test
    void aNeighborOfTheHubThatNobodyHasIsNoMistake() {
        routers.replace(
                "HUB",
                " address-family vpnv4\n",
                " neighbor 10.0.0.77 remote-as 65077\n address-family vpnv4\n");
        assertThat(routers.withLines()).isEmpty();
    }

    @Test
    void anAddressFromThePoolMustLieInTheRange() {
        Routers flex = Routers.flexVpn();
        flex.texts.replaceAll(
                (name, text) ->
                        (name.equals("HUB")
                                        ? text
                                        : text.replaceAll(
                                                "ip address 10.0.0.1. .*", "ip address negotiated"))
                                .replace(
                                        " keyring local KR\n",
                                        " keyring local KR\n aaa authorization group psk list default POL\n"));
        flex.texts.put(
                "HUB",
                "aaa new-model\ncrypto ikev2 authorization policy POL\n pool MINE\nip local pool MINE 10.0.0.9 10.0.0.14\n"
                        + flex.text("HUB"));
        flex.add("HUB", HUB);
        flex.add("SP1", SPOKE.replace("NUMBER", "11"));
        assertThat(flex.withLines()).isEmpty();
        flex.replace("HUB", "  neighbor SPOKES activate\n", "");
        assertThat(flex.withLines())
                .singleElement()
                .asString()
                .contains("is active in address-family vpnv4 here, but this router is not at HUB");
        flex.add("HUB", "  neighbor SPOKES activate\n");
        flex.replace("HUB", "SPOKES remote-as 65001", "SPOKES remote-as 65007");
        assertThat(flex.withLines())
                .singleElement()
                .asString()
                .contains("neighbor SPOKES has remote-as 65007, but SP1,");
        flex.replace("HUB", "SPOKES remote-as 65007", "SPOKES remote-as 65001");
        flex.replace("HUB", "10.0.0.8/29", "10.7.0.0/16");
        assertThat(flex.withLines())
                .containsExactly(
                        "SP1 [neighbor 10.0.0.1 update-source Tunnel0] neighbor 10.0.0.1 is HUB, which gives this router an address from 10.0.0.9 to 10.0.0.14, but has no bgp listen range that holds any of them: the session is refused; enter bgp listen range there");
    }

    private static final String CUSTOMER =
            """
            interface GigabitEthernet0/1
             vrf forwarding RED
             ip address 192.168.1.1 255.255.255.0
             ipv6 address 2001:db8:1::1/64
            """;

    private void bothFamilies() {
        String both = " address-family ipv4\n  route-target both 1:1\n";
        routers.texts.replaceAll(
                (_, text) -> text.replace(both, both + both.replace("ipv4", "ipv6")));
        routers.add("HUB", HUB.substring(HUB.indexOf(" address-family")).replace("vpnv4", "vpnv6"));
        for (String spoke : List.of("SP1", "SP2")) {
            routers.add(
                    spoke,
                    SPOKE.substring(SPOKE.indexOf(" address-family")).replace("vpnv4", "vpnv6")
                            + CUSTOMER);
        }
    }

    @Test
    void aVpnFamilyThatASpokeForgotIsNamedWhereBothEndsHaveVrfsOfIt() {
        bothFamilies();
        assertThat(routers.withLines()).isEmpty();
        routers.replace("SP2", " address-family vpnv4\n  neighbor 10.0.0.1 activate\n", " !\n");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP2 [neighbor 10.0.0.1 update-source Tunnel0] neighbor 10.0.0.1 is not active in address-family vpnv4 here, but this router is at HUB, and both have VRFs of that family: no route of it is exchanged; enter neighbor 10.0.0.1 activate in address-family vpnv4");
        routers.replace("SP2", " ip address 192.168.1.1 255.255.255.0\n", "");
        assertThat(routers.withLines()).isEmpty();
    }

    @Test
    void aVrfThatGoesOneWayInOneFamilyAloneIsNamed() {
        bothFamilies();
        routers.replace("SP2", "ipv4\n  route-target both 1:1", "ipv4\n  route-target export 1:1");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP2 [route-target export 1:1] vrf RED has no route-target import in address-family ipv4, but both in ipv6: it takes no route of other routers; enter route-target import 1:1 there");
        routers.replace("SP2", "route-target export 1:1", "route-target import 1:1");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP2 [route-target import 1:1] vrf RED has no route-target export in address-family ipv4, but both in ipv6: other routers take no route of it; enter route-target export 1:1 there");
        routers.replace(
                "SP2", "route-target import 1:1", "route-target import 1:1\n  export map M");
        assertThat(routers.withLines()).isEmpty();
    }

    @Test
    void aVrfThatGoesOneWayIsNamedWhereItsNamesakeGoesBothWithTheTarget() {
        routers.add("SP2", CUSTOMER);
        routers.replace("SP2", "route-target both 1:1", "route-target export 1:1");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP2 [route-target export 1:1] vrf RED has no route-target import in address-family ipv4, but both at HUB: it takes no route of other routers; enter route-target import 1:1 there");
    }

    /// RFC 4364 section 4.3.5: a hub has one VRF that only imports and one that only exports.
    @Test
    void vrfsOfAHubAndItsSpokesMayGoOneWay() {
        routers.texts.replaceAll(
                (_, text) ->
                        text.replace(
                                "route-target both 1:1",
                                "route-target import 1:1\n  route-target export 1:2"));
        routers.replace(
                "HUB",
                "  route-target import 1:1\n  route-target export 1:2\n",
                "  route-target import 1:2\nvrf definition OUT\n rd 1:9\n address-family ipv4\n  route-target export 1:1\n");
        routers.add("HUB", CUSTOMER);
        routers.add(
                "HUB",
                "interface GigabitEthernet0/2\n vrf forwarding OUT\n ip address 192.168.1.1 255.255.255.0\n");
        routers.add("SP1", CUSTOMER);
        assertThat(routers.withLines()).isEmpty();
    }

    @Test
    void aSpokeWithoutBgpIsNamedWhereTheHubNamesIt() {
        routers.replace(
                "HUB",
                " address-family vpnv4\n",
                " neighbor 10.0.0.12 remote-as 65001\n address-family vpnv4\n");
        routers.replace("SP2", SPOKE.substring(SPOKE.indexOf("router bgp")), "");
        assertThat(routers.withLines())
                .containsExactly(
                        "HUB [neighbor 10.0.0.12 remote-as 65001] neighbor 10.0.0.12 is SP2, which has no router bgp; enter router bgp 65001 there");
    }
}
