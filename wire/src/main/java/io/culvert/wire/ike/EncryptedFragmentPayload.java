package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// Encrypted and Authenticated Fragment payload, RFC 7383 section 2.5.
///
/// @param firstInside what the first payload of the whole message is; only fragment 1 says it, the others say `NONE`
/// @param number from 1 to `total`
/// @param sealed initialization vector, ciphertext and integrity check value of this fragment alone
public record EncryptedFragmentPayload(PayloadType firstInside, int number, int total, Bytes sealed)
        implements IkePayload {
    public EncryptedFragmentPayload {
        if (number < 1 || number > total || total > 0xFFFF) {
            throw new IllegalArgumentException("fragment " + number + " of " + total);
        }
    }

    static Parse<EncryptedFragmentPayload> parse(ByteReader in, PayloadType firstInside) {
        int number = in.u16();
        int total = in.u16();
        in.require(number >= 1 && number <= total, "fragment number");
        in.require(
                number == 1 || firstInside.equals(PayloadType.NONE),
                "next payload of a later fragment");
        Bytes sealed = in.rest();
        return in.finish(() -> new EncryptedFragmentPayload(firstInside, number, total, sealed));
    }

    @Override
    public PayloadType type() {
        return PayloadType.SKF;
    }

    @Override
    public int bodyLength() {
        return 4 + sealed.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u16(number).u16(total).bytes(sealed);
    }
}
