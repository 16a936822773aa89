package io.culvert.bgp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import io.culvert.bgp.config.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The destinations of one address family under one route distinguisher; the global unicast tables have none. The table
/// under the route distinguisher of a local VRF is also the VRF's own. The table of memberships (RFC 4684) has neither.
///
/// It is a hash table whose chains, and the order of arrival, run through the destinations themselves, for there may be
/// a million. It is walked in the order of arrival: what peers told together stays together.
final class Table {
    /// Counts what changes in all tables of a family.
    static final class Version {
        private long value = 1;

        long next() {
            return ++value;
        }

        long now() {
            return value;
        }
    }

    private static final int BUCKETS_LEAST = 8;

    private final AddressFamily ip;
    private final Service service;
    private final RouteDistinguisher rd;
    private final Version version;
    private @Nullable Net[] buckets = new Net[BUCKETS_LEAST];
    private int size;
    private @Nullable Net oldest;
    private @Nullable Net newest;
    private @Nullable Vrf owner;
    private @Nullable List<UpdateGroup> audience;

    Table(AddressFamily ip, Service service, RouteDistinguisher rd, Version version) {
        this.ip = ip;
        this.service = service;
        this.rd = rd;
        this.version = version;
        disown();
    }

    AddressFamily ip() {
        return ip;
    }

    Service service() {
        return service;
    }

    boolean vpn() {
        return service == Service.VPN;
    }

    RouteDistinguisher rd() {
        return rd;
    }

    Version version() {
        return version;
    }

    /// Whether peers may tell or be told of what is in here in this family.
    boolean isAbout(FamilyId family) {
        return family.ip() == ip
                && switch (family.service()) {
                    case UNICAST -> family.vrf().equals(owner);
                    case VPN, ROUTE_TARGET -> service == family.service();
                };
    }

    /// The VRF whose routes these are; the global one for global tables; empty for memberships and for a route
    /// distinguisher of others.
    Optional<Vrf> owner() {
        return Optional.ofNullable(owner);
    }

    void owner(Vrf vrf) {
        owner = vrf;
        audience = null;
    }

    /// Unicast tables that no VRF owns are the global ones.
    final void disown() {
        owner = service == Service.UNICAST ? Vrf.GLOBAL : null;
        audience = null;
    }

    /// The update groups that are told of what is in here, once somebody has found out.
    Optional<List<UpdateGroup>> audience() {
        return Optional.ofNullable(audience);
    }

    void audience(@Nullable List<UpdateGroup> groups) {
        audience = groups;
    }

    Prefix defaultPrefix() {
        boolean ipv4 = ip == AddressFamily.IPV4 && service != Service.ROUTE_TARGET;
        return ipv4 ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Optional<Net> find(Prefix prefix) {
        Net net = buckets[bucket(prefix)];
        while (net != null && !net.prefix().equals(prefix)) {
            net = net.chained;
        }
        return Optional.ofNullable(net);
    }

    /// The destination of this prefix, a new one if there is none.
    Net net(Prefix prefix) {
        Net known = find(prefix).orElse(null);
        return known != null ? known : add(new Net(this, prefix));
    }

    private Net add(Net net) {
        if (size == buckets.length) {
            grow();
        }
        size++;
        chain(net);
        net.older = newest;
        if (newest == null) {
            oldest = net;
        } else {
            newest.newer = net;
        }
        newest = net;
        return net;
    }

    private void chain(Net net) {
        int at = bucket(net.prefix());
        net.chained = buckets[at];
        buckets[at] = net;
    }

    private void grow() {
        buckets = new Net[2 * buckets.length];
        for (Net net = oldest; net != null; net = net.newer) {
            chain(net);
        }
    }

    /// The high bits of a product with the golden ratio: addresses mostly differ in the middle.
    private int bucket(Prefix prefix) {
        return prefix.hashCode() * 0x9E37_79B9 >>> Integer.numberOfLeadingZeros(buckets.length - 1);
    }

    /// False if it had gone already.
    boolean remove(Net net) {
        if (find(net.prefix()).orElse(null) != net) {
            return false;
        }
        unchain(net);
        if (net.older == null) {
            oldest = net.newer;
        } else {
            net.older.newer = net.newer;
        }
        if (net.newer == null) {
            newest = net.older;
        } else {
            net.newer.older = net.older;
        }
        size--;
        return true;
    }

    private void unchain(Net net) {
        int at = bucket(net.prefix());
        Net before = buckets[at];
        if (before == net) {
            buckets[at] = net.chained;
            return;
        }
        while (before != null) {
            if (before.chained == net) {
                before.chained = net.chained;
                return;
            }
            before = before.chained;
        }
    }

    /// Visits every destination; the one that is visited may go meanwhile.
    void forEach(Consumer<? super Net> action) {
        Net net = oldest;
        while (net != null) {
            Net following = net.newer;
            action.accept(net);
            net = following;
        }
    }

    /// The destinations that have a path, in order.
    List<Net> sorted() {
        var all = new ArrayList<Net>(size);
        forEach(
                net -> {
                    if (net.hasPaths()) {
                        all.add(net);
                    }
                });
        all.sort(Comparator.comparing(Net::prefix));
        return all;
    }
}
