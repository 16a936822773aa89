package io.culvert.dataplane;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sending halves of associations by tunnel.
final class OutboundTable {
    private static final OutboundSa[] NONE = {};

    /// By tunnel, the newest first.
    private OutboundSa[][] byTunnel = {NONE};

    /// The ends of the chain of all of them by age, the replaced ones that are not yet removed among them.
    private @Nullable OutboundSa oldest;

    private @Nullable OutboundSa newest;

    private final PathIndex paths = new PathIndex();

    void room(int faces) {
        if (byTunnel.length < faces) {
            int before = byTunnel.length;
            byTunnel = Arrays.copyOf(byTunnel, faces);
            Arrays.fill(byTunnel, before, faces, NONE);
        }
    }

    /// Those of a tunnel, the newest first; the array changes nowhere.
    OutboundSa[] of(int ifIndex) {
        return ifIndex < byTunnel.length ? byTunnel[ifIndex] : NONE;
    }

    /// The newest of a tunnel, or null.
    @Nullable OutboundSa newest(int ifIndex) {
        OutboundSa[] of = of(ifIndex);
        return of.length == 0 ? null : of[0];
    }

    /// The newest whose selectors take the packet out, or null. A tunnel has as many as its policy has lines, twice while they
    /// are renewed.
    @Nullable OutboundSa forFlow(int ifIndex, Flow flow) {
        for (OutboundSa sa : of(ifIndex)) {
            if (sa.selectors.takesOut(flow)) {
                return sa;
            }
        }
        return null;
    }

    /// The one that was chosen for a packet: that with this SPI, or the newest for 0; null when it is gone.
    @Nullable OutboundSa chosen(int ifIndex, int spi) {
        return spi == 0 ? newest(ifIndex) : find(ifIndex, spi);
    }

    /// The new one is used from the next packet on.
    void use(OutboundSa sa) {
        int ifIndex = sa.binding.ifIndex();
        room(ifIndex + 1);
        OutboundSa[] before = byTunnel[ifIndex];
        var after = new OutboundSa[before.length + 1];
        after[0] = sa;
        System.arraycopy(before, 0, after, 1, before.length);
        byTunnel[ifIndex] = after;
        append(sa);
        paths.add(sa);
    }

    private void append(OutboundSa sa) {
        sa.older = newest;
        if (newest == null) {
            oldest = sa;
        } else {
            newest.newer = sa;
        }
        newest = sa;
    }

    private void unchain(OutboundSa sa) {
        if (sa.older == null) {
            oldest = sa.newer;
        } else {
            sa.older.newer = sa.newer;
        }
        if (sa.newer == null) {
            newest = sa.older;
        } else {
            sa.newer.older = sa.older;
        }
        sa.older = null;
        sa.newer = null;
    }

    /// From the next packet on it is used only where there is no other. It is never taken out and put back: its sequence numbers, which
    /// are never used twice with one key, go on.
    void useLast(int ifIndex, int spi) {
        OutboundSa last = find(ifIndex, spi);
        if (last != null) {
            OutboundSa[] before = byTunnel[ifIndex];
            OutboundSa[] after =
                    Arrays.stream(before).filter(sa -> sa != last).toArray(OutboundSa[]::new);
            after = Arrays.copyOf(after, before.length);
            after[before.length - 1] = last;
            byTunnel[ifIndex] = after;
        }
    }

    /// If it was the newest, the newest that is left takes over: two sessions of one tunnel, begun by both ends at once, are
    /// not removed in the order in which they came.
    @Nullable OutboundSa remove(int ifIndex, int spi) {
        OutboundSa removed = find(ifIndex, spi);
        if (removed != null) {
            unchain(removed);
            paths.remove(removed);
            byTunnel[ifIndex] =
                    Arrays.stream(byTunnel[ifIndex])
                            .filter(sa -> sa != removed)
                            .toArray(OutboundSa[]::new);
        }
        return removed;
    }

    /// The sending half with this SPI, which is the peer's, or null.
    @Nullable OutboundSa find(int ifIndex, int spi) {
        for (OutboundSa sa : of(ifIndex)) {
            if (sa.spi == spi) {
                return sa;
            }
        }
        return null;
    }

    /// Sends elsewhere from now on.
    ///
    /// @return whether there is such a half
    boolean move(int ifIndex, int spi, SaPath to) {
        OutboundSa sa = find(ifIndex, spi);
        if (sa == null) {
            return false;
        }
        paths.remove(sa);
        sa.move(to);
        paths.add(sa);
        return true;
    }

    /// See [PathIndex#chain].
    @Nullable OutboundSa chain(long localLow, long remoteLow, int ports, int spi) {
        return paths.chain(localLow, remoteLow, ports, spi);
    }

    /// Where all of them begin; each knows the next ([OutboundSa#newer]).
    @Nullable OutboundSa oldest() {
        return oldest;
    }
}
