package io.culvert.lab;

import io.culvert.wire.Net;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at one link of the provider and tells which SAs were made and replaced on it, and by whom.
final class RekeyWatch implements Tap {
    private static final int FRAGMENT_OFFSET = 0x1FFF;
    private static final int UDP = 17;
    private static final int UDP_SIZE = 8;
    private static final int ESP = 50;
    private static final int CREATE_CHILD_SA = 36;
    private static final int RESPONSE = 0x20;

    private final Frames frames;
    private final Endpoint endpoint;
    private final Set<Integer> espSpis = new TreeSet<>();
    private final Set<Long> ikeSas = new TreeSet<>();
    private final Set<String> asking = new TreeSet<>();

    /// Who waits for an answer, by IKE SA.
    private final Map<Long, Set<String>> waiting = new TreeMap<>();

    private int crossed;

    RekeyWatch(Frames frames, Endpoint endpoint) {
        this.frames = frames;
        this.endpoint = endpoint;
    }

    int espSpis() {
        return espSpis.size();
    }

    int ikeSas() {
        return ikeSas.size();
    }

    /// The nodes at the ends of the link through which requests to replace an SA came.
    Set<String> asking() {
        return asking;
    }

    /// How often both ends of an IKE SA had such a request on the way.
    int crossed() {
        return crossed;
    }

    @Override
    public void transmitted(long now, LinkEnd from, int slot) {
        if (!from.endpoint().equals(endpoint) && !from.peer().endpoint().equals(endpoint)) {
            return;
        }
        MemorySegment slab = frames.memory();
        long ip = FrameView.network(slab, frames.start(slot), frames.end(slot));
        if (Net.u16(slab, ip - 2) != FrameView.TYPE_IPV4
                || (Net.u16(slab, ip + 6) & FRAGMENT_OFFSET) != 0) {
            return;
        }
        long transport = ip + (Net.u8(slab, ip) & 0x0F) * 4L;
        switch (Net.u8(slab, ip + 9)) {
            case ESP -> espSpis.add(Net.i32(slab, transport));
            case UDP -> ike(slab, transport + UDP_SIZE, from.endpoint().node());
            default -> {
                // nothing else matters here
            }
        }
    }

    private void ike(MemorySegment slab, long at, String node) {
        long sa = Net.i64(slab, at);
        ikeSas.add(sa);
        if (Net.u8(slab, at + 18) != CREATE_CHILD_SA) {
            return;
        }
        Set<String> askers = waiting.computeIfAbsent(sa, _ -> new TreeSet<>());
        if ((Net.u8(slab, at + 19) & RESPONSE) != 0) {
            askers.removeIf(asker -> !asker.equals(node));
        } else if (askers.add(node)) {
            asking.add(node);
            crossed += askers.size() - 1;
        }
    }
}
