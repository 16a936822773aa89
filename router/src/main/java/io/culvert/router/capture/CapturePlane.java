package io.culvert.router.capture;

import io.culvert.dataplane.PacketSlab;
import java.util.function.LongSupplier;

/// A plane as captures see it, which look on with one tap for each.
///
/// @param slab where its packets are
/// @param nanos router time, as the thread that runs the plane knows it
public record CapturePlane(PacketSlab slab, LongSupplier nanos) {}
