package io.culvert.dataplane;

/// An observer of packets: the captures and checkers of the lab. It reads the slot and never keeps it.
public interface Tap {
    Tap NONE = new Tap() {};

    /// An Ethernet frame, or a bare packet, came in; `ifIndex` is that of the physical port.
    default void received(int slot, int ifIndex) {}

    /// An Ethernet frame, or a bare packet, goes out.
    default void sent(int slot, int ifIndex) {}

    /// A packet came out of a tunnel, in the clear, labels and all.
    ///
    /// @param type the EtherType of what the packet begins with
    default void tunnelIn(int slot, int ifIndex, int type) {}

    /// A packet goes into a tunnel, in the clear, labels and all, before any header of the tunnel.
    ///
    /// @param type the EtherType of what the packet begins with
    default void tunnelOut(int slot, int ifIndex, int type) {}

    /// An IP packet entered forwarding from an interface, in the clear.
    default void forwardingIn(int slot, int ifIndex, int table) {}

    /// An IP packet leaves by an interface, in the clear, before any encapsulation by it.
    default void forwardingOut(int slot, int ifIndex, int table) {}

    /// An IP packet is handed to the router's own stack.
    default void delivered(int slot, int ifIndex, int table) {}

    /// The router's own stack sends an IP packet.
    default void originated(int slot, int table) {}

    /// A packet is dropped.
    default void dropped(int slot, Drop reason) {}
}
