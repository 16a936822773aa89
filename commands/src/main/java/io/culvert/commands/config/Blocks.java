package io.culvert.commands.config;

import io.culvert.base.OrderedMap;
import io.culvert.cli.Arg;
import io.culvert.cli.Block;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Blocks of things with names.
final class Blocks {
    private Blocks() {}

    /// A block for each entry of a map.
    static <P, K, V> Block<P, V> named(
            Syntax words,
            Arg<K> name,
            String prompt,
            Function<P, OrderedMap<K, V>> read,
            BiFunction<P, OrderedMap<K, V>, P> write,
            Function<K, V> create) {
        return Block.<P, V>of(
                        Syntax.seq(words, name),
                        prompt,
                        around ->
                                read.apply(around).keys().stream()
                                        .map(key -> Values.of(name, key))
                                        .toList(),
                        (around, values) -> read.apply(around).get(values.get(name)),
                        values -> create.apply(values.get(name)),
                        (around, values, value) ->
                                write.apply(
                                        around, read.apply(around).with(values.get(name), value)))
                .removing(
                        (around, values) ->
                                write.apply(around, read.apply(around).without(values.get(name))));
    }
}
