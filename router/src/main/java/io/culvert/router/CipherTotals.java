package io.culvert.router;

import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.SaCounters;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What the ESP ciphers have done since power-on, by suite: security associations come and go, this stays.
final class CipherTotals {
    private final Supplier<EspCiphers> ciphers;

    /// Of halves that are gone, by the words of their suite.
    private final TreeMap<String, CipherLoad> gone = new TreeMap<>();

    /// @param ciphers those in use now
    CipherTotals(Supplier<EspCiphers> ciphers) {
        this.ciphers = ciphers;
    }

    /// Half an association is gone.
    void gone(SaCounters half) {
        add(gone, half, false);
    }

    private void add(SortedMap<String, CipherLoad> loads, SaCounters half, boolean isAlive) {
        EspSuite suite = half.binding().suite();
        loads.put(
                suite.words(),
                loads.getOrDefault(suite.words(), CipherLoad.none(suite, ciphers.get().rung(suite)))
                        .plus(half, isAlive));
    }

    /// With those that are there now.
    List<CipherLoad> with(List<SaCounters> alive) {
        var all = new TreeMap<>(gone);
        alive.forEach(half -> add(all, half, true));
        return List.copyOf(all.values());
    }
}
