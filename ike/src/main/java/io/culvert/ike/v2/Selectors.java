package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TrafficSelector.Range;
import io.culvert.wire.ike.TsPayload;
import java.util.List;
import java.util.Optional;

/// Narrowing of traffic selectors, RFC 7296 section 2.9.
final class Selectors {
    private Selectors() {}

    /// The selectors of a message.
    static Optional<List<TrafficSelector>> of(PayloadChain chain, PayloadType type) {
        return chain.find(type).map(TsPayload.class::cast).map(TsPayload::selectors);
    }

    /// What is left of an offer within our own range; empty if nothing is.
    static Optional<Range> narrow(List<TrafficSelector> offered, Range own) {
        return offered.stream()
                .filter(Range.class::isInstance)
                .map(Range.class::cast)
                .flatMap(range -> intersection(range, own).stream())
                .findFirst();
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

    /// Whether the answer of a responder still holds all that a tunnel carries.
    static boolean isWhole(List<TrafficSelector> answer, Range wanted) {
        return answer.stream()
                .filter(Range.class::isInstance)
                .map(Range.class::cast)
                .anyMatch(range -> intersection(range, wanted).filter(wanted::equals).isPresent());
    }

    /// Whether the answer stays within what was offered.
    static boolean isWithin(List<TrafficSelector> answer, Range offered) {
        return answer.stream()
                .allMatch(
                        selector ->
                                selector instanceof Range range
                                        && intersection(range, offered)
                                                .filter(range::equals)
                                                .isPresent());
    }
}
