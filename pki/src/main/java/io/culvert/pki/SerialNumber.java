package io.culvert.pki;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/// The serial number of a certificate, RFC 5280 section 4.1.2.2, written as IOS writes it: an even count of hexadecimal digits.
public record SerialNumber(BigInteger value) implements Comparable<SerialNumber> {
    public SerialNumber {
        if (value.signum() < 0) {
            throw new IllegalArgumentException("a serial number is not negative");
        }
    }

    public static SerialNumber of(long value) {
        return new SerialNumber(BigInteger.valueOf(value));
    }

    /// Reads hexadecimal digits, at most the 20 octets that RFC 5280 allows.
    public static Optional<SerialNumber> parse(String hex) {
        return hex.matches("[0-9A-Fa-f]{1,40}")
                ? Optional.of(new SerialNumber(new BigInteger(hex, 16)))
                : Optional.empty();
    }

    public SerialNumber next() {
        return new SerialNumber(value.add(BigInteger.ONE));
    }

    @Override
    public int compareTo(SerialNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        String hex = value.toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }
}
