package io.culvert.mgmt.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.mgmt.terminal.LineEditor.Done;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys in, a line out, and what stands on a terminal that knows carriage return, line feed, backspace and bell.
class LineEditorTest {
    private static final String UP = "\033[A";
    private static final String DOWN = "\033[B";
    private static final String LEFT = "\033[D";

    private final Screen screen = new Screen();
    private final StringBuilder sent = new StringBuilder();
    private final LineEditor editor =
            new LineEditor(
                    text -> {
                        sent.append(text);
                        screen.print(text);
                    },
                    new History(),
                    new LineEditor.Assist() {
                        @Override
                        public String help(String text) {
                            return "help for [" + text + "]\n";
                        }

                        @Override
                        public List<String> complete(String text) {
                            return Stream.of("show", "shutdown")
                                    .filter(word -> word.startsWith(text))
                                    .toList();
                        }
                    });

    /// The last lines of a terminal.
    private static final class Screen {
        private final StringBuilder above = new StringBuilder();
        private final StringBuilder line = new StringBuilder();
        private int column;

        void print(String text) {
            for (int i = 0; i < text.length(); i++) {
                char each = text.charAt(i);
                switch (each) {
                    case '\r' -> column = 0;
                    case '\n' -> {
                        above.append(line.toString().stripTrailing()).append('\n');
                        line.setLength(0);
                    }
                    case '\b' -> column = Math.max(0, column - 1);
                    case '\007' -> {}
                    default -> {
                        while (line.length() <= column) {
                            line.append(' ');
                        }
                        line.setCharAt(column++, each);
                    }
                }
            }
        }

        String line() {
            return line.toString().stripTrailing();
        }
    }

    private Optional<Done> type(String keys) {
        Optional<Done> done = Optional.empty();
        for (int i = 0; i < keys.length(); i++) {
            done = editor.key(keys.charAt(i));
        }
        return done;
    }

    private Optional<Done> typeAt(String prompt, String keys) {
        editor.begin(prompt, true, 80);
        return type(keys);
    }

    @Test
    void whatIsTypedAtTheEndIsEchoedAsItIs() {
        assertThat(typeAt("R1#", "show version\r")).contains(new Done.Line("show version"));
        assertThat(sent).hasToString("R1#show version\r\n");
    }

    @Test
    void aLineEndsWithReturnOrLineFeedOrBoth() {
        assertThat(typeAt("R1#", "a\r\n")).isEmpty();
        assertThat(typeAt("R1#", "b\n")).contains(new Done.Line("b"));
        assertThat(typeAt("R1#", "\r")).contains(new Done.Line(""));
        assertThat(typeAt("R1#", "\n")).isEmpty();
        assertThat(typeAt("R1#", "\n")).contains(new Done.Line(""));
    }

    static Stream<String[]> edits() {
        return Stream.of(
                new String[] {"shaw\177\177ow", "show"},
                new String[] {"how\001s", "show"},
                new String[] {"sow" + LEFT + LEFT + "h", "show"},
                new String[] {"show\001\004\005x", "howx"},
                new String[] {"show x\027version", "show version"},
                new String[] {"show version\002\002\002\013", "show vers"},
                new String[] {"wrong\025right", "right"},
                new String[] {"a b\033bX", "a Xb"},
                new String[] {"a b\033[H\033[3~c", "c b"},
                new String[] {"one\001\006\006X\033[FY", "onXeY"},
                new String[] {"pasted \033[200~text\033[201~", "pasted text"});
    }

    @ParameterizedTest
    @MethodSource("edits")
    void theLineAndTheScreenSayTheSame(String keys, String line) {
        typeAt("R1#", keys);
        assertThat(screen.line()).isEqualTo("R1#" + line);
        assertThat(type("\r")).contains(new Done.Line(line));
    }

    @Test
    void arrowsBringBackWhatWasTyped() {
        typeAt("R1#", "first\r");
        typeAt("R1#", "second line\r");
        typeAt("R1#", "second line\r");
        typeAt("R1#", UP + UP);
        assertThat(screen.line()).isEqualTo("R1#first");
        assertThat(type(DOWN + DOWN + DOWN + UP + "\r")).contains(new Done.Line("second line"));
    }

    @Test
    void onlyTheLastLinesAreKept() {
        var history = new History();
        IntStream.range(0, History.LINES_MAX + 5).forEach(i -> history.add("line " + i));
        assertThat(history.size()).isEqualTo(History.LINES_MAX);
        assertThat(history.line(0)).isEqualTo("line 5");
    }

    @Test
    void aQuestionMarkAsksAtOnceAndTheLineStaysForEditing() {
        typeAt("R1#", "show ?");
        assertThat(screen.above).hasToString("R1#show ?\nhelp for [show ]\n\n");
        assertThat(screen.line()).isEqualTo("R1#show");
        assertThat(type("ip\r")).contains(new Done.Line("show ip"));
    }

    @ParameterizedTest
    @CsvSource({"s,sh", "sho,'show '", "x,x"})
    void tabGoesOnAsFarAsItIsClear(String typed, String line) {
        typeAt("R1#", typed + "\t");
        assertThat(type("\r")).contains(new Done.Line(line));
    }

    @Test
    void textOverSeveralLinesHoldsQuestionMarksAndTabs() {
        assertThat(typeAt("", "why?\t!\r")).contains(new Done.Line("why? !"));
    }

    @Test
    void aSecretIsNeitherShownNorKept() {
        editor.begin("Password: ", false, 80);
        assertThat(type("s3cre\177et?\r")).contains(new Done.Line("s3cret?"));
        assertThat(sent).hasToString("Password: \r\n");
        typeAt("R1#", UP);
        assertThat(screen.line()).isEqualTo("R1#");
    }

    @Test
    void controlKeysEndALine() {
        assertThat(typeAt("R1#", "abc\003")).contains(new Done.Interrupt());
        assertThat(typeAt("R1#", "abc\032")).contains(new Done.Suspend());
    }

    @Test
    void aLineLongerThanTheTerminalSlides() {
        String line = "x".repeat(50) + "y".repeat(50);
        editor.begin("R1#", true, 40);
        type(line);
        assertThat(screen.line()).startsWith("R1#$").contains("y").hasSizeLessThan(40);
        type("\001");
        assertThat(screen.line()).startsWith("R1#xxx").endsWith("$");
        assertThat(type("\r")).contains(new Done.Line(line));
    }

    @Test
    void aLineThatIsTooLongTakesNoMore() {
        editor.begin("R1#", true, 0);
        type("x".repeat(LineEditor.LENGTH_MAX + 10));
        assertThat(sent).endsWith("\007");
        assertThat(type("\r")).contains(new Done.Line("x".repeat(LineEditor.LENGTH_MAX)));
    }

    @Test
    void noKeysBreakTheEditorAndTheScreenFollowsTheLine() {
        long seed = new Random(7).nextLong();
        var random = new Random(seed);
        String keys = "ab c\001\002\004\005\006\013\025\027\177\020\016\022";
        for (int run = 0; run < 300; run++) {
            editor.begin("R1#", true, 200);
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(8) == 0) {
                    type(List.of(UP, DOWN, LEFT, "\033[C", "\033[3~").get(random.nextInt(5)));
                } else {
                    editor.key(keys.charAt(random.nextInt(keys.length())));
                }
            }
            String shown = screen.line();
            Optional<Done> done = type("\r");
            assertThat(done).as("seed %d", seed).isPresent();
            assertThat("R1#" + ((Done.Line) done.get()).text().stripTrailing())
                    .as("seed %d", seed)
                    .isEqualTo(shown);
        }
    }
}
