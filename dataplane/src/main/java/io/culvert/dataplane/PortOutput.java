package io.culvert.dataplane;

/// Where packets leave the plane as the medium of their port has them, whole Ethernet frames (without check sequence) or bare
/// IP packets: the lab's links or the daemon's sockets.
public interface PortOutput {
    /// Takes over the first `count` slots; the array is the caller's again afterwards.
    void transmit(int port, int[] slots, int count);
}
