package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Identification payload, RFC 7296 section 3.5: ID type (1), reserved (3), data.
///
/// @param reserved kept as received, because the AUTH payload covers the whole body (section 2.15)
public record IdPayload(boolean isInitiator, Identification id, int reserved)
        implements IkePayload {
    public IdPayload(boolean isInitiator, Identification id) {
        this(isInitiator, id, 0);
    }

    public static Parse<IdPayload> parse(ByteReader in, boolean isInitiator) {
        var type = new IdType(in.u8());
        int reserved = in.u24();
        Bytes data = in.rest();
        return in.finish(
                () -> new IdPayload(isInitiator, new Identification(type, data), reserved));
    }

    @Override
    public PayloadType type() {
        return isInitiator ? PayloadType.ID_I : PayloadType.ID_R;
    }

    @Override
    public int bodyLength() {
        return 4 + id.data().size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(id.type().code()).u24(reserved).bytes(id.data());
    }
}
