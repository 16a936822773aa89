package io.culvert.linux;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import java.util.Optional;

/// Where packets go between the kernel and a slab. All calls come from the thread that owns the slab.
public interface LinuxPort extends AutoCloseable {
    Medium medium();

    /// The device, as the operator calls it.
    String device();

    /// The largest network-layer packet, in octets.
    int mtu();

    /// Our address on an Ethernet port.
    Optional<MacAddress> mac();

    /// Whether the device is up and something is at its other end.
    boolean carrier();

    /// Whether the device has been removed: the port stays without carrier and only waits to be closed.
    boolean isGone();

    /// Whether MTU or carrier have changed since this was asked last.
    boolean takeChange();

    /// What the poller watches for reading.
    int[] descriptors();

    /// The poller says that the descriptor at this index of [#descriptors] has something.
    void readable(int index);

    /// Whether packets that have been taken from the kernel wait here for room in the caller's array; then the poller does
    /// not sleep.
    boolean hasMore();

    /// Puts frames or packets into slots of the slab, which are the caller's from here on, and answers how many. Never waits.
    int receive(int[] slots);

    /// Takes over the first `count` slots, sends what they hold and gives them back. What the kernel does not take at once
    /// is dropped and counted: this never waits.
    void transmit(int[] slots, int count);

    PortCounters counters();

    /// Gives back every descriptor and every slot that the port holds. A second call does nothing.
    @Override
    void close();
}
