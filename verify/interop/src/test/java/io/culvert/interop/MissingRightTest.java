package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A node that lacks a right which a line of its configuration asks for.
class MissingRightTest {
    private static final List<String> WITHOUT_SYS_NICE =
            List.of(
                    "prlimit",
                    "--rtprio=0",
                    "setpriv",
                    "--bounding-set",
                    "-sys_nice",
                    "--inh-caps",
                    "-sys_nice");

    @Test
    void packetThreadsThatMustNotComeFirstEndTheNodeWithOneSentence() {
        Machine.requires("prlimit", "setpriv");
        try (var net = new Namespaces("gw")) {
            Shell refused =
                    Culvert.refused(
                            net,
                            "gw",
                            "hostname GW\nplatform priority realtime\n",
                            WITHOUT_SYS_NICE);
            assertThat(refused.code()).as(refused.text()).isEqualTo(3);
            assertThat(refused.text().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("the real-time rank of packet threads", "CAP_SYS_NICE");
        }
    }
}
