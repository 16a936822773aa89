package io.culvert.cli;

/// Who sits at a session.
///
/// @param user the name that was logged in with; empty where none was asked for
/// @param level privilege level to begin with, 0 to 15: 15 has every command, the others those for everybody
/// @param line where the session came in, such as `vty 0`
public record Visitor(String user, int level, String line) {
    public static final int LEVEL_USER = 1;
    public static final int LEVEL_MAX = 15;

    public Visitor {
        if (level < 0 || level > LEVEL_MAX) {
            throw new IllegalArgumentException("privilege level " + level);
        }
    }

    /// Whoever sits at the machine itself.
    public static Visitor atConsole(int level) {
        return new Visitor("", level, "con 0");
    }
}
