package io.culvert.wire.bgp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An UPDATE as far as it made sense, with its faults.
///
/// @param update without the attributes that were malformed
public record ParsedUpdate(Update update, List<UpdateFault> faults) {
    public ParsedUpdate {
        faults = List.copyOf(faults);
    }

    /// The fault whose reaction is the strongest, the first of equals.
    public Optional<UpdateFault> worst() {
        @Nullable UpdateFault worst = null;
        for (UpdateFault fault : faults) {
            if (worst == null || fault.reaction().compareTo(worst.reaction()) > 0) {
                worst = fault;
            }
        }
        return Optional.ofNullable(worst);
    }

    public Reaction reaction() {
        return worst().map(UpdateFault::reaction).orElse(Reaction.NONE);
    }
}
