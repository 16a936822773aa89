package io.culvert.linux.cipher;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Notice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Which library serves which suite: tried and measured when a suite is first asked for, and the same from then on. Any thread
/// may ask. The JDK serves
/// what no library has: to race it would say nothing, for at a start its ciphers are not compiled, and where they are, both
/// libraries are faster or as fast (`docs/performance.md`).
final class Choices {
    /// A lower rung must be faster by more than a fifth, so that near equals are decided the same way at every start.
    private static final int PARTS = 5;

    private final List<Found> found;
    private final Consumer<Notice> notices;
    private final Map<EspSuite, List<Found>> sound = new LinkedHashMap<>();
    private final Map<Family, CipherLibrary> fastest = new LinkedHashMap<>();

    /// Suites that differ in the size of key and tag alone: what is fastest for one is fastest for all.
    private record Family(Encryption.Mode mode, Integrity integrity) {
        static Family of(EspSuite suite) {
            return new Family(suite.encryption().mode(), suite.integrity());
        }
    }

    Choices(List<Found> found, Consumer<Notice> notices) {
        this.found = List.copyOf(found);
        this.notices = notices;
    }

    /// The rung for a suite; empty if none has it.
    synchronized Optional<EspCiphers> of(EspSuite suite, CipherLibrary wanted) {
        List<Found> able = sound.computeIfAbsent(suite, this::sound);
        if (able.isEmpty()) {
            return Optional.empty();
        }
        CipherLibrary library =
                wanted == CipherLibrary.AUTO
                        ? fastest.computeIfAbsent(Family.of(suite), _ -> fastest(suite, able))
                        : wanted;
        return named(able, library)
                .or(() -> named(able, CipherLibrary.JDK))
                .flatMap(Found::ciphers);
    }

    private static Optional<Found> named(List<Found> able, CipherLibrary library) {
        return able.stream().filter(each -> each.rung().library() == library).findFirst();
    }

    /// The rungs that have the suite and give the right answers.
    private List<Found> sound(EspSuite suite) {
        var able = new ArrayList<Found>();
        for (Found each : found) {
            if (each.ciphers().filter(it -> it.supports(suite)).isEmpty()) {
                continue;
            }
            EspCiphers rung = each.ciphers().orElseThrow();
            if (each.rung().library() == CipherLibrary.JDK
                    || KnownAnswers.areGivenBy(rung, suite)) {
                able.add(each);
            } else {
                notices.accept(
                        new Notice(
                                "CRYPTO",
                                3,
                                "WRONG_ANSWER",
                                rung.name()
                                        + " "
                                        + each.rung().about()
                                        + " gives wrong answers for "
                                        + suite.words()
                                        + " and is not used for it"));
            }
        }
        return List.copyOf(able);
    }

    private static CipherLibrary fastest(EspSuite suite, List<Found> able) {
        List<Found> racers =
                able.stream().filter(each -> each.rung().library() != CipherLibrary.JDK).toList();
        if (racers.size() < 2) {
            return able.getFirst().rung().library();
        }
        long[] nanos =
                Stopwatch.nanos(
                        racers.stream().map(each -> each.ciphers().orElseThrow()).toList(), suite);
        int best = 0;
        for (int i = 1; i < nanos.length; i++) {
            if (nanos[i] * PARTS < nanos[best] * (PARTS - 1)) {
                best = i;
            }
        }
        return racers.get(best).rung().library();
    }
}
