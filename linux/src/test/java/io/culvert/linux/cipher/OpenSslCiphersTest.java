package io.culvert.linux.cipher;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspCiphersContract;
import java.lang.foreign.Arena;

/// What every rung must do, by OpenSSL.
class OpenSslCiphersTest extends EspCiphersContract {
    @Override
    protected EspCiphers ciphers() {
        return Rungs.require(Rungs.openSsl(Arena::ofShared));
    }
}
