package io.culvert.router.config;

import io.culvert.base.OrderedMap;
import io.culvert.pki.CertificateChain;
import io.culvert.pki.CertificateMap;
import io.culvert.pki.Trustpoint;

/// Trustpoints, certificate maps and stored certificates, by name.
public record PkiConfig(
        OrderedMap<String, Trustpoint> trustpoints,
        OrderedMap<String, CertificateMap> maps,
        OrderedMap<String, CertificateChain> chains) {
    public static final PkiConfig DEFAULT =
            new PkiConfig(OrderedMap.empty(), OrderedMap.empty(), OrderedMap.empty());

    public PkiConfig withTrustpoints(OrderedMap<String, Trustpoint> trustpoints) {
        return new PkiConfig(trustpoints, maps, chains);
    }

    public PkiConfig withMaps(OrderedMap<String, CertificateMap> maps) {
        return new PkiConfig(trustpoints, maps, chains);
    }

    public PkiConfig withChains(OrderedMap<String, CertificateChain> chains) {
        return new PkiConfig(trustpoints, maps, chains);
    }
}
