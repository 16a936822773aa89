package io.culvert.linux.publickey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.crypto.ike.PublicKeyVectorsContract;
import java.security.Provider;
import java.util.Optional;

/// Signatures and the NIST curves by Amazon Corretto Crypto Provider.
class CorrettoVectorsTest extends PublicKeyVectorsContract {
    private static final Optional<Provider> PROVIDER = Corretto.find();

    @Override
    protected String name() {
        return Corretto.NAME;
    }

    @Override
    protected Optional<Provider> provider() {
        assumeTrue(PROVIDER.isPresent(), "no provider for this processor");
        return PROVIDER;
    }
}
