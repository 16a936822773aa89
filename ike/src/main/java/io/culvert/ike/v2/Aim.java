package io.culvert.ike.v2;

import java.util.OptionalInt;

/// What a Child SA is for.
///
/// @param wanted the traffic of the tunnel that it carries
/// @param resource the worker that has it for itself (RFC 9611); empty: it serves all that have none of their own
record Aim(WantedChild wanted, OptionalInt resource) {
    static Aim ofAll(WantedChild wanted) {
        return new Aim(wanted, OptionalInt.empty());
    }

    static Aim ofWorker(WantedChild wanted, int worker) {
        return new Aim(wanted, OptionalInt.of(worker));
    }

    boolean isOfResource() {
        return resource.isPresent();
    }
}
