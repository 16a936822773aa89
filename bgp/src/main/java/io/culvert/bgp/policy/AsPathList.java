package io.culvert.bgp.policy;

import io.culvert.wire.bgp.AsPath;
import java.util.List;

/// `ip as-path access-list`: regular expressions over the path as tables print it.
public record AsPathList(String name, List<Entry> entries) {
    public record Entry(boolean permits, IosRegex regex) {}

    public AsPathList {
        entries = List.copyOf(entries);
    }

    public boolean permits(AsPath path) {
        String text = path.toString();
        for (Entry entry : entries) {
            if (entry.regex().matches(text)) {
                return entry.permits();
            }
        }
        return false;
    }
}
