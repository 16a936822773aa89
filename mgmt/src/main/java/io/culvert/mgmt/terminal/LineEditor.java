package io.culvert.mgmt.terminal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Edits one line after the other. A line that is longer than the terminal is wide slides to the left below a `$`, as on IOS.
public final class LineEditor {
    /// What `?` and Tab ask for. The text is what stands before the cursor.
    public interface Assist {
        /// What `?` prints.
        String help(String text);

        /// What Tab may put in place of the last word.
        List<String> complete(String text);
    }

    /// How a line ended.
    public sealed interface Done {
        record Line(String text) implements Done {}

        /// Ctrl-C.
        record Interrupt() implements Done {}

        /// Ctrl-Z.
        record Suspend() implements Done {}
    }

    public static final int LENGTH_MAX = 16_384;
    private static final String BELL = "\007";
    private static final char ESCAPE = 27;
    private static final char DELETE = 127;

    /// A terminal that leaves less room than this for a line is not taken at its word.
    private static final int ROOM_MIN = 10;

    private enum Keys {
        PLAIN,
        ESCAPED,
        SEQUENCE
    }

    private final Consumer<String> out;
    private final History history;
    private final Assist assist;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder sequence = new StringBuilder();
    private Keys keys = Keys.PLAIN;
    private String prompt = "";
    private boolean echoes = true;
    private int width;
    private int cursor;

    /// How many characters have slid out to the left.
    private int offset;

    private int inHistory;
    private boolean afterReturn;

    /// @param out takes what the terminal is to show, lines ending in carriage return and line feed
    public LineEditor(Consumer<String> out, History history, Assist assist) {
        this.out = out;
        this.history = history;
        this.assist = assist;
    }

    /// Prompts for a line.
    ///
    /// @param echoing whether what is typed is shown and kept
    /// @param columns width of the terminal; 0 for endless
    public void begin(String shown, boolean echoing, int columns) {
        prompt = shown;
        echoes = echoing;
        width = columns;
        text.setLength(0);
        cursor = 0;
        offset = 0;
        inHistory = history.size();
        out.accept(prompt);
    }

    /// Takes one character.
    public Optional<Done> key(char key) {
        boolean wasReturn = afterReturn;
        afterReturn = key == '\r';
        if (key == '\n' && wasReturn) {
            return Optional.empty();
        }
        switch (keys) {
            case PLAIN -> {
                return plain(key);
            }
            case ESCAPED -> escaped(key);
            case SEQUENCE -> sequence(key);
        }
        return Optional.empty();
    }

    private Optional<Done> plain(char key) {
        if (key == '\r' || key == '\n') {
            out.accept("\r\n");
            String line = text.toString();
            if (echoes) {
                history.add(line);
            }
            return Optional.of(new Done.Line(line));
        }
        if (key == control('C')) {
            out.accept("\r\n");
            return Optional.of(new Done.Interrupt());
        }
        if (key == control('Z')) {
            out.accept("^Z\r\n");
            return Optional.of(new Done.Suspend());
        }
        edit(key);
        return Optional.empty();
    }

    private static char control(char letter) {
        return (char) (letter - '@');
    }

    private void edit(char key) {
        switch (key) {
            case ESCAPE -> keys = Keys.ESCAPED;
            case DELETE, '\b' -> remove(cursor - 1, cursor);
            case '\t' -> complete();
            case '?' -> help();
            case 'A' - '@' -> move(0);
            case 'B' - '@' -> move(cursor - 1);
            case 'D' - '@' -> remove(cursor, cursor + 1);
            case 'E' - '@' -> move(text.length());
            case 'F' - '@' -> move(cursor + 1);
            case 'K' - '@' -> remove(cursor, text.length());
            case 'L' - '@', 'R' - '@' -> redisplay();
            case 'N' - '@' -> recall(inHistory + 1);
            case 'P' - '@' -> recall(inHistory - 1);
            case 'U' - '@', 'X' - '@' -> remove(0, cursor);
            case 'W' - '@' -> remove(wordBefore(), cursor);
            default -> {
                if (key >= ' ') {
                    insert(key);
                }
            }
        }
    }

    private void escaped(char key) {
        keys = Keys.PLAIN;
        switch (key) {
            case '[', 'O' -> {
                keys = Keys.SEQUENCE;
                sequence.setLength(0);
            }
            case 'b', 'B' -> move(wordBefore());
            case 'f', 'F' -> move(wordBehind());
            case 'd', 'D' -> remove(cursor, wordBehind());
            case DELETE, '\b' -> remove(wordBefore(), cursor);
            default -> out.accept(BELL);
        }
    }

    /// ECMA-48 section 5.4: parameters, then one character that says what it is.
    private void sequence(char key) {
        if (key < '@' || key > '~') {
            if (sequence.length() < ROOM_MIN) {
                sequence.append(key);
            }
            return;
        }
        keys = Keys.PLAIN;
        switch (key) {
            case 'A' -> recall(inHistory - 1);
            case 'B' -> recall(inHistory + 1);
            case 'C' -> move(cursor + 1);
            case 'D' -> move(cursor - 1);
            case 'F' -> move(text.length());
            case 'H' -> move(0);
            case '~' -> {
                switch (sequence.toString()) {
                    case "1", "7" -> move(0);
                    case "3" -> remove(cursor, cursor + 1);
                    case "4", "8" -> move(text.length());
                    default -> {
                        // brackets of pasted text, and keys without a meaning here
                    }
                }
            }
            default -> out.accept(BELL);
        }
    }

