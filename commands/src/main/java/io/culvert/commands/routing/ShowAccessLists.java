package io.culvert.commands.routing;

import io.culvert.base.OrderedMap;
import io.culvert.cli.Answer;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.commands.system.Sections;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.AccessEntry.Rule;
import io.culvert.router.config.AccessEntry.Wildcard;
import io.culvert.router.config.AccessList;
import io.culvert.router.config.RouterConfig;
import java.util.List;

/// `show access-lists`: the rules as configured, without remarks.
record ShowAccessLists(List<Listed> lists) implements Answer {
    private static final String ALONE = "alone";

    /// @param rules each with its sequence number
    record Listed(String name, boolean extended, List<String> rules) {
        Listed {
            rules = List.copyOf(rules);
        }

        static Listed of(AccessList list) {
            return new Listed(
                    list.name(),
                    list.extended(),
                    list.extended() ? extendedRules(list) : standardRules(list));
        }

        private static List<String> standardRules(AccessList list) {
            return list.entries().stream()
                    .filter(entry -> entry instanceof Rule)
                    .map(entry -> (Rule) entry)
                    .map(
                            rule ->
                                    rule.sequence()
                                            + (rule.permit() ? " permit " : " deny   ")
                                            + words(rule.source()))
                    .toList();
        }

        private static String words(Wildcard source) {
            if (source.equals(Wildcard.ANY)) {
                return "any";
            }
            return source.wildcard().bits() == 0
                    ? source.address().toString()
                    : source.address() + ", wildcard bits " + source.wildcard();
        }

        /// The grammar of the configuration has the words.
        private static List<String> extendedRules(AccessList list) {
            AccessList rules =
                    list.withName(ALONE)
                            .withEntries(
                                    list.entries().stream()
                                            .filter(entry -> entry instanceof AccessEntry.Rule)
                                            .toList());
            RouterConfig alone =
                    RouterConfig.DEFAULT.withAccessLists(
                            OrderedMap.<String, AccessList>empty().with(ALONE, rules));
            return Sections.of(
                            ConfigLanguage.GRAMMAR.print(alone), "ip access-list extended " + ALONE)
                    .stream()
                    .skip(1)
                    .map(String::strip)
                    .toList();
        }
    }

    ShowAccessLists {
        lists = List.copyOf(lists);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Listed list : lists) {
            text.append(list.extended() ? "Extended" : "Standard")
                    .append(" IP access list " + list.name() + "\n");
            list.rules().forEach(rule -> text.append("    " + rule + "\n"));
        }
        return text.toString();
    }
}
