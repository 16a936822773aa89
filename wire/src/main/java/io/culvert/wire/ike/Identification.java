package io.culvert.wire.ike;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Who somebody says to be, RFC 7296 section 3.5.
public record Identification(IdType type, Bytes data) {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]+");

    public static Identification fqdn(String name) {
        return new Identification(IdType.FQDN, Bytes.utf8(name));
    }

    public static Identification email(String address) {
        return new Identification(IdType.RFC822_ADDR, Bytes.utf8(address));
    }

    public static Identification keyId(String key) {
        return new Identification(IdType.KEY_ID, Bytes.utf8(key));
    }

    /// @param der the distinguished name in DER
    public static Identification dn(Bytes der) {
        return new Identification(IdType.DER_ASN1_DN, der);
    }

    public static Identification address(IpAddress address) {
        return new Identification(
                address.isIpv4() ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, address.bytes());
    }

    /// The data as text, for the types that carry text; control characters are replaced.
    public String text() {
        return CONTROL.matcher(data.toText(StandardCharsets.UTF_8)).replaceAll("?");
    }

    @Override
    public String toString() {
        if (type.equals(IdType.FQDN) || type.equals(IdType.RFC822_ADDR)) {
            return text();
        }
        if (type.equals(IdType.DER_ASN1_DN)) {
            return NameOctets.text(data).orElse(type + ":" + data.toHex());
        }
        if (type.equals(IdType.KEY_ID) && isPrintable(data)) {
            return type + ":" + text();
        }
        boolean isAddress =
                type.equals(IdType.IPV4_ADDR) && data.size() == 4
                        || type.equals(IdType.IPV6_ADDR) && data.size() == 16;
        return isAddress ? IpAddress.of(data).toString() : type + ":" + data.toHex();
    }

    private static boolean isPrintable(Bytes data) {
        return PRINTABLE.matcher(data.toText(StandardCharsets.ISO_8859_1)).matches();
    }
}
