package io.culvert.base;

import java.util.Optional;

/// The value part that route distinguishers (RFC 4364 section 4.2) and two kinds of extended communities (RFC 4360
/// section 3, RFC 5668) share: two octets of AS and four of number, an address and two, or four octets of AS and two.
final class TypedPair {
    private TypedPair() {}

    static Optional<Long> parse(String text, int twoOctetAs, int address, int fourOctetAs) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        String left = text.substring(0, colon);
        var number = number(text.substring(colon + 1), 10);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        long right = number.get();
        var dotted = Ipv4Address.parse(left);
        if (dotted.isPresent()) {
            return right > 0xFFFF
                    ? Optional.empty()
                    : Optional.of(
                            (long) address << 48
                                    | (dotted.get().bits() & 0xFFFF_FFFFL) << 16
                                    | right);
        }
        var as = number(left, 10);
        if (as.isEmpty()) {
            return Optional.empty();
        }
        if (as.get() <= 0xFFFF) {
            return Optional.of((long) twoOctetAs << 48 | as.get() << 32 | right);
        }
        return right > 0xFFFF
                ? Optional.empty()
                : Optional.of((long) fourOctetAs << 48 | as.get() << 16 | right);
    }

    private static Optional<Long> number(String text, int digitsMax) {
        if (text.isEmpty()
                || text.length() > digitsMax
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value <= 0xFFFF_FFFFL ? Optional.of(value) : Optional.empty();
    }

    static String text(int kind, long bits) {
        return switch (kind) {
            case 0 -> (bits >>> 32 & 0xFFFF) + ":" + (bits & 0xFFFF_FFFFL);
            case 1 -> new Ipv4Address((int) (bits >>> 16)) + ":" + (bits & 0xFFFF);
            case 2 -> (bits >>> 16 & 0xFFFF_FFFFL) + ":" + (bits & 0xFFFF);
            default -> "%016x".formatted(bits);
        };
    }
}
