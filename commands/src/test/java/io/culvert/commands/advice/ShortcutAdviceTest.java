package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Configurations that can never form a shortcut, made from those that do.
class ShortcutAdviceTest {
    private final TreeMap<String, String> texts = new TreeMap<>();

    ShortcutAdviceTest() throws IOException {
        for (String name : List.of("hub", "spoke1", "spoke2")) {
            texts.put(
                    name,
                    Files.readString(Path.of("..", "examples", "flexvpn-shortcut", name + ".cfg")));
        }
    }

    private void replace(String name, String line, String by) {
        assertThat(texts.get(name)).contains(line);
        texts.compute(name, (_, text) -> text.replace(line, by));
    }

    private RouterConfig config(String name) {
        ConfigLoader.Loaded loaded =
                ConfigLoader.load(name, Objects.requireNonNull(texts.get(name)));
        assertThat(loaded.refusals()).isEmpty();
        return loaded.config();
    }

    private List<String> together() {
        var configs = new TreeMap<String, RouterConfig>();
        texts.keySet().forEach(name -> configs.put(name, config(name)));
        return Advice.together(configs).stream().map(Finding::toString).toList();
    }

    private List<String> alone(String name) {
        return Advice.alone(name, config(name)).stream().map(Finding::sentence).toList();
    }

    @Test
    void theExampleLeavesNothingToAdvise() {
        assertThat(together()).isEmpty();
        texts.keySet().forEach(name -> assertThat(alone(name)).isEmpty());
    }

    @Test
    void aHubThatDoesNotRedirectIsNamedForEachSpoke() {
        replace("hub", " ip nhrp redirect\n", "");
        assertThat(together())
                .hasSize(2)
                .allMatch(each -> each.contains("enter ip nhrp redirect on Virtual-Template1"));
    }

    @Test
    void labelsOnOneSideOnlyAreNamed() {
        replace("hub", " mpls nhrp\n", "");
        assertThat(together())
                .hasSize(2)
                .allMatch(each -> each.endsWith("VRFs get no shortcut; enter mpls nhrp on both"));
    }

    @Test
    void twoNetworksOnOneRouterAreNamed() {
        replace(
                "spoke1",
                "interface Tunnel0\n ip nhrp network-id 1",
                "interface Tunnel0\n ip nhrp network-id 7");
        assertThat(alone("spoke1"))
                .singleElement()
                .asString()
                .contains("7 on Tunnel0 and 1 on Virtual-Template1");
    }

    @Test
    void aTemplateThatIsMissingOrCannotAnswerIsNamed() {
        replace(
                "spoke1",
                "interface Virtual-Template1 type tunnel",
                "interface Virtual-Template2 type tunnel");
        assertThat(alone("spoke1"))
                .anyMatch(
                        each ->
                                each.endsWith(
                                        "there is no interface Virtual-Template1; enter interface Virtual-Template1 type tunnel"));
        replace("spoke2", "\n virtual-template 1\n", "\n");
        assertThat(alone("spoke2"))
                .anyMatch(each -> each.contains("tunnels that other spokes begin are refused"));
    }
}
