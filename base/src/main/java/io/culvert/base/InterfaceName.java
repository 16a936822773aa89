package io.culvert.base;

import java.util.Optional;

/// The name of an interface: a kind and a number such as `0/1`, with a sub-interface number behind a dot if it has one.
/// Names sort by kind, then numerically by part.
public record InterfaceName(InterfaceKind kind, String number)
        implements Comparable<InterfaceName> {
    public InterfaceName {
        if (!number.matches("[0-9]{1,10}(/[0-9]{1,10}){0,3}(\\.[0-9]{1,10})?")) {
            throw new IllegalArgumentException("interface number: " + number);
        }
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
        if (word.isEmpty() || !number.matches("[0-9]{1,10}(/[0-9]{1,10}){0,3}(\\.[0-9]{1,10})?")) {
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
        if (kinds != 0 || number.equals(other.number)) {
            return kinds;
        }
        String[] left = number.split("[/.]");
        String[] right = other.number.split("[/.]");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int part = Long.compare(Long.parseLong(left[i]), Long.parseLong(right[i]));
            if (part != 0) {
                return part;
            }
        }
        return left.length != right.length
                ? Integer.compare(left.length, right.length)
                : number.compareTo(other.number);
    }

    @Override
    public String toString() {
        return kind.longName() + number;
    }
}
