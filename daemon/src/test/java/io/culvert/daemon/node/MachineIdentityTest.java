package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.SystemConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineIdentityTest {
    private static RouterConfig named(String machine, RouterConfig config) {
        return new MachineIdentity("", machine).named(config);
    }

    @ParameterizedTest
    @CsvSource({
        "r1,r1",
        "clab-pair-R2,clab-pair-R2",
        "pe1.example.net,pe1",
        "localhost,Router",
        "localhost.localdomain,Router",
        "4f2a8c0b1d3e,Router",
        "'',Router",
        "a_b,Router",
        "a-,Router"
    })
    void aRouterWithoutANameTakesTheMachinesIfThatIsOne(String machine, String name) {
        assertThat(named(machine, RouterConfig.DEFAULT).system().hostname()).isEqualTo(name);
    }

    @Test
    void theConfiguredNameStays() {
        RouterConfig config =
                RouterConfig.DEFAULT.withSystem(SystemConfig.DEFAULT.withHostname("hub"));
        assertThat(named("r1", config)).isEqualTo(config);
    }
}
