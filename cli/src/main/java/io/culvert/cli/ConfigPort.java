package io.culvert.cli;

import java.util.Optional;

/// The configuration that a session works on.
///
/// @param <R> the root of the tree
public interface ConfigPort<R> {
    /// The present one.
    R config();

    /// Makes `after` the present one, all of it or none.
    ///
    /// @return a sentence that says why not
    Optional<String> commit(R after);

    /// The name in the prompt.
    String hostname();
}
