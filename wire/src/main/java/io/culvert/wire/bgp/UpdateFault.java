package io.culvert.wire.bgp;

import java.util.Optional;

/// One thing that is wrong with an UPDATE.
///
/// @param what a name for the counter and the log
/// @param notification what is sent if the session has to end for it
/// @param family the family to disable, where that is the reaction
public record UpdateFault(
        Reaction reaction, String what, Notification notification, Optional<Family> family) {}
