package io.culvert.wire.bgp;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// A BGP message, RFC 4271 section 4.
///
/// ```
/// | marker: 16 octets of 0xFF | length (2) | type (1) | body ... |
/// ```
public sealed interface BgpMessage
        permits Open, Update, Notification, BgpMessage.Keepalive, RouteRefresh {
    int HEADER_SIZE = 19;
    int MARKER_SIZE = 16;
    /// RFC 4271 section 4.1.
    int LENGTH_MAX = 4_096;
    /// RFC 8654 section 2.
    int EXTENDED_LENGTH_MAX = 65_535;
    Bytes MARKER = Bytes.hex("ff".repeat(MARKER_SIZE));

    record Keepalive() implements BgpMessage {
        @Override
        public MessageType type() {
            return MessageType.KEEPALIVE;
        }

        @Override
        public void writeBody(ByteWriter out, Codec codec) {
            // RFC 4271 section 4.4: the header alone
        }
    }

    MessageType type();

    void writeBody(ByteWriter out, Codec codec);

    /// The whole message. One that is longer than a length field can say is our own mistake.
    default Bytes write(Codec codec) {
        var out = new ByteWriter(128);
        out.bytes(MARKER).u16(0).u8(type().code());
        writeBody(out, codec);
        if (out.size() > EXTENDED_LENGTH_MAX) {
            throw new IllegalStateException("a message of " + out.size() + " octets");
        }
        return out.patchU16(MARKER_SIZE, out.size()).toBytes();
    }
}
