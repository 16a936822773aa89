package io.culvert.commands.policy;

import io.culvert.base.AddressFamily;
import io.culvert.base.Prefix;
import io.culvert.bgp.policy.PrefixList;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// `show ip prefix-list` and `show ipv6 prefix-list`.
record ShowPrefixLists(AddressFamily family, Extent extent, List<Listed> lists) implements Answer {
    /// How much is told of each list.
    enum Extent {
        ENTRIES("", "List prefix lists"),
        DETAIL(" detail", "Detail of prefix lists"),
        SUMMARY(" summary", "Summary of prefix lists");

        private final String words;
        private final String help;

        Extent(String words, String help) {
            this.words = words;
            this.help = help;
        }

        String words() {
            return words;
        }

        String help() {
            return help;
        }
    }

    /// @param references how many lines of the configuration name the list
    record Listed(String name, long references, List<Entry> entries) {
        Listed {
            entries = List.copyOf(entries);
        }

        /// How many match more than one length.
        long ranges() {
            return entries.stream()
                    .filter(entry -> entry.least().isPresent() || entry.most().isPresent())
                    .count();
        }
    }

    /// @param least `ge`
    /// @param most `le`
    record Entry(
            int sequence,
            boolean permit,
            Prefix prefix,
            Optional<Integer> least,
            Optional<Integer> most) {
        String words() {
            return "seq "
                    + sequence
                    + (permit ? " permit " : " deny ")
                    + Upper.of(prefix)
                    + least.map(length -> " ge " + length).orElse("")
                    + most.map(length -> " le " + length).orElse("");
        }
    }

    ShowPrefixLists {
        lists = List.copyOf(lists);
    }

    /// A list shows under each family that it has entries of.
    static ShowPrefixLists of(
            AddressFamily family,
            Extent extent,
            NavigableMap<String, PrefixList> all,
            ToLongFunction<String> references) {
        return new ShowPrefixLists(
                family,
                extent,
                all.values().stream()
                        .map(list -> listed(list, family, references.applyAsLong(list.name())))
                        .filter(list -> !list.entries().isEmpty())
                        .toList());
    }

    private static Listed listed(PrefixList list, AddressFamily family, long references) {
        return new Listed(
                list.name(),
                references,
                list.entries().stream()
                        .filter(entry -> entry.prefix().family() == family)
                        .map(
                                entry ->
                                        new Entry(
                                                entry.sequence(),
                                                entry.permits(),
                                                entry.prefix(),
                                                entry.least(),
                                                entry.most()))
                        .toList());
    }

    ShowPrefixLists only(String name) {
        return new ShowPrefixLists(
                family, extent, lists.stream().filter(list -> list.name().equals(name)).toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Listed list : lists) {
            text.append(family == AddressFamily.IPV4 ? "ip" : "ipv6")
                    .append(" prefix-list " + list.name() + ":");
            text.append(
                    extent == Extent.ENTRIES
                            ? " " + list.entries().size() + " entries\n"
                            : "\n" + counts(list));
            if (extent != Extent.SUMMARY) {
                list.entries().forEach(entry -> text.append("   " + entry.words() + "\n"));
            }
        }
        return text.toString();
    }

    private static String counts(Listed list) {
        return "   count: %d, range entries: %d, sequences: %d - %d, refcount: %d\n"
                .formatted(
                        list.entries().size(),
                        list.ranges(),
                        list.entries().getFirst().sequence(),
                        list.entries().getLast().sequence(),
                        list.references());
    }
}
