package io.culvert.host.probe;

import io.culvert.host.PacketOut;

/// What a task orders.
///
/// @param <R> the result
public sealed interface ProbeEffect<R> {
    record SendPacket<R>(PacketOut out) implements ProbeEffect<R> {}

    /// Text to print at once, as IOS prints it.
    record Progress<R>(String text) implements ProbeEffect<R> {}

    record Finished<R>(R result) implements ProbeEffect<R> {}
}
