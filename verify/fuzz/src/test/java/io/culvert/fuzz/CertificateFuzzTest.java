package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.pki.Certificate;
import io.culvert.pki.DistinguishedName;
import io.culvert.pki.Pem;
import io.culvert.pki.PkiFolder;
import io.culvert.pki.RevocationList;
import io.culvert.pki.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import org.junit.jupiter.params.provider.MethodSource;

/// What peers send as certificates and names, and what operators paste.
class CertificateFuzzTest {
    @MethodSource("io.culvert.fuzz.Seeds#certificates")
    @FuzzTest
    void certificatesAndListsAreReadOrRefused(byte[] octets) {
        Bytes der = Bytes.of(octets);
        if (Certificate.parse(der) instanceof Parse.Ok<Certificate>(var certificate)) {
            assertThat(Pem.certificate(Pem.write(certificate))).isEqualTo(Parse.ok(certificate));
            assertThat(certificate.alternativeNames()).isNotNull();
            assertThat(certificate.keyHash().size()).isEqualTo(20);
            assertThat(certificate.isAuthority()).isIn(true, false);
            assertThat(certificate.subject().toString() + certificate.issuer()).isNotNull();
            for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                assertThat(
                                algorithm.verifies(
                                        LibraryKeys.JDK,
                                        certificate.publicKey(),
                                        Bytes.of(octets),
                                        der))
                        .isIn(true, false);
            }
        }
        if (RevocationList.parse(der) instanceof Parse.Ok<RevocationList>(var list)) {
            assertThat(list.revoked()).isNotNull();
            assertThat(list.nextUpdate()).isNotNull();
        }
    }

    @MethodSource("io.culvert.fuzz.Seeds#names")
    @FuzzTest
    void namesAreReadOrRefused(byte[] octets) {
        if (DistinguishedName.parseDer(Bytes.of(octets))
                instanceof Parse.Ok<DistinguishedName>(var name)) {
            assertThat(name.toString()).doesNotContainPattern("[\\x00-\\x1f]");
            assertThat(name.matches(name)).isTrue();
            assertThat(DistinguishedName.parseDer(name.der())).isEqualTo(Parse.ok(name));
        }
    }

    /// The files of a folder `pki/` as text: each begins with a line `=NAME`.
    @MethodSource("io.culvert.fuzz.Seeds#folders")
    @FuzzTest
    void foldersAreReadOrRefused(byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        assertThat(Pem.certificate(text)).isNotNull();
        assertThat(Pem.revocationList(text)).isNotNull();
        assertThat(Pem.privateKey(text)).isNotNull();
        String armour = Base64.getMimeEncoder().encodeToString(octets);
        for (String kind : new String[] {"CERTIFICATE", "X509 CRL", "PRIVATE KEY"}) {
            String pem =
                    "-----BEGIN " + kind + "-----\n" + armour + "\n-----END " + kind + "-----\n";
            assertThat(Pem.certificate(pem)).isNotNull();
            assertThat(Pem.revocationList(pem)).isNotNull();
            assertThat(Pem.privateKey(pem)).isNotNull();
        }
        var files = new TreeMap<String, String>();
        for (String file : text.split("(?m)^=", -1)) {
            int end = file.indexOf('\n');
            files.put(
                    end < 0 ? file : file.substring(0, end),
                    end < 0 ? "" : file.substring(end + 1));
        }
        assertThat(PkiFolder.read(files)).isNotNull();
    }
}
