package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.NistEspContract;
import java.lang.foreign.Arena;

/// The vectors of NIST, by Intel's multi-buffer library.
class MultiBufferNistTest extends NistEspContract {
    @Override
    protected EspCiphers ciphers() {
        return Rungs.require(Rungs.multiBuffer(Arena::ofShared));
    }
}
