package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LineFinderTest {
    private static final InterfaceName PORT = InterfaceName.of("GigabitEthernet0/1");
    private static final Function<RouterConfig, ?> BLOCK = config -> config.interfaces().has(PORT);
    private static final Function<RouterConfig, ?> SHUT =
            config -> config.interfaces().get(PORT).map(InterfaceConfig::shutdown);
    private static final Function<RouterConfig, ?> LABELS =
            config -> config.interfaces().get(PORT).map(InterfaceConfig::mpls);

    private static List<Integer> lines(String text, List<Function<RouterConfig, ?>> settled) {
        return LineFinder.lines(text, List.of(settled));
    }

    @Test
    void aLineIsFoundByWhatItDoesHoweverItIsWritten() {
        String text = "hostname A\n!\nint gi0/1\n shut\n nonsense\n no shut\nint gi0/2\n shut\n";
        assertThat(lines(text, List.of(SHUT, BLOCK))).containsExactly(6);
        assertThat(lines(text, List.of(BLOCK))).containsExactly(3);
    }

    @Test
    void whatNoLineSaysIsFoundAtTheNextBestOrNowhere() {
        assertThat(lines("interface GigabitEthernet0/1\n shutdown\n", List.of(LABELS, BLOCK)))
                .containsExactly(1);
        assertThat(lines("hostname A\n", List.of(LABELS, BLOCK))).containsExactly(0);
        assertThat(LineFinder.lines("hostname A\n", List.of())).isEmpty();
    }
}
