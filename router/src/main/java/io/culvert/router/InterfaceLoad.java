package io.culvert.router;

/// How busy an interface is: what passes in a second, averaged so that what lies further back counts less.
///
/// @param intervalSeconds of the average
public record InterfaceLoad(
        int intervalSeconds,
        long bitsInPerSecond,
        long packetsInPerSecond,
        long bitsOutPerSecond,
        long packetsOutPerSecond) {}
