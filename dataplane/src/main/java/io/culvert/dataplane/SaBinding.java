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
/// @param softPackets packets after which [PlaneEvents#softLimit] is told; 0 for never
/// @param softOctets the same for octets of payload
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
        long softPackets,
        long softOctets) {
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
}
