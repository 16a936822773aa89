package io.culvert.cli;

/// Columns in front of a line, by which a text says what belongs to what.
public final class Indentation {
    private static final int TAB = 8;

    private Indentation() {}

    /// A tab goes to the next multiple of eight.
    public static int of(String line) {
        int columns = 0;
        for (int i = 0; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case ' ' -> columns++;
                case '\t' -> columns += TAB - columns % TAB;
                default -> {
                    return columns;
                }
            }
        }
        return columns;
    }
}
