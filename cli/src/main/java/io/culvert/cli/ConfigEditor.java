package io.culvert.cli;

import io.culvert.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where somebody stands in a configuration, whether a person or a file: the open blocks, and a text that has begun and not ended.
/// It never holds the configuration itself: each line comes with the present one and makes a new one.
///
/// A line that does not fit the innermost block is tried in the blocks around it, up to the top, as on IOS. Whoever types may
/// indent as they like; of a text, [#enterIndented] holds what stands deeper than a block to that block.
public final class ConfigEditor<R> {
    /// What became of a line.
    ///
    /// @param config the configuration behind it; the one before when it was refused
    /// @param status of the declaration that took the line; empty for blank lines, comments and words that leave a block
    /// @param notes what the operator is told
    public record Reply<R>(
            R config,
            What what,
            Optional<CliError> error,
            Optional<Status> status,
            List<String> notes,
            String command) {
        /// The kinds of outcome.
        public enum What {
            TAKEN,
            BLANK,
            REFUSED,
            /// The text goes on over the next line.
            MORE,
            /// `end`, or `exit` at the top.
            ENDED,
            /// `do`: the command is for the exec mode.
            EXEC
        }
    }

    /// @param indentation columns in front of the line that opened the block
    /// @param line that opened it
    private record Frame(
            Block<?, ?> block, Values header, String path, int indentation, String line) {}

    /// A text that has begun.
    ///
    /// @param depth number of frames in which its declaration stands
    private record Pending(
            int depth,
            Declaration<?> owner,
            Sign sign,
            Values values,
            Matcher.Open open,
            String text) {}

    private static final int PENDING_LENGTH_MAX = 1 << 18;

    private final Grammar<R> grammar;
    private final List<Frame> frames = new ArrayList<>();
    private Optional<Pending> pending = Optional.empty();
    private String entered = "";

    ConfigEditor(Grammar<R> grammar) {
        this.grammar = grammar;
        frames.add(new Frame(grammar.root(), Values.NONE, "", -1, ""));
    }

    /// What stands in the prompt: `config-if`.
    public String mode() {
        Frame last = frames.getLast();
        return last.block().prompt(last.header());
    }

    /// Goes back to the top, and forgets a text that has not ended.
    public void toTop() {
        frames.subList(1, frames.size()).clear();
        pending = Optional.empty();
    }

    /// Whether a text has begun that the next line goes on with.
    public boolean isWithinText() {
        return pending.isPresent()
                && !(pending.get().open().delimiter().isEmpty() && pending.get().text().isEmpty());
    }

    /// Takes one line.
    public Reply<R> enter(R before, String typed) {
        return enter(before, typed, 1);
    }

    /// Takes a line of a text. One that stands deeper than the line that opened a block belongs to that block or to one within, so
    /// it never reaches those around: `maximum routes` of an address family that did not know it would be taken for
    /// the line of the VRF, and the lines below it too.
    public Reply<R> enterIndented(R before, String typed) {
        int least = 1;
        while (least < frames.size() && frames.get(least).indentation() < Indentation.of(typed)) {
            least++;
        }
        return enter(before, typed, least);
    }

