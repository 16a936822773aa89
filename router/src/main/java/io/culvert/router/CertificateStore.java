package io.culvert.router;

import io.culvert.pki.Credential;
import io.culvert.pki.Trust;
import io.culvert.pki.Trustpoint;
import java.util.Optional;

/// What the trustpoints of one router hold: certificates, keys, authorities, revocation lists.
public interface CertificateStore {
    /// Our own certificate and key under a trustpoint.
    Optional<Credential> credential(String trustpoint);

    /// What a trustpoint believes; empty if it has no authority yet.
    Optional<Trust> trust(Trustpoint trustpoint);

    /// Nothing enrolled.
    CertificateStore EMPTY =
            new CertificateStore() {
                @Override
                public Optional<Credential> credential(String trustpoint) {
                    return Optional.empty();
                }

                @Override
                public Optional<Trust> trust(Trustpoint trustpoint) {
                    return Optional.empty();
                }
            };
}
