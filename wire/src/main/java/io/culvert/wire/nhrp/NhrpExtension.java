package io.culvert.wire.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// One extension, RFC 2332 section 5.3. The end of extensions (type 0) is not kept: it is written behind the others.
/// ```
/// |C|u|        Type               |        Length                 |
/// |                         Value...                              |
/// ```
/// Refused in a list: one without its end, one whose end has a value or anything behind it, and a type twice, but for
/// [#VENDOR_PRIVATE].
///
/// @param compulsory the C bit
/// @param type 14 bits
public record NhrpExtension(boolean compulsory, int type, Bytes value) {
    public static final int END = 0;
    public static final int RESPONDER_ADDRESS = 3;
    public static final int FORWARD_TRANSIT = 4;
    public static final int REVERSE_TRANSIT = 5;
    public static final int AUTHENTICATION = 7;
    public static final int VENDOR_PRIVATE = 8;

    /// De facto; also the device capabilities of RFC 2735, which are 8 octets long.
    public static final int NAT_ADDRESS = 9;

    /// Ours, from the range for local use: see [LabelExtension].
    public static final int LABEL = 0x3801;

    private static final int COMPULSORY = 0x8000;
    private static final int TYPE = 0x3FFF;
    private static final int HEADER_SIZE = 4;

    public NhrpExtension {
        if (type < 1 || type > TYPE) {
            throw new IllegalArgumentException("extension type " + type);
        }
        if (value.size() > NhrpPacket.LENGTH_MAX) {
            throw new IllegalArgumentException("an extension of " + value.size() + " octets");
        }
    }

    /// An extension that is a list of client information entries: types 3, 4, 5 and 9.
    public static NhrpExtension ofCies(boolean compulsory, int type, List<Cie> cies) {
        var out = new ByteWriter();
        cies.forEach(cie -> cie.writeTo(out));
        return new NhrpExtension(compulsory, type, out.toBytes());
    }

    /// The entries of such a list. What RFC 2735 puts into type 9 is none, and too short for one: it reads as malformed.
    public Parse<List<Cie>> cies(AddressFamily nbma, AddressFamily protocol) {
        return Cie.parseAll(value.reader(), nbma, protocol);
    }

    static List<NhrpExtension> readAll(ByteReader in) {
        var all = new ArrayList<NhrpExtension>();
        while (!in.failed()) {
            int head = in.u16();
            Bytes value = in.bytes(in.u16());
            if ((head & TYPE) == END) {
                in.require(value.isEmpty(), "length of the end of extensions");
                break;
            }
            all.add(new NhrpExtension((head & COMPULSORY) != 0, head & TYPE, value));
        }
        in.require(areDistinct(all), "an extension twice");
        return all;
    }

    static boolean areDistinct(List<NhrpExtension> extensions) {
        var seen = new TreeSet<Integer>();
        return extensions.stream()
                .allMatch(one -> one.type == VENDOR_PRIVATE || seen.add(one.type));
    }

    /// Octets of the extensions and their end.
    static int lengthOf(List<NhrpExtension> extensions) {
        return extensions.stream().mapToInt(one -> HEADER_SIZE + one.value.size()).sum()
                + HEADER_SIZE;
    }

    static void writeAll(List<NhrpExtension> extensions, ByteWriter out) {
        for (NhrpExtension one : extensions) {
            out.u16((one.compulsory ? COMPULSORY : 0) | one.type);
            out.u16(one.value.size()).bytes(one.value);
        }
        out.u16(COMPULSORY | END).u16(0);
    }
}
