package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.WycheproofEspContract;
import java.lang.foreign.Arena;

/// The vectors of Wycheproof, by Intel's multi-buffer library.
class MultiBufferWycheproofTest extends WycheproofEspContract {
    @Override
    protected EspCiphers ciphers() {
        return Rungs.require(Rungs.multiBuffer(Arena::ofShared));
    }
}
