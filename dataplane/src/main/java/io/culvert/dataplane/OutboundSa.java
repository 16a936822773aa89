package io.culvert.dataplane;

import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;

/// The sending half of an association, with its sequence number, what it learned of the path, and its counters.
final class OutboundSa {
    /// Without extended numbers the last one is 2^32 - 1: they never wrap (RFC 4303 section 3.3.3).
    private static final long LAST_SHORT = 0xFFFF_FFFFL;

    /// From here on a new association is wanted, whatever the limits say.
    private static final long SOFT_SHORT = LAST_SHORT - (LAST_SHORT >>> 4);

    final SaBinding binding;
    final EspSealer sealer;
    final EspSuite suite;
    final int spi;
    final int local;
    final int remote;
    final boolean isTunnelMode;
    final int alignment;
    final int ivOctets;
    final int icvOctets;
    private final long last;

    long sequence;
    long packets;
    long octets;
    long lastNanos = SaCounters.NEVER;
    long drops;
    private boolean isSoftTold;

    /// Learned from "fragmentation needed", or 0; it counts until [#pathMtuUntil].
    int pathMtu;

    long pathMtuUntil;

    OutboundSa(SaBinding binding, EspSealer sealer) {
        this.binding = binding;
        this.sealer = sealer;
        suite = binding.suite();
        spi = binding.spi();
        local = binding.local().bits();
        remote = binding.remote().bits();
        isTunnelMode = binding.mode() == SaBinding.Mode.TUNNEL;
        alignment = suite.alignment();
        ivOctets = suite.ivOctets();
        icvOctets = suite.icvOctets();
        last = binding.extendedSequence() ? Long.MAX_VALUE : LAST_SHORT;
    }

    boolean isExhausted() {
        return sequence >= last;
    }

    /// Counts a packet; answers whether a soft limit was reached by it, the first time.
    boolean count(int payload, long now) {
        packets++;
        octets += payload;
        lastNanos = now;
        boolean reached =
                binding.isAging(octets) || (!binding.extendedSequence() && sequence >= SOFT_SHORT);
        boolean tell = reached && !isSoftTold;
        isSoftTold |= reached;
        return tell;
    }

    SaCounters counters() {
        return new SaCounters(binding, false, packets, octets, sequence, lastNanos, 0, 0, drops);
    }
}
