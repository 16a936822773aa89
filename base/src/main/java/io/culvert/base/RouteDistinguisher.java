package io.culvert.base;

import java.util.Optional;

/// A route distinguisher, RFC 4364 section 4.2: two octets of type, six of value.
public record RouteDistinguisher(long bits) implements Comparable<RouteDistinguisher> {
    /// Reads `ASN:nn` (type 0, or type 2 when the AS number needs four octets) or `A.B.C.D:nn` (type 1).
    public static Optional<RouteDistinguisher> parse(String text) {
        return TypedPair.parse(text, 0x0000, 0x0001, 0x0002).map(RouteDistinguisher::new);
    }

    public static RouteDistinguisher of(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("not a route distinguisher: " + text));
    }

    public int type() {
        return (int) (bits >>> 48);
    }

    @Override
    public int compareTo(RouteDistinguisher other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return TypedPair.text(type(), bits);
    }
}
