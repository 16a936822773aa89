package io.culvert.lab.host;

import io.culvert.lab.Cabling;
import io.culvert.lab.FrameView;
import io.culvert.lab.Frames;
import io.culvert.lab.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A shared segment: a learning bridge that looks at MAC addresses alone, so tagged frames pass unchanged (IEEE 802.1D
/// section 7.8; entries age after 300 seconds). Deliberately absent: spanning tree.
public final class BridgeNode implements Node {
    static final int ENTRIES_MAX = 4_096;
    private static final long AGE_NANOS = 300_000_000_000L;
    private static final long GROUP_BIT = 1L << 40;

    private record Entry(int port, long until) {}

    private final String name;
    private final List<String> ports;
    private final Frames frames;
    private final boolean[] carriers;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private Optional<Cabling> cabling = Optional.empty();

    public BridgeNode(String name, List<String> ports, Frames frames) {
        this.name = name;
        this.ports = List.copyOf(ports);
        this.frames = frames;
        this.carriers = new boolean[ports.size()];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> ports() {
        return ports;
    }

    @Override
    public void plug(Cabling plugged) {
        cabling = Optional.of(plugged);
    }

    @Override
    public void start(long now) {}

    @Override
    public void crash(long now) {
        entries.clear();
    }

    @Override
    public void shutDown(long now) {
        entries.clear();
    }

    @Override
    public void carrier(long now, int port, boolean up) {
        carriers[port] = up;
        if (!up) {
            entries.values().removeIf(entry -> entry.port() == port);
        }
    }

    @Override
    public void receive(long now, int port, int slot) {
        long start = frames.start(slot);
        if (frames.length(slot) < FrameView.ETHERNET_SIZE) {
            frames.release(slot);
            return;
        }
        long destination = FrameView.mac(frames.memory(), start);
        learn(now, FrameView.mac(frames.memory(), start + 6), port);
        Entry known = entries.get(destination);
        if ((destination & GROUP_BIT) == 0 && known != null && known.until() > now) {
            if (known.port() != port) {
                cabling.orElseThrow().transmit(known.port(), slot);
            } else {
                frames.release(slot);
            }
            return;
        }
        flood(port, slot);
    }

    private void learn(long now, long source, int port) {
        if ((source & GROUP_BIT) != 0) {
            return;
        }
        if (entries.size() == ENTRIES_MAX && !entries.containsKey(source)) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(source, new Entry(port, now + AGE_NANOS));
    }

    private void flood(int from, int slot) {
        for (int port = 0; port < carriers.length; port++) {
            if (port != from && carriers[port]) {
                int copy = frames.copy(slot);
                if (copy >= 0) {
                    cabling.orElseThrow().transmit(port, copy);
                }
            }
        }
        frames.release(slot);
    }

    @Override
    public void onTime(long now) {}

    @Override
    public long wakeAt() {
        return NEVER;
    }
}
