package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Certificate payload, RFC 7296 section 3.6.
public record CertPayload(CertEncoding encoding, Bytes data) implements IkePayload {
    public static Parse<CertPayload> parse(ByteReader in) {
        var encoding = new CertEncoding(in.u8());
        Bytes data = in.rest();
        return in.finish(() -> new CertPayload(encoding, data));
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERT;
    }

    @Override
    public int bodyLength() {
        return 1 + data.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(encoding.code()).bytes(data);
    }
}
