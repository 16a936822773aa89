package io.culvert.crypto.ike;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;

/// The primes of RFC 7296 appendix B.2, and RFC 3526 sections 2 to 7, from the formula that both give:
/// 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) * pi) + k), with the smallest k that makes a safe prime. Computing them takes a
/// few milliseconds once, and has no digits to mistype.
final class ModpPrimes {
    private static final int SCALE = 8192;
    private static final BigInteger PI = scaledPi();
    private static final Map<KeyExchangeMethod, BigInteger> PRIMES = primes();

    private ModpPrimes() {}

    static BigInteger of(KeyExchangeMethod method) {
        BigInteger prime = PRIMES.get(method);
        if (prime == null) {
            throw new IllegalArgumentException(method + " has no prime field");
        }
        return prime;
    }

    private static Map<KeyExchangeMethod, BigInteger> primes() {
        var primes = new EnumMap<KeyExchangeMethod, BigInteger>(KeyExchangeMethod.class);
        for (KeyExchangeMethod method : KeyExchangeMethod.values()) {
            switch (method) {
                case MODP_1024 -> primes.put(method, prime(1024, 129_093));
                case MODP_1536 -> primes.put(method, prime(1536, 741_804));
                case MODP_2048 -> primes.put(method, prime(2048, 124_476));
                case MODP_3072 -> primes.put(method, prime(3072, 1_690_314));
                case MODP_4096 -> primes.put(method, prime(4096, 240_904));
                case MODP_6144 -> primes.put(method, prime(6144, 929_484));
                case MODP_8192 -> primes.put(method, prime(8192, 4_743_158));
                case ECP_256, ECP_384, ECP_521, CURVE25519, CURVE448 -> {}
            }
        }
        return primes;
    }

    private static BigInteger prime(int bits, long addend) {
        BigInteger middle = PI.shiftRight(SCALE - (bits - 130)).add(BigInteger.valueOf(addend));
        return power(bits)
                .subtract(power(bits - 64))
                .subtract(BigInteger.ONE)
                .add(middle.shiftLeft(64));
    }

    private static BigInteger power(int exponent) {
        return BigInteger.ONE.shiftLeft(exponent);
    }

    /// floor(2^SCALE * pi) by Machin's formula: pi / 4 = 4 arctan(1/5) - arctan(1/239).
    private static BigInteger scaledPi() {
        int guard = 64;
        BigInteger unit = power(SCALE + guard);
        BigInteger quarter = arctan(unit, 5).shiftLeft(2).subtract(arctan(unit, 239));
        return quarter.shiftLeft(2).shiftRight(guard);
    }

    private static BigInteger arctan(BigInteger unit, long inverse) {
        BigInteger square = BigInteger.valueOf(inverse * inverse);
        BigInteger power = unit.divide(BigInteger.valueOf(inverse));
        BigInteger sum = power;
        for (long odd = 3; power.signum() != 0; odd += 2) {
            power = power.divide(square).negate();
            sum = sum.add(power.divide(BigInteger.valueOf(odd)));
        }
        return sum;
    }
}
