package io.culvert.dataplane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ESP associations: inbound ones by front-door table and SPI in an open-addressing table, outbound ones by tunnel.
final class Associations {
    static final int INBOUND_MAX = 1 << 17;
    private static final int FIRST_SIZE = 64;
    private static final OutboundSa[] NONE = {};

    private @Nullable InboundSa[] inbound = new InboundSa[FIRST_SIZE];
    private int inboundCount;

    /// By tunnel, the newest first.
    private OutboundSa[][] outbound = {NONE};

    /// All outbound ones, the replaced ones that are not yet removed among them, by age.
    private final List<OutboundSa> outboundAll = new ArrayList<>();

    void room(int faces) {
        if (outbound.length < faces) {
            int before = outbound.length;
            outbound = Arrays.copyOf(outbound, faces);
            Arrays.fill(outbound, before, faces, NONE);
        }
    }

    @Nullable InboundSa find(int frontDoor, int spi) {
        int mask = inbound.length - 1;
        int at = hash(frontDoor, spi) & mask;
        // There is always a free place, so this ends.
        for (InboundSa sa = inbound[at]; sa != null; sa = inbound[at]) {
            if (sa.spi == spi && sa.frontDoor == frontDoor) {
                return sa;
            }
            at = at + 1 & mask;
        }
        return null;
    }

    int inboundCount() {
        return inboundCount;
    }

    private static int hash(int frontDoor, int spi) {
        int mixed = (spi + frontDoor * 0x61C8_8647) * 0x9E37_79B1;
        return mixed ^ mixed >>> 15;
    }

    /// Whether there was room and the SPI was free.
    boolean add(InboundSa sa) {
        if (inboundCount >= INBOUND_MAX || find(sa.frontDoor, sa.spi) != null) {
            return false;
        }
        if (2 * (inboundCount + 1) > inbound.length) {
            rebuild(inbound.length * 2);
        }
        put(sa);
        inboundCount++;
        return true;
    }

    private void put(InboundSa sa) {
        int mask = inbound.length - 1;
        int at = hash(sa.frontDoor, sa.spi) & mask;
        while (inbound[at] != null) {
            at = at + 1 & mask;
        }
        inbound[at] = sa;
    }

    private void rebuild(int size) {
        @Nullable InboundSa[] old = inbound;
        inbound = new InboundSa[size];
        for (InboundSa sa : old) {
            if (sa != null) {
                put(sa);
            }
        }
    }

    @Nullable InboundSa removeInbound(int frontDoor, int spi) {
        InboundSa found = find(frontDoor, spi);
        if (found != null) {
            for (int i = 0; i < inbound.length; i++) {
                if (inbound[i] == found) {
                    inbound[i] = null;
                }
            }
            inboundCount--;
            rebuild(inbound.length);
        }
        return found;
    }

    /// Those of a tunnel, the newest first; the array changes nowhere.
    OutboundSa[] outboundOf(int ifIndex) {
        return ifIndex < outbound.length ? outbound[ifIndex] : NONE;
    }

    /// The newest of a tunnel, or null.
    @Nullable OutboundSa outbound(int ifIndex) {
        OutboundSa[] of = outboundOf(ifIndex);
        return of.length == 0 ? null : of[0];
    }

    /// The newest whose selectors take the packet out, or null. A tunnel has as many as its policy has lines, twice while they
    /// are renewed.
    @Nullable OutboundSa outbound(int ifIndex, Flow flow) {
        for (OutboundSa sa : outboundOf(ifIndex)) {
            if (sa.selectors.takesOut(flow)) {
                return sa;
            }
        }
        return null;
    }

    /// The one that was chosen for a packet: that with this SPI, or the newest for 0; null when it is gone.
    @Nullable OutboundSa chosen(int ifIndex, int spi) {
        if (spi == 0) {
            return outbound(ifIndex);
        }
        for (OutboundSa sa : outboundOf(ifIndex)) {
            if (sa.spi == spi) {
                return sa;
            }
        }
        return null;
    }

    /// The new one is used from the next packet on.
    void use(OutboundSa sa) {
        int ifIndex = sa.binding.ifIndex();
        room(ifIndex + 1);
        OutboundSa[] before = outbound[ifIndex];
        var after = new OutboundSa[before.length + 1];
        after[0] = sa;
        System.arraycopy(before, 0, after, 1, before.length);
        outbound[ifIndex] = after;
        outboundAll.add(sa);
    }

    /// From the next packet on it is used only where there is no other. It is never taken out and put back: its sequence numbers, which
    /// are never used twice with one key, go on.
    void useLast(int ifIndex, int spi) {
        OutboundSa last = findOutbound(ifIndex, spi);
        if (last != null) {
            OutboundSa[] before = outbound[ifIndex];
            OutboundSa[] after =
                    Arrays.stream(before).filter(sa -> sa != last).toArray(OutboundSa[]::new);
            after = Arrays.copyOf(after, before.length);
            after[before.length - 1] = last;
            outbound[ifIndex] = after;
        }
    }

    /// If it was the newest, the newest that is left takes over: two sessions of one tunnel, begun by both ends at once, are
    /// not removed in the order in which they came.
    @Nullable OutboundSa removeOutbound(int ifIndex, int spi) {
        OutboundSa removed = findOutbound(ifIndex, spi);
        if (removed != null) {
            outboundAll.remove(removed);
            outbound[ifIndex] =
                    Arrays.stream(outbound[ifIndex])
                            .filter(sa -> sa != removed)
                            .toArray(OutboundSa[]::new);
        }
        return removed;
    }

    /// The sending half with this SPI, which is the peer's, or null.
    @Nullable OutboundSa findOutbound(int ifIndex, int spi) {
        for (OutboundSa sa : outboundAll) {
            if (sa.spi == spi && sa.binding.ifIndex() == ifIndex) {
                return sa;
            }
        }
        return null;
    }

    /// Those of one tunnel, or of all (ifIndex 0), inbound before outbound.
    List<SaCounters> counters(int ifIndex) {
        var all = new ArrayList<SaCounters>();
        for (InboundSa sa : inbound) {
            if (sa != null && (ifIndex == 0 || sa.binding.ifIndex() == ifIndex)) {
                all.add(sa.counters());
            }
        }
        all.sort(
                Comparator.<SaCounters>comparingInt(counters -> counters.binding().ifIndex())
                        .thenComparingInt(counters -> counters.binding().spi()));
        for (OutboundSa sa : outboundAll) {
            if (ifIndex == 0 || sa.binding.ifIndex() == ifIndex) {
                all.add(sa.counters());
            }
        }
        return all;
    }

    List<OutboundSa> outboundAll() {
        return outboundAll;
    }
}
