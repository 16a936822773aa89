package io.culvert.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.AuthMethod;
import io.culvert.wire.ike.AuthPayload;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which signature goes with which key and which peer, RFC 4754, RFC 7427 and RFC 8420.
class ProofTest {
    private static final Bytes SIGNATURE = Bytes.hex("c0ffee");

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void whatIsWrittenIsReadAlike(SignatureScheme scheme) {
        assertThat(Proof.read(Proof.payload(scheme, SIGNATURE)))
                .contains(new Proof.Claimed(scheme, SIGNATURE));
    }

    @Test
    void thePeersHashesDecideAndWithoutThemTheOlderMethods() {
        assertThat(Proof.scheme(Credentials.KeyType.RSA, Set.of(2, 3), false))
                .contains(SignatureScheme.RSA_SHA2_256);
        assertThat(Proof.scheme(Credentials.KeyType.RSA, Set.of(2, 3), true))
                .contains(SignatureScheme.RSA_PSS_SHA2_256);
        assertThat(Proof.scheme(Credentials.KeyType.RSA, Set.of(4), false))
                .contains(SignatureScheme.RSA_SHA2_512);
        assertThat(Proof.scheme(Credentials.KeyType.RSA, Set.of(), false))
                .contains(SignatureScheme.RSA_SHA1);
        assertThat(Proof.scheme(Credentials.KeyType.ECDSA_384, Set.of(2, 3, 4), false))
                .contains(SignatureScheme.ECDSA_SHA2_384);
        assertThat(Proof.scheme(Credentials.KeyType.ECDSA_384, Set.of(2), false))
                .contains(SignatureScheme.ECDSA_SHA2_256);
        assertThat(Proof.scheme(Credentials.KeyType.ECDSA_521, Set.of(), false))
                .contains(SignatureScheme.ECDSA_P521);
        assertThat(Proof.scheme(Credentials.KeyType.ED25519, Set.of(2, 5), false))
                .contains(SignatureScheme.ED25519);
        assertThat(Proof.scheme(Credentials.KeyType.ED25519, Set.of(2), false)).isEmpty();
    }

    @Test
    void parametersOfRsaMayBeAbsentInsteadOfNull() {
        assertThat(scheme("300b06092a864886f70d01010b")).contains(SignatureScheme.RSA_SHA2_256);
        assertThat(
                        scheme(
                                "303d06092a864886f70d01010a3030a00d300b0609608648016503040201"
                                        + "a11a301806092a864886f70d010108300b0609608648016503040201"
                                        + "a203020120"))
                .contains(SignatureScheme.RSA_PSS_SHA2_256);
    }

    @Test
    void aSaltOrAHashOfItsOwnIsNotOneOfOurs() {
        String pss =
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a2030201";
        assertThat(scheme(pss + "20")).contains(SignatureScheme.RSA_PSS_SHA2_256);
        assertThat(scheme(pss + "14")).isEmpty();
        assertThat(scheme("300d06092a864886f70d0101050500")).as("SHA-1").isEmpty();
        assertThat(scheme("30")).isEmpty();
        assertThat(scheme("3080")).isEmpty();
    }

    private static java.util.Optional<SignatureScheme> scheme(String identifier) {
        Bytes der = Bytes.hex(identifier);
        return Proof.read(
                        new AuthPayload(
                                AuthMethod.DIGITAL_SIGNATURE,
                                Bytes.of((byte) der.size()).plus(der).plus(SIGNATURE)))
                .map(Proof.Claimed::scheme);
    }
}
