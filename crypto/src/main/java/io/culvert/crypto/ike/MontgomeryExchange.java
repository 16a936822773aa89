package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/// Key exchange with X25519 and X448, RFC 8031: numbers are little-endian (RFC 7748 section 5).
final class MontgomeryExchange implements KeyExchange {
    private final KeyExchangeMethod method;
    private final PrivateKey privateKey;
    private final Bytes publicValue;

    private MontgomeryExchange(KeyExchangeMethod method, byte[] scalar) {
        this.method = method;
        try {
            var spec = new XECPrivateKeySpec(parameters(method), scalar);
            this.privateKey = KeyFactory.getInstance("XDH").generatePrivate(spec);
            byte[] value =
                    multiply(BigInteger.valueOf(method == KeyExchangeMethod.CURVE25519 ? 9 : 5));
            this.publicValue = Bytes.of(value);
        } catch (GeneralSecurityException e) {
            throw noCurve(e);
        }
    }

    static MontgomeryExchange generate(KeyExchangeMethod method, Entropy entropy) {
        return of(method, entropy.bytes(method.elementOctets()));
    }

    static MontgomeryExchange of(KeyExchangeMethod method, Bytes scalar) {
        byte[] octets = scalar.toArray();
        var exchange = new MontgomeryExchange(method, octets);
        Arrays.fill(octets, (byte) 0);
        return exchange;
    }

    private static NamedParameterSpec parameters(KeyExchangeMethod method) {
        return method == KeyExchangeMethod.CURVE25519
                ? NamedParameterSpec.X25519
                : NamedParameterSpec.X448;
    }

    private IllegalStateException noCurve(GeneralSecurityException e) {
        return new IllegalStateException("the JDK has " + method, e);
    }

    private byte[] multiply(BigInteger u) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("XDH");
        agreement.init(privateKey);
        var point = new XECPublicKeySpec(parameters(method), u);
        agreement.doPhase(KeyFactory.getInstance("XDH").generatePublic(point), true);
        return agreement.generateSecret();
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Bytes publicValue() {
        return publicValue;
    }

    /// RFC 8031 section 3.2 and RFC 7748 section 6: the most significant bit of an X25519 value is ignored, and a shared secret
    /// of zeros, which points of small order give, ends the exchange.
    @Override
    public Parse<Secret> agree(Bytes peer) {
        if (peer.size() != method.publicOctets()) {
            return Parse.malformed(0, "length of key exchange data");
        }
        byte[] bigEndian = Numbers.reversed(peer.toArray());
        if (method == KeyExchangeMethod.CURVE25519) {
            bigEndian[0] &= 0x7F;
        }
        try {
            byte[] shared = multiply(new BigInteger(1, bigEndian));
            int seen = 0;
            for (byte octet : shared) {
                seen |= octet;
            }
            if (seen == 0) {
                return Parse.malformed(0, "shared secret of zeros");
            }
            Secret secret = Secret.of(shared);
            Arrays.fill(shared, (byte) 0);
            return Parse.ok(secret);
        } catch (InvalidKeyException e) {
            // This is how the JDK refuses a point of small order.
            return Parse.malformed(0, "shared secret of zeros");
        } catch (GeneralSecurityException e) {
            throw noCurve(e);
        }
    }
}
