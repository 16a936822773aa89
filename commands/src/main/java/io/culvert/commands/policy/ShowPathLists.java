package io.culvert.commands.policy;

import io.culvert.bgp.policy.AsPathList;
import io.culvert.cli.Answer;
import java.util.List;

/// `show ip as-path-access-list`.
record ShowPathLists(List<Listed> lists) implements Answer {
    record Listed(String name, List<Entry> entries) {
        Listed {
            entries = List.copyOf(entries);
        }
    }

    record Entry(boolean permit, String regex) {}

    ShowPathLists {
        lists = List.copyOf(lists);
    }

    static ShowPathLists of(List<AsPathList> lists) {
        return new ShowPathLists(
                lists.stream()
                        .map(
                                list ->
                                        new Listed(
                                                list.name(),
                                                list.entries().stream()
                                                        .map(
                                                                entry ->
                                                                        new Entry(
                                                                                entry.permits(),
                                                                                entry.regex()
                                                                                        .toString()))
                                                        .toList()))
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Listed list : lists) {
            text.append("AS path access list " + list.name() + "\n");
            list.entries()
                    .forEach(
                            entry ->
                                    text.append(entry.permit() ? "    permit " : "    deny ")
                                            .append(entry.regex() + "\n"));
        }
        return text.toString();
    }
}
