package io.culvert.host;

/// What became of the packets for our own addresses.
///
/// @param malformed packets whose ICMP, UDP or TCP made no sense
/// @param fragments packets that should have been put together before
/// @param portUnreachable datagrams to ports that nobody owns
/// @param unknownProtocol packets of protocols that have no endpoint here
/// @param echoRequests answered
public record HostCounters(
        long received,
        long malformed,
        long fragments,
        long portUnreachable,
        long unknownProtocol,
        long echoRequests) {}
