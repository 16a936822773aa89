package io.culvert.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A line that opens a block of further lines: a mode.
///
/// @param <P> value of the block around it
/// @param <C> value of this block
public final class Block<P, C> implements Declaration<P> {
    /// What opening the block does to a value that may not be there yet.
    public interface Opening<P, C> {
        Change<C> open(P around, Values header, Optional<C> before);
    }

    /// Puts the value back into the one around it.
    public interface Putting<P, C> {
        P put(P around, Values header, C value);
    }

    private final Syntax syntax;
    private final Status status;
    private final Function<Values, String> prompt;
    private final Function<P, List<Values>> list;
    private final BiFunction<P, Values, Optional<C>> find;
    private final Opening<P, C> open;
    private final Putting<P, C> put;
    private final BiFunction<P, Values, Change<P>> remove;
    private final String exitWord;
    private final boolean kept;
    private final List<Declaration<C>> children;

    private Block(
            Syntax syntax,
            Status status,
            Function<Values, String> prompt,
            Function<P, List<Values>> list,
            BiFunction<P, Values, Optional<C>> find,
            Opening<P, C> open,
            Putting<P, C> put,
            BiFunction<P, Values, Change<P>> remove,
            String exitWord,
            boolean kept,
            List<Declaration<C>> children) {
        this.syntax = syntax;
        this.status = status;
        this.prompt = prompt;
        this.list = list;
        this.find = find;
        this.open = open;
        this.put = put;
        this.remove = remove;
        this.exitWord = exitWord;
        this.kept = kept;
        this.children = List.copyOf(children);
    }

    /// A block whose values the other functions find and put.
    ///
    /// @param prompt what stands in the prompt: `config-if`
    public static <P, C> Block<P, C> of(
            Syntax header,
            String prompt,
            Function<P, List<Values>> list,
            BiFunction<P, Values, Optional<C>> find,
            Function<Values, C> create,
            Putting<P, C> put) {
        return new Block<>(
                header,
                Status.full(),
                _ -> prompt,
                list,
                find,
                (_, values, before) -> Change.to(before.orElseGet(() -> create.apply(values))),
                put,
                (_, _) -> Change.refused("this block cannot be removed"),
                "",
                false,
                List.of());
    }

    /// The root of a tree.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <R> Block<R, R> root(Declaration<R>... children) {
        return new Block<R, R>(
                Syntax.words("configure terminal", "Configuration"),
                Status.full(),
                _ -> "config",
                _ -> List.of(Values.NONE),
                (root, _) -> Optional.of(root),
                (root, _, _) -> Change.to(root),
                (_, _, value) -> value,
                (_, _) -> Change.refused("the configuration stays"),
                "",
                false,
                List.of(children));
    }

    /// A block that is kept as it was typed, with all its lines.
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <P> Block<P, P> kept(
            Status status, String prompt, Syntax header, Kept<P>... children) {
        return new Block<P, P>(
                header,
                status,
                _ -> prompt,
                _ -> List.of(),
                (around, _) -> Optional.of(around),
                (around, _, _) -> Change.to(around),
                (_, _, value) -> value,
                (around, _) -> Change.to(around),
                "",
                true,
                List.of(children));
    }

    /// What the header does to the value when it says more than a name.
    public Block<P, C> opening(Opening<P, C> function) {
        return new Block<>(
                syntax, status, prompt, list, find, function, put, remove, exitWord, kept,
                children);
    }

    public Block<P, C> removing(BiFunction<P, Values, P> function) {
        return tryRemoving((around, values) -> Change.to(function.apply(around, values)));
    }

    public Block<P, C> tryRemoving(BiFunction<P, Values, Change<P>> function) {
        return new Block<>(
                syntax, status, prompt, list, find, open, put, function, exitWord, kept, children);
    }

    public Block<P, C> prompting(Function<Values, String> function) {
        return new Block<>(
                syntax, status, function, list, find, open, put, remove, exitWord, kept, children);
    }

    /// The word that closes the block in running configurations, such as `exit-address-family`.
    public Block<P, C> closedBy(String word) {
        return new Block<>(
                syntax, status, prompt, list, find, open, put, remove, word, kept, children);
    }

    public Block<P, C> status(Status other) {
        return new Block<>(
                syntax, other, prompt, list, find, open, put, remove, exitWord, kept, children);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final Block<P, C> with(Declaration<C>... more) {
        return with(List.of(more));
    }

    public Block<P, C> with(List<? extends Declaration<C>> more) {
        var all = new java.util.ArrayList<>(children);
        all.addAll(more);
        return new Block<>(
                syntax, status, prompt, list, find, open, put, remove, exitWord, kept, all);
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public Status status() {
        return status;
    }

    String prompt(Values header) {
        return prompt.apply(header);
    }

    List<Values> list(P around) {
        return list.apply(around);
    }

    Optional<C> find(P around, Values header) {
        return find.apply(around, header);
    }

    Change<C> open(P around, Values header, Optional<C> before) {
        return open.open(around, header, before);
    }

    P put(P around, Values header, C value) {
        return put.put(around, header, value);
    }

    Change<P> remove(P around, Values header) {
        return remove.apply(around, header);
    }

    String exitWord() {
        return exitWord;
    }

    boolean isKept() {
        return kept;
    }

    List<Declaration<C>> children() {
        return children;
    }

    String header(Values values) {
        return SyntaxPrinter.print(syntax, values);
    }

    /// What kept lines inside are filed under: the header without the parts that may be absent.
    String path(String around, Values values) {
        String own = kept ? header(values) : name(values);
        return around.isEmpty() ? own : around + " / " + own;
    }

    private String name(Values values) {
        return syntax.hasCut()
                ? SyntaxPrinter.printToCut(syntax, values)
                : SyntaxPrinter.printBare(syntax, values);
    }

    String id() {
        return syntax.usage();
    }
}
