package io.culvert.cli;

/// An exec command.
///
/// @param <X> what commands look at: the router
/// @param privileged whether it needs `enable`
public record Command<X>(Syntax syntax, boolean privileged, Handler<X> handler) {
    /// What a handler is given.
    ///
    /// @param level the present privilege level
    public record Call<X>(X router, Values values, Terminal terminal, Visitor visitor, int level) {
        public <T> T get(Arg<T> arg) {
            return values.get(arg);
        }

        public boolean has(Arg<?> arg) {
            return values.has(arg);
        }
    }

    /// What a command does.
    public interface Handler<X> {
        Outcome run(Call<X> call);
    }

    /// A command for everybody.
    public static <X> Command<X> of(Handler<X> handler, Object... parts) {
        return new Command<>(Syntax.seq(parts), false, handler);
    }

    /// A command that shows a record.
    public static <X> Command<X> show(
            java.util.function.Function<Call<X>, Answer> answer, Object... parts) {
        return of(call -> Outcome.show(answer.apply(call)), parts);
    }

    public Command<X> privilegedOnly() {
        return new Command<>(syntax, true, handler);
    }
}
