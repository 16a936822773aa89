package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What keeps a tunnel from forming, made from routers that fit: a line changed, or left out, and what is said of it, with the line that
/// is meant in brackets.
class MistakesTest {
    private static final String CORP = "interface GigabitEthernet0/0\n vrf forwarding WAN\n";

    private static void inVrf(Routers routers, String router) {
        routers.texts.put(
                router,
                "vrf definition WAN\n address-family ipv4\n"
                        + routers.text(router)
                                .replace("interface GigabitEthernet0/0\n", CORP)
                                .replace(
                                        " tunnel source GigabitEthernet0/0\n",
                                        " tunnel source GigabitEthernet0/0\n tunnel vrf WAN\n")
                                .replace(
                                        "crypto ikev2 profile PROF\n",
                                        "crypto ikev2 profile PROF\n match fvrf WAN\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SP2 | source GigabitEthernet0/0 | source GigabitEthernet0/9 | SP2 [tunnel source GigabitEthernet0/9] Tunnel0 has tunnel source GigabitEthernet0/9, but there is no interface GigabitEthernet0/9: the tunnel stays down; enter tunnel source with an interface that there is",
                "SP2 | 203.0.113.12 255.255.255.0 | 203.0.113.12 255.255.255.0\\n shutdown | SP2 [tunnel source GigabitEthernet0/0] Tunnel0 has tunnel source GigabitEthernet0/0, but GigabitEthernet0/0 is shut down: the tunnel stays down; enter no shutdown on GigabitEthernet0/0",
                "SP2 | ` ip address 203.0.113.12 255.255.255.0` | ` no ip address` | SP2 [tunnel source GigabitEthernet0/0] Tunnel0 has tunnel source GigabitEthernet0/0, but GigabitEthernet0/0 has no IPv4 address: the tunnel stays down; enter one there",
                "SP2 | source GigabitEthernet0/0 | source 203.0.113.99 | SP2 [tunnel source 203.0.113.99] Tunnel0 has tunnel source 203.0.113.99, but no interface has that address: the tunnel stays down; enter tunnel source with an address that one has",
                "SP2 | source GigabitEthernet0/0 | source 2001:db8::12 | SP2 [tunnel source 2001:db8::12] Tunnel0 has tunnel source 2001:db8::12, but its mode has the other family outside: the tunnel stays down; enter tunnel source of that family",
                "SP2 | nhs 10.0.0.1 nbma 203.0.113.1 | nhs 10.0.0.1 nbma 203.0.113.12 | SP2 [ip nhrp nhs 10.0.0.1 nbma 203.0.113.12] Tunnel0 has ip nhrp nhs 10.0.0.1 nbma 203.0.113.12, which is an address of this router itself; enter the nbma address of that server",
                "SP2 | nhs 10.0.0.1 nbma 203.0.113.1 | map 10.0.0.1 203.0.113.12\\n ip nhrp nhs 10.0.0.1 | SP2 [ip nhrp nhs 10.0.0.1] Tunnel0 has ip nhrp map 10.0.0.1 203.0.113.12, which is an address of this router itself; enter the nbma address of that peer",
                "SP2 | network-id 1 | network-id 1\\n ip nhrp nhs cluster 3 max-connections 2 | SP2 [ip nhrp nhs cluster 3 max-connections 2] Tunnel0 has ip nhrp nhs cluster 3 max-connections 2, but no server is in cluster 3; enter ip nhrp nhs with cluster 3, or remove the line",
                "SP2 | 203.0.113.12 | 203.0.113.11 | SP2 [tunnel source GigabitEthernet0/0] Tunnel0 is at 203.0.113.11, where Tunnel0 at SP1 is too: the hub takes only one of them; give each an outer address of its own",
                "SP2 | ip address 10.0.0.12 | ip address 10.0.0.11 | SP2 [ip address 10.0.0.11 255.255.255.0] Tunnel0 has the address 10.0.0.11, which Tunnel0 has at SP1 too: only one of them is found; give each another ip address",
                "SP2 | set ikev2 | set transform-set TS\\n set ikev2 | SP2 [crypto ipsec transform-set TS esp-gcm 192] crypto ipsec profile IPP has transform-set TS, and IPP at its hub HUB has default: no algorithms in common, so no tunnel comes up; enter the same crypto ipsec transform-set on both",
                "SP2 | set ikev2 | set pfs group19\\n set ikev2 | SP2 [set pfs group19] crypto ipsec profile IPP has set pfs group19, and IPP at its hub HUB has no set pfs: the tunnel comes up, but new keys are refused where HUB asks for them; enter the same set pfs on both",
                "SP2 | match identity remote any | match identity remote fqdn hub.example.org | SP2 [match identity remote fqdn hub.example.org] crypto ikev2 profile PROF does not match fqdn hub.example.com, which HUB says to be in crypto ikev2 profile PROF: no session comes up; enter match identity remote fqdn hub.example.com there",
                "SP2 | match identity remote any | match identity remote address 203.0.113.1 | SP2 [match identity remote address 203.0.113.1] crypto ikev2 profile PROF does not match fqdn hub.example.com, which HUB says to be in crypto ikev2 profile PROF: no session comes up; enter match identity remote fqdn hub.example.com there",
                "SP2 | authentication local pre-share | authentication local rsa-sig | HUB [authentication remote pre-share] crypto ikev2 profile PROF does not take authentication rsa-sig, by which SP2 proves itself: no session comes up; enter authentication remote rsa-sig there",
                "SP2 | ` authentication remote pre-share` | ! | SP2 [crypto ikev2 profile PROF] crypto ikev2 profile PROF has no authentication remote: it is incomplete, and no session comes up by it; enter authentication remote there",
                "SP2 | ` authentication local pre-share` | ! | SP2 [crypto ikev2 profile PROF] crypto ikev2 profile PROF has no authentication local: it is incomplete, and no session comes up by it; enter authentication local there",
                "SP2 | interface Tunnel0 | ip route 203.0.113.1 255.255.255.255 10.0.0.1\\ninterface Tunnel0 | SP2 [ip route 203.0.113.1 255.255.255.255 10.0.0.1] Tunnel0 has its other end at 203.0.113.1, and the static route to 203.0.113.1/32 leads there through Tunnel0 itself: it takes itself down; enter a route to 203.0.113.1 by the underlay instead",
            })
    void isNamedWithItsLine(String router, String line, String by, String finding) {
        Routers routers = Routers.dmvpn();
        routers.texts.put(
                "SP2", "crypto ipsec transform-set TS esp-gcm 192\n" + routers.text("SP2"));
        routers.replace(router, line, by.replace("\\n", "\n"));
        assertThat(routers.withLines()).containsExactly(finding);
    }

    @Test
    void aHubThatMatchesNoSpokeIsNamedForEachOfThem() {
        for (Routers routers : List.of(Routers.dmvpn(), Routers.flexVpn())) {
            routers.replace("HUB", "remote any", "remote fqdn sp1.example.com");
            assertThat(routers.withLines())
                    .containsExactly(
                            "HUB [match identity remote fqdn sp1.example.com] crypto ikev2 profile PROF does not match fqdn sp2.example.com, which SP2 says to be in crypto ikev2 profile PROF: no session comes up; enter match identity remote fqdn sp2.example.com there");
            routers.replace("HUB", "fqdn sp1.example.com", "fqdn domain example.com");
            assertThat(routers.withLines()).isEmpty();
        }
    }

    /// An address is the identity of who has no other, and it is the one before a translator.
    @Test
    void withoutALineTheIdentityIsTheAddress() {
        Routers routers = Routers.dmvpn();
        routers.replace("SP2", " identity local fqdn sp2.example.com\n", "");
        routers.replace(
                "SP1", " identity local fqdn sp1.example.com", " identity local key-id one");
        routers.replace(
                "HUB",
                "match identity remote any",
                "match identity remote address 203.0.113.0 255.255.255.0\n match identity remote key-id one");
        assertThat(routers.withLines()).isEmpty();
        routers.replace("HUB", "address 203.0.113.0 255", "address 203.0.112.0 255");
        assertThat(routers.withLines())
                .singleElement()
                .asString()
                .contains("does not match address 203.0.113.12, which SP2 says");
    }

    /// What a certificate says is in no file.
    @Test
    void aCertificateMapMayMatchAnybodyWithACertificate() {
        Routers routers = Routers.dmvpn();
        routers.texts.replaceAll(
                (_, text) ->
                        text.replaceAll("identity local fqdn .*", "identity local dn")
                                .replace("pre-share\n", "rsa-sig\n"));
        routers.replace("HUB", "match identity remote any", "match certificate MAP");
        routers.texts.put(
                "HUB",
                "crypto pki certificate map MAP 10\n subject-name co x\n" + routers.text("HUB"));
        assertThat(routers.withLines()).isEmpty();
        routers.replace("HUB", "match certificate MAP", "match identity remote fqdn domain a");
        assertThat(routers.withLines())
                .hasSize(2)
                .allMatch(each -> each.contains("does not match dn, which SP"));
        routers.texts.replaceAll((_, text) -> text.replace(" identity local dn\n", ""));
        assertThat(routers.withLines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "encryption aes-cbc-128\\n integrity sha512\\n group 19 | encryption",
                "encryption aes-cbc-256\\n integrity sha256\\n prf sha512\\n group 19 | integrity",
                "encryption aes-cbc-256\\n integrity sha512\\n group 20 | group",
                "encryption aes-gcm-256\\n prf sha256\\n group 20 | prf and no group",
            })
    void proposalsWithoutACommonSuiteAreNamed(String proposal, String missing) {
        Routers routers = Routers.dmvpn();
        routers.texts.put(
                "SP2",
                "crypto ikev2 proposal P\n "
                        + proposal.replace("\\n", "\n")
                        + "\ncrypto ikev2 policy POL\n proposal P\n"
                        + routers.text("SP2"));
        assertThat(routers.together())
                .containsExactly(
                        "SP2: Tunnel0 offers crypto ikev2 proposal P, and its hub HUB takes default: no "
                                + missing
                                + " in common, so no session comes up; enter a crypto ikev2 proposal that both have");
        routers.texts.put(
                "HUB",
                routers.text("SP2").substring(0, routers.text("SP2").indexOf("vrf def"))
                        + routers.text("HUB"));
        routers.texts.remove("SP1");
        assertThat(routers.together()).isEmpty();
    }

    @Test
    void aTunnelSourceInAnotherVrfIsNamed() {
        Routers routers = Routers.dmvpn();
        List.of("HUB", "SP1", "SP2").forEach(each -> inVrf(routers, each));
        assertThat(routers.withLines()).isEmpty();
        routers.replace("SP2", " tunnel vrf WAN\n", "");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP2 [tunnel source GigabitEthernet0/0] Tunnel0 has no tunnel vrf, but its tunnel source GigabitEthernet0/0 is in VRF WAN: its packets are routed in one table and their answers come in by another; enter tunnel vrf WAN there");
    }

    @Test
    void aHubThatWaitsInAnotherVrfIsNamed() {
        Routers routers = Routers.flexVpn();
        inVrf(routers, "HUB");
        assertThat(routers.withLines()).isEmpty();
        routers.replace("HUB", " match fvrf WAN\n", "");
        assertThat(routers.withLines())
                .containsExactly(
                        "HUB [crypto ikev2 profile PROF] crypto ikev2 profile PROF serves no VRF, but peers come to 203.0.113.1, which is in VRF WAN; enter match fvrf WAN there");
        routers.replace("HUB", " match identity", " match fvrf any\n match identity");
        routers.replace("HUB", " tunnel source GigabitEthernet0/0\n tunnel vrf WAN\n", "");
        assertThat(routers.withLines())
                .containsExactly(
                        "HUB [interface Virtual-Template1 type tunnel] Virtual-Template1 is what peers get that come to 203.0.113.1, which is in VRF WAN, but it has no tunnel vrf: no session comes up; enter tunnel vrf WAN there");
    }

    /// Sites behind translators often have the same addresses, and each is seen by another.
    @Test
    void oneOuterAddressBehindTranslatorsIsNoMistake() {
        Routers routers = Routers.dmvpn();
        routers.replace("SP1", "203.0.113.11", "192.168.1.2");
        routers.replace("SP2", "203.0.113.12", "192.168.1.2");
        routers.add("SP1", "ip route 0.0.0.0 0.0.0.0 192.168.1.1\n");
        routers.add("SP2", "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0 192.168.1.1\n");
        assertThat(routers.withLines()).isEmpty();
    }

    @Test
    void spokesAreComparedWhereTheirHubIsNotAmongThem() {
        Routers routers = Routers.dmvpn();
        routers.texts.remove("HUB");
        assertThat(routers.withLines()).isEmpty();
        routers.replace("SP2", "10.0.0.12 ", "10.0.0.11 ");
        assertThat(routers.withLines()).singleElement().asString().contains("has at SP1 too");
        routers.replace("SP2", "10.0.0.11 ", "10.0.0.12 ");
        routers.replace("SP2", "203.0.113.12 ", "203.0.113.11 ");
        assertThat(routers.withLines()).singleElement().asString().contains("at SP1 is too");
    }

    @Test
    void tunnelsBetweenTwoThatAreAlikeAreComparedOnce() {
        Routers routers = Routers.dmvpn();
        routers.texts.remove("SP2");
        String plain = "ip nhrp .*\n|mpls nhrp\n|tunnel mode .*\n";
        routers.texts.replaceAll((_, text) -> text.replaceAll(plain, "!\n"));
        routers.replace(
                "HUB", "tunnel key 100", "tunnel key 100\n tunnel destination 203.0.113.11");
        routers.replace("SP1", "tunnel key 100", "tunnel key 101\n tunnel destination 203.0.113.1");
        assertThat(routers.withLines())
                .singleElement()
                .asString()
                .startsWith(
                        "HUB [tunnel key 100] Tunnel0 has tunnel key 100, and Tunnel0 at its peer SP1");
        routers.replace("SP1", "tunnel key 101", "tunnel key 100");
        assertThat(routers.withLines()).isEmpty();
        routers.replace("SP1", "destination 203.0.113.1", "destination 203.0.113.11");
        assertThat(routers.withLines())
                .containsExactly(
                        "SP1 [tunnel destination 203.0.113.11] Tunnel0 has tunnel destination 203.0.113.11, which is an address of this router itself; enter the address of the other end");
    }

    private static Routers negotiated() {
        Routers flex = Routers.flexVpn();
        flex.replace("SP2", "ip address 10.0.0.12 255.255.255.0", "ip address negotiated");
        flex.replace(
                "HUB",
                " keyring local KR\n",
                " keyring local KR\n aaa authorization group psk list NET POL\n");
        flex.texts.put(
                "HUB",
                "aaa new-model\naaa authorization network NET local\ncrypto ikev2 authorization policy POL\n pool MINE\nip local pool MINE 10.0.0.9 10.0.0.14\n"
                        + flex.text("HUB"));
        return flex;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` pool MINE\n` | `` | crypto ikev2 authorization policy POL at its hub HUB has no pool: it gets no address; enter pool with an ip local pool there",
                "` pool MINE\n` | ` pool YOURS\n` | crypto ikev2 authorization policy POL at its hub HUB names the pool YOURS, which has no IPv4 address: it gets no address; enter ip local pool YOURS with addresses there",
                "list NET POL | list NET NIL | crypto ikev2 authorization policy NIL at its hub HUB does not exist: it gets no address; enter crypto ikev2 authorization policy NIL with a pool there",
                "group psk list | group cert list | crypto ikev2 profile PROF at its hub HUB has no aaa authorization group psk list: it gets no address; enter aaa authorization group psk list with a policy that has a pool there",
                "list NET POL | list default default | crypto ikev2 authorization policy default at its hub HUB has no pool: it gets no address; enter pool with an ip local pool there",
            })
    void aHubThatHasNoAddressForWhoAsksIsNamed(String line, String by, String finding) {
        Routers flex = negotiated();
        assertThat(flex.withLines()).isEmpty();
        flex.replace("HUB", line.replace("\\n", "\n"), by.replace("\\n", "\n"));
        assertThat(flex.withLines())
                .containsExactly(
                        "SP2 [ip address negotiated] Tunnel0 has ip address negotiated, but "
                                + finding);
    }

