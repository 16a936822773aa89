package io.culvert.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void helpIsNoFailure() {
        assertThat(run("--help")).isEqualTo(Exit.HELD);
        assertThat(out.toString()).contains("lab", "router", "check", "pki", "test", "package");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rooter", "--frobnicate", "lab", "lab sideways"})
    void wrongUsageIsWrongInput(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(Exit.INPUT);
        assertThat(err.toString()).isNotEmpty();
    }

    @Test
    void aConfigurationInAnotherCharacterSetIsReadAllTheSame(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("a.cfg");
        Files.write(
                file,
                "interface Ethernet0/0\n description Z\u00fcrich\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("check", file.toString())).isEqualTo(Exit.HELD);
        assertThat(out.toString()).contains("2 full");
        assertThat(run("check", folder.resolve("b.cfg").toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString()).contains("there is no file");
    }

    @Test
    void whatIsNoFileOfTextEndsInASentence(@TempDir Path folder) throws IOException {
        Path huge = folder.resolve("huge.pcapng");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(4L << 30);
        }
        assertThat(run("check", huge.toString())).isEqualTo(Exit.INPUT);
        assertThat(run("check", folder.toString())).isEqualTo(Exit.INPUT);
        assertThat(run("lab", "run", huge.toString())).isEqualTo(Exit.INPUT);
        Path topology = folder.resolve("x.clab.yml");
        Files.writeString(
                topology, "topology: {nodes: {a: {kind: culvert, startup-config: \"a\\0b\"}}}");
        assertThat(run("lab", "run", topology.toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString())
                .contains("cannot read " + huge + ": it is larger than 64 MiB")
                .contains("cannot read " + folder + ": Is a directory")
                .contains(huge + ": cannot be read: it is larger than 64 MiB")
                .contains("x.clab.yml:1:55: there is no file")
                .doesNotContain("Exception");
    }

    /// The exit status says whether all lines are understood, as a pipeline wants to know, and not whether they are wise.
    @Test
    void whatKeepsTunnelsFromFormingIsNamedWithFileAndLine(@TempDir Path folder)
            throws IOException {
        Path one = folder.resolve("one.cfg");
        Path other = folder.resolve("other.cfg");
        String text =
                """
                interface Tunnel0
                 tunnel source Ethernet0/0
                 tunnel key 1
                 tunnel destination 192.0.2.2
                interface Ethernet0/0
                 ip address 192.0.2.1 255.255.255.0
                """;
        Files.writeString(one, text + "interface Tunnel1\n tunnel source Ethernet0/7\n");
        Files.writeString(
                other,
                text.replace("key 1", "key 2")
                        .replace("0.2.2", "0.2.9")
                        .replace("0.2.1", "0.2.2")
                        .replace("0.2.9", "0.2.1"));
        assertThat(run("check", one.toString(), other.toString())).isEqualTo(Exit.HELD);
        assertThat(out.toString())
                .contains(
                        "warning: "
                                + one
                                + ":8: Tunnel1 has tunnel source Ethernet0/7, but there is no")
                .contains("together: " + one + ":3: Tunnel0 has tunnel key 1, and Tunnel0 at its");
    }

    @Test
    void aNodeDoesNotStartFromAConfigurationThatIsWrongOrForAPortThatIsNotThere(
            @TempDir Path folder) throws IOException {
        assertThat(run("router")).isEqualTo(Exit.INPUT);
        Path missing = folder.resolve("missing.cfg");
        assertThat(run("router", "--config", missing.toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString()).contains("there is no such file");
        Path bad = folder.resolve("bad.cfg");
        Files.writeString(bad, "hostname A\nfrobnicate 1\n");
        assertThat(run("router", "--config", bad.toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString()).contains(bad + ":2:1: ", "frobnicate 1\n^");
        Path port = folder.resolve("port.cfg");
        Files.writeString(port, "interface Ethernet0/0\n port packet noSuchDevice0\n");
        assertThat(run("router", "--config", port.toString())).isEqualTo(Exit.ENVIRONMENT);
        assertThat(err.toString()).contains("noSuchDevice0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "package"})
    void whatIsNotBuiltYetSaysSoInOneSentence(String line) {
        assertThat(run(line.split(" "))).isEqualTo(Exit.ENVIRONMENT);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }
}
