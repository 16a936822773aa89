package io.culvert.commands.config;

import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.function.Function;

/// Which line of a text settles something: the last that changed what came of it. Lines are found by what they do, so that
/// abbreviations, order and repetition mean nothing.
public final class LineFinder {
    /// One thing that is looked for.
    private static final class Watched {
        private final Function<RouterConfig, ?> what;
        private Object value;
        private int line;

        Watched(Function<RouterConfig, ?> what) {
            this.what = what;
            value = what.apply(RouterConfig.DEFAULT);
        }

        void look(int number, RouterConfig config) {
            Object now = what.apply(config);
            if (!now.equals(value)) {
                value = now;
                line = number;
            }
        }
    }

    private LineFinder() {}

    /// @param settled for each finding what its line may settle, the most telling first
    /// @return for each finding its line from 1; 0 where no line says anything of it
    public static List<Integer> lines(
            String text, List<? extends List<Function<RouterConfig, ?>>> settled) {
        List<List<Watched>> watched =
                settled.stream().map(each -> each.stream().map(Watched::new).toList()).toList();
        ConfigLoader.load(
                "",
                text,
                RouterConfig.DEFAULT,
                (number, config) ->
                        watched.forEach(each -> each.forEach(one -> one.look(number, config))));
        return watched.stream().map(LineFinder::first).toList();
    }

    private static int first(List<Watched> watched) {
        return watched.stream()
                .filter(each -> each.line > 0)
                .findFirst()
                .map(each -> each.line)
                .orElse(0);
    }
}
