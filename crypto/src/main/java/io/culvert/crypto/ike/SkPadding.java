package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;

/// The end of the clear text of an Encrypted payload: pad of any content, and its length in one octet (RFC 7296 section 3.14).
final class SkPadding {
    private SkPadding() {}

    static Parse<Bytes> strip(int at, Bytes clear) {
        int pad = clear.u8(clear.size() - 1);
        return pad < clear.size() ? Parse.ok(clear.slice(0, clear.size() - 1 - pad)) : refused(at);
    }

    /// One answer for every refusal, so that it tells the sender nothing.
    static <T> Parse<T> refused(int at) {
        return Parse.malformed(at, "integrity check of the encrypted payload");
    }
}
