package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.wire.ike.IkeLimits;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TrafficSelector.Range;
import io.culvert.wire.ike.TsPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Narrowing of traffic selectors, RFC 7296 section 2.9.
final class Selectors {
    private Selectors() {}

    /// The selectors of a message.
    static Optional<List<TrafficSelector>> of(PayloadChain chain, PayloadType type) {
        return chain.find(type).map(TsPayload.class::cast).map(TsPayload::selectors);
    }

    /// What is left of an offer within our own ranges, the widest parts alone; nothing if nothing is. A specific selector of
    /// the packet that made the peer ask, in front of the wide one, vanishes in that.
    static List<Range> narrow(List<TrafficSelector> offered, List<Range> own) {
        var parts = new ArrayList<Range>();
        for (Range range : ranges(offered)) {
            for (Range ours : own) {
                intersection(range, ours).ifPresent(part -> addWidest(parts, part));
            }
        }
        return List.copyOf(parts);
    }

    private static void addWidest(List<Range> parts, Range part) {
        if (parts.size() < IkeLimits.SELECTORS_MAX
                && parts.stream().noneMatch(other -> isWithin(part, other))) {
            parts.removeIf(other -> isWithin(other, part));
            parts.add(part);
        }
    }

    static List<Range> ranges(List<TrafficSelector> selectors) {
        return selectors.stream().filter(Range.class::isInstance).map(Range.class::cast).toList();
    }

    /// The selectors of single hosts with the address that a host has on this path, RFC 7296 section 2.23.1: in transport mode
    /// a NAT changes the one and not the other.
    static List<TrafficSelector> at(IpAddress address, List<TrafficSelector> selectors) {
        return selectors.stream().map(selector -> at(address, selector)).toList();
    }

    private static TrafficSelector at(IpAddress address, TrafficSelector selector) {
        return selector instanceof Range range
                        && range.first().equals(range.last())
                        && range.first().family() == address.family()
                ? new Range(range.protocol(), range.portFirst(), range.portLast(), address, address)
                : selector;
    }

    static Optional<Range> intersection(Range a, Range b) {
        if (a.first().family() != b.first().family()
                || a.protocol() != 0 && b.protocol() != 0 && a.protocol() != b.protocol()) {
            return Optional.empty();
        }
        IpAddress first = a.first().compareTo(b.first()) >= 0 ? a.first() : b.first();
        IpAddress last = a.last().compareTo(b.last()) <= 0 ? a.last() : b.last();
        if (first.compareTo(last) > 0) {
            return Optional.empty();
        }
        int protocol = a.protocol() != 0 ? a.protocol() : b.protocol();
        if (a.isOpaque() || b.isOpaque()) {
            Range opaque = a.isOpaque() ? a : b;
            Range other = a.isOpaque() ? b : a;
            boolean isAny =
                    other.isOpaque() || other.portFirst() == 0 && other.portLast() == 0xFFFF;
            return isAny
                    ? Optional.of(
                            new Range(protocol, opaque.portFirst(), opaque.portLast(), first, last))
                    : Optional.empty();
        }
        int portFirst = Math.max(a.portFirst(), b.portFirst());
        int portLast = Math.min(a.portLast(), b.portLast());
        return portFirst > portLast
                ? Optional.empty()
                : Optional.of(new Range(protocol, portFirst, portLast, first, last));
    }

    private static boolean isWithin(Range inner, Range outer) {
        return intersection(inner, outer).filter(inner::equals).isPresent();
    }

    /// Whether the answer of a responder still holds all that was offered.
    static boolean isWhole(List<TrafficSelector> answer, List<Range> wanted) {
        List<Range> ranges = ranges(answer);
        return wanted.stream()
                .allMatch(each -> ranges.stream().anyMatch(range -> isWithin(each, range)));
    }

    /// Whether the answer stays within what was offered.
    static boolean isWithin(List<TrafficSelector> answer, List<Range> offered) {
        return !answer.isEmpty()
                && answer.stream()
                        .allMatch(
                                selector ->
                                        selector instanceof Range range
                                                && offered.stream()
                                                        .anyMatch(outer -> isWithin(range, outer)));
    }
}
