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

    private @Nullable InboundSa[] inbound = new InboundSa[FIRST_SIZE];
    private int inboundCount;
    private @Nullable OutboundSa[] outbound = new OutboundSa[1];

    /// All outbound ones, the replaced ones that are not yet removed among them, by age.
    private final List<OutboundSa> outboundAll = new ArrayList<>();

    void room(int faces) {
        if (outbound.length < faces) {
            outbound = Arrays.copyOf(outbound, faces);
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

    @Nullable OutboundSa outbound(int ifIndex) {
        return ifIndex < outbound.length ? outbound[ifIndex] : null;
    }

    /// The new one takes over with the next packet.
    void use(OutboundSa sa) {
        room(sa.binding.ifIndex() + 1);
        outbound[sa.binding.ifIndex()] = sa;
        outboundAll.add(sa);
    }

    /// If it was the one in use, the newest that is left takes over: two sessions of one tunnel, begun by both ends at once,
    /// are not removed in the order in which they came.
    @Nullable OutboundSa removeOutbound(int ifIndex, int spi) {
        OutboundSa removed = null;
        OutboundSa newestLeft = null;
        for (OutboundSa sa : outboundAll) {
            if (sa.binding.ifIndex() == ifIndex) {
                if (sa.spi == spi) {
                    removed = sa;
                } else {
                    newestLeft = sa;
                }
            }
        }
        if (removed != null) {
            outboundAll.remove(removed);
            if (outbound[ifIndex] == removed) {
                outbound[ifIndex] = newestLeft;
            }
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
