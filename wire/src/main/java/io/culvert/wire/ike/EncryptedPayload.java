package io.culvert.wire.ike;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// Encrypted and Authenticated payload, RFC 7296 section 3.14. It is the last of its message, and its Next Payload field
/// says what the first payload inside is.
///
/// @param sealed initialization vector, ciphertext and integrity check value
public record EncryptedPayload(PayloadType firstInside, Bytes sealed) implements IkePayload {
    @Override
    public PayloadType type() {
        return PayloadType.SK;
    }

    @Override
    public int bodyLength() {
        return sealed.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.bytes(sealed);
    }
}
