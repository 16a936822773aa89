package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;
import io.culvert.engine.Entropy;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        KeyExchange one = method.generate(Entropy.seeded("one"));
        KeyExchange two = method.generate(Entropy.seeded("two"));
        assertThat(one.publicValue().size()).isEqualTo(method.publicOctets());
        assertThat(one.publicValue()).isNotEqualTo(two.publicValue());
        assertThat(method.generate(Entropy.seeded("one")).publicValue())
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
        KeyExchange exchange = method.generate(Entropy.seeded("one"));
        int size = method.publicOctets();
        assertThat(exchange.agree(Bytes.EMPTY).isOk()).isFalse();
        assertThat(exchange.agree(exchange.publicValue().slice(1)).isOk()).isFalse();
        assertThat(exchange.agree(exchange.publicValue().plus(Bytes.zero(1))).isOk()).isFalse();
        assertThat(exchange.agree(Bytes.zero(size)).isOk()).isFalse();
    }

    /// RFC 6989 section 2.1.
    @Test
    void modpValuesOutsideTheRangeAreRefused() {
        KeyExchange exchange = KeyExchangeMethod.MODP_2048.generate(Entropy.seeded("one"));
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
        KeyExchange exchange = KeyExchangeMethod.ECP_256.generate(Entropy.seeded("one"));
        byte[] value =
                KeyExchangeMethod.ECP_256.generate(Entropy.seeded("two")).publicValue().toArray();
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
        assertThat(EcpExchange.of(KeyExchangeMethod.ECP_256, i, ei).agree(er).orElseThrow())
                .isEqualTo(
                        secret("D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"));
    }

    /// RFC 7748 section 6.1.
    @Test
    void x25519AgreesAsInRfc7748() {
        var alice =
                MontgomeryExchange.of(
                        KeyExchangeMethod.CURVE25519,
                        Bytes.hex(
                                "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
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
        KeyExchange one = KeyExchangeMethod.CURVE25519.generate(Entropy.seeded("one"));
        byte[] value =
                KeyExchangeMethod.CURVE25519
                        .generate(Entropy.seeded("two"))
                        .publicValue()
                        .toArray();
        Secret shared = one.agree(Bytes.of(value)).orElseThrow();
        value[31] ^= (byte) 0x80;
        assertThat(one.agree(Bytes.of(value)).orElseThrow()).isEqualTo(shared);
    }
}
