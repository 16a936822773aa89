package io.culvert.router.capture;

/// Which way packets go where they are captured, seen from the router.
public enum CaptureDirection {
    IN("in", true, false),
    OUT("out", false, true),
    BOTH("both", true, true);

    private final String word;
    private final boolean takesInput;
    private final boolean takesOutput;

    CaptureDirection(String word, boolean takesInput, boolean takesOutput) {
        this.word = word;
        this.takesInput = takesInput;
        this.takesOutput = takesOutput;
    }

    /// As the command line spells it.
    public String word() {
        return word;
    }

    boolean takes(boolean isOutput) {
        return isOutput ? takesOutput : takesInput;
    }
}
