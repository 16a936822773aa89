package io.culvert.wire.icmp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.MacAddress;
import java.util.Optional;

/// Options of neighbour discovery, RFC 4861 section 4.6: type, length in units of 8 octets, value.
final class NeighborOptions {
    static final int SOURCE = 1;
    static final int TARGET = 2;
    static final int PREFIX = 3;
    static final int MTU = 5;

    private NeighborOptions() {}

    /// Reads all options; the first link-layer address of the wanted type counts. An option of length zero spoils the
    /// message (RFC 4861 section 7.1.1).
    static Optional<MacAddress> linkLayerAddress(ByteReader in, int wanted) {
        Optional<MacAddress> address = Optional.empty();
        while (in.left() > 0) {
            int type = in.u8();
            int units = in.u8();
            in.require(units > 0, "option length");
            ByteReader value = in.sub(Math.max(0, units * 8 - 2));
            if (type == wanted && units == 1 && address.isEmpty() && !in.failed()) {
                address = Optional.of(new MacAddress((long) value.u16() << 32 | value.u32()));
            }
        }
        return address;
    }

    static void write(ByteWriter out, int type, MacAddress address) {
        out.u8(type).u8(1).u16((int) (address.bits() >>> 32)).u32(address.bits());
    }
}
