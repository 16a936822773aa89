package io.culvert.nhrp;

import io.culvert.base.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/// The labels that are promised. NHRP owns one from the first answer that names it until the last of those answers is over
/// (flexvpn-mpls.md section 3); whoever may still send by it keeps it from being given out anew.
final class Labels {
    private record Held(Label label, int promises, Instant until) {}

    private final Core core;
    private final TreeMap<Place, Held> all = new TreeMap<>();

    Labels(Core core) {
        this.core = core;
    }

    Optional<Label> hold(Place place, NhrpInterface on) {
        Held before = all.get(place);
        Optional<Label> label = core.surroundings.holdLabel(place.vrf(), place.prefix());
        if (label.isPresent() && before == null) {
            core.ledger.count(on.name(), NhrpCounter.LABEL_ALLOCATE);
            core.ledger.count(on.name(), NhrpCounter.VPN_KEY_BIND);
        }
        if (label.isPresent()) {
            int promises = before == null ? 0 : before.promises;
            Instant until = before == null ? Instant.MIN : before.until;
            all.put(place, new Held(label.get(), promises, until));
        }
        return label;
    }

    /// A promise more names the label.
    void promise(Place place, Instant until, boolean isNew) {
        all.computeIfPresent(
                place,
                (_, held) ->
                        new Held(
                                held.label,
                                held.promises + (isNew ? 1 : 0),
                                until.isAfter(held.until) ? until : held.until));
    }

    /// A promise less; with the last one the label goes.
    void release(Turn turn, Place place, NhrpInterface on) {
        Held held = all.get(place);
        if (held == null) {
            return;
        }
        if (held.promises > 1) {
            all.put(place, new Held(held.label, held.promises - 1, held.until));
            return;
        }
        all.remove(place);
        Duration rest = Duration.between(turn.now(), held.until);
        core.ledger.count(on.name(), NhrpCounter.LABEL_RELEASE);
        core.surroundings.releaseLabel(
                place.vrf(), place.prefix(), rest.isNegative() ? Duration.ZERO : rest);
    }

    /// Lets go of a label that was held for an answer that was not given after all.
    void forgetIfUnused(Turn turn, Place place, NhrpInterface on) {
        Held held = all.get(place);
        if (held != null && held.promises == 0) {
            release(turn, place, on);
        }
    }

    /// The label that a place has now, if it is one that is promised.
    Optional<Label> current(Place place) {
        return all.containsKey(place)
                ? core.surroundings.holdLabel(place.vrf(), place.prefix())
                : Optional.empty();
    }
}
