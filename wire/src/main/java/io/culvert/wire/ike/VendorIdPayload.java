package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Vendor ID payload, RFC 7296 section 3.12.
public record VendorIdPayload(Bytes id) implements IkePayload {
    public static Parse<VendorIdPayload> parse(ByteReader in) {
        Bytes id = in.rest();
        return in.finish(() -> new VendorIdPayload(id));
    }

    @Override
    public PayloadType type() {
        return PayloadType.VENDOR_ID;
    }

    @Override
    public int bodyLength() {
        return id.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.bytes(id);
    }
}
