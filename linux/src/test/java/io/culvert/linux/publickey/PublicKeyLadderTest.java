package io.culvert.linux.publickey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.EntropyRandom;
import io.culvert.crypto.ike.ExchangeArithmetic;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.crypto.ike.PublicKeyLibrary;
import io.culvert.crypto.ike.PublicKeyRung;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import io.culvert.linux.cipher.NativeLibrary;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Which library does which public-key work, and that all of them do the same.
class PublicKeyLadderTest {
    private static final byte[] MESSAGE = Bytes.utf8("what an AUTH payload covers").toArray();

    private final List<Notice> notices = new ArrayList<>();

    /// A provider that says it can sign, and cannot.
    private static final class Broken extends Provider {
        private static final long serialVersionUID = 1;

        Broken() {
            super("Broken", "1", "for tests");
            put("Signature.SHA256withRSA", "io.culvert.linux.publickey.NobodyHasThis");
        }
    }

    private PublicKeyLadder without() {
        return PublicKeyLadder.of(Optional::empty, List.of("libcryptoOfNobody.so.3"), notices::add);
    }

    private static PublicKeyLadder ofThisMachine() {
        PublicKeyLadder ladder =
                PublicKeyLadder.ofThisMachine(
                        notice -> {
                            throw new AssertionError(notice.toString());
                        });
        ladder.prepare();
        return ladder;
    }

    private static LibCryptoArithmetic libCrypto() {
        Optional<LibCryptoArithmetic> found =
                NativeLibrary.first(LibCryptoArithmetic.NAMES).flatMap(LibCryptoArithmetic::of);
        assumeTrue(found.isPresent(), "libcrypto.so.3 is not installed");
        return found.orElseThrow();
    }

