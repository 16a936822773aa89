package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Authentication payload, RFC 7296 section 3.8: method (1), reserved (3), data.
public record AuthPayload(AuthMethod method, Bytes data) implements IkePayload {
    public static Parse<AuthPayload> parse(ByteReader in) {
        var method = new AuthMethod(in.u8());
        in.skip(3);
        Bytes data = in.rest();
        return in.finish(() -> new AuthPayload(method, data));
    }

    @Override
    public PayloadType type() {
        return PayloadType.AUTH;
    }

    @Override
    public int bodyLength() {
        return 4 + data.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(method.code()).u24(0).bytes(data);
    }
}
