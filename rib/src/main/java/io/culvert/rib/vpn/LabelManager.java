package io.culvert.rib.vpn;

import io.culvert.base.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Allocates labels from one range to forwarding equivalence classes. A class keeps its label as long as it has an
/// owner; a label that is free again is quarantined, for a remote router may still send it with its old meaning.
/// Labels that were never used come first, in ascending order, then the lowest that is free again.
public final class LabelManager {
    /// How long a freed label rests at the least.
    public static final Duration QUARANTINE = Duration.ofMinutes(5);

    /// A label in use.
    public record Binding(Label label, Fec fec, Set<LabelOwner> owners) {}

    /// Calls so far.
    public record Counters(long allocations, long releases, long refusals) {}

    private record Use(Label label, EnumSet<LabelOwner> owners) {}

    private int first;
    private int last;
    private int next;
    private final Map<Fec, Use> uses = new LinkedHashMap<>();
    private final TreeMap<Label, Fec> byLabel = new TreeMap<>();
    private final LinkedHashMap<Label, Instant> resting = new LinkedHashMap<>();
    private final TreeSet<Label> free = new TreeSet<>();
    private long allocations;
    private long releases;
    private long refusals;

    /// @param first lowest dynamic label, 16 or more
    /// @param last highest dynamic label, both included
    public LabelManager(int first, int last) {
        requireRange(first, last);
        this.first = first;
        this.last = last;
        this.next = first;
    }

    private static void requireRange(int first, int last) {
        if (first < Label.FIRST_UNRESERVED || last > Label.MAX || first > last) {
            throw new IllegalArgumentException("label range " + first + " to " + last);
        }
    }

    /// The label of `fec`, which gains an owner; empty when the range is used up.
    public Optional<Label> allocate(Instant now, LabelOwner owner, Fec fec) {
        Use use = uses.get(fec);
        if (use == null) {
            var label = take(now);
            if (label.isEmpty()) {
                refusals++;
                return Optional.empty();
            }
            allocations++;
            use = new Use(label.get(), EnumSet.noneOf(LabelOwner.class));
            uses.put(fec, use);
            byLabel.put(use.label(), fec);
        }
        use.owners().add(owner);
        return Optional.of(use.label());
    }

    private Optional<Label> take(Instant now) {
        while (!resting.isEmpty() && !resting.firstEntry().getValue().isAfter(now)) {
            Label label = resting.pollFirstEntry().getKey();
            if (label.value() >= first && label.value() <= last) {
                free.add(label);
            }
        }
        while (next <= last && !isFresh(new Label(next))) {
            next++;
        }
        return next <= last
                ? Optional.of(new Label(next++))
                : Optional.ofNullable(free.pollFirst());
    }

    private boolean isFresh(Label label) {
        return !byLabel.containsKey(label) && !resting.containsKey(label) && !free.contains(label);
    }

    /// Takes one owner away. True when that was the last: the label now rests for `quarantine`.
    public boolean release(Instant now, LabelOwner owner, Fec fec, Duration quarantine) {
        Use use = uses.get(fec);
        if (use == null || !use.owners().remove(owner) || !use.owners().isEmpty()) {
            return false;
        }
        releases++;
        uses.remove(fec);
        byLabel.remove(use.label());
        resting.put(use.label(), now.plus(quarantine));
        return true;
    }

    public Optional<Binding> find(Label label) {
        Fec fec = byLabel.get(label);
        return fec == null ? Optional.empty() : Optional.of(binding(fec));
    }

    public Optional<Label> labelOf(Fec fec) {
        return Optional.ofNullable(uses.get(fec)).map(Use::label);
    }

    private Binding binding(Fec fec) {
        Use use = Objects.requireNonNull(uses.get(fec));
        return new Binding(
                use.label(), fec, Collections.unmodifiableSet(EnumSet.copyOf(use.owners())));
    }

    /// The first label in use that a new range would leave out; empty when the range may be set.
    public Optional<Binding> conflictWith(int newFirst, int newLast) {
        for (var entry : byLabel.entrySet()) {
            if (entry.getKey().value() < newFirst || entry.getKey().value() > newLast) {
                return Optional.of(binding(entry.getValue()));
            }
        }
        return Optional.empty();
    }

    /// Sets the range; labels in use must lie within it ([#conflictWith] is empty).
    public void setRange(int newFirst, int newLast) {
        requireRange(newFirst, newLast);
        if (conflictWith(newFirst, newLast).isPresent()) {
            throw new IllegalArgumentException(
                    "a label in use lies outside " + newFirst + " to " + newLast);
        }
        first = newFirst;
        last = newLast;
        next = newFirst;
        free.removeIf(label -> label.value() < newFirst || label.value() > newLast);
    }

    public int inUse() {
        return uses.size();
    }

    public Counters counters() {
        return new Counters(allocations, releases, refusals);
    }
}
