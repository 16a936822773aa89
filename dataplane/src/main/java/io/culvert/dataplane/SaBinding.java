package io.culvert.dataplane;

import io.culvert.crypto.esp.EspSuite;

/// What both halves of an ESP association are installed with.
///
/// @param ifIndex the tunnel it is bound to
/// @param frontDoor the table (VRF) of its outer packets
/// @param path as it begins; see [DataPlane#moveInbound] and [DataPlane#moveOutbound]
/// @param selectors what it was negotiated for
/// @param extendedSequence 64-bit sequence numbers, RFC 4303 section 2.2.1
/// @param softOctets octets of payload after which [PlaneEvents#softLimit] is told; 0 for never
/// @param hardOctets those after which it carries nothing any more, RFC 4301 section 4.4.2.1; 0 for never
public record SaBinding(
        int spi,
        int ifIndex,
        int frontDoor,
        SaPath path,
        Mode mode,
        Selectors selectors,
        EspSuite suite,
        boolean extendedSequence,
        long softOctets,
        long hardOctets) {
    /// RFC 4301 section 3.2.
    public enum Mode {
        TRANSPORT,
        TUNNEL
    }

    public SaBinding {
        if (spi >= 0 && spi <= 255) {
            throw new IllegalArgumentException(
                    "SPI " + spi + " is reserved (RFC 4303 section 2.1)");
        }
    }

    /// One without limits, its sequence numbers of 32 bits.
    public static SaBinding of(
            int spi,
            int ifIndex,
            int frontDoor,
            SaPath path,
            Mode mode,
            Selectors selectors,
            EspSuite suite) {
        return new SaBinding(spi, ifIndex, frontDoor, path, mode, selectors, suite, false, 0, 0);
    }

    public SaBinding withPath(SaPath newPath) {
        return new SaBinding(
                spi,
                ifIndex,
                frontDoor,
                newPath,
                mode,
                selectors,
                suite,
                extendedSequence,
                softOctets,
                hardOctets);
    }

    public SaBinding withLimits(long newSoftOctets, long newHardOctets) {
        return new SaBinding(
                spi,
                ifIndex,
                frontDoor,
                path,
                mode,
                selectors,
                suite,
                extendedSequence,
                newSoftOctets,
                newHardOctets);
    }

    public SaBinding withExtendedSequence(boolean newExtendedSequence) {
        return new SaBinding(
                spi,
                ifIndex,
                frontDoor,
                path,
                mode,
                selectors,
                suite,
                newExtendedSequence,
                softOctets,
                hardOctets);
    }

    /// Whether this many octets are all that its lifetime allows.
    boolean isSpent(long octets) {
        return hardOctets != 0 && octets >= hardOctets;
    }

    /// So many octets and a batch are below all limits.
    long farOctets() {
        long soft = softOctets == 0 ? Long.MAX_VALUE : softOctets;
        long hard = hardOctets == 0 ? Long.MAX_VALUE : hardOctets;
        return Math.min(soft, hard) - (long) Express.BATCH * PacketSlab.SMALL_OCTETS;
    }

    /// Whether this many octets call for a new association.
    boolean isAging(long octets) {
        return softOctets != 0 && octets >= softOctets;
    }
}
