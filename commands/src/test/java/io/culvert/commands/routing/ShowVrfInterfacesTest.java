package io.culvert.commands.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShowVrfInterfacesTest {
    private static final ShowVrfInterfaces SHOWN =
            new ShowVrfInterfaces(
                    List.of(
                            new ShowVrfInterfaces.Entry(
                                    InterfaceName.of("GigabitEthernet0/1"),
                                    "10.99.0.1",
                                    new Vrf("RED"),
                                    "up"),
                            new ShowVrfInterfaces.Entry(
                                    InterfaceName.of("Ethernet0/1.10"),
                                    "unassigned",
                                    new Vrf("BLUE"),
                                    "down")));

    @Test
    void interfacesStandBesideAddressAndVrf() {
        assertThat(SHOWN.text())
                .isEqualTo(
                        """
                        Interface              IP-Address      VRF                              Protocol
                        Gi0/1                  10.99.0.1       RED                              up
                        Et0/1.10               unassigned      BLUE                             down
                        """);
    }

    /// As the template of ntc-templates for this command reads it.
    @Test
    void everyLineIsOneThatToolsKnow() {
        assertThat(SHOWN.text().lines().findFirst().orElseThrow())
                .matches("Interface\\s+IP-Address\\s+VRF\\s+Protocol");
        assertThat(SHOWN.text().lines().skip(1))
                .allMatch(line -> line.matches("\\S+\\s+\\S+\\s+\\S+\\s+\\S+"));
    }
}
