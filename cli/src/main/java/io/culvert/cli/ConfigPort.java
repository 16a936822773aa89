package io.culvert.cli;

import java.util.List;
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

    /// What the operator should know about a line that was taken, beyond what its declaration says.
    default List<String> afterthoughts(R before, R after) {
        return List.of();
    }

    /// What a visitor has to do to reach a privilege level.
    default Enabling enabling(Visitor visitor, int level) {
        return new Enabling.Free();
    }

    /// The name in the prompt.
    String hostname();
}
