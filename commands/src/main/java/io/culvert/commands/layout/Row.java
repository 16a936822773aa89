package io.culvert.commands.layout;

/// One line of a table, put together from left to right by column, counted from 0. A word too long for its place pushes the
/// next one on, with one blank between them.
public final class Row {
    private final StringBuilder line = new StringBuilder();

    /// Puts a word so that it begins at the column.
    public Row at(int column, Object word) {
        String text = word.toString();
        if (line.length() > column || line.length() == column && column > 0 && !endsInBlank()) {
            line.append(' ');
        }
        return pad(column).append(text);
    }

    /// Puts a word so that its last character stands at the column.
    public Row endingAt(int column, Object word) {
        String text = word.toString();
        return at(Math.max(0, column + 1 - text.length()), text);
    }

    private boolean endsInBlank() {
        return line.charAt(line.length() - 1) == ' ';
    }

    private Row pad(int column) {
        line.append(" ".repeat(Math.max(0, column - line.length())));
        return this;
    }

    private Row append(String text) {
        line.append(text);
        return this;
    }

    /// The line with its end, without blanks before it.
    public String line() {
        return line.toString().stripTrailing() + "\n";
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
