package io.culvert.linux.publickey;

import io.culvert.base.Bytes;
import io.culvert.crypto.EntropyRandom;
import io.culvert.crypto.ike.ExchangeArithmetic;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a library must know before it is used: test vectors, and that it and the JDK agree with each other in both directions.
final class KnownAnswers {
    /// RFC 9500 section 2.1, testRSA2048: a key that everybody knows.
    private static final BigInteger P =
            number(
                    "dd105702382f232b3681f53791e22617c7bf4e9acb81ed48daf6d6995da3eab6"
                            + "42839aff012d2ea628b90af279fd3e6f7c93cd80f072f01ff2443b3ee8f24ed4"
                            + "69a79613a41bd24020f92fd11059bd1d0f301b5ba7a9d3637ca8d65c1a981541"
                            + "7d8eab734b0b4f3a2c661d9a1a82f3ac734c40530669ab8e473045a58e65539d");

    private static final BigInteger Q =
            number(
                    "ccf1e5bb90c8e9781ea75bebf10bc252e11eb023a0260f1887552a56863f4a64"
                            + "21e8c600bf523d6cb1b0adbdd65bfee4a88a037e3d1a415e5bb95648da5a0ca2"
                            + "6b54f4a63948522c3d5f89b94a72efff95134d5940ce45758f30898090895658"
                            + "8eef575b3e4bc4c368cfe813ee9c252c2b02e0df91f1aa01938d38685d60ba6f");

    private static final BigInteger E = BigInteger.valueOf(65_537);
    private static final byte[] MESSAGE = Bytes.utf8("the same on every rung").toArray();

    private KnownAnswers() {}

    private static BigInteger number(String hex) {
        return new BigInteger(hex, 16);
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /// RFC 7748 sections 6.1 and 6.2, points of small order, and powers that the JDK knows.
    static boolean holds(ExchangeArithmetic arithmetic) {
        byte[] x25519 =
                arithmetic.multiply(
                        KeyExchangeMethod.CURVE25519,
                        octets("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
                        octets("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        byte[] x448 =
                arithmetic.multiply(
                        KeyExchangeMethod.CURVE448,
                        octets(
                                "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                                        + "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"),
                        octets(
                                "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430"
                                        + "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609"));
        return Arrays.equals(
                        x25519,
                        octets("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"))
                && Arrays.equals(
                        x448,
                        octets(
                                "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
                                        + "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"))
                && holdsForBase(arithmetic)
                && holdsForPowers(arithmetic);
    }

    private static boolean holdsForBase(ExchangeArithmetic arithmetic) {
        byte[] scalar = new byte[32];
        Arrays.fill(scalar, (byte) 0x5A);
        var base = new byte[32];
        base[0] = 9;
        return Arrays.equals(
                        arithmetic.multiply(KeyExchangeMethod.CURVE25519, scalar, base),
                        ExchangeArithmetic.JDK.multiply(KeyExchangeMethod.CURVE25519, scalar, base))
                && holdsForSeveral(arithmetic, scalar, base)
                && Arrays.equals(
                        arithmetic.multiply(KeyExchangeMethod.CURVE25519, scalar, new byte[32]),
                        new byte[32]);
    }

    private static boolean holdsForSeveral(
            ExchangeArithmetic arithmetic, byte[] scalar, byte[] base) {
        var other = new byte[32];
        other[0] = 2;
        List<byte[]> points = List.of(base, other);
        List<byte[]> ours = arithmetic.multiply(KeyExchangeMethod.CURVE25519, scalar, points);
        List<byte[]> jdks =
                ExchangeArithmetic.JDK.multiply(KeyExchangeMethod.CURVE25519, scalar, points);
        return Arrays.equals(ours.getFirst(), jdks.getFirst())
                && Arrays.equals(ours.getLast(), jdks.getLast());
    }

    private static boolean holdsForPowers(ExchangeArithmetic arithmetic) {
        var exponent = new byte[40];
        Arrays.fill(exponent, (byte) 0xA5);
        byte[] base = Q.toByteArray();
        return Arrays.equals(
                arithmetic.power(KeyExchangeMethod.MODP_2048, base, exponent),
                ExchangeArithmetic.JDK.power(KeyExchangeMethod.MODP_2048, base, exponent));
    }

    /// Whether signatures of each kind are taken by the other side, wrong ones are refused, and both come to the same secret.
    static boolean holds(PublicKeys library) {
        try {
            return holdsForRsa(library)
                    && agrees(library, pair("EC", "secp256r1"), "SHA256withECDSA")
                    && agrees(library, pair("EC", "secp256r1"), "SHA256withECDSAinP1363Format")
                    && agrees(library, pair("Ed25519", ""), "Ed25519")
                    && holdsForExchange(library);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static KeyPair pair(String algorithm, String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (!curve.isEmpty()) {
            generator.initialize(new ECGenParameterSpec(curve), random());
        }
        return generator.generateKeyPair();
    }

    private static SecureRandom random() {
        return new EntropyRandom(Entropy.seeded("known answers"));
    }

    private static boolean holdsForRsa(PublicKeys library) throws GeneralSecurityException {
        BigInteger n = P.multiply(Q);
        BigInteger p1 = P.subtract(BigInteger.ONE);
        BigInteger q1 = Q.subtract(BigInteger.ONE);
        BigInteger d = E.modInverse(p1.multiply(q1));
        var factory = KeyFactory.getInstance("RSA");
        var pair =
                new KeyPair(
                        factory.generatePublic(new RSAPublicKeySpec(n, E)),
                        factory.generatePrivate(
                                new RSAPrivateCrtKeySpec(
                                        n, E, d, P, Q, d.mod(p1), d.mod(q1), Q.modInverse(P))));
        return agrees(library, pair, "SHA256withRSA");
    }

    private static boolean agrees(PublicKeys library, KeyPair pair, String name)
            throws GeneralSecurityException {
        var algorithm = new PublicKeys.Algorithm(name, Optional.empty());
        return accepts(LibraryKeys.JDK, algorithm, pair, signed(library, algorithm, pair))
                && accepts(library, algorithm, pair, signed(LibraryKeys.JDK, algorithm, pair));
    }

    private static byte[] signed(PublicKeys by, PublicKeys.Algorithm algorithm, KeyPair pair)
            throws GeneralSecurityException {
        Signature signer = by.signer(algorithm, pair.getPrivate(), random());
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static boolean accepts(
            PublicKeys by, PublicKeys.Algorithm algorithm, KeyPair pair, byte[] signature)
            throws GeneralSecurityException {
        Signature right = by.verifier(algorithm, pair.getPublic());
        right.update(MESSAGE);
        Signature wrong = by.verifier(algorithm, pair.getPublic());
        wrong.update(MESSAGE, 1, MESSAGE.length - 1);
        return right.verify(signature) && !wrong.verify(signature);
    }

    private static boolean holdsForExchange(PublicKeys library) {
        KeyExchange ours = library.generate(KeyExchangeMethod.ECP_256, Entropy.seeded("ours"));
        KeyExchange theirs =
                LibraryKeys.JDK.generate(KeyExchangeMethod.ECP_256, Entropy.seeded("theirs"));
        return ours.agree(theirs.publicValue())
                .toOptional()
                .equals(theirs.agree(ours.publicValue()).toOptional());
    }
}
