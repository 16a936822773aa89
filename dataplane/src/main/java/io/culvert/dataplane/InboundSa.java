package io.culvert.dataplane;

import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSuite;

/// The receiving half of an association, with its window and counters.
final class InboundSa {
    final SaBinding binding;
    final EspOpener opener;
    final EspSuite suite;
    final ReplayWindow window;
    final int spi;
    final int frontDoor;
    final int local;
    final int remote;
    final boolean isTunnelMode;

    long packets;
    long octets;
    long lastNanos = SaCounters.NEVER;
    long replayDrops;
    long authenticationDrops;
    long otherDrops;
    private boolean isSoftTold;

    InboundSa(SaBinding binding, EspOpener opener, int windowSize) {
        this.binding = binding;
        this.opener = opener;
        suite = binding.suite();
        window = new ReplayWindow(windowSize, binding.extendedSequence());
        spi = binding.spi();
        frontDoor = binding.frontDoor();
        local = binding.local().bits();
        remote = binding.remote().bits();
        isTunnelMode = binding.mode() == SaBinding.Mode.TUNNEL;
    }

    /// Counts a good packet; answers whether a soft limit was reached by it, the first time.
    boolean count(int payload, long now) {
        packets++;
        octets += payload;
        lastNanos = now;
        boolean reached =
                (binding.softPackets() != 0 && packets >= binding.softPackets())
                        || (binding.softOctets() != 0 && octets >= binding.softOctets());
        boolean tell = reached && !isSoftTold;
        isSoftTold |= reached;
        return tell;
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
