package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.engine.Entropy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IkeKeysTest {
    private static final Bytes NI = Bytes.ascii("nonce of the initiator, 32 octets");
    private static final Bytes NR = Bytes.ascii("nonce of the responder");
    private static final Secret SHARED = Secret.of(Bytes.ascii("shared secret"));

    /// RFC 4868 section 2.7.1 (PRF-1) and RFC 2202 section 3 (case 1).
    @Test
    void thePseudorandomFunctionsGiveThePublishedOutputs() {
        Secret key = Secret.of(Bytes.hex("0b".repeat(20)));
        Bytes data = Bytes.ascii("Hi There");
        assertThat(Prf.HMAC_SHA1.apply(key, data))
                .hasToString("b617318655057264e28bc0b6fb378c8ef146be00");
        assertThat(Prf.HMAC_SHA2_256.apply(key, data))
                .hasToString("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(Prf.HMAC_SHA2_512.apply(key, data))
                .hasToString(
                        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
    }

    /// RFC 7296 section 2.13: T1 | T2 | T3, written out.
    @Test
    void prfPlusChainsItsBlocks() {
        Secret key = Secret.of(Bytes.ascii("key"));
        Bytes seed = Bytes.ascii("seed");
        Prf prf = Prf.HMAC_SHA2_256;
        Bytes t1 = prf.apply(key, seed, Bytes.hex("01"));
        Bytes t2 = prf.apply(key, t1, seed, Bytes.hex("02"));
        Bytes t3 = prf.apply(key, t2, seed, Bytes.hex("03"));
        assertThat(prf.plus(key, seed, 80))
                .isEqualTo(Secret.of(Bytes.concat(t1, t2, t3).slice(0, 80)));
    }

    private static IkeSuite suite(Encryption encryption, Integrity integrity) {
        return new IkeSuite(encryption, Prf.HMAC_SHA2_384, integrity, KeyExchangeMethod.ECP_256);
    }

    @Test
    void theKeysAreCutInTheOrderOfRfc7296() {
        IkeSuite suite = suite(Encryption.AES_CBC_256, Integrity.HMAC_SHA2_384_192);
        Secret skeyseed = IkeKeys.skeyseed(suite.prf(), NI, NR, SHARED);
        assertThat(skeyseed)
                .isEqualTo(
                        Secret.of(
                                suite.prf()
                                        .apply(
                                                Secret.of(NI.plus(NR)),
                                                Bytes.ascii("shared secret"))));
        IkeKeys keys = IkeKeys.derive(suite, skeyseed, NI, NR, 1, 2);
        Bytes seed = Bytes.concat(NI, NR, Bytes.hex("0000000000000001 0000000000000002"));
        Secret stream = suite.prf().plus(skeyseed, seed, 48 * 3 + 48 * 2 + 32 * 2);
        assertThat(keys.d()).isEqualTo(stream.slice(0, 48));
        assertThat(keys.ai()).isEqualTo(stream.slice(48, 96));
        assertThat(keys.ar()).isEqualTo(stream.slice(96, 144));
        assertThat(keys.ei()).isEqualTo(stream.slice(144, 176));
        assertThat(keys.er()).isEqualTo(stream.slice(176, 208));
        assertThat(keys.pi()).isEqualTo(stream.slice(208, 256));
        assertThat(keys.pr()).isEqualTo(stream.slice(256, 304));
    }

    /// NIST CAVP SP 800-135, ikev2.rsp: the first case of HMAC-SHA-1 with g^ir of 256 bits and 1056 bits of keys.
    @Test
    void theKeysAreThoseOfTheValidationProgram() {
        Bytes ni = Bytes.hex("32b50d5f4a3763f3");
        Bytes nr = Bytes.hex("9206a04b26564cb1");
        Secret shared =
                Secret.of(
                        Bytes.hex(
                                "4b2c1f971981a8ad8d0abeafabf38cf75fc8349c148142465ed9c8b516b8be52"));
        Secret skeyseed = IkeKeys.skeyseed(Prf.HMAC_SHA1, ni, nr, shared);
        assertThat(skeyseed)
                .isEqualTo(Secret.of(Bytes.hex("a9a7b222b59f8f48645f28a1db5b5f5d7479cba7")));
        Bytes spis = Bytes.hex("34c9e7c188868785 3ff77d760d2b2199");
        Bytes keys =
                Bytes.hex(
                        "a14293677cc80ff8f9cc0eee30d895da9d8f405666e30ef0dfcb63c634a46002"
                                + "a2a63080e514a062768b76606f9fa5e992204fc5a670bde3f10d6b027113936a"
                                + "5c55b648a194ae587b0088d52204b702c979fa280870d2ed41efa9c549fd1119"
                                + "8af1670b143d384bd275c5f594cf266b05ebadca855e4249520a441a81157435"
                                + "a7a56cc4");
        assertThat(Prf.HMAC_SHA1.plus(skeyseed, Bytes.concat(ni, nr, spis), 132))
                .isEqualTo(Secret.of(keys));
        var suite =
                new IkeSuite(
                        Encryption.AES_CBC_128,
                        Prf.HMAC_SHA1,
                        Integrity.HMAC_SHA1_96,
                        KeyExchangeMethod.MODP_2048);
        IkeKeys cut =
                IkeKeys.derive(suite, skeyseed, ni, nr, 0x34c9e7c188868785L, 0x3ff77d760d2b2199L);
        assertThat(cut.d()).isEqualTo(Secret.of(keys.slice(0, 20)));
        assertThat(cut.pr()).isEqualTo(Secret.of(keys.slice(112, 132)));
        assertThat(Prf.HMAC_SHA1.plus(cut.d(), ni.plus(nr), 132))
                .isEqualTo(
                        Secret.of(
                                Bytes.hex(
                                        "8059e3ee8810e6c3a91bc8bcd2a7a41151b8d0e6ae239c7b38093ad85ef4c581"
                                                + "1a8e7b5d1cdabd9560b2d5e092d1f24e2d4b85eccdf0ad0dc9abd94b51ee7181"
                                                + "4ca6dbc8bb51b6309f5b9545c7eb35cf5580b1e521a8fe20754a2d883ba0c2cf"
                                                + "285f524aea6545b33106bc03e614296d319d41d4b50b3f510b1c0a22f3e66499"
                                                + "4d234cb4")));
    }

    @Test
    void aCombinedModeCipherHasItsSaltBehindTheKeyAndNoIntegrityKeys() {
        IkeKeys keys =
                IkeKeys.derive(
                        suite(Encryption.AES_GCM_16_256, Integrity.NONE), SHARED, NI, NR, 1, 2);
        assertThat(keys.ai().size()).isZero();
        assertThat(keys.ei().size()).isEqualTo(36);
        assertThat(keys.toString()).contains("Secret[36 octets]");
    }

    static List<IkeSuite> suites() {
        var suites = new ArrayList<IkeSuite>();
        for (Encryption encryption : Encryption.values()) {
            for (Integrity integrity : Integrity.values()) {
                IkeSuite.of(encryption, Prf.HMAC_SHA2_256, integrity, KeyExchangeMethod.ECP_256)
                        .ifPresent(suites::add);
            }
        }
        return suites;
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theEncryptedPayloadOpensAsItWasSealedAndNotOtherwise(IkeSuite suite) {
        IkeKeys keys = IkeKeys.derive(suite, SHARED, NI, NR, 1, 2);
        SkCipher sender = SkCipher.fromInitiator(suite, keys, Entropy.seeded("iv"));
        SkCipher receiver = SkCipher.fromInitiator(suite, keys, Entropy.seeded("other"));
        SkCipher other = SkCipher.fromResponder(suite, keys, Entropy.seeded("other"));
        Bytes prefix = Bytes.ascii("IKE header and generic header");
        for (int size = 0; size < 70; size++) {
            Bytes inner = Bytes.zero(size);
            Bytes sealed = sender.seal(prefix, inner);
            assertThat(sealed.size()).isEqualTo(sender.sealedOctets(size));
            assertThat(receiver.open(prefix, sealed)).isEqualTo(Parse.ok(inner));
            assertThat(receiver.open(prefix, sealed))
                    .as("again, as retransmitted")
                    .isEqualTo(Parse.ok(inner));
            assertThat(other.open(prefix, sealed).isOk()).isFalse();
            assertThat(receiver.open(prefix.plus(Bytes.zero(1)), sealed).isOk()).isFalse();
            byte[] changed = sealed.toArray();
            changed[(size * 11) % changed.length] ^= 1;
            assertThat(receiver.open(prefix, Bytes.of(changed)).isOk()).isFalse();
        }
        Bytes sealed = sender.seal(prefix, Bytes.zero(40));
        for (int size = 0; size < sealed.size(); size++) {
            assertThat(receiver.open(prefix, sealed.slice(0, size)).isOk()).isFalse();
        }
    }
}
