package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.lab.scenario.Report;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.Topology.NodeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabRunTest {
    private static final String TOPOLOGY =
            """
            name: two
            topology:
              kinds:
                linux:
                  exec: []
              nodes:
                a:
                  kind: linux
                  exec:
                    - ip address add 10.0.0.1/24 dev eth1
                b:
                  kind: linux
                  mgmt-ipv4: 172.20.20.5
                  exec:
                    - ip address add 10.0.0.2/24 dev eth1
              links:
                - endpoints: ["a:eth1", "b:eth1"]
            """;

    /// A lab without routers.
    static final RouterFactory NO_ROUTERS =
            new RouterFactory() {
                @Override
                public List<Complaint> check(Topology topology, LabPki pki) {
                    return List.of();
                }

                @Override
                public RouterNode create(NodeSpec spec, int mtu, Shared shared) {
                    throw new IllegalStateException("no routers here");
                }
            };

    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final MemoryFiles files = new MemoryFiles().with("lab/two.clab.yml", TOPOLOGY);

    private int run(String scenario, Report.Form form) {
        files.with("lab/s.lab", scenario);
        var options =
                new LabRun.Options(
                        "lab", List.of(), 1, LabRun.START_DEFAULT, Optional.of("cap"), form, false);
        return new LabRun(options, files, NO_ROUTERS, () -> Pace.VIRTUAL, out::add, err::add).run();
    }

    private byte[] captured() {
        return Objects.requireNonNull(files.written.get("cap/a_eth1--b_eth1.pcapng")).toByteArray();
    }

    @Test
    void everyStepIsToldAndTheNextCommandNamed() throws IOException {
        int code =
                run(
                        """
                # hosts alone
                pass 1s
                a> ping 10.0.0.2 -c 2
                  has "0% packet loss"
                  lacks /From .* Unreachable/
                  same expected.txt
                link b:eth1 loss 100%
                a> ping 10.0.0.2 -c 1
                  has /100% packet loss/
                link b:eth1 clean
                b> listen udp 4000
                a> send udp 10.0.0.2 4000 count 10 size 64 rate 100/s &
                pass 1s
                a> wait
                  has "sent 10"
                b> wait
                  has "received 10, duplicates 0"
                """,
                        Report.Form.TEXT);
        assertThat(code).isEqualTo(LabRun.INPUT);
        assertThat(err)
                .containsExactly(
                        "lab/s.lab:6:8: there is no file lab/expected.txt\n  same expected.txt\n       ^");
        err.clear();
        files.with(
                "lab/expected.txt",
                """
                a> ping 10.0.0.2
                PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
                64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time={{[0-9.]+}} ms
                64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time={{[0-9.]+}} ms

                --- 10.0.0.2 ping statistics ---
                2 packets transmitted, 2 received, 0% packet loss, time {{[0-9]{4}}}ms
                rtt min/avg/max/mdev = {{.*}}
                """);
        code = run(new String(files.read("lab/s.lab"), StandardCharsets.UTF_8), Report.Form.TEXT);
        assertThat(err).isEmpty();
        assertThat(String.join("\n", out)).contains("s.lab: all 10 steps held");
        assertThat(code).isZero();
        assertThat(out)
                .contains("note: two.clab.yml: \"mgmt-ipv4\" of node b has no effect in the lab");
        assertThat(out.getLast()).startsWith("Next: ./culvert lab up lab");
        assertThat(out.get(out.size() - 2))
                .isEqualTo(
                        "Captures: WIRESHARK_CONFIG_DIR=cap wireshark cap/a_eth1--b_eth1.pcapng   opens decrypted");
        assertThat(files.written)
                .containsOnlyKeys(
                        "cap/a_eth1--b_eth1.pcapng",
                        "cap/esp_sa",
                        "cap/ikev2_decryption_table",
                        "cap/preferences",
                        "cap/init.lua");
    }

    @Test
    void aFailedStepShowsEverything() {
        int code =
                run(
                        "a> ping 10.0.0.9 -c 1\n  has \" 0% packet loss\"\npass 1s\n",
                        Report.Form.QUIET);
        assertThat(code).isEqualTo(LabRun.FAILED);
        assertThat(String.join("\n", out))
                .contains("FAILED 00:00:0")
                .contains("    | PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.")
                .contains("    expected: has \" 0% packet loss\"")
                .contains("seed 1")
                .contains("1 of 2 steps failed");
    }

    @Test
    void aClearPayloadOnAWatchedLinkFails() {
        int code =
                run(
                        """
                pass 1s
                clear-text a:eth1 none
                clear-text a:eth1 none strict
                a> ping 10.0.0.2 -c 1
                clear-text b:eth1 none
                clear-text a:eth1 none strict
                """,
                        Report.Form.JSON);
        assertThat(code).isEqualTo(LabRun.FAILED);
        assertThat(out).hasSize(6);
        assertThat(out.get(1)).contains("\"held\":true");
        assertThat(out.get(2)).contains("\"held\":true");
        assertThat(out.get(4))
                .contains("\"held\":false")
                .contains("a:eth1 sent a packet with a payload");
        assertThat(out.get(5)).contains("ICMP type 8 from 10.0.0.1 to 10.0.0.2");
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        String scenario =
                """
                pass 1s
                link a:eth1 loss 20% delay 40ms jitter 30ms reorder 10% duplicate 10% corrupt 5%
                a> ping 10.0.0.2 -c 50 -i 0.01
                """;
        run(scenario, Report.Form.TEXT);
        byte[] first = captured();
        var firstOut = List.copyOf(out);
        out.clear();
        run(scenario, Report.Form.TEXT);
        assertThat(captured()).isEqualTo(first);
        assertThat(out).isEqualTo(firstOut);
    }

    @Test
    void mistakesAreToldBeforeAnythingStarts() {
        int code =
                run(
                        """
                a> ping nowhere
                c> ping 10.0.0.1
                link a:eth2 loss 5%
                link a:eth1 loss 5
                within 5x a> ping 10.0.0.1
                frobnicate
                  has "x"
                a> ping 10.0.0.2
                  has 'x'
                  has /(/
                resolves a 10.0.0.2 via
                resolves a 10.0.0.2 via a, zzz
                resolves a 10.0.0.2 via ,
                """,
                        Report.Form.TEXT);
        assertThat(code).isEqualTo(LabRun.INPUT);
        assertThat(out).isEmpty();
        assertThat(err.stream().map(text -> text.lines().findFirst().orElse("")))
                .containsExactly(
                        "lab/s.lab:1:9: expected here: an address",
                        "lab/s.lab:2:1: there is no node \"c\" in two.clab.yml",
                        "lab/s.lab:3:6: expected here: an endpoint of a link of two.clab.yml, written NODE:INTERFACE",
                        "lab/s.lab:4:18: expected here: a share from 0% to 100%",
                        "lab/s.lab:5:8: expected here: a duration such as 500ms, 30s, 5m, 2h or 3d",
                        "lab/s.lab:6:1: expected here: a step: NODE> COMMAND, within, pass, link, capture, clear-text, isolated,"
                                + " configure, crash, start, reload or resolves",
                        "lab/s.lab:9:7: expected here: \"text\" or /regex/",
                        "lab/s.lab:10:9: expected here: a regular expression of Java; Unclosed group",
                        "lab/s.lab:11:24: expected here: a router",
                        "lab/s.lab:12:25: expected here: a router",
                        "lab/s.lab:13:25: expected here: a router");
    }

    @Test
    void eachMistakeIsToldOnceAndWhatContradictsItselfIsOne() {
        int code =
                run(
                        """
                link a:eth1 loss 5% loss 6%
                link a:eth1 up down
                isolated red red
                a> ip route add 1.1.1.1
                within 5s a
                  has "x"
                configure
                """,
                        Report.Form.TEXT);
        assertThat(code).isEqualTo(LabRun.INPUT);
        assertThat(err.stream().map(text -> text.lines().findFirst().orElse("")))
                .containsExactly(
                        "lab/s.lab:1:21: expected here: nothing that this line has said already",
                        "lab/s.lab:2:16: expected here: nothing that this line has said already",
                        "lab/s.lab:3:14: expected here: another VRF",
                        "lab/s.lab:4:24: expected here: \"via\" and a gateway, or \"dev\" and a device",
                        "lab/s.lab:5:11: expected here: NODE> COMMAND",
                        "lab/s.lab:7:10: expected here: a node");
    }

    @Test
    void unusualSpellingsAreTaken() {
        String scenario =
                """
                # Kommentar: Größe, 漢字

                \t# a comment behind a tab
                pass\t500ms
                pass 0s
                pass 0.5s
                a>ping 10.0.0.2 -c 1
                \thas "1 received"

                # a comment between the expectations
                      has /^rtt|time=/
                within 1h a> \t ping 10.0.0.2 -s 0 -c 1 -i 0.001 \s
                  has "1 received"
                link a:eth1 clean loss 0% rate 1.5Gbit/s delay 1us jitter 0ms mtu 1500
                b> listen udp 7
                a> send udp 10.0.0.2 7 count 3 size 20 rate 0.5/s &
                pass 10s
                b> wait
                  has "received 3, duplicates 0"
                """;
        String longLine = "# " + "x".repeat(100_000) + "\n";
        int code = run("\uFEFF" + (longLine + scenario).replace("\n", "\r\n"), Report.Form.TEXT);
        assertThat(err).isEmpty();
        assertThat(code).as("%s", out).isEqualTo(LabRun.HELD);
    }

    @Test
    void twoCapturesDoNotShareAFile() {
        int code =
                run(
                        """
                capture a:eth1 one.pcapng
                capture b:eth1 one.pcapng
                capture b:eth1 a_eth1--b_eth1.pcapng
                capture b:eth1 two.pcapng
                """,
                        Report.Form.TEXT);
        assertThat(code).isEqualTo(LabRun.FAILED);
        assertThat(out.stream().filter(line -> line.contains("but it")))
                .containsExactly(
                        "    but it cannot be written: cap/one.pcapng holds another capture of this lab",
                        "    but it cannot be written: cap/a_eth1--b_eth1.pcapng holds another capture of this lab");
    }

    @Test
    void aTopologyOfEndlessDepthIsRefusedWithItsPlace() {
        files.with("lab/two.clab.yml", "name: x\ntopology: " + "[".repeat(20_000));
        assertThat(run("pass 1s\n", Report.Form.TEXT)).isEqualTo(LabRun.INPUT);
        assertThat(err.getFirst()).startsWith("lab/two.clab.yml:2:60: more than 50 levels");
    }
}
