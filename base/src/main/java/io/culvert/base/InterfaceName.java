package io.culvert.base;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an interface: a kind and a number such as `0/1`, with a sub-interface number behind a dot if it has one.
/// Names sort by kind, then numerically by part.
public final class InterfaceName implements Comparable<InterfaceName> {
    private static final Pattern NUMBER =
            Pattern.compile("[0-9]{1,10}(/[0-9]{1,10}){0,3}(\\.[0-9]{1,10})?");

    private static final int SECOND_BITS = 25;
    private static final long SECOND_MAX = (1L << SECOND_BITS) - 1;

    private final InterfaceKind kind;
    private final String number;

    /// The first part and the second, as far as it fits: it decides between most names, and only the name itself has to be read for
    /// it. Tables of thousands of interfaces are sorted by names.
    private final long rank;

    public InterfaceName(InterfaceKind kind, String number) {
        if (!NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException("interface number: " + number);
        }
        this.kind = kind;
        this.number = number;
        rank = rank(number);
    }

    private static long rank(String number) {
        int end = partEnd(number, 0);
        long first = Long.parseLong(number, 0, end, 10);
        long second =
                end == number.length()
                        ? 0
                        : 1 + Long.parseLong(number, end + 1, partEnd(number, end + 1), 10);
        return first << SECOND_BITS | Math.min(second, SECOND_MAX);
    }

    public InterfaceKind kind() {
        return kind;
    }

    public String number() {
        return number;
    }

    /// A literal of our own source, such as `Ethernet0/1.10`.
    public static InterfaceName of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an interface: " + text));
    }

    /// Reads the long, short or abbreviated form (`Ethernet0/0`, `Et0/0`, `e0/0`, `tun 0`). Where an abbreviation fits
    /// several kinds, the kind that is declared first wins, as on IOS.
    public static Optional<InterfaceName> parse(String text) {
        int digits = 0;
        while (digits < text.length()
                && (Character.isLetter(text.charAt(digits)) || text.charAt(digits) == '-')) {
            digits++;
        }
        String word = text.substring(0, digits);
        String number = text.substring(digits).strip();
        if (word.isEmpty() || !NUMBER.matcher(number).matches()) {
            return Optional.empty();
        }
        for (InterfaceKind kind : InterfaceKind.values()) {
            if (kind.matches(word)) {
                return Optional.of(new InterfaceName(kind, number));
            }
        }
        return Optional.empty();
    }

    /// The interface that this one is a sub-interface of, or itself.
    public InterfaceName parent() {
        int dot = number.indexOf('.');
        return dot < 0 ? this : new InterfaceName(kind, number.substring(0, dot));
    }

    public boolean isSubinterface() {
        return number.indexOf('.') >= 0;
    }

    /// The form of tables: `Et0/0`, `Vi1`.
    public String shortName() {
        return kind.shortName() + number;
    }

    @Override
    public int compareTo(InterfaceName other) {
        int kinds = kind.compareTo(other.kind);
        if (kinds != 0) {
            return kinds;
        }
        int ranks = Long.compare(rank, other.rank);
        if (ranks != 0 || number.equals(other.number)) {
            return ranks;
        }
        return compareNumbers(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InterfaceName name
                && kind == name.kind
                && rank == name.rank
                && number.equals(name.number);
    }

    @Override
    public int hashCode() {
        return 31 * kind.longName().hashCode() + Long.hashCode(rank);
    }

    /// Part by part.
    private static int compareNumbers(String left, String right) {
        int l = 0;
        int r = 0;
        while (l < left.length() && r < right.length()) {
            int leftEnd = partEnd(left, l);
            int rightEnd = partEnd(right, r);
            int part =
                    Long.compare(
                            Long.parseLong(left, l, leftEnd, 10),
                            Long.parseLong(right, r, rightEnd, 10));
            if (part != 0) {
                return part;
            }
            l = leftEnd + 1;
            r = rightEnd + 1;
        }
        if (l < left.length() || r < right.length()) {
            return l < left.length() ? 1 : -1;
        }
        return left.compareTo(right);
    }

    private static int partEnd(String number, int at) {
        int end = at;
        while (end < number.length() && number.charAt(end) != '/' && number.charAt(end) != '.') {
            end++;
        }
        return end;
    }

    @Override
    public String toString() {
        return kind.longName() + number;
    }
}
