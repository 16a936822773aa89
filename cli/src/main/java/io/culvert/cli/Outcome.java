package io.culvert.cli;

/// What a command comes to.
public sealed interface Outcome {
    record Show(Answer answer) implements Outcome {}

    /// A sentence, or several lines.
    record Say(String text) implements Outcome {}

    /// A sentence that says why not.
    record Refuse(String sentence) implements Outcome {}

    record Wait(Waiting task) implements Outcome {}

    /// Something that concerns the session alone.
    record Become(Move move) implements Outcome {}

    /// A privilege level, up to which a secret may be asked.
    record Rise(int level) implements Outcome {}

    record Sink(int level) implements Outcome {}

    record Set(Terminal terminal) implements Outcome {}

    /// Where a session can go.
    enum Move {
        CONFIGURATION,
        CLOSED
    }

    static Outcome show(Answer answer) {
        return new Show(answer);
    }

    static Outcome say(String text) {
        return new Say(text);
    }

    static Outcome refuse(String sentence) {
        return new Refuse(sentence);
    }
}
