package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/// Elliptic-curve keys of the lab, as a function of the entropy: FIPS 186-5 appendix A.2.1, RFC 8032 section 5.1.5. The
/// generators of the JDK may change their steps from release to release. Never for a node with real peers.
final class LabCurves {
    /// More than the order of the curve, so that the remainder is nearly uniform.
    private static final int EXTRA_OCTETS = 8;

    /// DER around the 32 octets of an Ed25519 key, RFC 8410 sections 4 and 7.
    private static final Bytes ED25519_PRIVATE = Bytes.hex("302e020100300506032b657004220420");

    private static final Bytes ED25519_PUBLIC = Bytes.hex("302a300506032b6570032100");
    private static final int ED25519_OCTETS = 32;

    private LabCurves() {}

    static KeyPair generate(KeyKind.Ec kind, Entropy entropy) {
        var curve = CustomNamedCurves.getByName("P-" + kind.bits());
        Bytes drawn = entropy.bytes((kind.bits() + 7) / 8 + EXTRA_OCTETS);
        BigInteger secret =
                new BigInteger(1, drawn.toArray())
                        .mod(curve.getN().subtract(BigInteger.ONE))
                        .add(BigInteger.ONE);
        var point = curve.getG().multiply(secret).normalize();
        var open =
                new ECPoint(
                        point.getAffineXCoord().toBigInteger(),
                        point.getAffineYCoord().toBigInteger());
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp" + kind.bits() + "r1"));
            ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
            var factory = KeyFactory.getInstance("EC");
            return new KeyPair(
                    factory.generatePublic(new ECPublicKeySpec(open, spec)),
                    factory.generatePrivate(new ECPrivateKeySpec(secret, spec)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes EC keys", e);
        }
    }

    static KeyPair generateEd25519(Entropy entropy) {
        Bytes seed = entropy.bytes(ED25519_OCTETS);
        Bytes open =
                Bytes.of(
                        new Ed25519PrivateKeyParameters(seed.toArray(), 0)
                                .generatePublicKey()
                                .getEncoded());
        try {
            var factory = KeyFactory.getInstance("Ed25519");
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(ED25519_PUBLIC.plus(open).toArray())),
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(ED25519_PRIVATE.plus(seed).toArray())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes Ed25519 keys", e);
        }
    }
}
