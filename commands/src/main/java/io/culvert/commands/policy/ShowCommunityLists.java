package io.culvert.commands.policy;

import io.culvert.bgp.policy.CommunityList;
import io.culvert.cli.Answer;
import java.util.List;

/// `show ip community-list` and `show ip extcommunity-list`.
record ShowCommunityLists(boolean extended, List<Listed> lists) implements Answer {
    /// @param expanded whether its entries are regular expressions
    record Listed(String name, boolean expanded, List<Entry> entries) {
        Listed {
            entries = List.copyOf(entries);
        }

        boolean isNumbered() {
            return name.matches(expanded ? "[1-4][0-9]{2}|500" : "[1-9][0-9]?");
        }
    }

    /// @param what communities with blanks between them, or a regular expression
    record Entry(boolean permit, String what) {}

    ShowCommunityLists {
        lists = List.copyOf(lists);
    }

    static ShowCommunityLists standard(List<CommunityList> lists) {
        return new ShowCommunityLists(
                false, lists.stream().map(ShowCommunityLists::listed).toList());
    }

    static ShowCommunityLists extended(List<CommunityList> lists) {
        return new ShowCommunityLists(
                true, lists.stream().map(ShowCommunityLists::listed).toList());
    }

    private static Listed listed(CommunityList list) {
        return new Listed(
                list.name(),
                list.entries().stream().anyMatch(CommunityList.Entry::isExpanded),
                list.entries().stream().map(ShowCommunityLists::entry).toList());
    }

    private static Entry entry(CommunityList.Entry entry) {
        return switch (entry) {
            case CommunityList.Standard(boolean permits, var communities) ->
                    new Entry(permits, String.join(" ", communities));
            case CommunityList.Expanded(boolean permits, var regex) ->
                    new Entry(permits, regex.toString());
        };
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Listed list : lists) {
            text.append(title(list) + " " + list.name() + "\n");
            for (Entry entry : list.entries()) {
                text.append("    ")
                        .append(extended ? " " : "")
                        .append((entry.permit() ? "permit " : "deny ") + entry.what() + "\n");
            }
        }
        return text.toString();
    }

    private String title(Listed list) {
        if (extended) {
            return list.expanded()
                    ? "Expanded extended community-list"
                    : "Standard extended community-list";
        }
        if (!list.isNumbered()) {
            return list.expanded()
                    ? "Named Community expanded list"
                    : "Named Community standard list";
        }
        return list.expanded() ? "Community (expanded) access list" : "Community standard list";
    }
}
