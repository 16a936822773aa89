package io.culvert.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.cli.Grammar.ManualEntry;
import io.culvert.cli.Status;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.dataplane.Drop;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The manual is read off the declarations. `-Dgolden.update=true` writes it again.
class GeneratedDocumentsTest {
    private record Document(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Document> documents() {
        return Stream.of(
                new Document("exec.md", exec()),
                new Document("configuration.md", configuration()),
                new Document("drops.md", drops()),
                new Document("messages.md", messages()));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theManualSaysWhatTheDeclarationsSay(Document document) throws IOException {
        Path file = Repository.root().resolve("docs/manual").resolve(document.name());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, document.text());
        }
        assertThat(file)
                .as("once more with -Dgolden.update=true, and look at the difference")
                .hasContent(document.text());
    }

    private static String exec() {
        var text =
                new StringBuilder(
                        """
                        # Commands

                        Made from the declarations; do not edit. `enable` commands need that first. Every `show` also takes
                        `| include`, `exclude`, `begin`, `section`, `count` with a regular expression, or `| json`.

                        | command | mode | does |
                        |---|---|---|
                        """);
        Exec.manual().forEach(entry -> row(text, code(entry.usage()), entry.mode(), entry.help()));
        return text.toString();
    }

    private static String configuration() {
        var modes = new LinkedHashMap<String, StringBuilder>();
        for (ManualEntry entry : ConfigLanguage.GRAMMAR.manual()) {
            row(
                    modes.computeIfAbsent(entry.mode(), _ -> new StringBuilder()),
                    code(entry.usage()),
                    entry.status() instanceof Status.Accepted ? "" : entry.help(),
                    effect(entry.status()));
        }
        var text =
                new StringBuilder(
                        """
                        # Configuration lines

                        Made from the declarations; do not edit. Any other line is refused. `config` is the mode after
                        `configure terminal`; the other modes are named by the line that opens them.
                        """);
        modes.forEach(
                (mode, rows) ->
                        text.append("\n## ")
                                .append(mode)
                                .append("\n| line | is | effect |\n|---|---|---|\n")
                                .append(rows));
        return text.toString();
    }

    private static String effect(Status status) {
        return status.remark().isEmpty() ? "full" : status.remark();
    }

    private static String drops() {
        var text =
                new StringBuilder(
                        """
                        # Why packets end

                        Made from the declarations; do not edit. The rows of `show drops` that begin with `plane`.

                        | reason | severity | means |
                        |---|---|---|
                        """);
        for (Drop drop : Drop.values()) {
            row(
                    text,
                    code(drop.name()),
                    drop.severity().name().toLowerCase(java.util.Locale.ROOT),
                    drop.sentence());
        }
        return text.toString();
    }

    private static String messages() {
        var text =
                new StringBuilder(
                        """
                        # Messages

                        Made from the sources; do not edit. `show logging` and syslog print them as
                        `%FACILITY-SEVERITY-MNEMONIC: sentence`; the part before the colon is the MSGID of RFC 5424 and stays
                        as it is. `…` stands for what differs from message to message, severity `n` for one of several.

                        | facility | severity | mnemonic | sentence |
                        |---|---|---|---|
                        """);
        NoticeCalls.all()
                .values()
                .forEach(
                        each ->
                                row(
                                        text,
                                        each.facility(),
                                        each.severity(),
                                        code(each.mnemonic()),
                                        each.sentence()));
        return text.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void row(StringBuilder text, String... cells) {
        for (String cell : cells) {
            text.append("| ").append(cell.replace("|", "\\|")).append(' ');
        }
        text.append("|\n");
    }
}
