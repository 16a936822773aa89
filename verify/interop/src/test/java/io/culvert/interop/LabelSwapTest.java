package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.Tshark.Frame;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The labels that a dissector finds before and behind the hub of `examples/overlap` are those of the hub's table.
class LabelSwapTest {
    private static final String HUB = "172.16.0.1";

    @Test
    void theHubSwapsTheLabelsThatItsTablePairs(@TempDir Path folder) throws IOException {
        Tshark.required();
        Recording recording =
                Recording.of(
                        Repository.root().resolve("examples/overlap"),
                        folder,
                        """
                        within 60s SPOKE2> show ip route vrf red
                          has "10.3.0.0/24"
                        within 60s SPOKE3> show ip route vrf blue
                          has "10.2.0.0/24"
                        red2> ping 10.3.0.10 -c 2
                          has " 0% packet loss"
                        blue2> ping 10.3.0.10 -c 2 -s 100
                          has " 0% packet loss"
                        HUB> show mpls forwarding-table
                        """);
        List<Frame> labelled =
                recording
                        .tshark()
                        .frames(
                                recording.capture("HUB:Ethernet0/0"),
                                "esp && mpls && icmp",
                                "ip.dst",
                                "mpls.label",
                                "icmp.type",
                                "icmp.seq",
                                "data.len");
        var arrived = new TreeMap<String, String>();
        var swaps = new TreeSet<String>();
        for (Frame frame : labelled) {
            String packet =
                    List.of(
                                    frame.innermost("ip.dst"),
                                    frame.innermost("icmp.type"),
                                    frame.outermost("icmp.seq"),
                                    frame.innermost("data.len"))
                            .toString();
            if (frame.outermost("ip.dst").equals(HUB)) {
                arrived.put(packet, frame.innermost("mpls.label"));
            } else {
                LabelTable.Row row =
                        recording
                                .labels("HUB")
                                .row(arrived.getOrDefault(packet, "none"))
                                .orElseThrow();
                assertThat(frame.all("mpls.label")).containsExactly(row.outgoing());
                swaps.add(row.local());
            }
        }
        // There and back, for each of the two customers.
        assertThat(swaps).hasSize(4);
    }
}
