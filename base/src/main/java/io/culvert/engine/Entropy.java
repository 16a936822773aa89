package io.culvert.engine;

import io.culvert.base.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The source of keys, SPIs and nonces. Jitter and choices that an attacker may know come from a `RandomGenerator`
/// instead; the two are never exchanged.
public interface Entropy {
    void fill(byte[] octets);

    default Bytes bytes(int count) {
        var octets = new byte[count];
        fill(octets);
        return Bytes.of(octets);
    }

    default long nextLong() {
        return bytes(8).i64(0);
    }

    default int nextInt() {
        return bytes(4).i32(0);
    }

    /// A reproducible stream for the lab and for tests: SHA-256 over seed and counter. Never for a node with real peers.
    static Entropy seeded(String seed) {
        return new Entropy() {
            private final Bytes key = Bytes.utf8(seed);
            private byte[] block = new byte[0];
            private int used;
            private long counter;

            @Override
            public void fill(byte[] octets) {
                for (int i = 0; i < octets.length; i++) {
                    if (used == block.length) {
                        block = next();
                        used = 0;
                    }
                    octets[i] = block[used++];
                }
            }

            private byte[] next() {
                try {
                    var digest = MessageDigest.getInstance("SHA-256");
                    digest.update(key.toArray());
                    return digest.digest(ByteBuffer.allocate(8).putLong(counter++).array());
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException("every Java platform has SHA-256", e);
                }
            }
        };
    }
}
