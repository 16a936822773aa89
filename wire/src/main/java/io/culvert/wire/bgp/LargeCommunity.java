package io.culvert.wire.bgp;

import java.util.Comparator;

/// A large community, RFC 8092 section 3: three numbers of four octets.
public record LargeCommunity(int administrator, int first, int second)
        implements Comparable<LargeCommunity> {
    public static final int SIZE = 12;
    private static final Comparator<LargeCommunity> ORDER =
            Comparator.comparing(LargeCommunity::administrator, Integer::compareUnsigned)
                    .thenComparing(LargeCommunity::first, Integer::compareUnsigned)
                    .thenComparing(LargeCommunity::second, Integer::compareUnsigned);

    @Override
    public int compareTo(LargeCommunity other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(administrator)
                + ":"
                + Integer.toUnsignedString(first)
                + ":"
                + Integer.toUnsignedString(second);
    }
}
