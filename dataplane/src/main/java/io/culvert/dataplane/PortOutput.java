package io.culvert.dataplane;

/// Where whole Ethernet frames (without check sequence) leave the plane: the lab's links or the daemon's sockets.
public interface PortOutput {
    /// Takes over the first `count` slots; the array is the caller's again afterwards.
    void transmit(int port, int[] slots, int count);
}
