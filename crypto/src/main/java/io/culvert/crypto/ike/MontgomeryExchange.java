package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.util.Arrays;

/// Key exchange with X25519 and X448, RFC 8031: numbers are little-endian (RFC 7748 section 5).
final class MontgomeryExchange implements KeyExchange {
    private final KeyExchangeMethod method;
    private final ExchangeArithmetic arithmetic;
    private final Secret scalar;
    private final Bytes publicValue;

    private MontgomeryExchange(
            KeyExchangeMethod method, Secret scalar, ExchangeArithmetic arithmetic) {
        this.method = method;
        this.arithmetic = arithmetic;
        this.scalar = scalar;
        var base = new byte[method.elementOctets()];
        base[0] = (byte) (method == KeyExchangeMethod.CURVE25519 ? 9 : 5);
        this.publicValue = Bytes.of(multiply(base));
    }

    static MontgomeryExchange generate(
            KeyExchangeMethod method, Entropy entropy, ExchangeArithmetic arithmetic) {
        return of(method, entropy.bytes(method.elementOctets()), arithmetic);
    }

    /// A known private value too, of a test vector.
    static MontgomeryExchange of(
            KeyExchangeMethod method, Bytes scalar, ExchangeArithmetic arithmetic) {
        return new MontgomeryExchange(method, Secret.of(scalar.toArray()), arithmetic);
    }

    private byte[] multiply(byte[] u) {
        byte[] octets = scalar.toArray();
        byte[] product = arithmetic.multiply(method, octets, u);
        Arrays.fill(octets, (byte) 0);
        return product;
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
        byte[] u = peer.toArray();
        if (method == KeyExchangeMethod.CURVE25519) {
            u[31] &= 0x7F;
        }
        byte[] shared = multiply(u);
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
    }
}
