package io.culvert.commands.config;

import io.culvert.cli.CliError;
import io.culvert.cli.ConfigEditor;
import io.culvert.cli.Indentation;
import io.culvert.cli.Status;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Loads a whole text, line by line, as if somebody typed it.
public final class ConfigLoader {
    /// A line that says something.
    ///
    /// @param number from 1
    /// @param notes what the operator would have been told
    public record Entry(int number, String text, Status status, List<String> notes) {}

    /// A line that was refused.
    ///
    /// @param number from 1
    public record Refusal(String file, int number, String text, CliError error) {
        /// File, line and column, the line itself, the caret below the word, and why.
        public String render() {
            String caret =
                    error.kind() == CliError.Kind.INVALID ? " ".repeat(error.column()) + "^\n" : "";
            return "%s:%d:%d\n%s\n%s%s\n"
                    .formatted(
                            file,
                            number,
                            error.column() + 1,
                            printable(text),
                            caret,
                            String.join("\n", sentences()));
        }

        /// Why, and where it is known what to do instead.
        List<String> sentences() {
            return Stream.concat(
                            Stream.of(error.text()),
                            error.kind() == CliError.Kind.CONFLICT
                                    ? Stream.empty()
                                    : Absent.advice(text).stream())
                    .toList();
        }
    }

    /// What came of a text. With a refusal in it nothing should start.
    ///
    /// @param config what the lines that were taken make
    /// @param warnings about the configuration as a whole
    public record Loaded(
            String file,
            RouterConfig config,
            List<Entry> entries,
            List<Refusal> refusals,
            List<String> warnings) {
        public boolean isGood() {
            return refusals.isEmpty();
        }
    }

    private static final Pattern HEADING =
            Pattern.compile(
                    "Building configuration\\.\\.\\.|Current configuration ?: .*|Using \\d+ out of \\d+ bytes.*"
                            + "|\\S+[#>] ?(sh|more|wr)\\w* .*");

    /// What a terminal prints when all has been shown.
    private static final Pattern PROMPT = Pattern.compile("[A-Za-z]\\S*[#>]");

    /// What would move the cursor of a terminal, or worse.
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    /// Octets that are no UTF-8 come as this character.
    private static final Pattern UNREADABLE = Pattern.compile("[\uFFFD\0]");

    /// Where such octets spoil nothing.
    private static final Pattern FOR_THE_READER =
            Pattern.compile(
                    "^\\s*(!|des[a-z]* |banner |snmp-server |.* (remark|name|description) )");

    /// Lines within blocks that open one which has a word of its own to leave it.
    private static final Pattern BLOCK = Pattern.compile("^\\s*(address-family|template)\\b");

    private ConfigLoader() {}

    /// @param file name for messages
    public static Loaded load(String file, String text) {
        return load(file, text, RouterConfig.DEFAULT);
    }

    /// Loads on top of a configuration.
    public static Loaded load(String file, String text, RouterConfig start) {
        return load(file, text, start, (_, _) -> {});
    }

    /// What a line made, as it goes.
    interface Watcher {
        /// @param number of the line, from 1
        void after(int number, RouterConfig config);
    }

    static Loaded load(String file, String text, RouterConfig start, Watcher watcher) {
        ConfigEditor<RouterConfig> editor = ConfigLanguage.GRAMMAR.editor();
        var entries = new ArrayList<Entry>();
        var refusals = new ArrayList<Refusal>();
        RouterConfig config = start;
        int number = 0;
        String begun = "";
        int begunAt = 0;
        boolean hasEnded = false;
        Optional<Refusal> refusedBlock = Optional.empty();
        for (String typed : withoutMark(text).lines().toList()) {
            number++;
            if (entries.isEmpty() && isHeading(typed)
                    || hasEnded && PROMPT.matcher(typed.strip()).matches()) {
                continue;
            }
            if (refusedBlock.isPresent() && !isComment(typed)) {
                boolean hadLines = refusals.getLast().number() > refusedBlock.get().number();
                if (belongs(typed, refusedBlock.get(), hadLines)) {
                    refusals.add(below(refusedBlock.get(), number, typed));
                    continue;
                }
                refusedBlock = Optional.empty();
            }
            if (!editor.isWithinText() && isSpoiled(typed)) {
                refusals.add(new Refusal(file, number, typed, notText(typed)));
                refusedBlock = Optional.of(refusals.getLast());
                continue;
            }
            ConfigEditor.Reply<RouterConfig> reply = editor.enterIndented(config, typed);
            config = reply.config();
            watcher.after(number, config);
            switch (reply.what()) {
                case MORE -> {
                    begunAt = begun.isEmpty() ? number : begunAt;
                    begun = begun.isEmpty() ? typed : begun;
                }
                case REFUSED -> {
                    refusals.add(new Refusal(file, number, typed, reply.error().orElseThrow()));
                    refusedBlock = Optional.of(refusals.getLast());
                }
                case EXEC ->
                        refusals.add(
                                new Refusal(
                                        file,
                                        number,
                                        typed,
                                        CliError.conflict("% A file holds no commands to run")));
                case TAKEN -> {
                    boolean isText = !begun.isEmpty();
                    boolean isBody = isText && begun.strip().matches("[0-9A-Fa-f ]+");
                    if (!isBody) {
                        entries.add(
                                new Entry(
                                        isText ? begunAt : number,
                                        isText ? begun : typed,
                                        reply.status().orElseThrow(),
                                        reply.notes()));
                    }
                    begun = "";
                }
                case BLANK -> begun = "";
                case ENDED -> {
                    begun = "";
                    hasEnded = true;
                }
            }
        }
        if (editor.isWithinText()) {
            refusals.add(
                    new Refusal(
                            file,
                            number,
                            "",
                            CliError.conflict(
                                    "% The text that begins at line "
                                            + begunAt
                                            + " does not end")));
        }
        return new Loaded(
                file, config, List.copyOf(entries), List.copyOf(refusals), Warnings.of(config));
    }