    @Test
    void whoElseGivesAddressesIsNotJudged() {
        Routers flex = negotiated();
        flex.replace("HUB", " pool MINE\n", "");
        flex.replace("HUB", "psk list NET POL", "psk list RADIUS POL");
        assertThat(flex.withLines()).isEmpty();
        flex.replace("HUB", "psk list RADIUS POL", "psk list NET POL");
        flex.add(
                "HUB",
                "crypto ikev2 authorization policy OTHER\n pool MINE\ncrypto ikev2 profile SECOND\n match identity remote any\n authentication local pre-share\n authentication remote pre-share\n aaa authorization group psk list default OTHER\n");
        assertThat(flex.withLines()).isEmpty();
    }

    @Test
    void aHubThatIsShutDownIsNamed() {
        Routers routers = Routers.dmvpn();
        routers.replace("HUB", " tunnel key 100\n", " tunnel key 100\n shutdown\n");
        assertThat(routers.withLines())
                .hasSize(2)
                .contains(
                        "HUB [shutdown] Tunnel0 is shut down, but Tunnel0 at SP1 leads to it; enter no shutdown there");
        Routers flex = Routers.flexVpn();
        flex.replace("HUB", " tunnel key 100\n", " tunnel key 100\n shutdown\n");
        assertThat(flex.withLines())
                .containsExactly(
                        "HUB [shutdown] Virtual-Template1 is shut down, but Tunnel0 at SP1 leads to it; enter no shutdown there",
                        "HUB [shutdown] Virtual-Template1 is shut down, but Tunnel0 at SP2 leads to it; enter no shutdown there");
    }

    @Test
    void ofTwoTunnelsTheOneThatIsUpIsMeantIfItFits() {
        Routers routers = Routers.dmvpn();
        String hub = routers.text("HUB");
        String tunnel =
                hub.substring(hub.indexOf("interface Tunnel0"), hub.indexOf("interface Gig"));
        routers.add(
                "HUB",
                tunnel.replace("Tunnel0", "Tunnel1").replace("10.0.0.1", "10.1.0.1")
                        + " shutdown\n");
        assertThat(routers.withLines()).isEmpty();
    }
}
