package io.culvert.ike.v2;

import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;

/// Takes the keys of all SAs, so that a capture can be read. A lab sets one when it was told to capture, a router
/// when its operator ordered it; nobody else does.
public interface KeyLog {
    /// Forgets everything.
    KeyLog NONE =
            new KeyLog() {
                @Override
                public void ikeSa(
                        long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys) {}

                @Override
                public void childSa(ChildSa child) {}
            };

    void ikeSa(long initiatorSpi, long responderSpi, IkeSuite suite, IkeKeys keys);

    void childSa(ChildSa child);
}
