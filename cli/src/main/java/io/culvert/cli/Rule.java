package io.culvert.cli;

import java.util.Optional;

/// Something that must hold between the parts of a configuration.
///
/// @param <R> the root of the tree
@FunctionalInterface
public interface Rule<R> {
    /// @return a sentence that names the other end of the conflict that the step from `before` to `after` would make
    Optional<String> conflict(R before, R after);
}
