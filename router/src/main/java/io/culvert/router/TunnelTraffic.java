package io.culvert.router;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.ike.v2.TunnelRequest;
import io.culvert.ike.v2.WantedChild;
import io.culvert.router.config.AccessEntry;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the associations of a protected tunnel carry: the packets between its ends that its mode makes, or, where IP goes
/// right into ESP, everything, or what the lines of its policy permit.
final class TunnelTraffic {
    private static final int IPV4 = 4;
    private static final int IPV6 = 41;
    private static final int MPLS = 137;
    private static final int PORT_MAX = 0xFFFF;

    private TunnelTraffic() {}

    /// One for each association that the tunnel wants; none where a policy permits nothing that selectors can say.
    static List<WantedChild> of(
            RouterConfig config, TunnelConfig tunnel, IpAddress local, IpAddress remote) {
        TunnelMode mode = tunnel.mode();
        if (mode.isIpsec()) {
            return tunnel.protectionPolicy()
                    .map(name -> byPolicy(config, name))
                    .orElseGet(() -> List.of(everything(mode)));
        }
        int protocol =
                switch (mode) {
                    case IP_IN_IP -> IPV4;
                    case IPV6_IN_IP -> IPV6;
                    case IP_IN_IPV6 -> 0;
                    case MPLS_IN_IP -> MPLS;
                    default -> TunnelRequest.GRE;
                };
        return List.of(WantedChild.of(Range.host(protocol, local), Range.host(protocol, remote)));
    }

    private static WantedChild everything(TunnelMode mode) {
        List<Range> all =
                mode.overlay().stream()
                        .map(
                                family ->
                                        family == AddressFamily.IPV4
                                                ? Prefix.DEFAULT_IPV4
                                                : Prefix.DEFAULT_IPV6)
                        .map(prefix -> Range.of(0, prefix))
                        .toList();
        return new WantedChild(all, all);
    }

    /// One for each line that permits. A line that denies has no meaning: what no line permits is not carried.
    private static List<WantedChild> byPolicy(RouterConfig config, String name) {
        return config.accessLists().get(name).stream()
                .flatMap(list -> list.entries().stream())
                .filter(AccessEntry.Rule.class::isInstance)
                .map(AccessEntry.Rule.class::cast)
                .filter(AccessEntry.Rule::permit)
                .flatMap(rule -> child(rule).stream())
                .limit(TunnelRequest.CHILDREN_MAX)
                .toList();
    }

    private static Optional<WantedChild> child(AccessEntry.Rule rule) {
        List<Range> local = ranges(rule, rule.source(), rule.sourcePorts());
        List<Range> remote = ranges(rule, rule.destination(), rule.destinationPorts());
        return local.isEmpty() || remote.isEmpty()
                ? Optional.empty()
                : Optional.of(new WantedChild(local, remote));
    }

    /// Empty where selectors cannot say what the line does: its addresses are no prefix, or it looks deeper than ports.
    private static List<Range> ranges(
            AccessEntry.Rule rule, AccessEntry.Wildcard addresses, AccessEntry.Ports ports) {
        Optional<Prefix> prefix =
                Prefix.lengthOfMask(new Ipv4Address(~addresses.wildcard().bits()))
                        .map(length -> Prefix.containing(addresses.address(), length));
        if (prefix.isEmpty() || rule.established() || rule.fragments() || rule.dscp().isPresent()) {
            return List.of();
        }
        int protocol = rule.protocol().orElse(0);
        var ranges = new ArrayList<Range>();
        for (AccessRule.Ports each :
                rule.icmp()
                        .map(TunnelTraffic::typeAndCode)
                        .orElseGet(() -> AccessLists.ranges(ports))) {
            ranges.add(
                    new Range(
                            protocol,
                            each.first(),
                            each.last(),
                            prefix.get().first(),
                            prefix.get().last()));
        }
        return ranges;
    }

    /// RFC 7296 section 3.13.1: the type in the upper octet of the port, the code in the lower.
    private static List<AccessRule.Ports> typeAndCode(AccessEntry.Icmp icmp) {
        int type = icmp.type() << 8;
        return List.of(
                new AccessRule.Ports(
                        type + icmp.code().orElse(0),
                        Math.min(PORT_MAX, type + icmp.code().orElse(0xFF)),
                        false));
    }
}
