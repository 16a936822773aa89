package io.culvert.daemon.node;

import io.culvert.pki.Credential;
import io.culvert.pki.Trust;
import io.culvert.pki.Trustpoint;
import io.culvert.router.CertificateStore;
import java.util.Optional;

/// What the trustpoints hold now. A reload replaces all of it: revocation lists and certificates run out while tunnels stand.
final class CertificatesInForce implements CertificateStore {
    /// Whoever validates beside the router's thread sees one or the other, whole.
    private volatile NodeCertificates read;

    CertificatesInForce(NodeCertificates read) {
        this.read = read;
    }

    void replace(NodeCertificates fresh) {
        read = fresh;
    }

    @Override
    public Optional<Credential> credential(String trustpoint) {
        return read.credential(trustpoint);
    }

    @Override
    public Optional<Trust> trust(Trustpoint trustpoint) {
        return read.trust(trustpoint);
    }
}
