package io.culvert.daemon;

/// What the process tells its caller.
final class Exit {
    /// Everything held.
    static final int HELD = 0;

    /// An expectation or a check failed.
    static final int FAILED = 1;

    /// The input or the usage is wrong.
    static final int INPUT = 2;

    /// The machine lacks something.
    static final int ENVIRONMENT = 3;

    /// We made a mistake: an exception reached `main`. Not one of the promised codes, so that no caller takes it for one.
    static final int MISTAKE = 70;

    private Exit() {}
}
