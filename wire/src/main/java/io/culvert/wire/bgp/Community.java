package io.culvert.wire.bgp;

import java.util.Locale;
import java.util.Optional;

/// A community, RFC 1997: two octets of AS number, two of value.
public record Community(int bits) implements Comparable<Community> {
    public static final Community GRACEFUL_SHUTDOWN = new Community(0xFFFF0000);
    public static final Community BLACKHOLE = new Community(0xFFFF029A);
    public static final Community NO_EXPORT = new Community(0xFFFFFF01);
    public static final Community NO_ADVERTISE = new Community(0xFFFFFF02);
    public static final Community NO_EXPORT_SUBCONFED = new Community(0xFFFFFF03);

    /// Reads `AS:value`, a single number, or the word of a well-known community.
    public static Optional<Community> parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "no-export" -> Optional.of(NO_EXPORT);
            case "no-advertise" -> Optional.of(NO_ADVERTISE);
            case "local-as" -> Optional.of(NO_EXPORT_SUBCONFED);
            case "gshut", "graceful-shutdown" -> Optional.of(GRACEFUL_SHUTDOWN);
            case "blackhole" -> Optional.of(BLACKHOLE);
            case "internet" -> Optional.of(new Community(0));
            default -> numeric(text);
        };
    }

    private static Optional<Community> numeric(String text) {
        if (text.matches("[0-9]{1,5}:[0-9]{1,5}")) {
            int colon = text.indexOf(':');
            int left = Integer.parseInt(text.substring(0, colon));
            int right = Integer.parseInt(text.substring(colon + 1));
            return left > 0xFFFF || right > 0xFFFF
                    ? Optional.empty()
                    : Optional.of(new Community(left << 16 | right));
        }
        if (text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xFFFF_FFFFL) {
            return Optional.of(new Community((int) Long.parseLong(text)));
        }
        return Optional.empty();
    }

    /// Written out, as the hash below: routes are asked for their communities, and there may be a million.
    @Override
    public boolean equals(Object other) {
        return other instanceof Community community && bits == community.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public int compareTo(Community other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return switch (bits) {
            case 0 -> "internet";
            case 0xFFFF0000 -> "gshut";
            case 0xFFFF029A -> "blackhole";
            case 0xFFFFFF01 -> "no-export";
            case 0xFFFFFF02 -> "no-advertise";
            case 0xFFFFFF03 -> "local-AS";
            default -> (bits >>> 16) + ":" + (bits & 0xFFFF);
        };
    }
}
