package io.culvert.dataplane;

import io.culvert.base.Ipv4Address;
import io.culvert.crypto.esp.EspSuite;

/// What both halves of an ESP association are installed with.
///
/// @param ifIndex the tunnel it is bound to
/// @param frontDoor the table (VRF) of its outer packets
/// @param local the tunnel's source
/// @param remote the tunnel's destination
/// @param payloadProtocol the IP protocol it was negotiated for: 47 GRE, 137 MPLS-in-IP
/// @param extendedSequence 64-bit sequence numbers, RFC 4303 section 2.2.1
/// @param softOctets octets of payload after which [PlaneEvents#softLimit] is told; 0 for never
/// @param hardOctets those after which it carries nothing any more, RFC 4301 section 4.4.2.1; 0 for never
public record SaBinding(
        int spi,
        int ifIndex,
        int frontDoor,
        Ipv4Address local,
        Ipv4Address remote,
        Mode mode,
        int payloadProtocol,
        EspSuite suite,
        boolean extendedSequence,
        long softOctets,
        long hardOctets) {
    /// RFC 4301 section 3.2.
    public enum Mode {
        TRANSPORT,
        TUNNEL
    }

    /// Whether this many octets are all that its lifetime allows.
    boolean isSpent(long octets) {
        return hardOctets != 0 && octets >= hardOctets;
    }

    /// Whether this many octets call for a new association.
    boolean isAging(long octets) {
        return softOctets != 0 && octets >= softOctets;
    }

    public SaBinding {
        if (spi >= 0 && spi <= 255) {
            throw new IllegalArgumentException(
                    "SPI " + spi + " is reserved (RFC 4303 section 2.1)");
        }
    }
}
