package io.culvert.linux.cipher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.JdkEspCiphers;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The native rungs that load on this machine. A test that needs one that does not is skipped, and says so.
final class Rungs {
    static final Set<String> PROCESSOR = Instructions.flagsOfTheProcessor();

    private static final List<Found> ALL =
            Stream.of(multiBuffer(Arena::ofShared), openSsl(Arena::ofShared))
                    .filter(found -> found.ciphers().isPresent())
                    .toList();

    private Rungs() {}

    static Found multiBuffer(Supplier<Arena> arenas) {
        return MultiBufferCiphers.load(
                MultiBufferCiphers.NAMES,
                PROCESSOR,
                arenas,
                openSsl(arenas).ciphers().orElse(new JdkEspCiphers()));
    }

    static Found openSsl(Supplier<Arena> arenas) {
        return OpenSslCiphers.load(OpenSslCiphers.NAMES, arenas);
    }

    static List<Found> all() {
        return ALL;
    }

    static EspCiphers require(Found found) {
        String why = found.rung().library() + " is not there: " + found.rung().about();
        if (found.ciphers().isEmpty()) {
            System.err.println("skipped: " + why);
        }
        assumeTrue(found.ciphers().isPresent(), why);
        return found.ciphers().orElseThrow();
    }
}
