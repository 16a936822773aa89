package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `monitor capture` exports, read by Wireshark's dissector.
class MonitorCaptureTest {
    private static final Path LAB =
            Repository.root().resolve("lab/scenarios/capture/capture.clab.yml");
    private static final String SCENARIO =
            """
            R1-HUB> monitor capture wan interface Ethernet0/0 both match any
            R1-HUB> monitor capture wan with-keys
            R1-HUB> monitor capture wan start
            within 60s R1-HUB> show crypto session
              has "UP-ACTIVE"
            pass 10s
            R1-HUB> monitor capture tun interface Virtual-Access1 both match any
            R1-HUB> monitor capture tun interface Virtual-Access2 both
            R1-HUB> monitor capture tun start
            R3-Spoke1> monitor capture lan interface Ethernet0/1.10 in match any
            R3-Spoke1> monitor capture lan start
            configure R3-Spoke1
              ip access-list extended NOBODY
               deny ip any host 203.0.113.9
               permit ip any any
              interface Ethernet0/1.10
               ip access-group NOBODY in
            pc1> ping 192.168.110.10 -c 3
              has "3 received"
            pc1> ping 203.0.113.9 -c 1
            R1-HUB> monitor capture wan stop
            R1-HUB> monitor capture wan export wan.pcapng
              has "Exported"
            R1-HUB> monitor capture wan keys keys
              has "Keys written"
            R1-HUB> monitor capture tun export tun.pcapng
              has "Exported"
            R3-Spoke1> monitor capture lan export lan.pcapng
              has "Exported"
            """;

    @TempDir static Path folder = Path.of("");

    @BeforeAll
    static void record() throws IOException {
        Tshark.required();
        Recording.of(LAB, folder, SCENARIO);
    }

    private static Path hub(String name) {
        return folder.resolve("R1-HUB").resolve(name);
    }

    @Test
    void theKeysOpenWhatPassedThePort() {
        var tshark = new Tshark(hub("keys"));
        Path wan = hub("wan.pcapng");
        assertThat(tshark.complaints(wan)).isEmpty();
        assertThat(tshark.frames(wan, "esp && icmp.type == 8", "ip.src", "esp.icv_good"))
                .hasSize(3)
                .allSatisfy(
                        frame -> {
                            assertThat(frame.innermost("ip.src")).isEqualTo("192.168.113.10");
                            assertThat(frame.all("esp.icv_good")).containsExactly("1");
                        });
        assertThat(tshark.frames(wan, "isakmp.enc.decrypted", "frame.number")).isNotEmpty();
        assertThat(tshark.frames(wan, "frame.interface_name == \"Ethernet0/0\"", "frame.number"))
                .isNotEmpty();
    }

    @Test
    void withoutThemNothingInsideIsSeen(@TempDir Path empty) {
        assertThat(new Tshark(empty).frames(hub("wan.pcapng"), "icmp", "frame.number")).isEmpty();
    }

    @Test
    void aTunnelIsReadInTheClearLabelsAndAll(@TempDir Path empty) {
        var tshark = new Tshark(empty);
        Path tun = hub("tun.pcapng");
        assertThat(tshark.complaints(tun)).isEmpty();
        assertThat(
                        tshark.frames(
                                tun,
                                "mpls && icmp.type == 8",
                                "ip.src",
                                "ip.dst",
                                "frame.interface_description"))
                .hasSize(3)
                .allSatisfy(
                        frame -> {
                            assertThat(frame.all("ip.src")).isEqualTo(List.of("192.168.113.10"));
                            assertThat(frame.all("ip.dst")).isEqualTo(List.of("192.168.110.10"));
                        });
        assertThat(tshark.frames(tun, "esp", "frame.number")).isEmpty();
    }

    @Test
    void aDroppedPacketHasACommentThatSaysWhy(@TempDir Path empty) {
        Path lan = folder.resolve("R3-Spoke1").resolve("lan.pcapng");
        assertThat(
                        new Tshark(empty)
                                .frames(lan, "ip.dst == 203.0.113.9", "frame.comment", "vlan.id"))
                .singleElement()
                .satisfies(
                        frame -> {
                            assertThat(frame.outermost("frame.comment"))
                                    .startsWith("Dropped, ACL_IN: ");
                            assertThat(frame.outermost("vlan.id")).isEqualTo("10");
                        });
    }
}
