package io.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lines in, trees and errors out.
class ConfigEditorTest {
    private final Grammar<Toy> grammar = Toy.grammar();
    private final ConfigEditor<Toy> editor = grammar.editor();
    private Toy toy = Toy.DEFAULT;

    private ConfigEditor.Reply<Toy> enter(String line) {
        ConfigEditor.Reply<Toy> reply = editor.enter(toy, line);
        toy = reply.config();
        return reply;
    }

    private void enterAll(String text) {
        text.lines().forEach(line -> assertThat(enter(line).error()).as(line).isEmpty());
    }

    private String refusal(String line) {
        Toy before = toy;
        String text = enter(line).error().orElseThrow().render(0);
        assertThat(toy).isEqualTo(before);
        return text;
    }

    private List<String> shown() {
        return grammar.print(toy);
    }

    @Test
    void aLineChangesTheTreeAndIsShownAgain() {
        enterAll(
                "hostname R1\ninterface Ethernet0/0\n ip mtu 1400\n no ip unreachables\n description to the  WAN\n");
        assertThat(shown())
                .containsExactly(
                        "!",
                        "hostname R1",
                        "!",
                        "interface Ethernet0/0",
                        " description to the  WAN",
                        " no ip unreachables",
                        " ip mtu 1400",
                        "!");
    }

    @Test
    void whatIsShownLoadsAgainAsTheSame() {
        enterAll(
                """
                hostname R1
                no ip http server
                ntp server 10.0.0.1
                line vty 0 4
                 login
                banner motd #two
                lines#
                certificate 02
                  30820122 30820122
                  3082
                  quit
                certificate ca
                interface Ethernet 0/0
                 ip nhrp network-id 1
                 address-family vpnv4
                  metric 3
                ip route 10.0.0.0 255.0.0.0 Ethernet0/0 10.0.0.1 20 name x
                ip route 10.0.0.0 255.0.0.0 10.0.0.1
                """);
        Toy first = toy;
        List<String> text = shown();
        toy = Toy.DEFAULT;
        editor.toTop();
        text.forEach(line -> assertThat(enter(line).error()).as(line).isEmpty());
        assertThat(toy).isEqualTo(first);
        assertThat(shown()).isEqualTo(text);
        assertThat(toy.banner()).contains("two\nlines");
        assertThat(toy.certificates().get("02").orElseThrow().size()).isEqualTo(10);
    }

    @Test
    void wordsMayBeShortenedWhileTheyStayUnique() {
        enterAll("host R9\nint e0/0\nno ip unr\nip m 1200");
        assertThat(toy.ports().values())
                .first()
                .satisfies(port -> assertThat(port.mtu()).isEqualTo(1200));
        assertThat(refusal("ip")).isEqualTo("% Incomplete command.\n\n");
        enterAll("exit");
        assertThat(refusal("i")).startsWith("% Ambiguous command:  \"i\"");
    }

    @Test
    void theCaretStandsUnderTheWordThatDoesNotFit() {
        assertThat(refusal("ip rote 1.1.1.1"))
                .isEqualTo("   ^\n% Invalid input detected at '^' marker.\n\n");
        assertThat(refusal("interface Ethernet0/0 foo")).startsWith(" ".repeat(22) + "^\n");
        assertThat(refusal("ip route 10.0.0.0 255.0.255.0 10.0.0.1"))
                .startsWith(" ".repeat(18) + "^\n");
        assertThat(refusal("hostname R1 R2")).startsWith(" ".repeat(12) + "^\n");
    }

    @Test
    void aLineOfAnOuterBlockClosesTheInnerOnes() {
        enterAll("interface e0/0\naddress-family ipv4\nmetric 4\nip mtu 900");
        assertThat(editor.mode()).isEqualTo("config-if");
        enterAll("address-family ipv4\n");
        assertThat(editor.mode()).isEqualTo("config-if-af");
        enterAll("exit-address-family");
        assertThat(editor.mode()).isEqualTo("config-if");
        enterAll("address-family ipv4\nhostname X");
        assertThat(editor.mode()).isEqualTo("config");
    }

