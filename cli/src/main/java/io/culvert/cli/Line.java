package io.culvert.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A line that changes the value of its block.
///
/// @param <C> that value
public final class Line<C> implements Declaration<C> {
    /// A line as it is shown.
    ///
    /// @param negated whether it is shown as `no ...`
    public record Shown(boolean negated, Values values) {}

    private final Syntax syntax;
    private final Status status;
    private final BiFunction<C, Values, Change<C>> set;
    private final BiFunction<C, Values, Change<C>> unset;
    private final BiFunction<C, Values, Change<C>> reset;
    private final Function<C, List<Shown>> show;
    private final Function<C, List<Shown>> showAll;
    private final Optional<Arg<?>> group;

    private Line(
            Syntax syntax,
            Status status,
            BiFunction<C, Values, Change<C>> set,
            BiFunction<C, Values, Change<C>> unset,
            BiFunction<C, Values, Change<C>> reset,
            Function<C, List<Shown>> show,
            Function<C, List<Shown>> showAll,
            Optional<Arg<?>> group) {
        this.syntax = syntax.withCutBehindWords();
        this.status = status;
        this.set = set;
        this.unset = unset;
        this.reset = reset;
        this.show = show;
        this.showAll = showAll;
        this.group = group;
    }

    /// A line of any form. What it does follows with [#set], [#unset] and [#show].
    public static <C> Line<C> of(Object... parts) {
        return new Line<>(
                Syntax.seq(parts),
                Status.full(),
                (c, _) -> Change.to(c),
                (c, _) -> Change.refused("this line has no opposite"),
                (c, _) -> Change.refused("this line has no default"),
                _ -> List.of(),
                _ -> List.of(),
                Optional.empty());
    }

    public Line<C> set(BiFunction<C, Values, C> function) {
        return trySet((c, values) -> Change.to(function.apply(c, values)));
    }

    /// Like [#set], for a line that can be in conflict with another.
    public Line<C> trySet(BiFunction<C, Values, Change<C>> function) {
        return new Line<>(syntax, status, function, unset, reset, show, showAll, group);
    }

    /// What `no` does, and `default` too. The operands behind the cut may be absent.
    public Line<C> unset(BiFunction<C, Values, C> function) {
        return tryUnset((c, values) -> Change.to(function.apply(c, values)));
    }

    public Line<C> tryUnset(BiFunction<C, Values, Change<C>> function) {
        return new Line<>(syntax, status, set, function, function, show, showAll, group);
    }

    /// The lines that write the value again, where it is not the default.
    public Line<C> show(Function<C, Stream<Values>> function) {
        Function<C, List<Shown>> shown =
                c -> function.apply(c).map(values -> new Shown(false, values)).toList();
        return new Line<>(syntax, status, set, unset, reset, shown, shown, group);
    }

    /// Like [#show], for a line that can be shown as `no ...`.
    public Line<C> showing(Function<C, Stream<Shown>> function) {
        Function<C, List<Shown>> shown = c -> function.apply(c).toList();
        return new Line<>(syntax, status, set, unset, reset, shown, shown, group);
    }

    /// Shows the value even where it is the default, as IOS does with a few lines.
    public Line<C> shownAlways() {
        return new Line<>(syntax, status, set, unset, reset, showAll, showAll, group);
    }

    /// Shows it only in blocks for which a condition holds.
    public Line<C> shownWhere(Predicate<C> holds) {
        return new Line<>(
                syntax,
                status,
                set,
                unset,
                reset,
                c -> holds.test(c) ? show.apply(c) : List.of(),
                c -> holds.test(c) ? showAll.apply(c) : List.of(),
                group);
    }

    /// Shows this line and those around it that name the same operand together, one value of the operand after the other.
    public Line<C> groupedBy(Arg<?> arg) {
        return new Line<>(syntax, status, set, unset, reset, show, showAll, Optional.of(arg));
    }

    public Line<C> status(Status other) {
        return new Line<>(syntax, other, set, unset, reset, show, showAll, group);
    }

    private Line<C> reset(BiFunction<C, Values, C> function) {
        return new Line<>(
                syntax,
                status,
                set,
                unset,
                (c, values) -> Change.to(function.apply(c, values)),
                show,
                showAll,
                group);
    }

    private Line<C> shown(Function<C, List<Shown>> changed, Function<C, List<Shown>> all) {
        return new Line<>(syntax, status, set, unset, reset, changed, all, group);
    }

    /// A switch.
    public static <C> Line<C> flag(
            String words,
            String help,
            Function<C, Boolean> read,
            BiFunction<C, Boolean, C> write,
            boolean byDefault) {
        return Line.<C>of(Syntax.words(words, help))
                .set((c, _) -> write.apply(c, true))
                .unset((c, _) -> write.apply(c, false))
                .reset((c, _) -> write.apply(c, byDefault))
                .shown(
                        c ->
                                read.apply(c) == byDefault
                                        ? List.of()
                                        : List.of(new Shown(byDefault, Values.NONE)),
                        c -> List.of(new Shown(!read.apply(c), Values.NONE)));
    }

    /// A value that always is there.
    public static <C, T> Line<C> leaf(
            String words,
            String help,
            Arg<T> arg,
            Function<C, T> read,
            BiFunction<C, T, C> write,
            T byDefault) {
        return Line.<C>of(Syntax.words(words, help), arg)
                .set((c, values) -> write.apply(c, values.get(arg)))
                .unset((c, _) -> write.apply(c, byDefault))
                .shown(
                        c ->
                                read.apply(c).equals(byDefault)
                                        ? List.of()
                                        : List.of(shown(arg, read.apply(c))),
                        c -> List.of(shown(arg, read.apply(c))));
    }

    /// A value that may be absent.
    public static <C, T> Line<C> maybe(
            String words,
            String help,
            Arg<T> arg,
            Function<C, Optional<T>> read,
            BiFunction<C, Optional<T>, C> write) {
        return Line.<C>of(Syntax.words(words, help), arg)
                .set((c, values) -> write.apply(c, Optional.of(values.get(arg))))
                .unset((c, _) -> write.apply(c, Optional.empty()))
                .shown(
                        c -> read.apply(c).map(value -> shown(arg, value)).stream().toList(),
                        c ->
                                List.of(
                                        read.apply(c)
                                                .map(value -> shown(arg, value))
                                                .orElseGet(() -> new Shown(true, Values.NONE))));
    }

    private static <T> Shown shown(Arg<T> arg, T value) {
        return new Shown(false, Values.of(arg, value));
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public Status status() {
        return status;
    }

    Optional<Arg<?>> group() {
        return group;
    }

    Change<C> apply(Sign sign, C value, Values values) {
        return switch (sign) {
            case SET -> set.apply(value, values);
            case NO -> unset.apply(value, values);
            case DEFAULT -> reset.apply(value, values);
        };
    }

    List<Shown> shown(C value, boolean all) {
        return (all ? showAll : show).apply(value);
    }

    String print(Shown shown) {
        return shown.negated()
                ? "no "
                        + (shown.values().size() == 0
                                ? SyntaxPrinter.printToCut(syntax, shown.values())
                                : SyntaxPrinter.print(syntax, shown.values()))
                : SyntaxPrinter.print(syntax, shown.values());
    }
}
