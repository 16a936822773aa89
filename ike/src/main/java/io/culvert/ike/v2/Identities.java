package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Secret;
import io.culvert.ike.v2.config.Authentication;
import io.culvert.ike.v2.config.IkeConfig;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.ike.v2.config.LocalIdentity;
import io.culvert.wire.ike.CertRequestPayload;
import io.culvert.wire.ike.IdType;
import io.culvert.wire.ike.Identification;
import io.culvert.wire.ike.PayloadChain;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who we say to be, and whether a peer is who a profile asks for.
final class Identities {
    private Identities() {}

    /// Our identity under a profile; with a certificate and nothing configured, its subject, else our address.
    static Optional<Identification> local(
            Ikev2Profile profile, Path path, Optional<Credentials.Own> own) {
        return profile.identityLocal()
                .map(
                        identity ->
                                switch (identity) {
                                    case LocalIdentity.Fqdn(var name) ->
                                            Optional.of(Identification.fqdn(name));
                                    case LocalIdentity.Email(var address) ->
                                            Optional.of(Identification.email(address));
                                    case LocalIdentity.Address(var address) ->
                                            Optional.of(Identification.address(address));
                                    case LocalIdentity.KeyId(var key) ->
                                            Optional.of(Identification.keyId(key));
                                    case LocalIdentity.Dn _ ->
                                            own.map(
                                                    certificate ->
                                                            Identification.dn(
                                                                    certificate.subject()));
                                })
                .orElseGet(
                        () ->
                                Optional.of(
                                        own.map(
                                                        certificate ->
                                                                Identification.dn(
                                                                        certificate.subject()))
                                                .orElseGet(
                                                        () ->
                                                                Identification.address(
                                                                        path.local()))));
    }

    /// Whether a `match` line of the profile holds. A profile without any matches nobody, as on IOS.
    static boolean matches(
            Ikev2Profile profile,
            Credentials credentials,
            Identification id,
            IpAddress remote,
            Optional<PeerCertificate> certificate) {
        boolean byCertificate =
                certificate.isPresent()
                        && profile.certificateMaps().stream()
                                .anyMatch(map -> credentials.matches(map, certificate.get()));
        return byCertificate
                || profile.identities().stream().anyMatch(match -> match.matches(id, remote));
    }

    /// Whether the identity stands in the certificate, RFC 4945 sections 3.1 and 4.1.
    static boolean isBound(Identification id, PeerCertificate certificate) {
        if (id.type().equals(IdType.DER_ASN1_DN)) {
            return id.data().equals(certificate.subject());
        }
        if (id.type().equals(IdType.FQDN)) {
            return certificate.dnsNames().stream()
                    .anyMatch(name -> lower(name).equals(lower(id.text())));
        }
        if (id.type().equals(IdType.RFC822_ADDR)) {
            return certificate.emails().stream()
                    .anyMatch(name -> lower(name).equals(lower(id.text())));
        }
        return certificate.addresses().stream()
                .anyMatch(address -> Identification.address(address).equals(id));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// The shared key of one direction: of the `authentication` line itself, or of the keyring.
    static Optional<Secret> sharedKey(
            IkeConfig config,
            Ikev2Profile profile,
            Authentication authentication,
            boolean isLocal,
            IpAddress remote,
            Optional<Identification> peerId) {
        return authentication
                .key()
                .or(
                        () ->
                                profile.keyring()
                                        .flatMap(name -> config.keyrings().get(name))
                                        .flatMap(ring -> ring.find(remote, peerId))
                                        .flatMap(peer -> isLocal ? peer.local() : peer.remote()));
    }

    /// The key hashes of the certificate authorities that the peer asks for.
    static List<Bytes> wantedAuthorities(PayloadChain chain) {
        return chain.all(CertRequestPayload.class).stream()
                .flatMap(request -> request.keyHashes().stream())
                .toList();
    }

    /// Our certificate under a profile: of the trustpoint that the peer asked for, or else of the first that has one.
    static Optional<Credentials.Own> own(
            Ikev2Profile profile, Credentials credentials, List<Bytes> wantedHashes) {
        List<Credentials.Own> own =
                profile.signingTrustpoints().stream()
                        .flatMap(trustpoint -> credentials.own(trustpoint).stream())
                        .toList();
        return own.stream()
                .filter(
                        certificate ->
                                certificate.issuerKeyHashes().stream()
                                        .anyMatch(wantedHashes::contains))
                .findFirst()
                .or(() -> own.stream().findFirst());
    }
}
