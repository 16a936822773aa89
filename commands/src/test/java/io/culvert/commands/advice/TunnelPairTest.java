package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hub and spoke files read together: what of a DMVPN or a FlexVPN does not fit, made from one that does.
class TunnelPairTest {
    private Routers routers = Routers.dmvpn();
    private TreeMap<String, String> texts = routers.texts;

    private void flexVpn() {
        routers = Routers.flexVpn();
        texts = routers.texts;
    }

    private void replace(String router, String line, String by) {
        routers.replace(router, line, by);
    }

    private List<String> together() {
        return routers.together();
    }

    @Test
    void routersThatFitLeaveNothingToSay() {
        assertThat(together()).isEmpty();
        flexVpn();
        assertThat(together()).isEmpty();
    }

    @Test
    void noShippedLabIsAdvised() {
        var folders = new TreeMap<Path, TreeMap<String, RouterConfig>>();
        var all = new TreeMap<String, RouterConfig>();
        Stream.concat(
                        configurations(Path.of("..", "lab", "scenarios")),
                        configurations(Path.of("..", "examples")))
                .forEach(
                        file -> {
                            RouterConfig config =
                                    ConfigLoader.load(file.toString(), read(file)).config();
                            all.put(file.toString(), config);
                            folders.computeIfAbsent(file.getParent(), _ -> new TreeMap<>())
                                    .put(file.toString(), config);
                        });
        assertThat(folders).hasSizeGreaterThan(15);
        all.forEach((file, config) -> assertThat(Advice.alone(file, config)).isEmpty());
        folders.forEach(
                (folder, configs) ->
                        assertThat(Advice.together(configs)).as("%s", folder).isEmpty());
        assertThat(Advice.together(all)).isEmpty();
    }

