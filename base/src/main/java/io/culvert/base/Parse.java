package io.culvert.base;

import java.util.Optional;
import java.util.function.Function;

/// What came of reading a stranger's octets: a value, or where and why they made no sense. Never an exception.
public sealed interface Parse<T> {
    record Ok<T>(T value) implements Parse<T> {}

    /// @param at position in octets from the start of the buffer
    /// @param what the field or rule that failed, for the log and the counters
    record Malformed<T>(int at, String what) implements Parse<T> {
        /// The same failure as the outcome of another parse.
        public <U> Malformed<U> as() {
            return new Malformed<>(at, what);
        }
    }

    static <T> Parse<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parse<T> malformed(int at, String what) {
        return new Malformed<>(at, what);
    }

    default boolean isOk() {
        return this instanceof Ok;
    }

    default Optional<T> toOptional() {
        return this instanceof Ok<T>(var value) ? Optional.of(value) : Optional.empty();
    }

    default <U> Parse<U> map(Function<? super T, ? extends U> function) {
        return switch (this) {
            case Ok<T>(var value) -> ok(function.apply(value));
            case Malformed<T> malformed -> malformed.as();
        };
    }

    default <U> Parse<U> flatMap(Function<? super T, Parse<U>> function) {
        return switch (this) {
            case Ok<T>(var value) -> function.apply(value);
            case Malformed<T> malformed -> malformed.as();
        };
    }

    /// For octets that we wrote ourselves: anything malformed is our own mistake.
    default T orElseThrow() {
        return switch (this) {
            case Ok<T>(var value) -> value;
            case Malformed<T>(int at, var what) ->
                    throw new IllegalStateException("malformed at " + at + ": " + what);
        };
    }
}