    /// @param least number of the outermost block that may take it
    private Reply<R> enter(R before, String typed, int least) {
        entered = typed;
        if (pending.isPresent()) {
            Pending text = pending.get();
            pending = Optional.empty();
            Optional<Reply<R>> reply =
                    text.open().delimiter().isEmpty()
                            ? continueDigits(before, text, typed)
                            : Optional.of(continueText(before, text, typed));
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        TypedLine line = TypedLine.of(typed);
        if (line.size() == 0 || line.word(0).startsWith("!")) {
            return reply(before, Reply.What.BLANK);
        }
        if (line.word(0).equalsIgnoreCase("do") && line.size() > 1) {
            return new Reply<>(
                    before,
                    Reply.What.EXEC,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    line.from(1));
        }
        Sign sign = sign(line);
        int first = sign == Sign.SET ? 0 : 1;
        Optional<Matcher.Failed<Declaration<?>>> furthest = Optional.empty();
        for (int depth = frames.size(); depth > 0; depth--) {
            switch (Matcher.match(
                    grammar.candidates(frames.get(depth - 1).block()),
                    line,
                    first,
                    sign != Sign.SET)) {
                case Matcher.Matched<Declaration<?>> matched -> {
                    return depth < least
                            ? refused(before, outside(frames.get(least - 1)))
                            : take(before, depth, sign, matched);
                }
                case Matcher.Failed<Declaration<?>> failed -> {
                    if (furthest.isEmpty() || failed.at() > furthest.get().at()) {
                        furthest = Optional.of(failed);
                    }
                }
            }
        }
        return refused(before, furthest.orElseThrow().error());
    }

    private static CliError outside(Frame block) {
        return CliError.conflict(
                "%% No line of \"%s\", below which it stands; if it is meant for another block, indent it no deeper than that one"
                        .formatted(block.line().strip()));
    }

    private static Sign sign(TypedLine line) {
        return switch (line.word(0).toLowerCase(java.util.Locale.ROOT)) {
            case "no" -> Sign.NO;
            case "default" -> Sign.DEFAULT;
            default -> Sign.SET;
        };
    }

    private Reply<R> reply(R config, Reply.What what) {
        return new Reply<>(config, what, Optional.empty(), Optional.empty(), List.of(), "");
    }

    private Reply<R> refused(R before, CliError error) {
        return new Reply<>(
                before, Reply.What.REFUSED, Optional.of(error), Optional.empty(), List.of(), "");
    }

    private Reply<R> take(R before, int depth, Sign sign, Matcher.Matched<Declaration<?>> matched) {
        if (matched.open().isPresent()) {
            Matcher.Open open = matched.open().get();
            var text =
                    new Pending(depth, matched.owner(), sign, matched.values(), open, open.begun());
            if (!open.delimiter().isEmpty()) {
                pending = Optional.of(text);
                return reply(before, Reply.What.MORE);
            }
            Reply<R> reply = apply(before, depth, sign, matched.owner(), matched.values());
            if (reply.what() == Reply.What.TAKEN && sign == Sign.SET) {
                pending = Optional.of(text);
            }
            return reply;
        }
        return apply(before, depth, sign, matched.owner(), matched.values());
    }

    private Reply<R> continueText(R before, Pending text, String typed) {
        String line = typed.endsWith("\r") ? typed.substring(0, typed.length() - 1) : typed;
        boolean byLine = text.open().delimiter().equals(Matcher.Open.LINE_END);
        int end = byLine ? endOfText(line) : line.indexOf(text.open().delimiter());
        String whole = text.text() + "\n" + (end < 0 ? line : line.substring(0, end));
        if (whole.length() > PENDING_LENGTH_MAX) {
            return refused(
                    before,
                    CliError.conflict(
                            "the text is longer than " + PENDING_LENGTH_MAX + " characters"));
        }
        if (end < 0) {
            pending =
                    Optional.of(
                            new Pending(
                                    text.depth(),
                                    text.owner(),
                                    text.sign(),
                                    text.values(),
                                    text.open(),
                                    whole));
            return reply(before, Reply.What.MORE);
        }
        Optional<?> value = byLine ? text.open().arg().read(whole.strip()) : Optional.of(whole);
        if (value.isEmpty()) {
            return refused(
                    before,
                    CliError.conflict("% The lines above make no " + text.open().arg().help()));
        }
        return apply(
                before,
                text.depth(),
                text.sign(),
                text.owner(),
                text.values().plus(text.open().arg(), value.get()));
    }

    /// Where a text ends that a line of its own ends: at its beginning, or not in this line.
    private static int endOfText(String line) {
        return line.strip().equalsIgnoreCase("exit") || line.strip().equalsIgnoreCase("quit")
                ? 0
                : -1;
    }

    /// A certificate may come with its octets or without them. The first line that has none ends it, and is a line of its own.
    private Optional<Reply<R>> continueDigits(R before, Pending text, String typed) {
        String line = typed.strip();
        boolean begun = !text.text().isEmpty();
        if (line.equalsIgnoreCase("quit") && begun) {
            if (text.text().length() % 2 != 0) {
                return Optional.of(
                        refused(
                                before,
                                CliError.conflict("the number of hexadecimal digits is odd")));
            }
            Values whole = text.values().plus(text.open().arg(), Bytes.hex(text.text()));
            return Optional.of(apply(before, text.depth(), text.sign(), text.owner(), whole));
        }
        if (line.equalsIgnoreCase("quit")) {
            return Optional.of(reply(before, Reply.What.BLANK));
        }
        String digits = line.replaceAll("\\s", "");
        if (digits.matches("[0-9A-Fa-f]+") && (begun || digits.length() >= 8)) {
            if (text.text().length() + digits.length() > PENDING_LENGTH_MAX) {
                return Optional.of(
                        refused(before, CliError.conflict("too many hexadecimal digits")));
            }
            pending =
                    Optional.of(
                            new Pending(
                                    text.depth(),
                                    text.owner(),
                                    text.sign(),
                                    text.values(),
                                    text.open(),
                                    text.text() + digits));
            return Optional.of(reply(before, Reply.What.MORE));
        }
        return begun
                ? Optional.of(
                        refused(
                                before,
                                CliError.conflict(
                                        "the hexadecimal digits above do not end with quit")))
                : Optional.empty();
    }

    private Reply<R> apply(R before, int depth, Sign sign, Declaration<?> owner, Values values) {
        return switch (owner) {
            case Leave<?>(_, boolean toExec) -> leave(before, toExec);
            case Line<?> line -> {
                close(depth);
                yield settle(
                        before,
                        change(before, depth, sign, line, values),
                        status(line.status(), sign),
                        () -> {});
            }
            case Kept<?> kept -> {
                close(depth);
                R after =
                        KeptEdit.apply(
                                grammar.kept(),
                                before,
                                frames.getLast().path(),
                                kept,
                                sign,
                                values);
                yield settle(before, Change.to(after), kept.status(), () -> {});
            }
            case Block<?, ?> block when sign == Sign.SET -> {
                Frame opened =
                        new Frame(
                                block,
                                values,
                                block.path(frames.get(depth - 1).path(), values),
                                Indentation.of(entered),
                                entered);
                yield settle(
                        before,
                        open(before, depth, block, values),
                        block.status(),
                        () -> {
                            close(depth);
                            frames.add(opened);
                        });
            }
            case Block<?, ?> block ->
                    settle(
                            before,
                            remove(before, depth, sign, block, values),
                            block.status(),
                            () -> close(depth));
            case Gap<?> _ -> throw new IllegalStateException("a gap takes no line");
        };
    }

    /// Taking away what has only part of its effect has all of its own.
    private static Status status(Status status, Sign sign) {
        return sign != Sign.SET && status instanceof Status.Partial ? Status.full() : status;
    }

    private Reply<R> leave(R before, boolean toExec) {
        boolean ends = toExec || frames.size() == 1;
        if (ends) {
            toTop();
        } else {
            frames.removeLast();
        }
        return reply(before, ends ? Reply.What.ENDED : Reply.What.BLANK);
    }

    private void close(int depth) {
        frames.subList(depth, frames.size()).clear();
    }

    private Reply<R> settle(R before, Change<R> change, Status status, Runnable move) {
        if (change instanceof Change.Refused<R>(var sentence)) {
            return refused(before, CliError.conflict(sentence));
        }
        var changed = (Change.Changed<R>) change;
        for (Rule<R> rule : grammar.rules()) {
            Optional<String> conflict = rule.conflict(before, changed.value());
            if (conflict.isPresent()) {
                return refused(before, CliError.conflict(conflict.get()));
            }
        }
        move.run();
        return new Reply<>(
                changed.value(),
                Reply.What.TAKEN,
                Optional.empty(),
                Optional.of(status),
                changed.notes(),
                "");
    }

    private <C> Change<R> change(R root, int depth, Sign sign, Line<C> line, Values values) {
        @SuppressWarnings("unchecked") // the declarations of a block speak of the block's value
        C value = (C) value(root, depth);
        return line.apply(sign, value, values).map(changed -> replace(root, depth, changed));
    }

    private <P, C> Change<R> open(R root, int depth, Block<P, C> block, Values header) {
        @SuppressWarnings("unchecked")
        P around = (P) value(root, depth);
        Change<R> opened =
                block.open(around, header, block.find(around, header))
                        .map(value -> replace(root, depth, block.put(around, header, value)));
        return block.isKept()
                ? opened.map(
                        after ->
                                KeptEdit.add(
                                        grammar.kept(),
                                        after,
                                        frames.get(depth - 1).path(),
                                        block,
                                        header))
                : opened;
    }

    /// `default` empties a block and leaves it there.
    private <P, C> Change<R> remove(
            R root, int depth, Sign sign, Block<P, C> block, Values header) {
        @SuppressWarnings("unchecked")
        P around = (P) value(root, depth);
        String path = block.path(frames.get(depth - 1).path(), header);
        Change<P> removed =
                sign == Sign.NO || block.isKept()
                        ? block.remove(around, header)
                        : block.open(around, header, Optional.empty())
                                .map(value -> block.put(around, header, value));
        return removed.map(value -> replace(root, depth, value))
                .map(
                        after ->
                                KeptEdit.removeBlock(
                                        grammar.kept(),
                                        after,
                                        frames.get(depth - 1).path(),
                                        path,
                                        block,
                                        header));
    }

    /// The value of the block that `depth` frames enclose. A block that somebody else removed meanwhile is opened anew.
    private Object value(R root, int depth) {
        Object value = root;
        for (Frame frame : frames.subList(1, depth)) {
            value = inner(frame.block(), value, frame.header());
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static <P, C> Object inner(Block<P, C> block, Object around, Values header) {
        Optional<C> found = block.find((P) around, header);
        if (found.isPresent()) {
            return found.get();
        }
        return switch (block.open((P) around, header, Optional.empty())) {
            case Change.Changed<C>(var value, _) -> value;
            case Change.Refused<C>(var sentence) -> throw new IllegalStateException(sentence);
        };
    }

    @SuppressWarnings("unchecked")
    private R replace(R root, int depth, Object value) {
        Object changed = value;
        for (int i = depth - 1; i > 0; i--) {
            changed = put(frames.get(i).block(), value(root, i), frames.get(i).header(), changed);
        }
        return (R) changed;
    }

    @SuppressWarnings("unchecked")
    private static <P, C> P put(Block<P, C> block, Object around, Values header, Object value) {
        return block.put((P) around, header, (C) value);
    }

    /// What `?` shows behind `text`.
    public String help(String text) {
        TypedLine line = TypedLine.of(text);
        int first = isSigned(line, text) ? 1 : 0;
        return HelpText.help(hinted(first == 0), text, first, first == 1, grammar.glossary());
    }

    /// The keywords that Tab could complete the last word of `text` to.
    public List<String> complete(String text) {
        TypedLine line = TypedLine.of(text);
        int first = isSigned(line, text) ? 1 : 0;
        return HelpText.complete(hinted(first == 0), text, first, first == 1);
    }

    private static boolean isSigned(TypedLine line, String text) {
        return line.size() > 0
                && sign(line) != Sign.SET
                && (line.size() > 1 || TypedLine.of(text).isAtNewWord());
    }

    private List<Matcher.Candidate<Declaration<?>>> hinted(boolean withSigns) {
        var list = new ArrayList<>(grammar.candidates(frames.getLast().block()));
        if (withSigns) {
            for (String[] sign :
                    new String[][] {
                        {"no", "Negate a command or set its defaults"},
                        {"default", "Set a command to its defaults"}
                    }) {
                var leave = new Leave<>(Syntax.words(sign[0], sign[1]), false);
                list.add(new Matcher.Candidate<>(leave, leave.syntax()));
            }
        }
        return list;
    }
}
