package io.culvert.dataplane.fib;

import io.culvert.base.Invariant;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Collects an image. Equal entries become one, so a router may add the same next hop for every route.
public final class Builder {
    final TreeMap<Integer, PlaneInterface> interfaces = new TreeMap<>();
    final List<RouteTable> tables = new ArrayList<>(List.of(RouteTable.EMPTY));
    final List<Ipv4Address> tableAddresses = new ArrayList<>(List.of(Ipv4Address.ANY));
    final List<Entry> entries = new ArrayList<>();
    final TreeMap<Label, LabelAction> labels = new TreeMap<>();
    boolean ttlForwarded = true;
    boolean ttlLocal = true;
    private final Map<Entry, Integer> indexes = new LinkedHashMap<>();

    public Builder add(PlaneInterface added) {
        Invariant.hold(
                interfaces.put(added.index(), added) == null,
                "an interface index belongs to one interface");
        return this;
    }

    /// The index of an entry, for routes and labels.
    public int entry(Entry entry) {
        return indexes.computeIfAbsent(
                entry,
                added -> {
                    entries.add(added);
                    return entries.size() - 1;
                });
    }

    /// Sets the routes of a table, made with entries of this builder.
    ///
    /// @param address an address of the router in the table, for ICMP errors; 0.0.0.0 for none
    public Builder table(int table, RouteTable routes, Ipv4Address address) {
        Invariant.hold(
                table >= 0 && table < ForwardingImage.TABLES_MAX,
                "a table number is within its maximum");
        while (tables.size() <= table) {
            tables.add(RouteTable.EMPTY);
            tableAddresses.add(Ipv4Address.ANY);
        }
        tables.set(table, routes);
        tableAddresses.set(table, address);
        return this;
    }

    public Builder label(Label label, LabelAction action) {
        Invariant.hold(!label.isReserved(), "a label of our own is not a reserved one");
        labels.put(label, action);
        return this;
    }

    /// Whether labels show the time to live of the packets under them: uniform model (RFC 3443 section 3.1), the default,
    /// or pipe (section 3.3).
    public Builder propagateTtl(boolean forwarded, boolean local) {
        ttlForwarded = forwarded;
        ttlLocal = local;
        return this;
    }

    public ForwardingImage build() {
        return new ForwardingImage(this);
    }
}
