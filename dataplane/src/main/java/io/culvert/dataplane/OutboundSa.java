package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The sending half of an association, with its sequence number, what it learned of the path, and its counters.
final class OutboundSa {
    /// Without extended numbers the last one is 2^32 - 1: they never wrap (RFC 4303 section 3.3.3).
    private static final long LAST_SHORT = 0xFFFF_FFFFL;

    /// From here on a new association is wanted, whatever the limits say.
    private static final long SOFT_SHORT = LAST_SHORT - (LAST_SHORT >>> 4);

    /// Of a half that another plane sends by.
    static final EspSealer NO_SEALER =
            new EspSealer() {
                @Override
                public void seal(MemorySegment memory, long espAt, int clearLength, long sequence) {
                    throw new IllegalStateException("another plane seals");
                }

                @Override
                public void close() {}
            };

    SaBinding binding;
    final EspSealer sealer;
    final EspSuite suite;
    final int spi;
    final boolean isTunnelMode;
    final SelectorTable selectors;

    /// The ends of a delivery packet inside tunnel mode where the selectors leave no choice, or null: behind a NAT they are not
    /// those of the path.
    final @Nullable Ipv6Address deliveryFrom;

    final @Nullable Ipv6Address deliveryTo;
    PathEnds path;
    final int alignment;
    final int ivOctets;
    final int icvOctets;
    private final long last;

    /// See [#isFarFromLimits].
    private final long farSequence;

    private final long farOctets;

    long sequence;
    long packets;
    long octets;
    long lastNanos = SaCounters.NEVER;
    long drops;
    private boolean isSoftTold;

    /// Learned from "fragmentation needed", or 0; it counts until [#pathMtuUntil].
    int pathMtu;

    long pathMtuUntil;

    /// The neighbours in the chain of its [OutboundTable].
    @Nullable OutboundSa older;

    @Nullable OutboundSa newer;

    /// The next in a chain of [PathIndex].
    @Nullable OutboundSa besides;

    OutboundSa(SaBinding binding, EspSealer sealer) {
        this.binding = binding;
        this.sealer = sealer;
        suite = binding.suite();
        spi = binding.spi();
        path = new PathEnds(binding.path());
        selectors = new SelectorTable(binding.selectors());
        deliveryFrom = selectors.onlyLocal();
        deliveryTo = selectors.onlyRemote();
        isTunnelMode = binding.mode() == SaBinding.Mode.TUNNEL;
        alignment = suite.alignment();
        ivOctets = suite.ivOctets();
        icvOctets = suite.icvOctets();
        farOctets = binding.farOctets();
        farSequence = (binding.extendedSequence() ? Long.MAX_VALUE : SOFT_SHORT) - Express.BATCH;
        last = binding.extendedSequence() ? Long.MAX_VALUE : LAST_SHORT;
    }

    /// Sends elsewhere from now on; what was learned of the old path does not count there.
    void move(SaPath to) {
        binding = binding.withPath(to);
        path = new PathEnds(to);
        pathMtu = 0;
    }

    /// Whether any number of packets of one batch may be sent before a limit tells anybody anything.
    boolean isFarFromLimits() {
        return sequence < farSequence && octets < farOctets;
    }

    /// The same for the packets of one super-packet, however many, and what is in a train that has not been counted yet.
    boolean isFarFromLimits(int count) {
        return octets < farOctets - TrainOutput.TRAIN_OCTETS && sequence + count < farSequence;
    }

    /// Counts packets that were sent far from the limits.
    void count(int sent, long payload, long now) {
        packets += sent;
        octets += payload;
        lastNanos = now;
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
