package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Key Exchange payload, RFC 7296 section 3.4: method (2), reserved (2), public value.
public record KePayload(int method, Bytes data) implements IkePayload {
    public static Parse<KePayload> parse(ByteReader in) {
        int method = in.u16();
        in.skip(2);
        Bytes data = in.rest();
        return in.finish(() -> new KePayload(method, data));
    }

    @Override
    public PayloadType type() {
        return PayloadType.KE;
    }

    @Override
    public int bodyLength() {
        return 4 + data.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u16(method).u16(0).bytes(data);
    }
}
