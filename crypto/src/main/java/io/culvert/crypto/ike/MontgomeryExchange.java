package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.util.Arrays;
import java.util.List;

/// Key exchange with X25519 and X448, RFC 8031: numbers are little-endian (RFC 7748 section 5).
final class MontgomeryExchange implements KeyExchange {
    private static final Parse<Secret> LENGTH = Parse.malformed(0, "length of key exchange data");

    private final KeyExchangeMethod method;
    private final ExchangeArithmetic arithmetic;
    private final Secret scalar;
    private final Bytes publicValue;

    private MontgomeryExchange(
            KeyExchangeMethod method, Secret scalar, ExchangeArithmetic arithmetic) {
        this.method = method;
        this.arithmetic = arithmetic;
        this.scalar = scalar;
        this.publicValue = Bytes.of(multiply(List.of(base(method))).getFirst());
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

    /// RFC 7748 sections 4.1 and 4.2.
    private static byte[] base(KeyExchangeMethod method) {
        var base = new byte[method.elementOctets()];
        base[0] = (byte) (method == KeyExchangeMethod.CURVE25519 ? 9 : 5);
        return base;
    }

    /// A fresh private value for a peer whose value is known: both products are asked for at once.
    static PublicKeys.Answer answer(
            KeyExchangeMethod method, Entropy entropy, ExchangeArithmetic arithmetic, Bytes peer) {
        if (peer.size() != method.publicOctets()) {
            return new PublicKeys.Answer(
                    generate(method, entropy, arithmetic).publicValue(), LENGTH);
        }
        byte[] octets = entropy.bytes(method.elementOctets()).toArray();
        List<byte[]> products =
                arithmetic.multiply(
                        method, octets, List.of(base(method), coordinate(method, peer)));
        Arrays.fill(octets, (byte) 0);
        return new PublicKeys.Answer(Bytes.of(products.getFirst()), shared(products.getLast()));
    }

    private List<byte[]> multiply(List<byte[]> all) {
        byte[] octets = scalar.toArray();
        List<byte[]> products = arithmetic.multiply(method, octets, all);
        Arrays.fill(octets, (byte) 0);
        return products;
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
        return peer.size() == method.publicOctets()
                ? shared(multiply(List.of(coordinate(method, peer))).getFirst())
                : LENGTH;
    }

    /// RFC 8031 section 3.2: the most significant bit of an X25519 value is ignored.
    private static byte[] coordinate(KeyExchangeMethod method, Bytes peer) {
        byte[] u = peer.toArray();
        if (method == KeyExchangeMethod.CURVE25519) {
            u[31] &= 0x7F;
        }
        return u;
    }

    /// RFC 7748 section 6: a shared secret of zeros, which points of small order give, ends the exchange.
    private static Parse<Secret> shared(byte[] shared) {
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
