package io.culvert.base;

import java.security.MessageDigest;
import java.util.Arrays;

/// Key material. It prints as its length, compares in constant time and can be wiped.
public final class Secret {
    private final byte[] octets;

    private Secret(byte[] octets) {
        this.octets = octets;
    }

    /// A copy of `octets`; the caller wipes its own.
    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    public static Secret of(Bytes bytes) {
        return new Secret(bytes.toArray());
    }

    public int size() {
        return octets.length;
    }

    /// A copy, for a cipher; the caller wipes it when done.
    public byte[] toArray() {
        return octets.clone();
    }

    public Secret slice(int from, int end) {
        return new Secret(Arrays.copyOfRange(octets, from, end));
    }

    /// Overwrites the octets with zeros.
    public void wipe() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(octets, secret.octets);
    }

    @Override
    public int hashCode() {
        return octets.length;
    }

    @Override
    public String toString() {
        return "Secret[" + octets.length + " octets]";
    }
}
