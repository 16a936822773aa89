package io.culvert.dataplane.fib;

import io.culvert.base.Invariant;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
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
    final TreeMap<Integer, Ipv6Address> tableAddresses6 = new TreeMap<>();
    boolean forwardsIpv6;
    final List<Entry> entries = new ArrayList<>();
    final TreeMap<Label, LabelAction> labels = new TreeMap<>();
    boolean ttlForwarded = true;
    boolean ttlLocal = true;
    private final Map<Entry, Integer> indexes = new LinkedHashMap<>();

    public Builder add(PlaneInterface added) {
        Invariant.hold(
                interfaces.put(added.index(), added) == null,
                "an interface index belongs to one interface");
        linkEntry(added);
        tunnelEntry(added);
        peerEntry(added);
        return this;
    }

    /// The entry that leads to any neighbour on the link of an interface with IPv6.
    int linkEntry(PlaneInterface of) {
        boolean hasLink =
                of.ipv6().enabled()
                        && of.kind() != PlaneInterface.Kind.LOOPBACK
                        && of.kind() != PlaneInterface.Kind.NULL;
        if (!hasLink) {
            return RouteTable.NO_ENTRY;
        }
        return entry(
                of.tunnel().isPresent()
                        ? new Entry.Tunnel(of.index(), List.of())
                        : new Entry.Attached(of.index()));
    }

    /// The entry that leads right into a tunnel.
    int tunnelEntry(PlaneInterface of) {
        return of.tunnel().isPresent()
                ? entry(new Entry.Tunnel(of.index(), List.of()))
                : RouteTable.NO_ENTRY;
    }

    /// The entry that leads to the default peer of the base of a multipoint tunnel.
    int peerEntry(PlaneInterface of) {
        int peer = of.nhrp().defaultPeer();
        return peer == 0 ? RouteTable.NO_ENTRY : entry(new Entry.Tunnel(peer, List.of()));
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

    /// An IPv6 address of the router in the table, for ICMPv6 errors.
    public Builder address6(int table, Ipv6Address address) {
        tableAddresses6.put(table, address);
        return this;
    }

    /// Whether IPv6 packets of others are forwarded (`ipv6 unicast-routing`); not by default.
    public Builder forwardIpv6(boolean forwards) {
        forwardsIpv6 = forwards;
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
