package io.culvert.wire.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// A payload of a type that is not read here, RFC 7296 section 2.5. If it is critical, the message must be refused.
public record UnknownPayload(PayloadType type, boolean isCritical, Bytes data)
        implements IkePayload {
    @Override
    public int bodyLength() {
        return data.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.bytes(data);
    }
}
