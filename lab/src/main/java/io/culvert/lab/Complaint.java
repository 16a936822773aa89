package io.culvert.lab;

import java.util.regex.Pattern;

/// What is wrong with a file that the lab was started from, and where.
///
/// @param line counted from 1; 0 for the file as a whole
/// @param column counted from 1; 0 for the line as a whole
/// @param source the line itself, for the caret
public record Complaint(String file, int line, int column, String source, String what) {
    /// What would move the cursor of a terminal, or worse.
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\t]]");

    public static Complaint of(String file, String what) {
        return new Complaint(file, 0, 0, "", what);
    }

    /// `file:line:column: what`, the line, and a caret under the word.
    public String render() {
        var text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (line > 0 && column > 0) {
            text.append(':').append(column);
        }
        text.append(": ").append(what);
        if (line > 0) {
            text.append('\n').append(CONTROL.matcher(source).replaceAll("\uFFFD"));
            if (column > 0) {
                text.append('\n').append(pad()).append('^');
            }
        }
        return text.toString();
    }

    /// Blanks up to the column; tabs stay tabs, so that the caret stands right on every terminal.
    private String pad() {
        var pad = new StringBuilder();
        for (int i = 0; i < column - 1; i++) {
            pad.append(i < source.length() && source.charAt(i) == '\t' ? '\t' : ' ');
        }
        return pad.toString();
    }
}
