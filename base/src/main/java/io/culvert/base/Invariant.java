package io.culvert.base;

/// Facts that hold always, checked always, in control code.
public final class Invariant {
    private Invariant() {}

    /// @param sentence the fact, stated positively
    public static void hold(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalStateException("this does not hold: " + sentence);
        }
    }
}
