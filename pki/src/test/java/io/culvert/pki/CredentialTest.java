package io.culvert.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final LabAuthority AUTHORITY =
            LabAuthority.create("1", SerialNumber.of(1), START);

    static Stream<KeyKind> kinds() {
        return Stream.of(
                new KeyKind.Rsa(2048),
                new KeyKind.Ec(256),
                new KeyKind.Ec(521),
                new KeyKind.Ed25519());
    }

    private static Credential issued(String node, KeyKind kind) {
        return AUTHORITY.issue(
                "1",
                new LabAuthority.Request(
                        node,
                        "CA",
                        DistinguishedName.parse("CN=" + node).orElseThrow(),
                        Optional.empty(),
                        SerialNumber.of(2),
                        kind),
                START);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theKeyOfAnotherCertificateMakesNoPair(KeyKind kind) {
        Credential one = issued("R1", kind);
        Credential other = issued("R2", kind);
        assertThat(one.isPair()).isTrue();
        assertThat(new Credential(one.certificate(), other.key()).isPair()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theKeyOfAnotherKindMakesNoPair(KeyKind kind) {
        Credential one = issued("R1", kind);
        Credential other = issued("R2", new KeyKind.Ec(384));
        assertThat(new Credential(one.certificate(), other.key()).isPair()).isFalse();
    }
}
