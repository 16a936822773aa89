package io.culvert.router.capture;

import java.time.Duration;
import java.util.Optional;

/// A capture as it is now.
///
/// @param ended why it stopped by itself
/// @param packets in the buffer
/// @param octets that they take in the buffer
/// @param overwritten packets that made room for others
/// @param missed packets for which there was no room
/// @param ran how long it has run, or did
/// @param keys security associations whose keys were gathered; empty where that was not ordered
public record CaptureView(
        CaptureSettings settings,
        boolean active,
        Optional<String> ended,
        long packets,
        long octets,
        long overwritten,
        long missed,
        Duration ran,
        Optional<Integer> keys) {}
