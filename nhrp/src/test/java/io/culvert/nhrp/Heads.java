package io.culvert.nhrp;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;

/// Beginnings of data packets.
final class Heads {
    private Heads() {}

    static Bytes of(IpAddress source, IpAddress destination) {
        var out = new ByteWriter();
        if (source.isIpv4()) {
            out.u8(0x45).u8(0).u16(84).u16(1).u16(0).u8(63).u8(1).u16(0);
        } else {
            out.i32(0x6000_0000).u16(8).u8(58).u8(63);
        }
        out.bytes(source.bytes()).bytes(destination.bytes());
        return out.bytes(Bytes.hex("0800eeb712340001")).toBytes();
    }
}
