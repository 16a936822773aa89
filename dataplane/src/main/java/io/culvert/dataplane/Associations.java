package io.culvert.dataplane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ESP associations: inbound ones by front-door table and SPI in an open-addressing table, outbound ones by tunnel ([OutboundTable]).
final class Associations {
    static final int INBOUND_MAX = 1 << 17;
    private static final int FIRST_SIZE = 64;

    private @Nullable InboundSa[] inbound = new InboundSa[FIRST_SIZE];
    private int inboundCount;

    /// The sending halves that are this plane's.
    final OutboundTable own = new OutboundTable();

    /// What other planes of the router send by: it says how large the packets of a tunnel may be, and seals nothing here.
    final OutboundTable elsewhere = new OutboundTable();

    void room(int faces) {
        own.room(faces);
        elsewhere.room(faces);
    }

    @Nullable InboundSa find(int frontDoor, int spi) {
        return inbound[placeOf(frontDoor, spi)];
    }

    /// Where it is, or the free place where it would be.
    private int placeOf(int frontDoor, int spi) {
        int mask = inbound.length - 1;
        int at = hash(frontDoor, spi) & mask;
        // There is always a free place, so this ends.
        for (InboundSa sa = inbound[at]; sa != null; sa = inbound[at]) {
            if (sa.spi == spi && sa.frontDoor == frontDoor) {
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
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
        inbound[placeOf(sa.frontDoor, sa.spi)] = sa;
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
        int at = placeOf(frontDoor, spi);
        InboundSa found = inbound[at];
        if (found != null) {
            clear(at);
            inboundCount--;
        }
        return found;
    }

    /// Frees a place, and moves up whatever a search would not find any more beyond it (Knuth, volume 3, section 6.4, algorithm R).
    private void clear(int at) {
        int mask = inbound.length - 1;
        int free = at;
        int next = free + 1 & mask;
        for (InboundSa sa = inbound[next]; sa != null; sa = inbound[next]) {
            int home = hash(sa.frontDoor, sa.spi) & mask;
            if ((next - home & mask) >= (next - free & mask)) {
                inbound[free] = sa;
                free = next;
            }
            next = next + 1 & mask;
        }
        inbound[free] = null;
    }

    /// Whose facts say how large the packets of a tunnel may be: those that this plane has itself, or else those of another; the newest
    /// first.
    OutboundSa[] sizing(int ifIndex) {
        OutboundSa[] of = own.of(ifIndex);
        return of.length == 0 ? elsewhere.of(ifIndex) : of;
    }

    /// Of all, inbound before outbound.
    List<SaCounters> counters() {
        var all = new ArrayList<SaCounters>();
        for (InboundSa sa : inbound) {
            if (sa != null) {
                all.add(sa.counters());
            }
        }
        all.sort(
                Comparator.<SaCounters>comparingInt(counters -> counters.binding().ifIndex())
                        .thenComparingInt(counters -> counters.binding().spi()));
        for (OutboundSa sa = own.oldest(); sa != null; sa = sa.newer) {
            all.add(sa.counters());
        }
        return all;
    }
}
