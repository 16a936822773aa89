package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.lab.InputException;
import io.culvert.lab.scenario.ScenarioReader;
import io.culvert.lab.topology.Topology;
import io.culvert.lab.topology.TopologyReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.provider.MethodSource;

/// Topologies and scenarios: read, or refused with complaints that say where.
class LabFilesFuzzTest {
    private static final String TOPOLOGY =
            """
            name: small
            topology:
              nodes:
                R1: {kind: culvert, startup-config: r1.cfg}
                ISP: {kind: bridge}
                pc1:
                  kind: linux
                  exec:
                    - ip address add 192.168.113.10/24 dev eth1
              links:
                - endpoints: ["R1:Ethernet0/0", "ISP:eth1"]
                - endpoints: ["R1:Ethernet0/1", "pc1:eth1"]
            """;

    private static MemoryFiles files() {
        var files = new MemoryFiles();
        for (String name : new String[] {"hub", "spoke1", "spoke2", "spoke3", "isp", "r1"}) {
            files.with(
                    name + ".cfg",
                    "interface Ethernet0/0\n!\ninterface Ethernet0/1\n"
                            .getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    @MethodSource("io.culvert.fuzz.Seeds#topologies")
    @FuzzTest
    void topologiesAreReadOrRefused(byte[] octets) {
        try {
            Topology topology =
                    TopologyReader.read(files().with("x.clab.yml", octets), "x.clab.yml");
            assertThat(topology.nodes()).isNotNull();
        } catch (InputException refused) {
            said(refused);
        }
    }

    @MethodSource("io.culvert.fuzz.Seeds#scenarios")
    @FuzzTest
    void scenariosAreReadOrRefused(byte[] octets) {
        var files =
                files().with("x.clab.yml", TOPOLOGY.getBytes(StandardCharsets.UTF_8))
                        .with("x.lab", octets);
        Topology topology;
        try {
            topology = TopologyReader.read(files, "x.clab.yml");
        } catch (InputException e) {
            throw new AssertionError(e);
        }
        try {
            assertThat(ScenarioReader.read(files, topology, "x.lab").steps()).isNotNull();
        } catch (InputException refused) {
            said(refused);
        }
    }

    private static void said(InputException refused) {
        assertThat(refused.complaints())
                .isNotEmpty()
                .allSatisfy(complaint -> assertThat(complaint.toString()).isNotBlank());
    }
}
