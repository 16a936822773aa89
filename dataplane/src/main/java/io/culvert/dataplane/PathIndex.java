package io.culvert.dataplane;

import org.jspecify.annotations.Nullable;

/// Sending halves by where their packets go. Anybody may say that a packet was too big, and as often as he likes, so whose it was must not
/// take a walk over all of them.
final class PathIndex {
    private static final int FIRST_SIZE = 64;

    /// Each the first of a chain ([OutboundSa#besides]); as many as there are halves, or more.
    private @Nullable OutboundSa[] chains = new OutboundSa[FIRST_SIZE];

    private int count;

    /// The first of a chain that holds all with this path and SPI, and others.
    ///
    /// @param ports both UDP ports, the local one in the upper half; of ESP in UDP the SPI need not be known
    @Nullable OutboundSa chain(long localLow, long remoteLow, int ports, int spi) {
        return chains[place(localLow, remoteLow, ports, spi)];
    }

    private int place(long localLow, long remoteLow, int ports, int spi) {
        long mixed = localLow * 31 + remoteLow;
        mixed = (mixed * 31 + (ports == 0 ? spi : ports)) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & chains.length - 1;
    }

    private int place(OutboundSa sa) {
        PathEnds path = sa.path;
        return place(path.local.low(), path.remote.low(), path.ports(), sa.spi);
    }

    void add(OutboundSa sa) {
        count++;
        if (count > chains.length) {
            grow();
        }
        put(sa);
    }

    private void put(OutboundSa sa) {
        int at = place(sa);
        sa.besides = chains[at];
        chains[at] = sa;
    }

    private void grow() {
        @Nullable OutboundSa[] old = chains;
        chains = new OutboundSa[2 * old.length];
        for (OutboundSa first : old) {
            OutboundSa sa = first;
            while (sa != null) {
                OutboundSa next = sa.besides;
                put(sa);
                sa = next;
            }
        }
    }

    /// Its path is still the one with which it was added.
    void remove(OutboundSa sa) {
        int at = place(sa);
        if (chains[at] == sa) {
            chains[at] = sa.besides;
        } else {
            OutboundSa before = chains[at];
            while (before != null && before.besides != sa) {
                before = before.besides;
            }
            if (before != null) {
                before.besides = sa.besides;
            }
        }
        sa.besides = null;
        count--;
    }
}
