package io.culvert.router.capture;

import io.culvert.base.Bytes;
import io.culvert.dataplane.Drop;
import io.culvert.wire.pcapng.PcapngWriter.Direction;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A packet in a buffer, good until the next one is captured.
///
/// @param number counted from 0, overwritten ones too
/// @param nanos router time
/// @param point which of the points of the capture saw it
/// @param length octets of the whole packet
/// @param lost why it was dropped later
/// @param start of the octets that were kept
public record CapturedPacket(
        long number,
        long nanos,
        int point,
        LinkType type,
        Direction direction,
        int length,
        Optional<Drop> lost,
        MemorySegment memory,
        long start,
        int kept) {
    /// A copy of what was kept.
    public Bytes octets() {
        return Bytes.of(memory, start, kept);
    }
}
