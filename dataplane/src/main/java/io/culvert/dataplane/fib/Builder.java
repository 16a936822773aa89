package io.culvert.dataplane.fib;

import io.culvert.base.Invariant;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the control side knows of forwarding, changed piece by piece; each call of [#build] makes an image of it as it is. Equal
/// entries become one, so a router may add the same next hop for every route; one that no route, label or interface uses when an
/// image is built is forgotten.
public final class Builder {
    final Entries entries = new Entries();
    final Pages<LabelHop> labels =
            new Pages<>(
                    new LabelHop[(Label.MAX + 1) >>> Pages.BITS][],
                    LabelHop[]::new,
                    LabelHop.VACANT);
    boolean forwardsIpv6;
    boolean ttlForwarded = true;
    boolean ttlLocal = true;

    private final Pages<RouteTable> tables =
            new Pages<>(new RouteTable[0][], RouteTable[]::new, RouteTable.EMPTY);
    private int tableCount = 1;
    private int[] tableAddresses = new int[1];
    private Ipv6Address[] tableAddresses6 = {Ipv6Address.ANY};

    /// Tables that changed since the last image.
    private final TreeMap<Integer, Changes> changes = new TreeMap<>();

    private final TreeMap<Integer, PlaneInterface> interfaces = new TreeMap<>();
    private final FaceTable faces = new FaceTable();

    /// Interfaces that changed since the last image, or whose outer packets take another way.
    private final TreeSet<Integer> staleFaces = new TreeSet<>();

    /// Changes of one table.
    private static final class Changes {
        /// Prefixes that are remembered; with more of them all tunnels are looked at.
        static final int PREFIXES_MAX = 1000;

        final RouteTable.Edit edit;
        final List<Prefix> prefixes = new ArrayList<>();
        boolean isWhole;

        Changes(RouteTable table) {
            edit = table.edit();
        }

        void add(Prefix prefix) {
            if (prefixes.size() < PREFIXES_MAX) {
                prefixes.add(prefix);
            } else {
                isWhole = true;
            }
        }
    }

    // --- interfaces ---

    public Builder add(PlaneInterface added) {
        Invariant.hold(
                !interfaces.containsKey(added.index()),
                "an interface index belongs to one interface");
        return put(added);
    }

    /// Makes an interface this, in place of what had its number.
    public Builder put(PlaneInterface changed) {
        if (!changed.equals(interfaces.put(changed.index(), changed))) {
            staleFaces.add(changed.index());
        }
        return this;
    }

    /// Takes an interface out.
    public Builder remove(int ifIndex) {
        if (interfaces.remove(ifIndex) != null) {
            staleFaces.add(ifIndex);
        }
        return this;
    }

    /// Makes these the interfaces, in place of all that were.
    public Builder interfaces(Collection<PlaneInterface> all) {
        var now = new TreeSet<Integer>();
        for (PlaneInterface each : all) {
            Invariant.hold(now.add(each.index()), "an interface index belongs to one interface");
            put(each);
        }
        for (int known : List.copyOf(interfaces.keySet())) {
            if (!now.contains(known)) {
                remove(known);
            }
        }
        return this;
    }

    /// The entry that leads to any neighbour on the link of an interface with IPv6.
    private int linkEntry(PlaneInterface of) {
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
    private int tunnelEntry(PlaneInterface of) {
        return of.tunnel().isPresent()
                ? entry(new Entry.Tunnel(of.index(), List.of()))
                : RouteTable.NO_ENTRY;
    }

    /// The entry that leads to the default peer of the base of a multipoint tunnel.
    private int peerEntry(PlaneInterface of) {
        int peer = of.nhrp().defaultPeer();
        return peer == 0 ? RouteTable.NO_ENTRY : entry(new Entry.Tunnel(peer, List.of()));
    }

    // --- entries, routes and labels ---

    /// The index of an entry, for routes and labels; it is theirs if they are set before the next image is built.
    public int entry(Entry entry) {
        return entries.number(entry);
    }

    private void room(int table) {
        Invariant.hold(
                table >= 0 && table < ForwardingImage.TABLES_MAX,
                "a table number is within its maximum");
        tableCount = Math.max(tableCount, table + 1);
    }

    private Changes changes(int table) {
        room(table);
        Changes known = changes.get(table);
        if (known == null) {
            known = new Changes(tables.get(table));
            changes.put(table, known);
        }
        return known;
    }

    /// Makes a prefix of a table lead to an entry.
    public Builder route(int table, Prefix prefix, int entry) {
        Changes changed = changes(table);
        entries.lead(entry);
        entries.unlead(changed.edit.put(prefix, entry));
        changed.add(prefix);
        return this;
    }

    /// Takes a prefix out of a table.
    public Builder unroute(int table, Prefix prefix) {
        Changes changed = changes(table);
        entries.unlead(changed.edit.remove(prefix));
        changed.add(prefix);
        return this;
    }

    /// The routes of a table as they are.
    public RouteTable routes(int table) {
        Changes changed = changes.get(table);
        return changed == null ? tables.get(table) : changed.edit.done();
    }

    /// Sets the routes of a table, made with entries of this builder, in place of all that it has.
    ///
    /// @param address an address of the router in the table, for ICMP errors; 0.0.0.0 for none
    public Builder table(int table, RouteTable routes, Ipv4Address address) {
        room(table);
        routes.forEachEntry(entries::lead);
        routes(table).forEachEntry(entries::unlead);
        var changed = new Changes(routes);
        changed.isWhole = true;
        changes.put(table, changed);
        return address(table, address);
    }

    /// An address of the router in the table, for ICMP errors; 0.0.0.0 for none.
    public Builder address(int table, Ipv4Address address) {
        room(table);
        if (tableAddresses().length <= table || tableAddresses[table] != address.bits()) {
            tableAddresses = Arrays.copyOf(tableAddresses, tableCount);
            tableAddresses[table] = address.bits();
        }
        return this;
    }

    /// An IPv6 address of the router in the table, for ICMPv6 errors.
    public Builder address6(int table, Ipv6Address address) {
        room(table);
        if (!tableAddresses6()[table].equals(address)) {
            tableAddresses6 = tableAddresses6.clone();
            tableAddresses6[table] = address;
        }
        return this;
    }

    int tableCount() {
        return tableCount;
    }

    int[] tableAddresses() {
        if (tableAddresses.length < tableCount) {
            tableAddresses = Arrays.copyOf(tableAddresses, tableCount);
        }
        return tableAddresses;
    }

    Ipv6Address[] tableAddresses6() {
        int known = tableAddresses6.length;
        if (known < tableCount) {
            tableAddresses6 = Arrays.copyOf(tableAddresses6, tableCount);
            Arrays.fill(tableAddresses6, known, tableCount, Ipv6Address.ANY);
        }
        return tableAddresses6;
    }

    /// Says what is done with a label, in place of what was.
    public Builder label(Label label, LabelAction action) {
        Invariant.hold(!label.isReserved(), "a label of our own is not a reserved one");
        set(label, LabelHop.of(action));
        return this;
    }

    /// Takes a label out of use.
    public Builder unlabel(Label label) {
        set(label, LabelHop.VACANT);
        return this;
    }

    private void set(Label label, LabelHop now) {
        LabelHop before = labels.get(label.value());
        if (now.usesEntry()) {
            entries.lead(now.entry);
        }
        if (before.usesEntry()) {
            entries.unlead(before.entry);
        }
        if (now != before) {
            labels.set(label.value(), now);
        }
    }

    /// Whether a route or a label leads out of an interface.
    public boolean leadsOut(int ifIndex) {
        return entries.leadsOut(ifIndex);
    }

    // --- settings ---

    /// Whether IPv6 packets of others are forwarded (`ipv6 unicast-routing`); not by default.
    public Builder forwardIpv6(boolean forwards) {
        forwardsIpv6 = forwards;
        return this;
    }

    /// Whether labels show the time to live of the packets under them: uniform model (RFC 3443 section 3.1), the default,
    /// or pipe (section 3.3).
    public Builder propagateTtl(boolean forwarded, boolean local) {
        ttlForwarded = forwarded;
        ttlLocal = local;
        return this;
    }

    // --- the image ---

    /// An image of everything as it is now.
    public ForwardingImage build() {
        changes.forEach((table, changed) -> tables.set(table, changed.edit.done()));
        tables.cover(tableCount);
        findStaleWays();
        staleFaces.forEach(this::remake);
        staleFaces.clear();
        changes.clear();
        entries.sweep();
        return new ForwardingImage(this, faces.share(), tables.share());
    }

    /// Of which tunnels the outer packets take another entry since routes of their table changed.
    private void findStaleWays() {
        changes.forEach(
                (table, changed) -> {
                    if (!faces.hasFrontDoor(table)) {
                        return;
                    }
                    if (changed.isWhole) {
                        faces.behind(table).forEach(this::findStaleWays);
                        return;
                    }
                    for (Prefix prefix : changed.prefixes) {
                        faces.behind(table, prefix).forEach(this::findStaleWays);
                    }
                });
    }

    private void findStaleWays(Map<Integer, Face> tunnels) {
        tunnels.forEach(
                (index, face) -> {
                    if (outerEntry(face.declared) != face.outerEntry) {
                        staleFaces.add(index);
                    }
                });
    }

    private void remake(int ifIndex) {
        PlaneInterface declared = interfaces.get(ifIndex);
        Face before = faces.get(ifIndex);
        if (declared == null) {
            faces.remove(ifIndex);
        } else {
            Invariant.hold(declared.table() < tableCount, "the table of every interface exists");
            var face =
                    new Face(
                            declared,
                            outerEntry(declared),
                            linkEntry(declared),
                            tunnelEntry(declared),
                            peerEntry(declared));
            entries.use(face.outerEntry);
            entries.use(face.linkEntry);
            entries.use(face.tunnelEntry);
            entries.use(face.peerEntry);
            faces.put(face);
        }
        if (before != null) {
            entries.release(before.outerEntry);
            entries.release(before.linkEntry);
            entries.release(before.tunnelEntry);
            entries.release(before.peerEntry);
        }
    }

    /// A multipath to the tunnel's destination is decided here, once: all its packets are one flow.
    private int outerEntry(PlaneInterface declared) {
        var ends = declared.tunnel().orElse(null);
        if (ends == null || ends.destination().isUnspecified() || ends.frontDoor() >= tableCount) {
            return RouteTable.NO_ENTRY;
        }
        int entry = tables.get(ends.frontDoor()).lookup(ends.destination());
        if (entry != RouteTable.NO_ENTRY && entries.hop(entry).kind == Hop.MULTIPATH) {
            int hash = hash(ends.source()) * 31 + hash(ends.destination());
            return entries.hop(entry).member(hash ^ hash >>> 16);
        }
        return entry;
    }

    private static int hash(IpAddress address) {
        Ipv6Address mapped = Hop.mapped(address);
        return Long.hashCode(mapped.high() * 31 + mapped.low());
    }
}
