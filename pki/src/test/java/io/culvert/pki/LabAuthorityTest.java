package io.culvert.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.engine.Entropy;
import io.culvert.pki.LabAuthority.Request;
import io.culvert.pki.Validation.Reason;
import io.culvert.pki.Validation.Refused;
import io.culvert.pki.Validation.Valid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabAuthorityTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = START.plusSeconds(3600);
    private static final LabAuthority AUTHORITY =
            LabAuthority.create("1", SerialNumber.of(1), START);
    private static final Credential HUB =
            AUTHORITY.issue(
                    "1",
                    request(
                            "R1-HUB",
                            "CN=R1-HUB.cisco.com,OU=FLEX,OU=VPN,O=Cisco Systems,C=US,L=Linux",
                            2),
                    START);
    private static final Credential SPOKE =
            AUTHORITY.issue("1", request("R3", "cn=R3-spoke.cisco.com,OU=FLEX,O=Cisco", 3), START);
    private static final Trust TRUST = AUTHORITY.trust(Trustpoint.DEFAULT);
    private static final Bytes OCTETS = Bytes.ascii("first message, nonce, prf of identity");

    private static Request request(String node, String subject, long serial) {
        return new Request(
                node,
                "CA",
                DistinguishedName.parse(subject).orElseThrow(),
                Optional.empty(),
                SerialNumber.of(serial),
                new KeyKind.Rsa(2048));
    }

    private static Validation validate(Trust trust, Instant at, Credential... chain) {
        return PathValidator.validate(
                java.util.Arrays.stream(chain).map(one -> one.certificate().der()).toList(),
                trust,
                at,
                "");
    }

    private static Reason reason(Validation validation) {
        assertThat(validation).isInstanceOf(Refused.class);
        return ((Refused) validation).reason();
    }

    @Test
    void theSameSeedGivesTheSameBytesInWhateverOrder() {
        LabAuthority again = LabAuthority.create("1", SerialNumber.of(1), START);
        Credential spoke =
                again.issue("1", request("R3", "cn=R3-spoke.cisco.com,OU=FLEX,O=Cisco", 3), START);
        assertThat(again.credential().certificate())
                .isEqualTo(AUTHORITY.credential().certificate());
        assertThat(spoke.certificate()).isEqualTo(SPOKE.certificate());
        assertThat(again.revocationList().der()).isEqualTo(AUTHORITY.revocationList().der());
        assertThat(LabAuthority.create("2", SerialNumber.of(1), START).credential().certificate())
                .isNotEqualTo(AUTHORITY.credential().certificate());
    }

    @Test
    void theCertificateHasTheConfiguredSubjectAndSerial() {
        assertThat(HUB.certificate().subject())
                .hasToString("cn=R1-HUB.cisco.com,ou=FLEX,ou=VPN,o=Cisco Systems,c=US,l=Linux");
        assertThat(HUB.certificate().serial()).hasToString("02");
        assertThat(AUTHORITY.credential().certificate().serial()).hasToString("01");
        assertThat(HUB.certificate().alternativeNames())
                .containsExactly(new AlternativeName(AlternativeName.Kind.DNS, "R1-HUB.cisco.com"));
    }

    @Test
    void aCertificateOfTheAuthorityIsValid() {
        Validation valid = validate(TRUST, LATER, HUB, AUTHORITY.credential());
        assertThat(valid).isInstanceOf(Valid.class);
        assertThat(((Valid) valid).leaf()).isEqualTo(HUB.certificate());
        assertThat(((Valid) valid).warnings()).isEmpty();
        assertThat(validate(TRUST, LATER, HUB)).isInstanceOf(Valid.class);
    }

    @Test
    void timeOutsideTheValidityIsRefused() {
        assertThat(reason(validate(TRUST, START.minusSeconds(1), HUB)))
                .isEqualTo(Reason.NOT_YET_VALID);
        assertThat(reason(validate(TRUST, Instant.parse("2036-01-01T00:00:01Z"), HUB)))
                .isEqualTo(Reason.EXPIRED);
    }

    @Test
    void anotherAuthorityIsUnknown() {
        LabAuthority other = LabAuthority.create("other", SerialNumber.of(1), START);
        Credential stranger = other.issue("other", request("R1-HUB", "CN=R1", 2), START);
        assertThat(reason(validate(TRUST, LATER, stranger, other.credential())))
                .isEqualTo(Reason.UNKNOWN_AUTHORITY);
    }

    @Test
    void aListedCertificateIsRefusedAndAMissingListIsAcceptedWithCrlNone() {
        List<RevocationMethod> crlNone = List.of(RevocationMethod.CRL, RevocationMethod.NONE);
        Trustpoint trustpoint = Trustpoint.DEFAULT.withRevocationCheck(crlNone);
        Trust revoked = AUTHORITY.revoke(SerialNumber.of(2), LATER).trust(trustpoint);
        assertThat(reason(validate(revoked, LATER, HUB))).isEqualTo(Reason.REVOKED);
        assertThat(validate(revoked, LATER, SPOKE)).isInstanceOf(Valid.class);

        Trust without = new Trust(TRUST.anchors(), List.of(), crlNone);
        assertThat(validate(without, LATER, HUB)).isInstanceOf(Valid.class);
        Trust strict = new Trust(TRUST.anchors(), List.of(), List.of(RevocationMethod.CRL));
        assertThat(reason(validate(strict, LATER, HUB))).isEqualTo(Reason.REVOCATION_UNKNOWN);
        Trust none =
                new Trust(
                        TRUST.anchors(), revoked.revocationLists(), List.of(RevocationMethod.NONE));
        assertThat(validate(none, LATER, HUB)).isInstanceOf(Valid.class);
    }

    @Test
    void aChangedOctetMakesAStrangerOrNothing() {
        byte[] octets = HUB.certificate().der().toArray();
        for (int at = 0; at < octets.length; at += 7) {
            byte[] changed = octets.clone();
            changed[at] ^= 0x10;
            assertThat(PathValidator.validate(List.of(Bytes.of(changed)), TRUST, LATER, ""))
                    .isInstanceOf(Refused.class);
        }
        for (int length = 0; length < octets.length; length += 13) {
            assertThat(
                            PathValidator.validate(
                                    List.of(Bytes.of(octets, 0, length)), TRUST, LATER, ""))
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void aShortKeyIsRefused() {
        Request weak =
                new Request(
                        "W",
                        "CA",
                        HUB.certificate().subject(),
                        Optional.empty(),
                        SerialNumber.of(9),
                        new KeyKind.Rsa(1024));
        assertThat(reason(validate(TRUST, LATER, AUTHORITY.issue("1", weak, START))))
                .isEqualTo(Reason.WEAK_KEY);
    }

    @Test
    void whatIsSignedVerifiesWithTheKeyThatSignedAlone() {
        Entropy entropy = Entropy.seeded("signing");
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.takes(HUB.key())) {
                Bytes signed = algorithm.sign(LibraryKeys.JDK, HUB.key(), OCTETS, entropy);
                assertThat(
                                algorithm.verifies(
                                        LibraryKeys.JDK,
                                        HUB.certificate().publicKey(),
                                        OCTETS,
                                        signed))
                        .as(algorithm.name())
                        .isTrue();
                assertThat(
                                algorithm.verifies(
                                        LibraryKeys.JDK,
                                        SPOKE.certificate().publicKey(),
                                        OCTETS,
                                        signed))
                        .as(algorithm.name())
                        .isFalse();
            }
        }
    }

    @Test
    void keysOnCurvesFollowFromTheSeedAndSign() {
        for (String kind : List.of("ec:256", "ec:384", "ec:521", "ed25519")) {
            Request request =
                    new Request(
                            "C",
                            "CA",
                            HUB.certificate().subject(),
                            Optional.empty(),
                            SerialNumber.of(7),
                            KeyKind.parse(kind).orElseThrow());
            Credential made = AUTHORITY.issue("1", request, START);
            assertThat(AUTHORITY.issue("1", request, START).certificate())
                    .as(kind)
                    .isEqualTo(made.certificate());
            assertThat(validate(TRUST, LATER, made)).as(kind).isInstanceOf(Validation.Valid.class);
            for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                if (algorithm.takes(made.key())) {
                    Bytes signed =
                            algorithm.sign(
                                    LibraryKeys.JDK, made.key(), OCTETS, Entropy.seeded("s"));
                    assertThat(
                                    algorithm.verifies(
                                            LibraryKeys.JDK,
                                            made.certificate().publicKey(),
                                            OCTETS,
                                            signed))
                            .as(kind + " " + algorithm)
                            .isTrue();
                }
            }
            assertThat(Pem.privateKey(Pem.write(made.key())).orElseThrow()).isEqualTo(made.key());
        }
        assertThat(KeyKind.parse("ec:255")).isEmpty();
        assertThat(KeyKind.parse("rsa:512")).isEmpty();
    }

    @Test
    void aFolderReadsBackAsItWasWritten() {
        PkiFolder folder =
                new PkiFolder(AUTHORITY.revoke(SerialNumber.of(3), LATER), new TreeMap<>())
                        .with("R1-HUB", "CA", HUB);
        var files = folder.write();
        assertThat(files)
                .containsOnlyKeys("R1-HUB-CA.key", "R1-HUB-CA.pem", "ca.key", "ca.pem", "crl.pem");
        PkiFolder read = PkiFolder.read(files).orElseThrow();
        assertThat(read.write()).isEqualTo(files);
        assertThat(read.authority().revocationList().revoked())
                .containsOnlyKeys(SerialNumber.of(3));
        files.remove("R1-HUB-CA.key");
        assertThat(PkiFolder.read(files).isOk()).isFalse();
    }

    @Test
    void theMapOfThePublishedSpokesMatchesEveryOrganizationalUnit() {
        assertThat(matches("ou = flex", CertificateMap.Operator.CONTAINS)).isTrue();
        assertThat(matches("ou=VPN", CertificateMap.Operator.CONTAINS)).isTrue();
        assertThat(matches("ou = cisco", CertificateMap.Operator.CONTAINS)).isFalse();
        assertThat(matches("cisco sys", CertificateMap.Operator.CONTAINS)).isTrue();
        assertThat(matches("ou = flex", CertificateMap.Operator.CONTAINS_NOT)).isFalse();
        assertThat(
                        matches(
                                "cn=r1-hub.cisco.com, ou=flex, ou=vpn, o=cisco  systems, c=us, l=linux",
                                CertificateMap.Operator.EQUALS))
                .isTrue();
    }

    private static boolean matches(String value, CertificateMap.Operator operator) {
        var condition =
                new CertificateMap.Condition(CertificateMap.Field.SUBJECT_NAME, operator, value);
        var map = CertificateMap.DEFAULT.with(new CertificateMap.Entry(10, List.of(condition)));
        return CertificateMatcher.matches(map, HUB.certificate());
    }
}
