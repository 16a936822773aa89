package io.culvert.ike.v2;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import io.culvert.wire.ike.CertEncoding;
import io.culvert.wire.ike.CertPayload;
import io.culvert.wire.ike.NotifyPayload;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Signatures in AUTH payloads, RFC 7296 section 2.15 and RFC 7427 section 3.
final class Proof {
    /// SHA2-256, SHA2-384, SHA2-512 and "Identity", RFC 7427 section 7 and RFC 8420: what we announce.
    static final List<Integer> HASHES = List.of(2, 3, 4, 5);

    private Proof() {}

    static Bytes announcement() {
        var out = new ByteWriter(8);
        HASHES.forEach(out::u16);
        return out.toBytes();
    }

    static Set<Integer> hashes(Optional<NotifyPayload> announcement) {
        var hashes = new TreeSet<Integer>();
        announcement.ifPresent(
                notify -> {
                    for (int at = 0; at + 2 <= notify.data().size(); at += 2) {
                        hashes.add(notify.data().u16(at));
                    }
                });
        return hashes;
    }

    /// How we sign for this peer: by RFC 7427 with a hash that it announced, that of the key's own size first; else by the older
    /// method of the key. Ed25519 and Ed448 have none.
    ///
    /// @param prefersPss RSASSA-PSS before the older padding
    static Optional<SignatureScheme> scheme(
            Credentials.KeyType key, Set<Integer> peerHashes, boolean prefersPss) {
        List<SignatureScheme> known =
                EnumSet.allOf(SignatureScheme.class).stream()
                        .filter(scheme -> scheme.takes(key))
                        .toList();
        List<SignatureScheme> modern =
                known.stream()
                        .filter(SignatureScheme::isIdentified)
                        .filter(scheme -> peerHashes.contains(scheme.hashId()))
                        .toList();
        return modern.stream()
                .filter(scheme -> scheme.keyType() == key && scheme.isPss() == prefersPss)
                .findFirst()
                .or(() -> modern.stream().filter(scheme -> scheme.keyType() == key).findFirst())
                .or(() -> modern.stream().findFirst())
                .or(() -> known.stream().filter(scheme -> !scheme.isIdentified()).findFirst());
    }

    static AuthPayload payload(SignatureScheme scheme, Bytes signature) {
        if (!scheme.isIdentified()) {
            return new AuthPayload(scheme.method(), signature);
        }
        Bytes identifier = scheme.algorithmIdentifier();
        return new AuthPayload(
                scheme.method(),
                new ByteWriter(1 + identifier.size() + signature.size())
                        .u8(identifier.size())
                        .bytes(identifier)
                        .bytes(signature)
                        .toBytes());
    }

    /// Our certificate and those above it.
    static List<CertPayload> certificates(Credentials.Own own) {
        return own.chain().stream()
                .map(der -> new CertPayload(CertEncoding.X509_SIGNATURE, der))
                .toList();
    }

    /// A signature and what it was made with.
    record Claimed(SignatureScheme scheme, Bytes signature) {}

    /// Reads an AUTH payload that holds a signature; empty if we do not know the method.
    static Optional<Claimed> read(AuthPayload auth) {
        AuthMethod method = auth.method();
        if (method.equals(AuthMethod.DIGITAL_SIGNATURE)) {
            ByteReader in = auth.data().reader();
            Bytes identifier = in.bytes(in.u8());
            Bytes signature = in.rest();
            return in.failed()
                    ? Optional.empty()
                    : SignatureScheme.ofIdentifier(identifier)
                            .map(scheme -> new Claimed(scheme, signature));
        }
        return EnumSet.allOf(SignatureScheme.class).stream()
                .filter(scheme -> !scheme.isIdentified() && scheme.method().equals(method))
                .findFirst()
                .map(scheme -> new Claimed(scheme, auth.data()));
    }

    /// The word of `show crypto ikev2 sa`.
    static String words(AuthMethod method, Optional<Credentials.KeyType> key) {
        if (method.equals(AuthMethod.SHARED_KEY)) {
            return "PSK";
        }
        return key.map(
                        type ->
                                type == Credentials.KeyType.RSA
                                        ? "RSA"
                                        : type.name().startsWith("ECDSA") ? "ECDSA" : type.name())
                .orElse("RSA");
    }
}
