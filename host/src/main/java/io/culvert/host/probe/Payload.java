package io.culvert.host.probe;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// What test packets carry: their number, then the pattern that IOS sends.
final class Payload {
    private static final int PATTERN = 0xABCD;

    private Payload() {}

    static Bytes of(long number, int size) {
        var out = new ByteWriter(size).i64(number);
        while (out.size() + 1 < size) {
            out.u16(PATTERN);
        }
        return out.zeros(size - out.size()).toBytes();
    }
}
