package io.culvert.crypto.ike;

import java.security.Provider;
import java.util.Optional;

/// Signatures and the NIST curves by the JDK.
class JdkPublicKeyVectorsTest extends PublicKeyVectorsContract {
    @Override
    protected String name() {
        return "JDK";
    }

    @Override
    protected Optional<Provider> provider() {
        return Optional.empty();
    }
}
