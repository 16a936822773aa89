package io.culvert.daemon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.cli.Dialogue;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.daemon.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node without ports, which needs nothing of the machine.
class NodeTest {
    private static String show(Node node) {
        Dialogue dialogue = node.dialogue(Visitor.atConsole(Visitor.LEVEL_MAX), Terminal.DEFAULT);
        return dialogue.rendered(
                        dialogue.take(new Dialogue.Input.Line("show crypto pki certificates")))
                .text();
    }

    private static Optional<String> reload(Node node) {
        try {
            return node.take(node.read());
        } catch (Node.Refusal e) {
            return Optional.of(e.told());
        }
    }

    private static String config(String hostname) {
        return "hostname %s\ncrypto pki trustpoint CA\n revocation-check none\n"
                .formatted(hostname);
    }

    @Test
    void aReloadTakesConfigurationAndCertificatesTogetherOrNeither(@TempDir Path folder)
            throws Exception {
        Path saved = Files.writeString(folder.resolve("culvert.cfg"), config("R1"));
        Path pki = folder.resolve("pki");
        try (Node node = Node.open(saved, pki, _ -> {})) {
            assertThat(show(node)).doesNotContain("CA Certificate");

            Main.commandLine().execute("pki", "init", folder.toString());
            assertThat(reload(node)).isEmpty();
            assertThat(show(node)).contains("CA Certificate");

            Files.writeString(pki.resolve("CA-ca.pem"), "none of ours");
            Files.writeString(saved, config("R2"));
            assertThat(reload(node))
                    .hasValueSatisfying(why -> assertThat(why).contains("CA-ca.pem"));
            assertThat(node.config().system().hostname()).isEqualTo("R1");
            assertThat(show(node)).contains("CA Certificate");
        }
    }

    @Test
    void aRefusedReloadIsOneLine(@TempDir Path folder) throws Exception {
        Path saved = Files.writeString(folder.resolve("culvert.cfg"), "hostname R1\n");
        try (Node node = Node.open(saved, folder.resolve("pki"), _ -> {})) {
            Files.write(saved, new byte[] {0, 27, '[', 'x', '\n', 1, '\n'});
            assertThat(reload(node)).hasValueSatisfying(why -> assertThat(why).hasLineCount(1));
            Files.delete(saved);
            assertThat(reload(node))
                    .hasValueSatisfying(why -> assertThat(why).contains("there is no such file"));
        }
    }
}
