package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The text of a distinguished name for messages: `cn=R1,ou=VPN`. Nothing is decided by it; names are compared in `pki`. Read
/// from DER (ITU-T X.690) as far as RFC 5280 section 4.1.2.4 goes:
/// ```
/// SEQUENCE { SET { SEQUENCE { OBJECT IDENTIFIER type, string value } ... } ... }
/// ```
final class NameOctets {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int BMP_STRING = 0x1E;
    private static final int LONG_FORM = 0x80;

    private NameOctets() {}

    /// Empty where the octets are no such name.
    static Optional<String> text(Bytes der) {
        var in = new ByteReader(der.toArray());
        var parts = new ArrayList<String>();
        ByteReader name = open(in, SEQUENCE);
        while (name.left() > 0 && !name.failed()) {
            ByteReader relative = open(name, SET);
            while (relative.left() > 0 && !relative.failed()) {
                parts.add(attribute(open(relative, SEQUENCE)));
            }
            name.join(relative);
        }
        in.join(name);
        boolean isName = !in.failed() && in.left() == 0 && !parts.isEmpty();
        return isName && !parts.contains("")
                ? Optional.of(String.join(",", parts))
                : Optional.empty();
    }

    private static String attribute(ByteReader pair) {
        ByteReader type = open(pair, OBJECT_IDENTIFIER);
        Bytes identifier = type.rest();
        int tag = pair.u8();
        Bytes value = pair.sub(length(pair)).rest();
        if (pair.failed() || type.failed() || pair.left() > 0) {
            return "";
        }
        var letters = tag == BMP_STRING ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        return word(identifier) + "=" + value.toText(letters).replaceAll("\\p{Cntrl}", "?");
    }

    private static ByteReader open(ByteReader in, int tag) {
        in.require(in.u8() == tag, "tag");
        return in.sub(length(in));
    }

    private static int length(ByteReader in) {
        int first = in.u8();
        if (first < LONG_FORM) {
            return first;
        }
        int octets = first - LONG_FORM;
        in.require(octets == 1 || octets == 2, "length");
        return octets == 1 ? in.u8() : in.u16();
    }

    /// RFC 4519 section 2; other types by their octets.
    private static String word(Bytes identifier) {
        List<String> known =
                List.of(
                        "550403",
                        "cn",
                        "550404",
                        "sn",
                        "550405",
                        "serialNumber",
                        "550406",
                        "c",
                        "550407",
                        "l",
                        "550408",
                        "st",
                        "55040a",
                        "o",
                        "55040b",
                        "ou");
        int at = known.indexOf(identifier.toHex());
        return at >= 0 && at % 2 == 0 ? known.get(at + 1) : "oid " + identifier.toHex();
    }
}
