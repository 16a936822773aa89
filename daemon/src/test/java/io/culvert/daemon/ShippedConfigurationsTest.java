package io.culvert.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the package starts from and what the guide shows is taken as it stands.
class ShippedConfigurationsTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```\n(hostname.*?)```");

    @TempDir private Path folder = Path.of("");

    private void isTaken(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.cfg"), text);
        var out = new StringWriter();
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .execute("check", file.toString());
        assertThat(exit).as(out.toString()).isEqualTo(Exit.HELD);
        assertThat(out.toString()).contains("0 partial, 0 accepted without effect, 0 refused");
    }

    @Test
    void theConfigurationInThePackageIsTakenWithAndWithoutItsExamples() throws IOException {
        String text = Repository.text(Repository.root().resolve("packaging/culvert.cfg"));
        isTaken(text);
        isTaken(text.replaceAll("(?m)^!!", ""));
    }

    @Test
    void theConfigurationThatTheCacheIsLearnedFromIsTaken() throws IOException {
        isTaken(Repository.text(Repository.root().resolve("packaging/first-packet.cfg")));
    }

    @Test
    void theFirstConfigurationOfTheGuideIsTaken() throws IOException {
        var blocks =
                BLOCK.matcher(
                        Repository.text(Repository.root().resolve("docs/operating/install.md")));
        assertThat(blocks.find()).isTrue();
        isTaken(blocks.group(1));
    }
}
