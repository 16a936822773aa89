package io.culvert.bgp;

import io.culvert.base.Label;
import java.util.Optional;

/// The label space of the router, as far as BGP uses it. BGP is one owner among others.
public interface LabelSource {
    /// The label of `key`: the one it has, or a new one. Empty when the range is used up.
    Optional<Label> allocate(LabelKey key);

    /// BGP needs the label of `key` no more.
    void release(LabelKey key);
}