    /// Some editors begin a text with a byte order mark.
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// What IOS prints above a configuration that it shows.
    private static boolean isHeading(String typed) {
        return HEADING.matcher(typed.strip()).matches();
    }

    private static boolean isComment(String typed) {
        String line = typed.strip();
        return line.isEmpty() || line.startsWith("!");
    }

    /// What stands deeper than a refused line belongs to it, and so does the word that leaves the block it would have opened.
    private static boolean belongs(String typed, Refusal block, boolean hadLines) {
        int deeper = Indentation.of(typed) - Indentation.of(block.text());
        String line = typed.strip();
        return deeper > 0
                || deeper == 0
                        && (hadLines && line.equals("exit")
                                || line.startsWith("exit-") && BLOCK.matcher(block.text()).find());
    }

    private static boolean isSpoiled(String typed) {
        return UNREADABLE.matcher(typed).find() && !FOR_THE_READER.matcher(typed).find();
    }

    private static CliError notText(String typed) {
        return CliError.conflict(
                typed.indexOf('\0') >= 0
                        ? "% This is not text in UTF-8; a text in UTF-16 must be converted first"
                        : "% An octet of this line is not UTF-8 and cannot be read; write it in UTF-8");
    }

    /// A line that stands deeper than a refused one belongs to it, and must not reach the block that was open before.
    private static Refusal below(Refusal block, int number, String typed) {
        return new Refusal(
                block.file(),
                number,
                typed,
                CliError.conflict("% It belongs to line " + block.number() + ", which is refused"));
    }

    /// What `culvert check` prints: each line with what it does, the warnings, and a summary.
    public static String report(Loaded loaded) {
        var text = new StringBuilder(loaded.file()).append('\n');
        int refused = 0;
        for (Entry entry : loaded.entries()) {
            while (refused < loaded.refusals().size()
                    && loaded.refusals().get(refused).number() < entry.number()) {
                appendRefusal(text, loaded.refusals().get(refused++));
            }
            String remark =
                    switch (entry.status()) {
                        case Status.Full _ -> "";
                        case Status.Partial(var missing) -> "  ! " + missing;
                        case Status.Accepted(var why) -> "  ! " + why;
                    };
            text.append(
                    "%5d  %-8s  %s%s%n"
                            .formatted(
                                    entry.number(),
                                    entry.status().word(),
                                    printable(entry.text().stripTrailing()),
                                    remark));
            entry.notes()
                    .forEach(note -> text.append("                 ").append(note).append('\n'));
        }
        while (refused < loaded.refusals().size()) {
            appendRefusal(text, loaded.refusals().get(refused++));
        }
        loaded.warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.append(summary(loaded)).append('\n').toString();
    }

    private static String printable(String line) {
        return CONTROL.matcher(line.replace('\t', ' ')).replaceAll("\uFFFD");
    }

    private static void appendRefusal(StringBuilder text, Refusal refusal) {
        text.append("%5d  refused   %s%n".formatted(refusal.number(), printable(refusal.text())));
        if (refusal.error().kind() == CliError.Kind.INVALID) {
            text.append(" ".repeat(17 + refusal.error().column())).append("^\n");
        }
        refusal.sentences().forEach(each -> text.append(" ".repeat(17)).append(each).append('\n'));
    }

    private static String summary(Loaded loaded) {
        return "%s: %d full, %d partial, %d accepted without effect, %d refused"
                .formatted(
                        loaded.file(),
                        count(loaded, "full"),
                        count(loaded, "partial"),
                        count(loaded, "accepted"),
                        loaded.refusals().size());
    }

    private static long count(Loaded loaded, String word) {
        return loaded.entries().stream()
                .filter(entry -> entry.status().word().equals(word))
                .count();
    }
}
