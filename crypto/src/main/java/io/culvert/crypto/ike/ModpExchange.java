package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.util.Arrays;

/// Key exchange in a prime field. All our primes p are safe: (p - 1) / 2 is prime too.
final class ModpExchange implements KeyExchange {
    private static final byte[] GENERATOR = {2};

    private final KeyExchangeMethod method;
    private final ExchangeArithmetic arithmetic;
    private final Secret exponent;
    private final Bytes publicValue;

    private ModpExchange(KeyExchangeMethod method, Secret exponent, ExchangeArithmetic arithmetic) {
        this.method = method;
        this.arithmetic = arithmetic;
        this.exponent = exponent;
        this.publicValue = Bytes.of(power(GENERATOR));
    }

    static ModpExchange of(
            KeyExchangeMethod method, BigInteger exponent, ExchangeArithmetic arithmetic) {
        return new ModpExchange(method, Secret.of(exponent.toByteArray()), arithmetic);
    }

    /// An exponent of twice the strength of the group and more (RFC 3526 section 8, SP 800-56A revision 3 appendix D).
    static ModpExchange generate(
            KeyExchangeMethod method, Entropy entropy, ExchangeArithmetic arithmetic) {
        byte[] octets = entropy.bytes(method.bits() <= 3072 ? 40 : 64).toArray();
        octets[0] |= (byte) 0x80; // never short
        var exchange = new ModpExchange(method, Secret.of(octets), arithmetic);
        Arrays.fill(octets, (byte) 0);
        return exchange;
    }

    private byte[] power(byte[] base) {
        byte[] octets = exponent.toArray();
        byte[] power = arithmetic.power(method, base, octets);
        Arrays.fill(octets, (byte) 0);
        return power;
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Bytes publicValue() {
        return publicValue;
    }

    /// RFC 6989 section 2.1: for a safe prime 1 < y < p - 1 is test enough.
    @Override
    public Parse<Secret> agree(Bytes peer) {
        if (peer.size() != method.publicOctets()) {
            return Parse.malformed(0, "length of key exchange data");
        }
        byte[] octets = peer.toArray();
        var value = new BigInteger(1, octets);
        BigInteger prime = ModpPrimes.of(method);
        if (value.compareTo(BigInteger.ONE) <= 0
                || value.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
            return Parse.malformed(0, "key exchange value out of range");
        }
        byte[] shared = power(octets);
        Secret secret = Secret.of(shared);
        Arrays.fill(shared, (byte) 0);
        return Parse.ok(secret);
    }
}
