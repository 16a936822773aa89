package io.culvert.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void anAuthorityIsMadeIssuesAndRevokes(@TempDir Path folder) {
        String here = folder.toString();
        assertThat(run("pki", "init", here)).isEqualTo(Exit.HELD);
        assertThat(run("pki", "init", here)).isEqualTo(Exit.INPUT);
        assertThat(
                        run(
                                "pki",
                                "issue",
                                here,
                                "R1",
                                "CA",
                                "--subject",
                                "CN=R1,OU=FLEX",
                                "--serial",
                                "02"))
                .isEqualTo(Exit.HELD);
        assertThat(folder.resolve("pki")).isDirectoryContaining("glob:**R1-CA.key");
        assertThat(run("pki", "revoke", here, "02")).isEqualTo(Exit.HELD);
        out.getBuffer().setLength(0);
        assertThat(run("pki", "show", here)).isEqualTo(Exit.HELD);
        assertThat(out.toString()).contains("R1-CA  serial 02  cn=R1,ou=FLEX").contains("revoked");
    }

    @Test
    void aPairOfAnotherMakerIsTakenAndAWrongOneIsNot(@TempDir Path folder) {
        String here = folder.toString();
        run("pki", "init", here);
        for (String node : List.of("R1", "R2")) {
            run("pki", "issue", here, node, "CA", "--subject", "CN=" + node, "--serial", "02");
        }
        String certificate = folder.resolve("pki/R1-CA.pem").toString();
        String key = folder.resolve("pki/R1-CA.key").toString();
        String wrong = folder.resolve("pki/R2-CA.key").toString();
        assertThat(run("pki", "import", here, "R3", "CA", certificate, key)).isEqualTo(Exit.HELD);
        assertThat(folder.resolve("pki")).isDirectoryContaining("glob:**R3-CA.key");
        assertThat(run("pki", "import", here, "R4", "CA", certificate, wrong))
                .isEqualTo(Exit.INPUT);
        assertThat(err.toString()).contains("is not the key of");
        assertThat(run("pki", "import", here, "R4", "CA", "nowhere.pem", key))
                .isEqualTo(Exit.INPUT);
        assertThat(folder.resolve("pki")).isDirectoryNotContaining("glob:**R4-CA.*");
    }

    @Test
    void wrongInputIsSaidInASentence(@TempDir Path folder) {
        assertThat(run("pki", "show", folder.toString())).isEqualTo(Exit.INPUT);
        assertThat(err.toString()).contains("culvert pki init");
    }
}
