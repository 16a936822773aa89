package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyExchangeTest {
    private static Secret secret(String hex) {
        return Secret.of(Bytes.hex(hex));
    }

    /// SHA-256 over the primes as OpenSSL 3 prints them; the group of 1024 bits is not among its names.
    @ParameterizedTest
    @CsvSource({
        "MODP_1536, 64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b",
        "MODP_2048, d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e",
        "MODP_3072, 48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c",
        "MODP_4096, 4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33",
        "MODP_6144, d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd",
        "MODP_8192, 39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf"
    })
    void thePrimesAreThoseOfRfc3526(KeyExchangeMethod method, String digest)
            throws NoSuchAlgorithmException {
        byte[] octets = Numbers.padded(ModpPrimes.of(method), method.publicOctets());
        assertThat(Bytes.of(MessageDigest.getInstance("SHA-256").digest(octets)).toHex())
                .isEqualTo(digest);
    }

    @Test
    void theOldPrimesAreSafe() {
        for (var method :
                new KeyExchangeMethod[] {
                    KeyExchangeMethod.MODP_1024, KeyExchangeMethod.MODP_1536
                }) {
            BigInteger prime = ModpPrimes.of(method);
            assertThat(prime.isProbablePrime(20)).isTrue();
            assertThat(prime.shiftRight(1).isProbablePrime(20)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyExchangeMethod.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MODP_6144", "MODP_8192"})
    void bothSidesAgreeAndTheSameEntropyGivesTheSameValue(KeyExchangeMethod method) {
        KeyExchange one = LibraryKeys.JDK.generate(method, Entropy.seeded("one"));
        KeyExchange two = LibraryKeys.JDK.generate(method, Entropy.seeded("two"));
        assertThat(one.publicValue().size()).isEqualTo(method.publicOctets());
        assertThat(one.publicValue()).isNotEqualTo(two.publicValue());
        assertThat(LibraryKeys.JDK.generate(method, Entropy.seeded("one")).publicValue())
                .isEqualTo(one.publicValue());
        Secret shared = one.agree(two.publicValue()).orElseThrow();
        assertThat(two.agree(one.publicValue()).orElseThrow()).isEqualTo(shared);
        assertThat(shared.size()).isEqualTo((method.bits() + 7) / 8);
    }

    @ParameterizedTest
    @EnumSource(KeyExchangeMethod.class)
    void valuesOfTheWrongLengthAndOfZerosAreRefused(KeyExchangeMethod method) {
        if (method.bits() > 4096) {
            return;
        }
        KeyExchange exchange = LibraryKeys.JDK.generate(method, Entropy.seeded("one"));
        int size = method.publicOctets();
        assertThat(exchange.agree(Bytes.EMPTY).isOk()).isFalse();
        assertThat(exchange.agree(exchange.publicValue().slice(1)).isOk()).isFalse();
        assertThat(exchange.agree(exchange.publicValue().plus(Bytes.zero(1))).isOk()).isFalse();
        assertThat(exchange.agree(Bytes.zero(size)).isOk()).isFalse();
    }

    /// RFC 6989 section 2.1.
    @Test
    void modpValuesOutsideTheRangeAreRefused() {
        KeyExchange exchange =
                LibraryKeys.JDK.generate(KeyExchangeMethod.MODP_2048, Entropy.seeded("one"));
        BigInteger prime = ModpPrimes.of(KeyExchangeMethod.MODP_2048);
        for (BigInteger value :
                new BigInteger[] {
                    BigInteger.ZERO, BigInteger.ONE, prime.subtract(BigInteger.ONE), prime
                }) {
            assertThat(exchange.agree(Bytes.of(Numbers.padded(value, 256))))
                    .isInstanceOf(Parse.Malformed.class);
        }
        assertThat(exchange.agree(Bytes.of(Numbers.padded(BigInteger.TWO, 256))).isOk()).isTrue();
    }

    /// RFC 6989 section 2.3.
    @Test
    void aPointOffTheCurveIsRefused() {
        KeyExchange exchange =
                LibraryKeys.JDK.generate(KeyExchangeMethod.ECP_256, Entropy.seeded("one"));
        byte[] value =
                LibraryKeys.JDK
                        .generate(KeyExchangeMethod.ECP_256, Entropy.seeded("two"))
                        .publicValue()
                        .toArray();
        value[63] ^= 1;
        assertThat(exchange.agree(Bytes.of(value)).isOk()).isFalse();
    }

    /// RFC 5903 section 8.1.
    @Test
    void ecp256AgreesAsInRfc5903() {
        var i =
                new BigInteger(
                        "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433", 16);
        Bytes ei =
                Bytes.hex(
                        "DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
                                + "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3");
        Bytes er =
                Bytes.hex(
                        "D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
                                + "56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB");
        assertThat(
                        EcpExchange.of(KeyExchangeMethod.ECP_256, i, ei, Optional.empty())
                                .agree(er)
                                .orElseThrow())
                .isEqualTo(
                        secret("D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"));
    }

    /// RFC 5903 section 8.2.
    @Test
    void ecp384AgreesAsInRfc5903() {
        var i =
                new BigInteger(
                        "099F3C7034D4A2C699884D73A375A67F7624EF7C6B3C0F160647B67414DCE655"
                                + "E35B538041E649EE3FAEF896783AB194",
                        16);
        Bytes ei =
                Bytes.hex(
                        "667842D7D180AC2CDE6F74F37551F55755C7645C20EF73E31634FE72B4C55EE6"
                                + "DE3AC808ACB4BDB4C88732AEE95F41AA"
                                + "9482ED1FC0EEB9CAFC4984625CCFC23F65032149E0E144ADA024181535A0F38E"
                                + "EB9FCFF3C2C947DAE69B4C634573A81C");
        Bytes er =
                Bytes.hex(
                        "E558DBEF53EECDE3D3FCCFC1AEA08A89A987475D12FD950D83CFA41732BC509D"
                                + "0D1AC43A0336DEF96FDA41D0774A3571"
                                + "DCFBEC7AACF3196472169E838430367F66EEBE3C6E70C416DD5F0C68759DD1FF"
                                + "F83FA40142209DFF5EAAD96DB9E6386C");
        assertThat(
                        EcpExchange.of(KeyExchangeMethod.ECP_384, i, ei, Optional.empty())
                                .agree(er)
                                .orElseThrow())
                .isEqualTo(
                        secret(
                                "11187331C279962D93D604243FD592CB9D0A926F422E47187521287E7156C5C4"
                                        + "D603135569B9E9D09CF5D4A270F59746"));
    }

    /// RFC 5903 section 8.3.
    @Test
    void ecp521AgreesAsInRfc5903() {
        var i =
                new BigInteger(
                        "0037ADE9319A89F4DABDB3EF411AACCCA5123C61ACAB57B5393DCE47608172A0"
                                + "95AA85A30FE1C2952C6771D937BA9777F5957B2639BAB072462F68C27A57382D"
                                + "4A52",
                        16);
        Bytes ei =
                Bytes.hex(
                        "0015417E84DBF28C0AD3C278713349DC7DF153C897A1891BD98BAB4357C9ECBE"
                                + "E1E3BF42E00B8E380AEAE57C2D107564941885942AF5A7F4601723C4195D176C"
                                + "ED3E"
                                + "017CAE20B6641D2EEB695786D8C946146239D099E18E1D5A514C739D7CB4A10A"
                                + "D8A788015AC405D7799DC75E7B7D5B6CF2261A6A7F1507438BF01BEB6CA3926F"
                                + "9582");
        Bytes er =
                Bytes.hex(
                        "00D0B3975AC4B799F5BEA16D5E13E9AF971D5E9B984C9F39728B5E5739735A21"
                                + "9B97C356436ADC6E95BB0352F6BE64A6C2912D4EF2D0433CED2B6171640012D9460F"
                                + "015C68226383956E3BD066E797B623C27CE0EAC2F551A10C2C724D9852077B87"
                                + "220B6536C5C408A1D2AEBB8E86D678AE49CB57091F4732296579AB44FCD17F0F"
                                + "C56A");
        assertThat(
                        EcpExchange.of(KeyExchangeMethod.ECP_521, i, ei, Optional.empty())
                                .agree(er)
                                .orElseThrow())
                .isEqualTo(
                        secret(
                                "01144C7D79AE6956BC8EDB8E7C787C4521CB086FA64407F97894E5E6B2D79B04"
                                        + "D1427E73CA4BAA240A34786859810C06B3C715A3A8CC3151F2BEE417996D19F3"
                                        + "DDEA"));
    }

    /// RFC 7748 section 6.2.
    @Test
    void x448AgreesAsInRfc7748() {
        var alice =
                MontgomeryExchange.of(
                        KeyExchangeMethod.CURVE448,
                        Bytes.hex(
                                "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                                        + "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"),
                        ExchangeArithmetic.JDK);
        assertThat(alice.publicValue())
                .isEqualTo(
                        Bytes.hex(
                                "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
                                        + "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0"));
        Bytes bob =
                Bytes.hex(
                        "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430"
                                + "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609");
        assertThat(alice.agree(bob).orElseThrow())
                .isEqualTo(
                        secret(
                                "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
                                        + "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"));
    }

    /// RFC 7748 section 6.1.
    @Test
    void x25519AgreesAsInRfc7748() {
        var alice =
                MontgomeryExchange.of(
                        KeyExchangeMethod.CURVE25519,
                        Bytes.hex(
                                "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
                        ExchangeArithmetic.JDK);
        Bytes bob = Bytes.hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        assertThat(alice.publicValue())
                .isEqualTo(
                        Bytes.hex(
                                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(alice.agree(bob).orElseThrow())
                .isEqualTo(
                        secret("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
    }

    /// RFC 7748 section 5: the most significant bit is masked.
    @Test
    void theTopBitOfAnX25519ValueIsIgnored() {
        KeyExchange one =
                LibraryKeys.JDK.generate(KeyExchangeMethod.CURVE25519, Entropy.seeded("one"));
        byte[] value =
                LibraryKeys.JDK
                        .generate(KeyExchangeMethod.CURVE25519, Entropy.seeded("two"))
                        .publicValue()
                        .toArray();
        Secret shared = one.agree(Bytes.of(value)).orElseThrow();
        value[31] ^= (byte) 0x80;
        assertThat(one.agree(Bytes.of(value)).orElseThrow()).isEqualTo(shared);
    }
}
