package io.culvert.base;

import java.util.Optional;

/// A route target, RFC 4360 section 4: an extended community of type 0x0002, 0x0102 or 0x0202 as its 64 bits.
public record RouteTarget(long bits) implements Comparable<RouteTarget> {
    public static final int SUBTYPE = 0x02;

    public RouteTarget {
        if ((bits >>> 48 & 0xFF) != SUBTYPE || (bits >>> 56) > 2) {
            throw new IllegalArgumentException("not a route target: %016x".formatted(bits));
        }
    }

    /// Whether an extended community of these 64 bits is a route target.
    public static boolean is(long extendedCommunity) {
        return (extendedCommunity >>> 48 & 0xFF) == SUBTYPE && extendedCommunity >>> 56 <= 2;
    }

    /// Reads `ASN:nn` or `A.B.C.D:nn`.
    public static Optional<RouteTarget> parse(String text) {
        return TypedPair.parse(text, 0x0002, 0x0102, 0x0202).map(RouteTarget::new);
    }

    public static RouteTarget of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a route target: " + text));
    }

    @Override
    public int compareTo(RouteTarget other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return TypedPair.text((int) (bits >>> 56), bits);
    }
}