    /// A text that goes on over several lines, and a secret, hold question marks and tabs as they are typed.
    private boolean isLiteral() {
        return prompt.isEmpty() || !echoes;
    }

    private void insert(char key) {
        if (text.length() == LENGTH_MAX) {
            out.accept(BELL);
            return;
        }
        int before = cursor;
        text.insert(cursor++, key);
        boolean hasRoom = room() < ROOM_MIN || text.length() - offset < room();
        if (echoes && cursor == text.length() && hasRoom) {
            out.accept(String.valueOf(key));
        } else {
            show(before, text.length() - 1, before);
        }
    }

    private void remove(int from, int end) {
        if (from < 0 || end > text.length() || from >= end) {
            return;
        }
        int before = cursor;
        int length = text.length();
        text.delete(from, end);
        cursor = from;
        show(before, length, from);
    }

    private void move(int to) {
        if (to < 0 || to > text.length()) {
            return;
        }
        int before = cursor;
        cursor = to;
        if (!echoes) {
            return;
        }
        if (!fits()) {
            slide();
        } else if (to < before) {
            out.accept("\b".repeat(before - to));
        } else {
            out.accept(text.substring(before, to));
        }
    }

    private int wordBefore() {
        int at = cursor;
        while (at > 0 && text.charAt(at - 1) == ' ') {
            at--;
        }
        while (at > 0 && text.charAt(at - 1) != ' ') {
            at--;
        }
        return at;
    }

    private int wordBehind() {
        int at = cursor;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        while (at < text.length() && text.charAt(at) != ' ') {
            at++;
        }
        return at;
    }

    private void recall(int line) {
        if (!echoes || line < 0 || line > history.size()) {
            out.accept(BELL);
            return;
        }
        inHistory = line;
        replace(line == history.size() ? "" : history.line(line));
    }

    private void replace(String line) {
        int before = cursor;
        int length = text.length();
        text.setLength(0);
        text.append(line);
        cursor = text.length();
        show(before, length, 0);
    }

    private void help() {
        if (isLiteral()) {
            insert('?');
            return;
        }
        out.accept("?\r\n" + assist.help(text.substring(0, cursor)).replace("\n", "\r\n") + "\r\n");
        redisplayLine();
    }

    private void complete() {
        if (isLiteral()) {
            insert(' ');
            return;
        }
        String before = text.substring(0, cursor);
        String word = before.substring(before.lastIndexOf(' ') + 1);
        List<String> candidates = word.isEmpty() ? List.of() : assist.complete(before);
        String whole = common(candidates);
        if (whole.length() > word.length() || candidates.size() == 1) {
            String rest = whole + (candidates.size() == 1 ? " " : "");
            text.replace(cursor - word.length(), cursor, rest);
            cursor += rest.length() - word.length();
        }
        redisplay();
    }

    private static String common(List<String> candidates) {
        if (candidates.isEmpty()) {
            return "";
        }
        String common = candidates.getFirst();
        for (String each : candidates) {
            int same = 0;
            while (same < Math.min(common.length(), each.length())
                    && common.charAt(same) == each.charAt(same)) {
                same++;
            }
            common = common.substring(0, same);
        }
        return common;
    }

    /// Something else was printed: the line again, below it.
    public void redisplay() {
        out.accept("\r\n");
        redisplayLine();
    }

    /// The prompt and the line, where the cursor stands at the beginning of a line of the terminal.
    public void redisplayLine() {
        if (!echoes) {
            out.accept(prompt);
        } else if (fits()) {
            out.accept(prompt + text + "\b".repeat(text.length() - cursor));
        } else {
            slide();
        }
    }

    /// Shows the line where another stood.
    ///
    /// @param from where the two begin to differ
    private void show(int cursorBefore, int lengthBefore, int from) {
        if (!echoes) {
            return;
        }
        if (!fits()) {
            slide();
            return;
        }
        int gone = Math.max(0, lengthBefore - text.length());
        out.accept(
                "\b".repeat(cursorBefore - from)
                        + text.substring(from)
                        + " ".repeat(gone)
                        + "\b".repeat(gone + text.length() - cursor));
    }

    private int room() {
        return width - 1 - prompt.length();
    }

    private boolean fits() {
        return room() < ROOM_MIN || offset == 0 && text.length() < room();
    }

    private void slide() {
        int room = room();
        if (text.length() < room) {
            offset = 0;
        } else if (cursor < offset + 1 || cursor > offset + room - 1) {
            offset = Math.max(0, cursor - room * 2 / 3);
        }
        int end = Math.min(text.length(), offset + room);
        var window = new StringBuilder(text.substring(offset, end));
        if (offset > 0) {
            window.setCharAt(0, '$');
        }
        if (end < text.length()) {
            window.setCharAt(window.length() - 1, '$');
        }
        window.append(" ".repeat(room - window.length()));
        out.accept("\r" + prompt + window + "\b".repeat(room - (cursor - offset)));
    }
}
