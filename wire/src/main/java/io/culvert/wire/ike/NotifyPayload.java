package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Notify payload, RFC 7296 section 3.10: protocol (1), SPI size (1), type (2), SPI, data.
public record NotifyPayload(ProtocolId protocol, Bytes spi, NotifyType what, Bytes data)
        implements IkePayload {
    public NotifyPayload {
        if (spi.size() > 255) {
            throw new IllegalArgumentException("SPI of " + spi.size() + " octets");
        }
    }

    /// A notification about no particular SA.
    public NotifyPayload(NotifyType what, Bytes data) {
        this(ProtocolId.NONE, Bytes.EMPTY, what, data);
    }

    public NotifyPayload(NotifyType what) {
        this(what, Bytes.EMPTY);
    }

    public static Parse<NotifyPayload> parse(ByteReader in) {
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        var what = new NotifyType(in.u16());
        Bytes spi = in.bytes(spiSize);
        Bytes data = in.rest();
        return in.finish(() -> new NotifyPayload(protocol, spi, what, data));
    }

    @Override
    public PayloadType type() {
        return PayloadType.NOTIFY;
    }

    @Override
    public int bodyLength() {
        return 4 + spi.size() + data.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(protocol.code()).u8(spi.size()).u16(what.code()).bytes(spi).bytes(data);
    }
}
