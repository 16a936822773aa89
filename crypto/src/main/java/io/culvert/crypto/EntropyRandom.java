package io.culvert.crypto;

import io.culvert.engine.Entropy;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/// Hands an [Entropy] to the JDK, which takes chance only as `SecureRandom`. The same entropy gives the same keys and
/// signatures; a node with real peers passes entropy that the operating system made.
public final class EntropyRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    public EntropyRandom(Entropy entropy) {
        super(new Source(entropy), null);
    }

    @Override
    public String getAlgorithm() {
        return "Entropy";
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1;
        private final transient Entropy entropy;

        Source(Entropy entropy) {
            this.entropy = entropy;
        }

        /// The entropy is never made more or less random by a caller.
        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] octets) {
            entropy.fill(octets);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return entropy.bytes(count).toArray();
        }
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("entropy stays where it is");
    }

    private void readObject(ObjectInputStream in) throws NotSerializableException {
        throw new NotSerializableException("entropy stays where it is");
    }
}
