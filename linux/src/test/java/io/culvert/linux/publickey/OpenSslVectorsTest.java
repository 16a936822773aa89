package io.culvert.linux.publickey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.crypto.ike.ExchangeArithmetic;
import io.culvert.crypto.ike.MontgomeryVectorsContract;
import io.culvert.linux.cipher.NativeLibrary;
import java.util.Optional;

/// X25519 and X448 by OpenSSL.
class OpenSslVectorsTest extends MontgomeryVectorsContract {
    private static final Optional<LibCryptoArithmetic> FOUND =
            NativeLibrary.first(LibCryptoArithmetic.NAMES).flatMap(LibCryptoArithmetic::of);

    @Override
    protected ExchangeArithmetic arithmetic() {
        assumeTrue(FOUND.isPresent(), "libcrypto.so.3 is not installed");
        return FOUND.orElseThrow();
    }
}
