package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;

/// An attribute of a transform, RFC 7296 section 3.3.5: the format bit and a type of 15 bits, then either a value of two
/// octets (`isShort`) or a length and the value. The only one defined is the key length in bits.
public record TransformAttribute(int type, boolean isShort, Bytes value) {
    public static final int KEY_LENGTH = 14;
    private static final int SHORT_FORMAT = 0x8000;

    public TransformAttribute {
        if (type < 0 || type >= SHORT_FORMAT) {
            throw new IllegalArgumentException("attribute type " + type);
        }
        if (isShort && value.size() != 2 || value.size() > 0xFFFF) {
            throw new IllegalArgumentException("attribute of " + value.size() + " octets");
        }
    }

    public static TransformAttribute keyLength(int bits) {
        return new TransformAttribute(KEY_LENGTH, true, Bytes.of((byte) (bits >>> 8), (byte) bits));
    }

    int wireLength() {
        return isShort ? 4 : 4 + value.size();
    }

    static TransformAttribute read(ByteReader in) {
        int word = in.u16();
        boolean isShort = word >= SHORT_FORMAT;
        Bytes value = in.bytes(isShort ? 2 : in.u16());
        if (in.failed()) {
            return keyLength(0);
        }
        return new TransformAttribute(word & (SHORT_FORMAT - 1), isShort, value);
    }

    void writeTo(ByteWriter out) {
        out.u16(isShort ? SHORT_FORMAT | type : type);
        if (!isShort) {
            out.u16(value.size());
        }
        out.bytes(value);
    }
}