    @Test
    void noTakesALineWithoutItsOperands() {
        enterAll(
                "hostname R1\nip route 10.0.0.0 255.0.0.0 10.0.0.1\nno ip route 10.0.0.0 255.0.0.0\nno hostname");
        assertThat(toy).isEqualTo(Toy.DEFAULT);
        assertThat(refusal("no ip route 10.0.0.0")).isEqualTo("% Incomplete command.\n\n");
    }

    @Test
    void defaultEmptiesABlockAndNoRemovesIt() {
        enterAll("interface e0/0\nip mtu 900\nip nhrp network-id 1\ndefault interface e0/0");
        assertThat(shown()).containsExactly("!", "interface Ethernet0/0", "!");
        enterAll("no interface e0/0");
        assertThat(toy).isEqualTo(Toy.DEFAULT);
    }

    @Test
    void aKeptLineReplacesItsOpposite() {
        enterAll("no ip http server");
        assertThat(shown()).contains("no ip http server");
        enterAll("ip http server");
        assertThat(shown()).contains("ip http server").doesNotContain("no ip http server");
        enterAll("default ip http server");
        assertThat(toy).isEqualTo(Toy.DEFAULT);
    }

    @Test
    void aConflictIsASentenceAndChangesNothing() {
        enterAll("interface Ethernet0/0");
        assertThat(refusal("ip mtu 666")).isEqualTo("% the MTU of Ethernet0/0 is unlucky\n");
    }

    @Test
    void aTextMayRunOverManyLinesAndHoldAnything() {
        enterAll("banner motd ^CWelcome\n! no comment\n  ^C");
        assertThat(toy.banner()).contains("Welcome\n! no comment\n  ");
        enterAll("banner motd ^C one ^C");
        assertThat(toy.banner()).contains(" one ");
    }

    @Test
    void digitsThatDoNotEndAreRefused() {
        enterAll("certificate 02\n 30820122 30820122");
        assertThat(refusal("hostname X")).contains("do not end with quit");
    }

    @Test
    void helpListsTheNextWords() {
        enterAll("interface e0/0");
        assertThat(editor.help("ip "))
                .isEqualTo(
                        """
                          mtu           Set IP Maximum Transmission Unit
                          nhrp          NHRP
                          unreachables  Enable sending ICMP Unreachable messages
                        """);
        assertThat(editor.help("de")).isEqualTo("default      description\n");
        assertThat(editor.help("ip mtu ")).isEqualTo("  <68-65535>  MTU (bytes)\n");
        assertThat(editor.help("ip mtu 900 ")).isEqualTo("  <cr>\n");
        assertThat(editor.help("no ip mtu ")).contains("<cr>");
        assertThat(editor.complete("ip un")).containsExactly("unreachables");
    }

    @Test
    void remarksStandBelowTheLinesWhenAllIsShown() {
        enterAll("no ip http server\ninterface e0/0");
        assertThat(grammar.printAll(toy))
                .containsSubsequence(
                        "no ip http server",
                        "! accepted without effect: there is no HTTP server",
                        "interface Ethernet0/0",
                        " no description",
                        " ip unreachables",
                        " ip mtu 1500");
    }

    @Test
    void noSequenceOfCharactersBreaksTheEditor() {
        var random = new java.util.Random(7);
        List<String> words =
                List.of(
                        "ip",
                        "route",
                        "no",
                        "10.0.0.0",
                        "255.0.0.0",
                        "int",
                        "e0/0",
                        "banner",
                        "motd",
                        "^C",
                        "exit",
                        "do",
                        "|",
                        "?",
                        "certificate",
                        "0",
                        "DEADBEEF",
                        "quit",
                        "\t",
                        "\u0003",
                        "default",
                        "name",
                        "x",
                        "end",
                        "address-family",
                        "ipv4",
                        "metric",
                        "5");
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            var line = new StringBuilder();
            for (int j = random.nextInt(7); j > 0; j--) {
                line.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            lines.add(line.toString());
        }
        lines.forEach(this::enter);
        assertThat(editor.help("")).isNotEmpty();
    }
}
