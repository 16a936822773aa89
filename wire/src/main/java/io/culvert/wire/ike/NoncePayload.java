package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Nonce payload, RFC 7296 section 3.9.
public record NoncePayload(Bytes nonce) implements IkePayload {
    public NoncePayload {
        if (nonce.size() < IkeLimits.NONCE_MIN || nonce.size() > IkeLimits.NONCE_MAX) {
            throw new IllegalArgumentException("nonce of " + nonce.size() + " octets");
        }
    }

    public static Parse<NoncePayload> parse(ByteReader in) {
        Bytes nonce = in.rest();
        in.require(
                nonce.size() >= IkeLimits.NONCE_MIN && nonce.size() <= IkeLimits.NONCE_MAX,
                "nonce length");
        return in.finish(() -> new NoncePayload(nonce));
    }

    @Override
    public PayloadType type() {
        return PayloadType.NONCE;
    }

    @Override
    public int bodyLength() {
        return nonce.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.bytes(nonce);
    }
}
