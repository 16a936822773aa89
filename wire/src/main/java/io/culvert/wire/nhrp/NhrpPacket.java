package io.culvert.wire.nhrp;

import io.culvert.base.IpAddress;
import java.util.List;

/// An NHRP packet: fixed header, mandatory part, extensions (RFC 2332 section 5).
///
/// @param hopCount how often it may still be passed on, 0 to 255
/// @param sourceNbma the address of the originator on the underlay, of either family
/// @param source the originator's address on the overlay; its family is that of the resolved protocol
/// @param destination what is asked for, or whom the packet is for
/// @param extensions in the order of the packet, which transit nodes keep
public record NhrpPacket(
        NhrpType type,
        int hopCount,
        IpAddress sourceNbma,
        IpAddress source,
        IpAddress destination,
        NhrpBody body,
        List<NhrpExtension> extensions) {
    public static final int HOP_COUNT = 255;

    public NhrpPacket {
        extensions = List.copyOf(extensions);
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("protocol addresses of two families");
        }
    }
}
