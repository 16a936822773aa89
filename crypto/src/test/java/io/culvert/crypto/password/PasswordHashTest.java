package io.culvert.crypto.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.password.PasswordHash.Kind;
import io.culvert.engine.Entropy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PasswordHashTest {
    private static Secret secret(String text) {
        return Secret.of(Bytes.utf8(text));
    }

    private static Bytes octets(String text) {
        return Bytes.utf8(text);
    }

    /// Hashes that other programs made: hashcat's published examples, OpenSSL 3.0's `passwd -1`, Python 3.11's hashlib.
    @ParameterizedTest
    @CsvSource({
        "MD5, hashcat, $1$28772684$iEwNOgGugqO9.bIz5sk8k/",
        "MD5, Cisco123, $1$abcdefgh$TvGLusgFq1KjhFnYWYrLH1",
        "MD5, cisco, $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "PBKDF2, hashcat, $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk",
        "PBKDF2, cisco, $8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs",
        "SCRYPT, hashcat, $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
        "SCRYPT, cisco, $9$2MJBozw/9R3UsU$TZqOZVNvD0xD9a40AGfinjoyQ5ousDBbW2ycEHIxuaY"
    })
    void hashesOfOtherProgramsAreVerified(Kind kind, String password, String text) {
        PasswordHash hash = PasswordHash.parse(kind, text).orElseThrow();
        assertThat(hash.matches(secret(password))).isTrue();
        assertThat(hash.matches(secret(password + " "))).isFalse();
        assertThat(hash.matches(secret(""))).isFalse();
        assertThat(hash.text()).isEqualTo(text);
        assertThat(hash).hasToString("PasswordHash[type " + kind.type() + "]");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMadeIsReadAgainAndVerified(Kind kind) {
        PasswordHash made = PasswordHash.make(kind, secret("pässword"), Entropy.seeded("a"));
        assertThat(PasswordHash.parse(kind, made.text())).contains(made);
        assertThat(made.matches(secret("pässword"))).isTrue();
        assertThat(made.matches(secret("password"))).isFalse();
        assertThat(PasswordHash.make(kind, secret("pässword"), Entropy.seeded("b")))
                .isNotEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, $1$abcdefghi$TvGLusgFq1KjhFnYWYrLH1",
        "MD5, $1$abcdefgh$TvGLusgFq1KjhFnYWYrLH",
        "PBKDF2, $9$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs",
        "SCRYPT, $9$2MJBozw/9R3UsU$TZqOZVNvD0xD9a40AGfinjoyQ5ousDBbW2ycEHIxua=",
        "SCRYPT, secret"
    })
    void whatIsNoHashIsRefused(Kind kind, String text) {
        assertThat(PasswordHash.parse(kind, text)).isEmpty();
    }

    @Test
    void aPasswordLongerThanTheLimitIsNeverHashed() {
        PasswordHash hash = PasswordHash.make(Kind.MD5, secret("a"), Entropy.seeded("a"));
        assertThat(hash.matches(secret("a".repeat(PasswordHash.PASSWORD_LENGTH_MAX + 1))))
                .isFalse();
    }

    /// RFC 7914 section 11.
    @Test
    void pbkdf2GivesThePublishedOctets() {
        assertThat(
                        Bytes.of(
                                Pbkdf2.derive(
                                        octets("passwd").toArray(),
                                        octets("salt").toArray(),
                                        1,
                                        64)))
                .isEqualTo(
                        Bytes.hex(
                                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                                        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"));
    }

    /// RFC 7914 section 12; the last one of its four takes a gigabyte.
    @ParameterizedTest
    @CsvSource({
        "'', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
        "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
    })
    void scryptGivesThePublishedOctets(
            String password, String salt, int cost, int blockSize, int parallel, String hex) {
        assertThat(
                        Bytes.of(
                                Scrypt.derive(
                                        octets(password).toArray(),
                                        octets(salt).toArray(),
                                        cost,
                                        blockSize,
                                        parallel,
                                        64)))
                .isEqualTo(Bytes.hex(hex));
    }
}