    @Test
    void withoutAnyLibraryTheJdkServesAndNobodyIsTroubled() {
        PublicKeyLadder ladder = without();
        ladder.prepare();
        assertThat(ladder.rungs())
                .extracting(PublicKeyRung::library, PublicKeyRung::isThere)
                .containsExactly(
                        tuple(PublicKeyLibrary.CORRETTO, false),
                        tuple(PublicKeyLibrary.OPENSSL, false),
                        tuple(PublicKeyLibrary.JDK, true));
        assertThat(ladder.rows()).isEqualTo(LibraryKeys.JDK.rows());
        assertThat(ladder.pathProvider()).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void whatIsAskedForBeforeTheLibrariesAreThereIsDoneByTheJdk() {
        PublicKeyLadder ladder = without();
        assertThat(
                        ladder.generate(KeyExchangeMethod.CURVE25519, Entropy.seeded("one"))
                                .publicValue())
                .isEqualTo(
                        LibraryKeys.JDK
                                .generate(KeyExchangeMethod.CURVE25519, Entropy.seeded("one"))
                                .publicValue());
    }

    @Test
    void aLibraryThatGivesWrongAnswersIsNotUsedAndThatIsSaid() {
        PublicKeyLadder ladder =
                PublicKeyLadder.of(
                        () -> Optional.of(new Broken()),
                        List.of("libcryptoOfNobody.so.3"),
                        notices::add);
        ladder.prepare();
        assertThat(notices).extracting(Notice::mnemonic).containsExactly("WRONG_ANSWER");
        assertThat(ladder.rungs().getFirst().isThere()).isFalse();
        assertThat(ladder.rows()).isEqualTo(LibraryKeys.JDK.rows());
    }

    @Test
    void theProviderThatTheBuildBringsLoadsOnTheProcessorsThatItIsFor() {
        String processor = System.getProperty("os.arch");
        assumeTrue(List.of("amd64", "aarch64").contains(processor), "no provider for " + processor);
        assertThat(Corretto.find()).isPresent();
        assertThat(ofThisMachine().pathProvider()).isEqualTo(Corretto.NAME);
    }

    /// RFC 7748 section 5.2.
    @Test
    void multiplicationsAreThoseOfRfc7748() {
        LibCryptoArithmetic arithmetic = libCrypto();
        assertThat(
                        arithmetic.multiply(
                                KeyExchangeMethod.CURVE25519,
                                hex(
                                        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                                hex(
                                        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
                .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        assertThat(
                        arithmetic.multiply(
                                KeyExchangeMethod.CURVE448,
                                hex(
                                        "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121"
                                                + "700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"),
                                hex(
                                        "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9"
                                                + "814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086")))
                .isEqualTo(
                        hex(
                                "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239f"
                                        + "e14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"));
        assertThat(KnownAnswers.holds(arithmetic)).isTrue();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void everyExchangeOfOneRungAgreesWithTheSameOfTheOther() {
        PublicKeys ladder = ofThisMachine();
        for (KeyExchangeMethod method : KeyExchangeMethod.values()) {
            KeyExchange one = ladder.generate(method, Entropy.seeded("one"));
            KeyExchange two = LibraryKeys.JDK.generate(method, Entropy.seeded("two"));
            Secret shared = one.agree(two.publicValue()).orElseThrow();
            assertThat(two.agree(one.publicValue()).orElseThrow())
                    .as("%s", method)
                    .isEqualTo(shared);
        }
    }

    @Test
    void whoAnswersAtOnceComesToTheSameAsWhoDoesItInTwoSteps() {
        for (PublicKeys rung : List.of(ofThisMachine(), LibraryKeys.JDK)) {
            for (KeyExchangeMethod method : KeyExchangeMethod.values()) {
                if (method.kind() == KeyExchangeMethod.Kind.ECP) {
                    continue; // the provider has chance of its own
                }
                Bytes theirs =
                        LibraryKeys.JDK.generate(method, Entropy.seeded("two")).publicValue();
                for (Bytes value : List.of(theirs, theirs.slice(1))) {
                    KeyExchange steps = rung.generate(method, Entropy.seeded("one"));
                    PublicKeys.Answer answer = rung.answer(method, Entropy.seeded("one"), value);
                    assertThat(answer.publicValue())
                            .as("%s", method)
                            .isEqualTo(steps.publicValue());
                    assertThat(answer.shared()).as("%s", method).isEqualTo(steps.agree(value));
                }
            }
        }
    }

    @Test
    void bothRungsComeToTheSameForRandomValues() {
        LibCryptoArithmetic arithmetic = libCrypto();
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            for (KeyExchangeMethod method :
                    List.of(
                            KeyExchangeMethod.CURVE25519,
                            KeyExchangeMethod.CURVE448,
                            KeyExchangeMethod.MODP_2048)) {
                var secret =
                        new byte
                                [method.kind() == KeyExchangeMethod.Kind.MODP
                                        ? 40
                                        : method.elementOctets()];
                var theirs = new byte[method.elementOctets()];
                random.nextBytes(secret);
                random.nextBytes(theirs);
                boolean isPower = method.kind() == KeyExchangeMethod.Kind.MODP;
                if (isPower) {
                    theirs[0] &= 0x7F; // below the prime
                } else if (method == KeyExchangeMethod.CURVE25519) {
                    theirs[31] &= 0x7F;
                }
                assertThat(compute(arithmetic, method, isPower, theirs, secret))
                        .as("%s, seed %d", method, seed)
                        .isEqualTo(
                                compute(ExchangeArithmetic.JDK, method, isPower, theirs, secret));
            }
        }
    }

    private static byte[] compute(
            ExchangeArithmetic arithmetic,
            KeyExchangeMethod method,
            boolean isPower,
            byte[] theirs,
            byte[] secret) {
        return isPower
                ? arithmetic.power(method, theirs, secret)
                : arithmetic.multiply(method, secret, theirs);
    }

    /// RFC 7748 section 6.1: the order of these points is small.
    @Test
    void pointsOfSmallOrderAreRefusedOnEveryRung() {
        PublicKeys ladder = ofThisMachine();
        var one = new byte[32];
        one[0] = 1;
        for (byte[] point : List.of(new byte[32], one)) {
            for (PublicKeys rung : List.of(ladder, LibraryKeys.JDK)) {
                assertThat(
                                rung.generate(KeyExchangeMethod.CURVE25519, Entropy.seeded("one"))
                                        .agree(Bytes.of(point))
                                        .isOk())
                        .isFalse();
                assertThat(
                                rung.answer(
                                                KeyExchangeMethod.CURVE25519,
                                                Entropy.seeded("one"),
                                                Bytes.of(point))
                                        .shared()
                                        .isOk())
                        .isFalse();
            }
        }
    }

    @Test
    void whatOneRungSignsTheOtherVerifiesAndWhatIsChangedNeither() throws GeneralSecurityException {
        PublicKeys ladder = ofThisMachine();
        var pss =
                Optional.of(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        KeyPair rsa = rsa();
        for (String name :
                List.of("SHA1withRSA", "SHA256withRSA", "SHA384withRSA", "SHA512withRSA")) {
            cross(ladder, new PublicKeys.Algorithm(name, Optional.empty()), rsa);
        }
        cross(ladder, new PublicKeys.Algorithm("RSASSA-PSS", pss), rsa);
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            KeyPair pair = pair("EC", curve);
            for (String name :
                    List.of(
                            "SHA256withECDSA",
                            "SHA384withECDSA",
                            "SHA512withECDSA",
                            "SHA256withECDSAinP1363Format",
                            "SHA384withECDSAinP1363Format",
                            "SHA512withECDSAinP1363Format")) {
                cross(ladder, new PublicKeys.Algorithm(name, Optional.empty()), pair);
            }
        }
        for (String curve : List.of("Ed25519", "Ed448")) {
            cross(ladder, new PublicKeys.Algorithm(curve, Optional.empty()), pair(curve, ""));
        }
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static KeyPair pair(String algorithm, String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (!curve.isEmpty()) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static void cross(PublicKeys ladder, PublicKeys.Algorithm algorithm, KeyPair pair)
            throws GeneralSecurityException {
        for (PublicKeys signs : List.of(ladder, LibraryKeys.JDK)) {
            Signature signer =
                    signs.signer(
                            algorithm,
                            pair.getPrivate(),
                            new EntropyRandom(Entropy.seeded("signature")));
            signer.update(MESSAGE);
            byte[] signature = signer.sign();
            for (PublicKeys verifies : List.of(ladder, LibraryKeys.JDK)) {
                assertThat(verifies(verifies, algorithm, pair, MESSAGE, signature))
                        .as(algorithm.name())
                        .isTrue();
                byte[] other = Arrays.copyOf(MESSAGE, MESSAGE.length + 1);
                assertThat(verifies(verifies, algorithm, pair, other, signature))
                        .as(algorithm.name())
                        .isFalse();
            }
        }
    }

    private static boolean verifies(
            PublicKeys by,
            PublicKeys.Algorithm algorithm,
            KeyPair pair,
            byte[] message,
            byte[] signature)
            throws GeneralSecurityException {
        Signature verifier = by.verifier(algorithm, pair.getPublic());
        verifier.update(message);
        return verifier.verify(signature);
    }

    @Test
    void theLibraryThatIsAskedForDoesWhatItHasAndTheJdkTheRest() {
        PublicKeyLadder ladder = ofThisMachine();
        assertThat(ladder.on(PublicKeyLibrary.JDK).rows()).isEqualTo(LibraryKeys.JDK.rows());
        assertThat(ladder.on(PublicKeyLibrary.OPENSSL).pathProvider()).isEmpty();
        assertThat(ladder.on(PublicKeyLibrary.CORRETTO).rows())
                .filteredOn(row -> row.operation().contains("Curve25519"))
                .extracting(PublicKeys.Row::library)
                .containsExactly("JDK");
        assertThat(ladder.on(PublicKeyLibrary.AUTO)).isSameAs(ladder);
    }
}
