package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.BitSet;
import java.util.stream.IntStream;

/// RSA keys of the lab, as a function of the entropy: probable primes by sieve and Miller-Rabin (FIPS 186-5 appendices A.1.3
/// and B.3.1), three times as fast as the JDK's generator, whose steps may also change from release to release. Never for a
/// node with real peers: nothing here hides its running time.
final class LabRsa {
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

    /// More than FIPS 186-5 table B.1 asks for primes of 1024 bits and more.
    private static final int ROUNDS = 5;

    /// Odd numbers looked at from one random start; far more than the longest gap in practice.
    private static final int WINDOW = 1 << 14;

    private static final int[] SMALL_PRIMES = smallPrimes(1 << 16);

    private LabRsa() {}

    static KeyPair generate(int bits, Entropy entropy) {
        BigInteger p = prime(bits - bits / 2, entropy);
        BigInteger q = prime(bits / 2, entropy);
        while (p.subtract(q).abs().bitLength() <= bits / 2 - 100) {
            q = prime(bits / 2, entropy);
        }
        return pair(p.max(q), p.min(q));
    }

    private static KeyPair pair(BigInteger p, BigInteger q) {
        BigInteger n = p.multiply(q);
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger d = EXPONENT.modInverse(p1.multiply(q1).divide(p1.gcd(q1)));
        var spec =
                new RSAPrivateCrtKeySpec(
                        n, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
        try {
            var factory = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
                    factory.generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes RSA keys", e);
        }
    }

    private static BigInteger prime(int bits, Entropy entropy) {
        while (true) {
            BigInteger start = number(bits, entropy).setBit(bits - 1).setBit(bits - 2).setBit(0);
            BitSet composite = sieve(start);
            for (int i = composite.nextClearBit(0); i < WINDOW; i = composite.nextClearBit(i + 1)) {
                BigInteger candidate = start.add(BigInteger.valueOf(2L * i));
                if (candidate.bitLength() > bits) {
                    break;
                }
                boolean fits =
                        candidate.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE);
                if (fits && isProbablePrime(candidate, entropy)) {
                    return candidate;
                }
            }
        }
    }

    private static BigInteger number(int bits, Entropy entropy) {
        Bytes octets = entropy.bytes((bits + 7) / 8);
        return new BigInteger(1, octets.toArray()).mod(BigInteger.ONE.shiftLeft(bits));
    }

    /// Bit i is set if start + 2i has a small divisor.
    private static BitSet sieve(BigInteger start) {
        var composite = new BitSet(WINDOW);
        for (int prime : SMALL_PRIMES) {
            int rest = start.mod(BigInteger.valueOf(prime)).intValue();
            // The first i with rest + 2i = 0 modulo the prime, which is odd.
            int first =
                    rest == 0
                            ? 0
                            : (prime - rest) % 2 == 0 ? (prime - rest) / 2 : (2 * prime - rest) / 2;
            for (int i = first; i < WINDOW; i += prime) {
                composite.set(i);
            }
        }
        return composite;
    }

    private static boolean isProbablePrime(BigInteger candidate, Entropy entropy) {
        // Base 2 first: it turns away nearly all composites and takes no entropy.
        if (!passes(candidate, BigInteger.TWO)) {
            return false;
        }
        for (int round = 0; round < ROUNDS; round++) {
            BigInteger base = number(candidate.bitLength() - 1, entropy).max(BigInteger.TWO);
            if (!passes(candidate, base)) {
                return false;
            }
        }
        return true;
    }

    /// One round of Miller-Rabin.
    private static boolean passes(BigInteger candidate, BigInteger base) {
        BigInteger minusOne = candidate.subtract(BigInteger.ONE);
        int twos = minusOne.getLowestSetBit();
        BigInteger power = base.modPow(minusOne.shiftRight(twos), candidate);
        if (power.equals(BigInteger.ONE) || power.equals(minusOne)) {
            return true;
        }
        for (int i = 1; i < twos; i++) {
            power = power.multiply(power).mod(candidate);
            if (power.equals(minusOne)) {
                return true;
            }
        }
        return false;
    }

    private static int[] smallPrimes(int below) {
        var composite = new BitSet(below);
        for (int i = 3; i * i < below; i += 2) {
            for (int j = i * i; !composite.get(i) && j < below; j += 2 * i) {
                composite.set(j);
            }
        }
        return IntStream.iterate(3, i -> i < below, i -> i + 2)
                .filter(i -> !composite.get(i))
                .toArray();
    }
}
