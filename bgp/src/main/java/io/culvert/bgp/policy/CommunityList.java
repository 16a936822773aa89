package io.culvert.bgp.policy;

import java.util.List;

/// `ip community-list` and `ip extcommunity-list`. Communities are compared in the text form of tables, so that the
/// standard and the expanded form share one shape.
public record CommunityList(String name, List<Entry> entries) {
    /// `internet`, the community of every route.
    private static final String EVERY = "internet";

    public sealed interface Entry {
        boolean permits();

        default boolean isExpanded() {
            return this instanceof Expanded;
        }
    }

    /// A standard entry: all of these communities must be there.
    public record Standard(boolean permits, List<String> communities) implements Entry {
        public Standard {
            communities = List.copyOf(communities);
        }
    }

    /// An expanded entry: a regular expression over the communities, with blanks between.
    public record Expanded(boolean permits, IosRegex regex) implements Entry {}

    public CommunityList {
        entries = List.copyOf(entries);
    }

    /// @param exact whether a standard entry must name all communities of the route
    boolean permits(List<String> communities, boolean exact) {
        for (Entry entry : entries) {
            boolean matches =
                    switch (entry) {
                        case Standard(_, var wanted) ->
                                wanted.stream()
                                                .allMatch(
                                                        each ->
                                                                each.equals(EVERY)
                                                                        || communities.contains(
                                                                                each))
                                        && (!exact || wanted.containsAll(communities));
                        case Expanded(_, var regex) -> regex.matches(String.join(" ", communities));
                    };
            if (matches) {
                return entry.permits();
            }
        }
        return false;
    }
}
