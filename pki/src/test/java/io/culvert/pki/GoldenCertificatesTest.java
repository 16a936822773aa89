package io.culvert.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.pki.Validation.Reason;
import io.culvert.pki.Validation.Refused;
import io.culvert.pki.Validation.Valid;
import io.culvert.testkit.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and a list that another program made; what they hold is stated as that program prints it.
class GoldenCertificatesTest {
    private static final Instant MARCH = Instant.parse("2026-03-15T00:00:00Z");

    private static String text(String name) {
        return Repository.text(
                Repository.root().resolve("pki/src/test/resources/io/culvert/pki/" + name));
    }

    private static Certificate certificate(String name) {
        return Pem.certificate(text(name)).orElseThrow();
    }

    private static RevocationList list() {
        return Pem.revocationList(text("list.pem")).orElseThrow();
    }

    private static AlternativeName name(AlternativeName.Kind kind, String text) {
        return new AlternativeName(kind, text);
    }

    @Test
    void anAuthorityIsReadAsWhatItIs() {
        Certificate authority = certificate("authority.pem");
        assertThat(authority.subject()).hasToString("c=DE,o=Example,cn=Example Root");
        assertThat(authority.issuer()).isEqualTo(authority.subject());
        assertThat(authority.serial()).hasToString("01");
        assertThat(authority.isAuthority()).isTrue();
        assertThat(authority.notBefore()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(authority.notAfter()).isEqualTo("2036-01-01T00:00:00Z");
        assertThat(authority.signatureAlgorithm()).isEqualTo("SHA256withRSA");
        assertThat(authority.alternativeNames()).isEmpty();
        assertThat(authority.keyHash())
                .isEqualTo(Bytes.hex("841bd1abf2bec3c1f90bee1715e75918e50b5cd1"));
    }

    @Test
    void aRoutersCertificateIsReadAsWhatItIs() {
        Certificate router = certificate("router.pem");
        assertThat(router.subject())
                .hasToString(
                        "o=Exämple\\, Süd,ou=VPN,ou=FLEX,cn=r1.example.net,cn=R1+serialNumber=9ABC");
        assertThat(router.serial()).hasToString("0123456789ABCDEF0123456789ABCDEF");
        assertThat(router.isAuthority()).isFalse();
        assertThat(router.alternativeNames())
                .containsExactly(
                        name(AlternativeName.Kind.DNS, "r1.example.net"),
                        name(AlternativeName.Kind.IP_ADDRESS, "192.0.2.1"),
                        name(AlternativeName.Kind.IP_ADDRESS, "2001:db8:0:0:0:0:0:1"),
                        name(AlternativeName.Kind.EMAIL, "noc@example.net"));
        assertThat(router.keyHash())
                .isEqualTo(Bytes.hex("6e24a9a7f7c4799897e717cda0a15006d2109789"));
        assertThat(router.hasFingerprint(Bytes.hex("148a8c379f6c7f7a3c84d044e7d095c2"))).isTrue();
        assertThat(router.fingerprint(20))
                .isEqualTo(Bytes.hex("60bc24695f71bde648ee42ea52c031e5acae1b44"));
        assertThat(router.fingerprint(32))
                .isEqualTo(
                        Bytes.hex(
                                "669946042242ab6403b0d906ba8b5722de6576f64f827ba1486c5f8adab021f8"));
    }

    /// RFC 5280 section 4.1.2.5: years up to 2049 have two digits, those from 2050 four.
    @Test
    void bothFormsOfTimeAreRead() {
        Certificate elliptic = certificate("elliptic.pem");
        assertThat(elliptic.notBefore()).isEqualTo("2049-12-31T23:59:59Z");
        assertThat(elliptic.notAfter()).isEqualTo("2050-01-01T00:00:00Z");
        assertThat(elliptic.publicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(elliptic.keyHash())
                .isEqualTo(Bytes.hex("5698546599e0494c93b5a2600b06df26afec620c"));
    }

    @Test
    void theListIsReadAsWhatItIs() {
        RevocationList list = list();
        assertThat(list.issuer()).isEqualTo(certificate("authority.pem").subject());
        assertThat(list.thisUpdate()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(list.nextUpdate()).contains(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(list.revoked())
                .containsExactly(
                        java.util.Map.entry(
                                SerialNumber.of(0x80), Instant.parse("2026-02-15T10:30:00Z")));
        assertThat(list.lists(certificate("elliptic.pem").serial())).isTrue();
        assertThat(list.lists(certificate("router.pem").serial())).isFalse();
    }

    @Test
    void theAuthorityVouchesForTheRouterWhileTheListIsCurrent() {
        var trust =
                new Trust(
                        List.of(certificate("authority.pem")),
                        List.of(list()),
                        List.of(RevocationMethod.CRL));
        List<Bytes> chain = List.of(certificate("router.pem").der());
        assertThat(PathValidator.validate(chain, trust, MARCH, "")).isInstanceOf(Valid.class);
        assertThat(PathValidator.validate(chain, trust, MARCH.plusSeconds(30 * 86_400), ""))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authority.pem", "router.pem", "elliptic.pem"})
    void aCertificateIsWrittenAsItWasReadAndNothingElseIsRead(String file) {
        Certificate certificate = certificate(file);
        assertThat(text(file)).endsWith(Pem.write(certificate));
        nothingElseIsRead(certificate.der(), Certificate::parse);
    }

    @Test
    void aListIsWrittenAsItWasReadAndNothingElseIsRead() {
        assertThat(text("list.pem")).endsWith(Pem.write(list()));
        nothingElseIsRead(list().der(), RevocationList::parse);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN CERTIFICATE-----",
                "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nM*==\n-----END CERTIFICATE-----",
            })
    void armourAroundNothingIsRefused(String text) {
        assertThat(Pem.certificate(text).isOk()).isFalse();
    }

    private static void nothingElseIsRead(Bytes der, Function<Bytes, Parse<?>> parse) {
        for (int size = 0; size < der.size(); size++) {
            assertThat(parse.apply(der.slice(0, size)).isOk()).as("%d octets", size).isFalse();
        }
        assertThat(parse.apply(der.plus(Bytes.of((byte) 0))).isOk()).isFalse();
        for (long seed = 1; seed <= 2_000; seed++) {
            var chance = new Random(seed);
            byte[] changed = der.toArray();
            for (int i = chance.nextInt(4); i >= 0; i--) {
                changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
            }
            assertThat(parse.apply(Bytes.of(changed))).as("seed %d", seed).isNotNull();
        }
    }
}
