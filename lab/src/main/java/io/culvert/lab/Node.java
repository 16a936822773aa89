package io.culvert.lab;

import java.util.List;

/// What the event queue needs of a node: a router, a built-in host, a bridge or an address translator.
///
/// All times are nanoseconds since the lab was switched on. A node acts only inside these calls; after each of them the
/// lab asks [#wakeAt()] again.
public interface Node {
    /// The answer of [#wakeAt()] of a node that waits for nothing but its ports.
    long NEVER = Long.MAX_VALUE;

    String name();

    /// The names of the physical interfaces; the place in this list is the number of the port.
    List<String> ports();

    /// Hands over the other side of the ports, once, before anything else happens.
    void plug(Cabling cabling);

    /// Power on: from the saved configuration, with every port without carrier until [#carrier] says otherwise.
    void start(long now);

    /// Power loss: whatever was not saved is gone; no frame may leave and no time is wanted until [#start].
    void crash(long now);

    /// A clean restart: what the node sends when it says goodbye still leaves, at `now`. [#start] follows.
    void shutDown(long now);

    /// The carrier of a port came or went. Told only about changes, and about every port with carrier after [#start].
    void carrier(long now, int port, boolean up);

    /// A whole Ethernet frame without check sequence arrived. The slot belongs to the node from here on.
    void receive(long now, int port, int slot);

    /// Called once after the last of the frames that arrived at `now` without anything else happening in between; a
    /// node that gathers frames into batches works on them here.
    default void received(long now) {}

    /// The time that [#wakeAt()] asked for has come.
    void onTime(long now);

    /// When [#onTime] wants to be called next, or [#NEVER].
    long wakeAt();
}
