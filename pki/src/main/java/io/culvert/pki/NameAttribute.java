package io.culvert.pki;

import java.util.Locale;
import java.util.Optional;

/// One attribute of a distinguished name: what kind, and its text.
///
/// @param oid the attribute type in dotted form
/// @param value the text; of a value that is not a string, `#` and its DER in hexadecimal digits (RFC 4514 section 2.4)
public record NameAttribute(String oid, String value) {
    /// The short keys of the text form, RFC 4514 section 3 and what IOS adds, each with its attribute type. The first key of a
    /// type is the one that is printed.
    private enum Key {
        CN("cn", "2.5.4.3"),
        OU("ou", "2.5.4.11"),
        O("o", "2.5.4.10"),
        C("c", "2.5.4.6"),
        L("l", "2.5.4.7"),
        ST("st", "2.5.4.8"),
        S("s", "2.5.4.8"),
        STREET("street", "2.5.4.9"),
        T("t", "2.5.4.12"),
        TITLE("title", "2.5.4.12"),
        SN("sn", "2.5.4.4"),
        SURNAME("surname", "2.5.4.4"),
        GN("gn", "2.5.4.42"),
        GIVEN_NAME("givenname", "2.5.4.42"),
        I("i", "2.5.4.43"),
        INITIALS("initials", "2.5.4.43"),
        GENERATION("generationqualifier", "2.5.4.44"),
        DN_QUALIFIER("dnqualifier", "2.5.4.46"),
        SERIAL_NUMBER("serialNumber", "2.5.4.5"),
        POSTAL_CODE("postalcode", "2.5.4.17"),
        UID("uid", "0.9.2342.19200300.100.1.1"),
        DC("dc", "0.9.2342.19200300.100.1.25"),
        E("e", "1.2.840.113549.1.9.1"),
        EMAIL("email", "1.2.840.113549.1.9.1"),
        EMAIL_ADDRESS("emailaddress", "1.2.840.113549.1.9.1"),
        HOST_NAME("hostname", "1.2.840.113549.1.9.2"),
        UNSTRUCTURED_NAME("unstructuredname", "1.2.840.113549.1.9.2"),
        IP_ADDRESS("ipaddress", "1.2.840.113549.1.9.8"),
        UNSTRUCTURED_ADDRESS("unstructuredaddress", "1.2.840.113549.1.9.8");

        private final String text;
        private final String oid;

        Key(String text, String oid) {
            this.text = text;
            this.oid = oid;
        }
    }

    /// The attribute type of a key in any case, or of a dotted number.
    static Optional<String> oidOf(String key) {
        for (Key known : Key.values()) {
            if (known.text.equalsIgnoreCase(key)) {
                return Optional.of(known.oid);
            }
        }
        return key.matches("[0-2](\\.(0|[1-9][0-9]{0,9})){1,30}")
                        && !key.matches("[01]\\.[4-9][0-9].*")
                ? Optional.of(key)
                : Optional.empty();
    }

    /// The key that is printed: `cn`, `ou`, or the dotted number of a type without one.
    public String key() {
        for (Key known : Key.values()) {
            if (known.oid.equals(oid)) {
                return known.text;
            }
        }
        return oid;
    }

    /// The value as RFC 5280 section 7.1 compares it: without regard to case and to the count of blanks.
    String folded() {
        return fold(value);
    }

    static String fold(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /// Key and value as in a configuration, the value's separators escaped as in RFC 4514 section 2.4.
    @Override
    public String toString() {
        return key() + "=" + value.replaceAll("([,+;\"\\\\])", "\\\\$1");
    }
}
