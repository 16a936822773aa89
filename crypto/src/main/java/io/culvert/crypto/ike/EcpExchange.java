package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.crypto.EntropyRandom;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// Key exchange on the curves of RFC 5903: the data is x | y, the shared secret is x alone (section 7).
final class EcpExchange implements KeyExchange {
    private final KeyExchangeMethod method;
    private final PrivateKey privateKey;
    private final Bytes publicValue;
    private final Optional<Provider> provider;

    private EcpExchange(
            KeyExchangeMethod method,
            PrivateKey privateKey,
            Bytes publicValue,
            Optional<Provider> provider) {
        this.method = method;
        this.privateKey = privateKey;
        this.publicValue = publicValue;
        this.provider = provider;
    }

    /// @param provider that computes, or none for the JDK's
    static EcpExchange generate(
            KeyExchangeMethod method, Entropy entropy, Optional<Provider> provider) {
        try {
            var generator =
                    provider.isPresent()
                            ? KeyPairGenerator.getInstance("EC", provider.get())
                            : KeyPairGenerator.getInstance("EC");
            generator.initialize(
                    new ECGenParameterSpec(curveName(method)), new EntropyRandom(entropy));
            var pair = generator.generateKeyPair();
            ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
            int octets = method.elementOctets();
            Bytes x = Bytes.of(Numbers.padded(point.getAffineX(), octets));
            Bytes y = Bytes.of(Numbers.padded(point.getAffineY(), octets));
            return new EcpExchange(method, pair.getPrivate(), x.plus(y), provider);
        } catch (GeneralSecurityException e) {
            throw noCurve(method, e);
        }
    }

    /// A known private value, of a test vector.
    static EcpExchange of(
            KeyExchangeMethod method,
            BigInteger scalar,
            Bytes publicValue,
            Optional<Provider> provider) {
        try {
            var spec = new ECPrivateKeySpec(scalar, parameters(method));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(spec);
            return new EcpExchange(method, key, publicValue, provider);
        } catch (GeneralSecurityException e) {
            throw noCurve(method, e);
        }
    }

    private static String curveName(KeyExchangeMethod method) {
        return "secp" + method.bits() + "r1";
    }

    private static ECParameterSpec parameters(KeyExchangeMethod method)
            throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curveName(method)));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static IllegalStateException noCurve(
            KeyExchangeMethod method, GeneralSecurityException e) {
        return new IllegalStateException("the JDK has " + method, e);
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Bytes publicValue() {
        return publicValue;
    }

    @Override
    public Parse<Secret> agree(Bytes peer) {
        if (peer.size() != method.publicOctets()) {
            return Parse.malformed(0, "length of key exchange data");
        }
        int octets = method.elementOctets();
        var point =
                new ECPoint(
                        new BigInteger(1, peer.slice(0, octets).toArray()),
                        new BigInteger(1, peer.slice(octets).toArray()));
        try {
            ECParameterSpec curve = parameters(method);
            if (!isOnCurve(point, curve)) {
                return Parse.malformed(0, "key exchange point is not on the curve");
            }
            var agreement =
                    provider.isPresent()
                            ? KeyAgreement.getInstance("ECDH", provider.get())
                            : KeyAgreement.getInstance("ECDH");
            agreement.init(privateKey);
            agreement.doPhase(
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve)),
                    true);
            byte[] shared = agreement.generateSecret();
            Secret secret = Secret.of(shared);
            Arrays.fill(shared, (byte) 0);
            return Parse.ok(secret);
        } catch (InvalidKeyException e) {
            return Parse.malformed(0, "key exchange point refused");
        } catch (GeneralSecurityException e) {
            throw noCurve(method, e);
        }
    }

    /// RFC 6989 section 2.3: both coordinates below p, and y^2 = x^3 + ax + b. The curves have a prime order, so that every
    /// such point will do; the point at infinity has no coordinates, and 0 | 0 is on none of the curves.
    private static boolean isOnCurve(ECPoint point, ECParameterSpec parameters) {
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger a = parameters.getCurve().getA();
        BigInteger right = x.multiply(x).add(a).multiply(x).add(parameters.getCurve().getB());
        return y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
