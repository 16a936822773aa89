package io.culvert.dataplane;

import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSuite;

/// The receiving half of an association, with its window and counters.
final class InboundSa {
    SaBinding binding;
    final EspOpener opener;
    final ReplayWindow window;
    final int spi;
    final int frontDoor;
    final boolean isTunnelMode;
    final SelectorTable selectors;
    PathEnds path;

    /// Where the peer was last said to have moved to, so that it is said once.
    long movedHigh;

    long movedLow;
    int movedPort;

    /// Where the clear text begins, counted from the SPI.
    final int clearAt;

    /// Octets of an ESP packet beside its clear text.
    private final int around;

    private final int alignment;
    final int icvOctets;
    private final long farOctets;

    long packets;
    long octets;
    long lastNanos = SaCounters.NEVER;
    long replayDrops;
    long authenticationDrops;
    long otherDrops;
    private boolean isSoftTold;
    private boolean isHeard;

    InboundSa(SaBinding binding, EspOpener opener, int windowSize) {
        this.binding = binding;
        this.opener = opener;
        EspSuite suite = binding.suite();
        clearAt = suite.clearAt();
        around = suite.espOctets(0);
        alignment = suite.alignment();
        icvOctets = suite.icvOctets();
        farOctets = binding.farOctets();
        window = new ReplayWindow(windowSize, binding.extendedSequence());
        spi = binding.spi();
        frontDoor = binding.frontDoor();
        path = new PathEnds(binding.path());
        selectors = new SelectorTable(binding.selectors());
        isTunnelMode = binding.mode() == SaBinding.Mode.TUNNEL;
    }

    void move(SaPath to) {
        binding = binding.withPath(to);
        path = new PathEnds(to);
        movedPort = 0;
    }

    /// Whether it is news that the peer is at this address and port, which are not those of its path.
    boolean isNews(long high, long low, int port) {
        if (movedPort == port && movedLow == low && movedHigh == high) {
            return false;
        }
        movedHigh = high;
        movedLow = low;
        movedPort = port;
        return true;
    }

    /// Octets of clear text in an ESP packet of this length, or -1 if no packet of the suite has it: what
    /// [EspSuite#clearOctetsIn] answers, from numbers that are at hand.
    int clearOctetsIn(int espOctets) {
        int clear = espOctets - around;
        return clear >= alignment && (clear & (alignment - 1)) == 0 ? clear : -1;
    }

    /// Whether it was heard before, and any number of packets of one batch may come before a limit tells anybody anything.
    boolean isFarFromLimits() {
        return isHeard && octets < farOctets;
    }

    /// Counts good packets far from the limits.
    void take(int taken, long payload, long now) {
        packets += taken;
        octets += payload;
        lastNanos = now;
    }

    /// Whether an authentic packet is the first one.
    boolean isFirst() {
        boolean first = !isHeard;
        isHeard = true;
        return first;
    }

    /// Counts a good packet; answers whether a soft limit was reached by it, the first time.
    boolean count(int payload, long now) {
        packets++;
        octets += payload;
        lastNanos = now;
        boolean reached = binding.isAging(octets);
        boolean tell = reached && !isSoftTold;
        isSoftTold |= reached;
        return tell;
    }

    /// Some of what every packet needs, from each piece of memory that this object takes.
    long foresee() {
        return packets + replayDrops + path.remotePort + window.foresee();
    }

    SaCounters counters() {
        return new SaCounters(
                binding,
                true,
                packets,
                octets,
                window.highest(),
                lastNanos,
                replayDrops,
                authenticationDrops,
                otherDrops);
    }
}
