package io.culvert.lab;

/// Sees the frames of the links. It looks and never keeps, changes or releases the slot.
public interface Tap {
    /// The end put the frame on the wire; the faults of the link come after this.
    default void transmitted(long now, LinkEnd from, int slot) {}

    /// The frame is about to be handed to the node at this end.
    default void delivered(long now, LinkEnd to, int slot) {}
}
