package io.culvert.dataplane.fib;

import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// An IPv4 access list: the first rule that matches decides, and what matches none is denied. Ports and ICMP types are not
/// in a fragment after the first; there a permitting rule that asks for them matches by addresses and protocol alone, and
/// a denying one does not match, as RFC 1858 section 2 describes for filters that judge the first fragment.
///
/// @param name as configured, for displays
public record AccessList(String name, List<AccessRule> rules) {
    public static final int RULES_MAX = 4096;

    public AccessList {
        rules = List.copyOf(rules);
        if (rules.size() > RULES_MAX) {
            throw new IllegalArgumentException("an access list of " + rules.size() + " rules");
        }
    }

    /// Whether the checked IPv4 packet from `at` to `end` may pass.
    public boolean permits(MemorySegment slab, long at, long end) {
        int count = rules.size();
        for (int i = 0; i < count; i++) {
            AccessRule rule = rules.get(i);
            if (matches(rule, slab, at, end)) {
                return rule.permit();
            }
        }
        return false;
    }

    private static boolean matches(AccessRule rule, MemorySegment slab, long at, long end) {
        int protocol = Ipv4.protocol(slab, at);
        if ((rule.protocol() != AccessRule.ANY && rule.protocol() != protocol)
                || (rule.dscp() != AccessRule.ANY
                        && rule.dscp() != Ipv4.typeOfService(slab, at) >>> 2)
                || ((Ipv4.source(slab, at) ^ rule.source()) & rule.sourceMask()) != 0
                || ((Ipv4.destination(slab, at) ^ rule.destination()) & rule.destinationMask())
                        != 0) {
            return false;
        }
        boolean later = Ipv4.fragmentOffset(slab, at) != 0;
        if (rule.fragments()) {
            return later;
        }
        boolean asksDeeper =
                rule.hasPorts() || rule.icmpType() != AccessRule.ANY || rule.established();
        if (later && asksDeeper) {
            return rule.permit();
        }
        return !asksDeeper
                || matchesTransport(rule, protocol, slab, at + Ipv4.headerLength(slab, at), end);
    }

    private static boolean matchesTransport(
            AccessRule rule, int protocol, MemorySegment slab, long at, long end) {
        if (protocol == Ipv4.ICMP) {
            return Icmp.fits(at, end)
                    && (rule.icmpType() == AccessRule.ANY || rule.icmpType() == Icmp.type(slab, at))
                    && (rule.icmpCode() == AccessRule.ANY
                            || rule.icmpCode() == Icmp.code(slab, at));
        }
        if ((protocol != Ipv4.TCP && protocol != Ipv4.UDP) || end - at < 4) {
            return false;
        }
        if (rule.established()
                && (protocol != Ipv4.TCP
                        || !Tcp.fits(at, end)
                        || (Tcp.flags(slab, at) & (Tcp.ACK | Tcp.RST)) == 0)) {
            return false;
        }
        return within(rule.sourcePorts(), Tcp.sourcePort(slab, at))
                && within(rule.destinationPorts(), Tcp.destinationPort(slab, at));
    }

    private static boolean within(AccessRule.Ports ports, int port) {
        return (port >= ports.first() && port <= ports.last()) != ports.negated();
    }
}