    private static Stream<Path> configurations(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".cfg")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One line of one router changed, or left out, and the end of the one sentence about it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SP2 | ip nhrp authentication mesh | ip nhrp authentication other | SP2: Tunnel0 and Tunnel0 at its hub HUB differ in ip nhrp authentication: NHRP between them is refused; enter the same ip nhrp authentication on both",
                "SP2 | ip nhrp authentication mesh | `` | SP2: Tunnel0 and Tunnel0 at its hub HUB have ip nhrp authentication on one side only: NHRP between them is refused; enter the same ip nhrp authentication on both",
                "SP2 | tunnel key 100 | tunnel key 101 | SP2: Tunnel0 has tunnel key 101, and Tunnel0 at its hub HUB has tunnel key 100: each drops the packets of the other; enter the same tunnel key on both",
                "SP2 | tunnel key 100 | `` | SP2: Tunnel0 has no tunnel key, and Tunnel0 at its hub HUB has tunnel key 100: each drops the packets of the other; enter the same tunnel key on both",
                "SP2 | tunnel protection ipsec profile IPP | `` | SP2: Tunnel0 has no tunnel protection, and Tunnel0 at its hub HUB has it: no packet passes; enter tunnel protection ipsec profile on Tunnel0 at SP2",
                "SP2 | mpls nhrp | `` | SP2: Tunnel0 has no mpls nhrp, and Tunnel0 at its hub HUB has it: VRFs get no shortcut; enter mpls nhrp on both",
                "SP2 | ip nhrp shortcut | `` | SP2: Tunnel0 has no ip nhrp shortcut, but Tunnel0 at its hub HUB redirects: its redirects are ignored, and packets from here always go by the hub; enter ip nhrp shortcut on Tunnel0 at SP2",
                "SP2 | nhs 10.0.0.1 nbma | nhs 10.0.0.9 nbma | SP2: Tunnel0 has ip nhrp nhs 10.0.0.9, but Tunnel0 at its hub HUB has the address 10.0.0.1: the spoke does not register; enter ip nhrp nhs with that address at SP2",
                "SP2 | nbma 203.0.113.1 | nbma 203.0.113.77 | SP2: Tunnel0 looks for its next-hop server 10.0.0.1 at 203.0.113.77, but Tunnel0 at its hub HUB is at 203.0.113.1: unless something between them translates the address, correct the nbma address at SP2",
                "SP2 | 10.0.0.12 255 | 10.0.9.12 255 | SP2: Tunnel0 has the address 10.0.9.12, which is not in the subnet 10.0.0.0/24 that Tunnel0 at its hub HUB has: nothing comes back to it; give it an address of that subnet",
                "SP2 | 10.0.0.12 255 | 10.0.0.11 255 | SP2: Tunnel0 has the address 10.0.0.11, which Tunnel0 has at SP1 too: only one of them is found; give each another ip address",
                "SP2 | pre-shared-key alpha | pre-shared-key beta | SP2: crypto ikev2 profile PROF and PROF at its hub HUB have different pre-shared keys for each other: no session comes up; enter the same pre-shared-key on both",
                "SP2 | route-target both 1:1 | route-target both 7:7 | SP2: vrf RED has no route target that it has at its hub HUB: it gets no route, and no shortcut forms; enter the same route-target on both",
                "SP2 | ip nhrp nhs 10.0.0.1 nbma 203.0.113.1 | `` | SP2: Tunnel0 has ip nhrp shortcut, but knows no hub, and none of these routers knows it; enter ip nhrp nhs there",
                "SP2 | nhs 10.0.0.1 nbma 203.0.113.1 | nhs 10.0.0.1 nbma 203.0.113.11 | SP2: Tunnel0 has ip nhrp nhs 10.0.0.1, but Tunnel0 at its hub SP1 has the address 10.0.0.11: the spoke does not register; enter ip nhrp nhs with that address at SP2",
            })
    void whatDoesNotFitIsNamed(String router, String line, String by, String sentence) {
        replace(router, line, by);
        assertThat(together()).contains(sentence);
        if (!sentence.contains("hub SP1")) {
            assertThat(together()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ip nhrp redirect | `` | Tunnel0 has ip nhrp shortcut, but at its hub HUB nothing redirects: no shortcut is ever asked for; enter ip nhrp redirect on Tunnel0",
                "ip nhrp network-id 1 | `` | Tunnel0 has NHRP, but Tunnel0 at its hub HUB has no ip nhrp network-id: the hub speaks no NHRP, and no shortcut forms; enter ip nhrp network-id there",
                "mpls nhrp | `` | Tunnel0 has mpls nhrp, and Tunnel0 at its hub HUB has it not: VRFs get no shortcut; enter mpls nhrp on both",
                "tunnel protection ipsec profile IPP | `` | Tunnel0 has tunnel protection, and Tunnel0 at its hub HUB has none: no packet passes; enter tunnel protection ipsec profile on Tunnel0 at HUB",
            })
    void whatTheHubLacksIsNamedForEachSpoke(String line, String by, String sentence) {
        replace("HUB", line, by);
        assertThat(together()).containsExactly("SP1: " + sentence, "SP2: " + sentence);
    }

    @Test
    void aMapLineSaysWhereTheServerIs() {
        replace(
                "SP2",
                " ip nhrp nhs 10.0.0.1 nbma 203.0.113.1\n",
                " ip nhrp map 10.0.0.1 203.0.113.1\n ip nhrp nhs 10.0.0.1\n");
        replace("SP2", "tunnel key 100", "tunnel key 7");
        assertThat(together()).singleElement().asString().contains("tunnel key 7");
    }

    @Test
    void eachOfTwoHubsIsCompared() {
        texts.put(
                "HUB2",
                Objects.requireNonNull(texts.get("HUB"))
                        .replace("10.0.0.1 ", "10.0.0.2 ")
                        .replace("203.0.113.1 ", "203.0.113.2 ")
                        .replace(" ip nhrp redirect\n", ""));
        replace(
                "SP1",
                " ip nhrp nhs 10.0.0.1 nbma 203.0.113.1\n",
                " ip nhrp nhs 10.0.0.1 nbma 203.0.113.1\n ip nhrp nhs 10.0.0.2 nbma 203.0.113.2\n");
        assertThat(together())
                .singleElement()
                .asString()
                .startsWith("SP1: ")
                .contains("at its hub HUB2 nothing redirects");
    }

    @Test
    void ofTwoTunnelsFromOneAddressTheOneThatFitsIsMeant() {
        texts.compute(
                "HUB",
                (_, text) ->
                        text
                                + """
                                interface Tunnel1
                                 ip address 10.1.0.1 255.255.255.0
                                 ip nhrp network-id 2
                                 tunnel source GigabitEthernet0/0
                                 tunnel mode gre multipoint
                                 tunnel key 200
                                """);
        assertThat(together()).isEmpty();
    }

    @Test
    void frontDoorVrfsMayHaveOtherNamesOnEachRouter() {
        List.of("HUB", "SP1", "SP2")
                .forEach(
                        name -> {
                            replace(
                                    name,
                                    " tunnel key 100\n",
                                    " tunnel key 100\n tunnel vrf OUT" + name + "\n");
                            replace(
                                    name,
                                    " match identity remote any\n",
                                    " match fvrf any\n match identity remote any\n");
                            replace(
                                    name,
                                    "interface GigabitEthernet0/0\n",
                                    "interface GigabitEthernet0/0\n vrf forwarding OUT"
                                            + name
                                            + "\n");
                            texts.compute(
                                    name,
                                    (_, text) ->
                                            "vrf definition OUT"
                                                    + name
                                                    + "\n address-family ipv4\n"
                                                    + text);
                        });
        assertThat(together()).isEmpty();
        replace("SP1", "tunnel key 100", "tunnel key 5");
        assertThat(together()).singleElement().asString().startsWith("SP1: Tunnel0 has tunnel key");
    }

    @Test
    void aPointToPointSpokeThatRegistersIsOfPhaseOne() {
        replace("SP2", " tunnel mode gre multipoint\n", " tunnel destination 203.0.113.1\n");
        replace("SP2", " ip nhrp shortcut\n", "");
        assertThat(together()).isEmpty();
    }

    @Test
    void modesThatDoNotMeetAreNamed() {
        replace("SP2", " tunnel mode gre multipoint\n", " tunnel destination 203.0.113.1\n");
        replace("SP2", " tunnel key 100\n", " tunnel mode ipsec ipv4\n");
        assertThat(together())
                .containsExactly(
                        "SP2: Tunnel0 is IPSEC/IP, and Tunnel0 at its hub HUB is multi-GRE/IP: neither understands the other; enter the same tunnel mode on both");
    }

    @Test
    void theKeysAreComparedAsThePeersFindThem() {
        replace(
                "HUB",
                "  pre-shared-key alpha\n",
                "  pre-shared-key alpha\n peer SP2\n  identity fqdn sp2.example.com\n  pre-shared-key gamma\n");
        assertThat(together())
                .singleElement()
                .asString()
                .startsWith("SP2: crypto ikev2 profile PROF")
                .doesNotContain("alpha")
                .doesNotContain("gamma");
        replace("SP2", "pre-shared-key alpha", "pre-shared-key gamma");
        assertThat(together()).isEmpty();
    }

    /// The hub finds the key by the address that it sees, and a translator makes that another than the spoke's own.
    @Test
    void whatDependsOnTheAddressThatTheHubSeesIsSaidWithThatConditionOrNotAtAll() {
        replace(
                "HUB",
                " peer ANY\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key alpha\n",
                """
                 peer BEHIND
                  address 198.51.100.0 255.255.255.0
                  pre-shared-key alpha
                 peer SEEN
                  address 203.0.113.12 255.255.255.255
                  pre-shared-key gamma
                """);
        assertThat(together())
                .singleElement()
                .asString()
                .contains(
                        "for each other (if no translator on the way makes 203.0.113.12 another address): no session");
        replace("SP2", "203.0.113.12 ", "192.168.7.12 ");
        replace("HUB", "203.0.113.12 255.255.255.255", "192.168.7.0 255.255.255.0");
        assertThat(together()).isEmpty();
        replace("HUB", "pre-shared-key alpha", "pre-shared-key delta");
        assertThat(together()).singleElement().asString().contains("for each other: no session");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip nhrp authentication mesh | ip nhrp authentication other | differ in ip nhrp authentication",
                "tunnel key 100 | tunnel key 5 | enter the same tunnel key on both",
                "route-target both 1:1 | route-target both 7:7 | enter the same route-target on both",
                "pre-shared-key alpha | pre-shared-key beta | have different pre-shared keys",
            })
    void aFlexVpnIsComparedToo(String line, String by, String sentence) {
        flexVpn();
        replace("SP1", line, by);
        assertThat(together())
                .singleElement()
                .asString()
                .startsWith("SP1: ")
                .contains(sentence)
                .contains("HUB");
    }

    @Test
    void aHubWithoutAnyTunnelForTheSpokeIsNamed() {
        replace("HUB", " tunnel source GigabitEthernet0/0\n", "");
        assertThat(together())
                .hasSize(2)
                .allMatch(
                        each ->
                                each.endsWith(
                                        "looks for its hub at 203.0.113.1, which is an address of HUB, but no tunnel or template there can be meant; give one of them that address as tunnel source"));
    }

    @Test
    void whatOneRouterSaysByItselfNeedsNoOther() {
        replace(
                "SP1",
                " ip nhrp shortcut\n",
                " ip nhrp shortcut\n ip nhrp server-only\n ip nhrp holdtime 10\n ip nhrp registration timeout 30\n");
        assertThat(
                        Advice.alone(
                                        "SP1",
                                        Routers.config(
                                                "SP1", Objects.requireNonNull(texts.get("SP1"))))
                                .stream()
                                .map(Finding::sentence))
                .containsExactly(
                        "Tunnel0 has ip nhrp shortcut, but ip nhrp server-only too, and so never asks; enter no ip nhrp server-only there",
                        "Tunnel0 has ip nhrp registration timeout 30, and ip nhrp holdtime 10 is not longer: its servers forget it in between; enter a shorter registration timeout there");
    }
}
