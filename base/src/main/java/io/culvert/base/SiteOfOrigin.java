package io.culvert.base;

import java.util.Optional;

/// A site of origin, RFC 4364 section 7 and RFC 4360 section 5: an extended community of type 0x0003, 0x0103 or 0x0203 as its
/// 64 bits.
public record SiteOfOrigin(long bits) {
    private static final int SUBTYPE = 0x03;

    public SiteOfOrigin {
        if (!is(bits)) {
            throw new IllegalArgumentException("not a site of origin: %016x".formatted(bits));
        }
    }

    /// Whether an extended community of these 64 bits is a site of origin.
    public static boolean is(long extendedCommunity) {
        return (extendedCommunity >>> 48 & 0xFF) == SUBTYPE && extendedCommunity >>> 56 <= 2;
    }

    /// Reads `ASN:nn` or `A.B.C.D:nn`.
    public static Optional<SiteOfOrigin> parse(String text) {
        return TypedPair.parse(text, 0x0003, 0x0103, 0x0203).map(SiteOfOrigin::new);
    }

    public static SiteOfOrigin of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a site of origin: " + text));
    }

    @Override
    public String toString() {
        return TypedPair.text((int) (bits >>> 56), bits);
    }
}
