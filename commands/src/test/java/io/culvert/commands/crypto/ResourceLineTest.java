package io.culvert.commands.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A security association of a single worker (RFC 9611) says so in one line, and the others say nothing.
class ResourceLineTest {
    private static ChildEntry child(OptionalInt worker) {
        return new ChildEntry(
                List.of(),
                List.of(),
                "0x00000101",
                "0x00000202",
                "AES-GCM",
                256,
                "None",
                "transport",
                "ACTIVE",
                worker);
    }

    private static EspSa esp(OptionalInt worker) {
        return new EspSa(
                257,
                "esp-gcm 256",
                "{Transport, }",
                3,
                "Tunnel0-head-0",
                worker,
                OptionalLong.empty(),
                3000,
                8,
                64,
                0,
                0,
                0,
                0,
                0);
    }

    @Test
    void belowItsIkeSa() {
        assertThat(child(OptionalInt.of(1)).text(false))
                .isEqualTo(
                        """
                                  ESP spi in/out: 0x00000101/0x00000202
                                  Resource: worker 1
                        """);
        assertThat(child(OptionalInt.empty()).text(true)).doesNotContain("Resource");
    }

    @Test
    void amongTheAssociationsOfItsTunnel() {
        String alone = esp(OptionalInt.empty()).text(false);
        assertThat(alone).doesNotContain("Resource");
        assertThat(esp(OptionalInt.of(0)).text(false).lines())
                .containsSubsequence(alone.lines().toList())
                .contains("        Resource: worker 0");
    }
}
