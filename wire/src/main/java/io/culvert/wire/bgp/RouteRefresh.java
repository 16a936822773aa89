package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// ROUTE-REFRESH, RFC 2918 section 3, with the subtypes of RFC 7313 section 3.2.
///
/// ```
/// | AFI (2) | subtype (1) | SAFI (1) | filters of RFC 5291 ... |
/// ```
public record RouteRefresh(Family family, int subtype, Bytes filters) implements BgpMessage {
    public static final int REQUEST = 0;
    public static final int BEGIN = 1;
    public static final int END = 2;

    public static RouteRefresh request(Family family) {
        return new RouteRefresh(family, REQUEST, Bytes.EMPTY);
    }

    /// Whether it marks the beginning or the end of a refresh, instead of asking for one.
    public boolean isMark() {
        return subtype == BEGIN || subtype == END;
    }

    static Parse<RouteRefresh> parse(ByteReader in) {
        int afi = in.u16();
        int subtype = in.u8();
        int safi = in.u8();
        Bytes filters = in.rest();
        return in.finish(() -> new RouteRefresh(new Family(afi, safi), subtype, filters));
    }

    @Override
    public MessageType type() {
        return MessageType.ROUTE_REFRESH;
    }

    @Override
    public void writeBody(ByteWriter out, Codec codec) {
        out.u16(family.afi()).u8(subtype).u8(family.safi()).bytes(filters);
    }
}
