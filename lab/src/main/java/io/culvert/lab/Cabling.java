package io.culvert.lab;

/// The far side of a node's ports.
public interface Cabling {
    /// Sends a whole Ethernet frame. The slot belongs to the lab from here on, whether or not anything is plugged in.
    void transmit(int port, int slot);

    /// Switches the transmitter of a port on or off; the neighbour loses the carrier with it. Ports begin switched on.
    void enable(int port, boolean on);
}
