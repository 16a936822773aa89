package io.culvert.wire.icmp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Label;

/// One entry of the label stack that an ICMP error reports, RFC 4950 section 5.
public record QuotedLabel(Label label, int exp, boolean bottom, int ttl) {
    static final int SIZE = 4;

    static QuotedLabel read(ByteReader in) {
        int entry = in.i32();
        return new QuotedLabel(
                new Label(entry >>> 12), entry >>> 9 & 7, (entry & 0x100) != 0, entry & 0xFF);
    }

    void writeTo(ByteWriter out) {
        out.i32(label.value() << 12 | exp << 9 | (bottom ? 0x100 : 0) | ttl);
    }
}
