package io.culvert.commands.route;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.rib.Path;
import java.util.List;

/// `show ip cef`: the prefixes that packets are forwarded by. The multicast and reserved ranges, which every router treats
/// alike, are not among them.
///
/// @param entries in prefix order
record ShowCefTable(List<CefEntry> entries) implements Answer {
    ShowCefTable {
        entries = List.copyOf(entries);
    }

    @Override
    public Object json() {
        return entries;
    }

    @Override
    public String text() {
        var text = new StringBuilder(row("Prefix", "Next Hop", "Interface"));
        if (entries.stream().noneMatch(entry -> entry.prefix().isDefault())) {
            text.append(row("0.0.0.0/0", "no route", ""));
        }
        for (CefEntry entry : entries) {
            Object prefix = entry.prefix();
            for (CefEntry.Way way : entry.ways()) {
                text.append(row(prefix, way.path()));
                prefix = "";
            }
        }
        return text.toString();
    }

    private static String row(Object prefix, Path path) {
        return switch (path) {
            case Path.Receive(var on) -> row(prefix, "receive", on);
            case Path.Attached(var out) -> row(prefix, "attached", out);
            case Path.Neighbor(var out, var gateway) -> row(prefix, gateway, out);
            case Path.Labelled labelled -> row(prefix, labelled.nextHop(), labelled.out());
            case Path.Discard() -> row(prefix, "attached", "Null0");
        };
    }

    private static String row(Object prefix, Object nextHop, Object out) {
        return new Row().at(0, prefix).at(21, nextHop).at(42, out).line();
    }
}
