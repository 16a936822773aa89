package io.culvert.daemon.node;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.linux.LinuxPort;
import io.culvert.linux.PortCounters;
import java.util.Optional;

/// A device of the machine, and the port on it.
final class FakePort implements LinuxPort {
    private final String device;
    int mtu = 1500;
    boolean isGone;
    boolean hasChanged;
    boolean hasMore;
    boolean isClosed;
    volatile boolean isBroken;

    FakePort(String device) {
        this.device = device;
    }

    @Override
    public Medium medium() {
        return Medium.IP;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public Optional<MacAddress> mac() {
        return Optional.empty();
    }

    @Override
    public boolean carrier() {
        return !isGone;
    }

    @Override
    public boolean isGone() {
        return isGone;
    }

    @Override
    public boolean takeChange() {
        boolean had = hasChanged;
        hasChanged = false;
        return had;
    }

    @Override
    public int[] descriptors() {
        return new int[0];
    }

    @Override
    public void readable(int index) {}

    @Override
    public boolean hasMore() {
        return hasMore;
    }

    @Override
    public int receive(int[] slots) {
        if (isBroken) {
            throw new IllegalStateException("a mistake of ours");
        }
        return 0;
    }

    @Override
    public void transmit(int[] slots, int count) {}

    @Override
    public PortCounters counters() {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
