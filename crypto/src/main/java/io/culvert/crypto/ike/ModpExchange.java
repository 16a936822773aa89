package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.math.BigInteger;

/// Key exchange in a prime field. All our primes p are safe: (p - 1) / 2 is prime too.
final class ModpExchange implements KeyExchange {
    private static final BigInteger GENERATOR = BigInteger.TWO;

    private final KeyExchangeMethod method;
    private final BigInteger prime;
    private final BigInteger exponent;

    ModpExchange(KeyExchangeMethod method, BigInteger exponent) {
        this.method = method;
        this.prime = ModpPrimes.of(method);
        this.exponent = exponent;
    }

    /// An exponent of twice the strength of the group and more (RFC 3526 section 8, SP 800-56A revision 3 appendix D).
    static ModpExchange generate(KeyExchangeMethod method, Entropy entropy) {
        byte[] octets = entropy.bytes(method.bits() <= 3072 ? 40 : 64).toArray();
        octets[0] |= (byte) 0x80; // never short
        return new ModpExchange(method, new BigInteger(1, octets));
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Bytes publicValue() {
        return Bytes.of(Numbers.padded(GENERATOR.modPow(exponent, prime), method.elementOctets()));
    }

    /// RFC 6989 section 2.1: for a safe prime 1 < y < p - 1 is test enough.
    @Override
    public Parse<Secret> agree(Bytes peer) {
        if (peer.size() != method.publicOctets()) {
            return Parse.malformed(0, "length of key exchange data");
        }
        var value = new BigInteger(1, peer.toArray());
        if (value.compareTo(BigInteger.ONE) <= 0
                || value.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
            return Parse.malformed(0, "key exchange value out of range");
        }
        return Parse.ok(Numbers.secret(value.modPow(exponent, prime), method.elementOctets()));
    }
}
