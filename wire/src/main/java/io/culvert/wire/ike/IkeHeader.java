package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Parse;

/// The IKE header, RFC 7296 section 3.1.
/// ```
/// initiator's SPI (8) | responder's SPI (8) | next payload (1) | major, minor version (1) | exchange (1) | flags (1) |
/// message ID (4) | length (4)
/// ```
///
/// @param version major version in the high four bits
/// @param flags all eight bits, as received
public record IkeHeader(
        long initiatorSpi,
        long responderSpi,
        PayloadType next,
        int version,
        ExchangeType exchange,
        int flags,
        int messageId,
        long length) {
    public static final int SIZE = 28;

    /// Where the flags are, for who reads nothing else.
    public static final int FLAGS_AT = 19;

    public static final int VERSION_2 = 0x20;
    public static final int FLAG_INITIATOR = 0x08;
    public static final int FLAG_VERSION = 0x10;
    public static final int FLAG_RESPONSE = 0x20;

    /// Reads the header alone; what follows is left to the caller.
    public static Parse<IkeHeader> parse(ByteReader in) {
        long initiatorSpi = in.i64();
        long responderSpi = in.i64();
        var next = new PayloadType(in.u8());
        int version = in.u8();
        var exchange = new ExchangeType(in.u8());
        int flags = in.u8();
        int messageId = in.i32();
        long length = in.u32();
        return in.finishPart(
                () ->
                        new IkeHeader(
                                initiatorSpi,
                                responderSpi,
                                next,
                                version,
                                exchange,
                                flags,
                                messageId,
                                length));
    }

    public int majorVersion() {
        return version >>> 4;
    }

    /// Whether the sender is the one that began the IKE SA.
    public boolean fromInitiator() {
        return (flags & FLAG_INITIATOR) != 0;
    }

    public boolean isResponse() {
        return (flags & FLAG_RESPONSE) != 0;
    }

    public void writeTo(ByteWriter out) {
        out.i64(initiatorSpi).i64(responderSpi).u8(next.code()).u8(version).u8(exchange.code());
        out.u8(flags).i32(messageId).u32(length);
    }
}
