package io.culvert.daemon.node;

import io.culvert.engine.Entropy;
import java.security.SecureRandom;

/// Keys, SPIs and nonces from the machine's own source. Bears several threads at once.
final class SystemEntropy implements Entropy {
    private final SecureRandom source = new SecureRandom();

    @Override
    public void fill(byte[] octets) {
        source.nextBytes(octets);
    }
}
