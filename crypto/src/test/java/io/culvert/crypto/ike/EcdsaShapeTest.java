package io.culvert.crypto.ike;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaShapeTest {
    @ParameterizedTest
    @ValueSource(strings = {"3006020101020102", "30080202008002020080", "3006020100020100"})
    void theShapeOfDer(String signed) {
        assertThat(EcdsaShape.isDer(Bytes.hex(signed))).isTrue();
    }

    /// Negative, longer than it must be, cut off, with something behind it, of another kind, of indefinite length.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3000",
                "30060201ff020102",
                "3007020200010201 02",
                "300702010102020002",
                "30060201010201",
                "300602010102010200",
                "3007020101020102 00",
                "3106020101020102",
                "3006030101020102",
                "308106020101020102",
                "3080020101020102 0000",
                "30050201010200",
                "3003020101"
            })
    void whatIsNoDer(String signed) {
        assertThat(EcdsaShape.isDer(Bytes.hex(signed))).isFalse();
    }

    /// A fifth of the signatures of P-256 has a number that is short, or one with a zero in front; those of P-521 have a long length.
    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA, 64",
        "secp384r1, SHA384withECDSA, 96",
        "secp521r1, SHA512withECDSA, 132"
    })
    void whatIsSignedHasTheShape(String curve, String name, int octets)
            throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        var der = new PublicKeys.Algorithm(name, Optional.empty());
        var plain = new PublicKeys.Algorithm(name + "inP1363Format", Optional.empty());
        for (int i = 0; i < 50; i++) {
            Bytes message = Bytes.of((byte) i);
            Bytes signed = signed(name, pair, message);
            assertThat(LibraryKeys.JDK.verifies(der, pair.getPublic(), message, signed)).isTrue();
            assertThat(LibraryKeys.JDK.verifies(plain, pair.getPublic(), message, signed))
                    .isFalse();
        }
        Bytes message = Bytes.ascii("once");
        Bytes signed = signed(plain.name(), pair, message);
        assertThat(signed.size()).isEqualTo(octets);
        assertThat(LibraryKeys.JDK.verifies(plain, pair.getPublic(), message, signed)).isTrue();
    }

    private static Bytes signed(String name, KeyPair pair, Bytes message)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(name);
        signature.initSign(pair.getPrivate());
        signature.update(message.toArray());
        return Bytes.of(signature.sign());
    }

    @Test
    void numbersThatAreLongerThanTheOrderAreRefused() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        var plain = new PublicKeys.Algorithm("SHA256withECDSAinP1363Format", Optional.empty());
        Bytes message = Bytes.ascii("zeros");
        Bytes signed = signed(plain.name(), pair, message);
        Bytes longer =
                Bytes.concat(Bytes.zero(1), signed.slice(0, 32), Bytes.zero(1), signed.slice(32));
        assertThat(LibraryKeys.JDK.verifies(plain, pair.getPublic(), message, signed)).isTrue();
        assertThat(LibraryKeys.JDK.verifies(plain, pair.getPublic(), message, longer)).isFalse();
    }
}
