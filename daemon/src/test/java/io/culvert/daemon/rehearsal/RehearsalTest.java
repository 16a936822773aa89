package io.culvert.daemon.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.crypto.ike.LibraryKeys;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void twoRoutersLiveThroughTheirLife() {
        var rehearsal = new Rehearsal(new JdkEspCiphers(), LibraryKeys.JDK, Arena.ofAuto());
        assertThat(rehearsal.run()).isGreaterThan(150_000);
    }
}
