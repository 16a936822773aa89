package io.culvert.commands.config;

import static io.culvert.cli.Syntax.oneOf;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Syntax;
import io.culvert.cli.Values;
import java.util.Optional;

/// How a list of communities is called: by a number, 1 to 99 for a standard list and 100 to 500 for an expanded one, or by its kind and a
/// name. A name that reads like a number of the other kind stays a name.
final class CommunityListName {
    private final Kind standard;
    private final Kind expanded;

    /// @param list what the help calls one of these lists
    CommunityListName(String list) {
        standard = new Kind(list, "standard", 1, 99);
        expanded = new Kind(list, "expanded", 100, 500);
    }

    Syntax standard() {
        return standard.syntax();
    }

    Syntax expanded() {
        return expanded.syntax();
    }

    /// The name that a line gives.
    String of(Values v) {
        return standard.of(v).orElseGet(() -> expanded.of(v).orElseThrow());
    }

    boolean isExpanded(Values v) {
        return expanded.of(v).isPresent();
    }

    Values standard(String name) {
        return standard.values(name);
    }

    Values expanded(String name) {
        return expanded.values(name);
    }

    private static final class Kind {
        private final String word;
        private final int least;
        private final int most;
        private final Arg<Integer> number;
        private final Arg<String> name;

        Kind(String list, String word, int least, int most) {
            this.word = word;
            this.least = least;
            this.most = most;
            number = Args.integer(least, most, list + " number (" + word + ")");
            name = Args.word("Name of the " + word + " list");
        }

        Syntax syntax() {
            return oneOf(number, seq(words(word, "Add a " + word + " list entry"), name));
        }

        Optional<String> of(Values v) {
            return v.find(name).or(() -> v.find(number).map(String::valueOf));
        }

        Values values(String text) {
            return isNumber(text)
                    ? Values.of(number, Integer.valueOf(text))
                    : Values.of(name, text);
        }

        private boolean isNumber(String text) {
            if (!text.matches("[1-9][0-9]{0,2}")) {
                return false;
            }
            int value = Integer.parseInt(text);
            return least <= value && value <= most;
        }
    }
}
