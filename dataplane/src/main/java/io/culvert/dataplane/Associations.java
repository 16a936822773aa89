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

    /// The sending half with this SPI, this plane's or another's, or null.
    @Nullable OutboundSa findOutbound(int ifIndex, int spi) {
        OutboundSa sa = own.find(ifIndex, spi);
        return sa == null ? elsewhere.find(ifIndex, spi) : sa;
    }

    /// Whose facts say how large the packets of a tunnel may be: those that this plane has itself, or else those of another; the newest
    /// first.
    OutboundSa[] sizing(int ifIndex) {
        OutboundSa[] of = own.of(ifIndex);
        return of.length == 0 ? elsewhere.of(ifIndex) : of;
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
        for (OutboundSa sa : own.all()) {
            if (ifIndex == 0 || sa.binding.ifIndex() == ifIndex) {
                all.add(sa.counters());
            }
        }
        return all;
    }
}
