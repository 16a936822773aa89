package io.culvert.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The form of a line. It is read from left to right by [Matcher] and printed by [SyntaxPrinter]; both directions follow
/// from this one description.
public sealed interface Syntax {
    /// A fixed word, which can be abbreviated.
    ///
    /// @param old whether it is an older spelling with a hyphen: it is not offered, and takes no abbreviation from before the
    ///     hyphen from the words that replaced it
    record Keyword(String word, String help, boolean old) implements Syntax {}

    record Operand(Arg<?> arg) implements Syntax {}

    record Sequence(List<Syntax> parts) implements Syntax {}

    record Choice(List<Syntax> alternatives) implements Syntax {}

    record Maybe(Syntax part) implements Syntax {}

    /// Parts each of which may come once or not at all, in any order.
    record AnyOrder(List<Syntax> parts) implements Syntax {}

    /// One operand or more of the same kind.
    record Many(Arg<?> arg) implements Syntax {}

    /// Where the `no` form may end already.
    record Cut() implements Syntax {}

    /// Words such as `ip route`; the explanation is that of the last, and a mode's glossary explains the others.
    static Syntax words(String words, String help) {
        return words(words, help, false);
    }

    /// Words whose last is an older spelling: `ip domain-lookup`.
    static Syntax oldWords(String words, String help) {
        return words(words, help, true);
    }

    private static Syntax words(String words, String help, boolean old) {
        String[] each = words.split(" ");
        var parts = new ArrayList<Syntax>();
        for (int i = 0; i < each.length; i++) {
            boolean isLast = i == each.length - 1;
            parts.add(new Keyword(each[i], isLast ? help : "", isLast && old));
        }
        return parts.size() == 1 ? parts.getFirst() : new Sequence(List.copyOf(parts));
    }

    static Syntax arg(Arg<?> arg) {
        return new Operand(arg);
    }

    /// Parts one after the other; an [Arg] stands for itself.
    static Syntax seq(Object... parts) {
        return new Sequence(Arrays.stream(parts).map(Syntax::of).toList());
    }

    static Syntax oneOf(Object... alternatives) {
        return new Choice(Arrays.stream(alternatives).map(Syntax::of).toList());
    }

    static Syntax maybe(Object... parts) {
        return new Maybe(seq(parts));
    }

    static Syntax anyOrder(Object... parts) {
        return new AnyOrder(Arrays.stream(parts).map(Syntax::of).toList());
    }

    static Syntax many(Arg<?> arg) {
        return new Many(arg);
    }

    static Syntax cut() {
        return new Cut();
    }

    private static Syntax of(Object part) {
        return switch (part) {
            case Syntax syntax -> syntax;
            case Arg<?> arg -> new Operand(arg);
            default -> throw new IllegalArgumentException("neither syntax nor operand: " + part);
        };
    }

    /// Whether some place is marked as a possible end of the `no` form.
    default boolean hasCut() {
        return switch (this) {
            case Cut _ -> true;
            case Sequence(var parts) -> parts.stream().anyMatch(Syntax::hasCut);
            case Choice(var parts) -> parts.stream().anyMatch(Syntax::hasCut);
            case AnyOrder(var parts) -> parts.stream().anyMatch(Syntax::hasCut);
            case Maybe(var part) -> part.hasCut();
            case Keyword _, Operand _, Many _ -> false;
        };
    }

    /// This form with a cut behind the words that it begins with, unless it has one already.
    default Syntax withCutBehindWords() {
        if (hasCut()) {
            return this;
        }
        List<Syntax> flat = new ArrayList<>();
        flatten(this, flat);
        int words = 0;
        while (words < flat.size() && flat.get(words) instanceof Keyword) {
            words++;
        }
        flat.add(words, new Cut());
        return new Sequence(List.copyOf(flat));
    }

    private static void flatten(Syntax syntax, List<Syntax> into) {
        if (syntax instanceof Sequence(var parts)) {
            parts.forEach(part -> flatten(part, into));
        } else {
            into.add(syntax);
        }
    }

    /// The form in the notation of manuals: `[` `]` around what may be absent, `|` between alternatives.
    default String usage() {
        return switch (this) {
            case Keyword(var word, _, _) -> word;
            case Operand(var arg) -> arg.display();
            case Many(var arg) -> arg.display() + " ...";
            case Sequence(var parts) -> join(parts, " ");
            case Choice(var parts) -> "{" + join(parts, " | ") + "}";
            case Maybe(var part) -> "[" + part.usage() + "]";
            case AnyOrder(var parts) -> "[" + join(parts, "] [") + "]";
            case Cut _ -> "";
        };
    }

    private static String join(List<Syntax> parts, String between) {
        return String.join(
                between,
                parts.stream().map(Syntax::usage).filter(text -> !text.isEmpty()).toList());
    }

    /// The words that the form begins with: what a declaration is called.
    default String leadingWords() {
        List<Syntax> flat = new ArrayList<>();
        flatten(this, flat);
        var words = new ArrayList<String>();
        for (Syntax part : flat) {
            if (part instanceof Keyword(var word, _, _)) {
                words.add(word);
            } else if (!(part instanceof Cut)) {
                break;
            }
        }
        return String.join(" ", words);
    }
}
