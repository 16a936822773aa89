package io.culvert.cli;

import java.util.List;
import java.util.function.Function;

/// What a line made of the value it stands for.
public sealed interface Change<C> {
    /// @param notes what the operator is told besides
    record Changed<C>(C value, List<String> notes) implements Change<C> {}

    /// @param sentence names the other end of the conflict; nothing changes
    record Refused<C>(String sentence) implements Change<C> {}

    static <C> Change<C> to(C value) {
        return new Changed<>(value, List.of());
    }

    static <C> Change<C> to(C value, String note) {
        return new Changed<>(value, List.of(note));
    }

    static <C> Change<C> refused(String sentence) {
        return new Refused<>(sentence);
    }

    default <D> Change<D> map(Function<? super C, ? extends D> function) {
        return switch (this) {
            case Changed<C>(var value, var notes) -> new Changed<>(function.apply(value), notes);
            case Refused<C>(var sentence) -> new Refused<>(sentence);
        };
    }
}
