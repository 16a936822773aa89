package io.culvert.pki;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// A distinguished name, RFC 5280 section 4.1.2.4: relative names in the order of the certificate, each of one attribute
/// and seldom more. Two names with the same DER are equal; [#matches] is the comparison of RFC 5280 section 7.1.
///
/// @param der the octets of the name: the body of an identity of type ID_DER_ASN1_DN (RFC 7296 section 3.5)
public record DistinguishedName(Bytes der, List<List<NameAttribute>> parts) {
    /// Longer names are refused: no certificate needs them.
    public static final int DER_MAX = 8192;

    /// How many attributes a name may have.
    public static final int ATTRIBUTES_MAX = 128;

    private static final int SEQUENCE = 0x30;

    public DistinguishedName {
        parts = parts.stream().map(List::copyOf).toList();
    }

    /// The name of a configuration line: `CN=R1,OU="A, B",O=C`, separated by commas, attributes of one relative name by
    /// plus signs, blanks around the separators ignored. The order of the relative names is kept.
    public static Parse<DistinguishedName> parse(String text) {
        return new NameText(text).parse().flatMap(DistinguishedName::of);
    }

    /// Reads the DER of a certificate or of a peer's identity.
    public static Parse<DistinguishedName> parseDer(Bytes der) {
        if (der.size() > DER_MAX) {
            return Parse.malformed(0, "distinguished name too long");
        }
        if (der.isEmpty() || der.u8(0) != SEQUENCE) {
            return Parse.malformed(0, "distinguished name");
        }
        try {
            var parts = new ArrayList<List<NameAttribute>>();
            int count = 0;
            for (ASN1Encodable part : (ASN1Sequence) ASN1Primitive.fromByteArray(der.toArray())) {
                var attributes = new ArrayList<NameAttribute>();
                for (ASN1Encodable attribute : (ASN1Set) part) {
                    if (!(attribute instanceof ASN1Sequence pair)
                            || pair.size() != 2
                            || !(pair.getObjectAt(0) instanceof ASN1ObjectIdentifier type)) {
                        return Parse.malformed(0, "attribute of a distinguished name");
                    }
                    attributes.add(new NameAttribute(type.getId(), text(pair.getObjectAt(1))));
                    count++;
                }
                parts.add(attributes);
            }
            return count > ATTRIBUTES_MAX
                    ? Parse.malformed(0, "distinguished name with too many attributes")
                    : Parse.ok(new DistinguishedName(der, parts));
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            // The ways in which Bouncy Castle, which reads parts of a sequence late, reports DER
            // that is no name.
            return Parse.malformed(0, "distinguished name");
        }
    }

    private static String text(ASN1Encodable value) throws IOException {
        return value instanceof ASN1String string
                ? string.getString()
                : "#" + Bytes.of(value.toASN1Primitive().getEncoded(ASN1Encoding.DER)).toHex();
    }

    /// DER sorts the attributes of a relative name, so what was typed is read back from there.
    private static Parse<DistinguishedName> of(List<List<NameAttribute>> parts) {
        try {
            var relative = new ArrayList<RDN>();
            for (List<NameAttribute> part : parts) {
                var attributes = new ArrayList<AttributeTypeAndValue>();
                for (NameAttribute attribute : part) {
                    attributes.add(encoded(attribute));
                }
                relative.add(new RDN(attributes.toArray(AttributeTypeAndValue[]::new)));
            }
            var name = new X500Name(relative.toArray(RDN[]::new));
            return parseDer(Bytes.of(name.getEncoded(ASN1Encoding.DER)));
        } catch (IllegalArgumentException | IOException e) {
            // How Bouncy Castle reports a value longer than RFC 5280 appendix A.1 lets that
            // attribute be, or of characters that its string type does not hold, and DER that is
            // none.
            return Parse.malformed(0, "value of a distinguished name: " + e.getMessage());
        }
    }

    private static AttributeTypeAndValue encoded(NameAttribute attribute) throws IOException {
        var type = new ASN1ObjectIdentifier(attribute.oid());
        return new AttributeTypeAndValue(
                type,
                attribute.value().startsWith("#")
                        ? der(attribute.value().substring(1))
                        : BCStyle.INSTANCE.stringToValue(type, attribute.value()));
    }

    /// The value whose DER stands in hexadecimal digits behind a number sign, RFC 4514 section 2.4.
    private static ASN1Encodable der(String digits) throws IOException {
        if (digits.isEmpty()) {
            throw new IOException("no digits behind the number sign");
        }
        return ASN1Primitive.fromByteArray(HexFormat.of().parseHex(digits));
    }

    X500Name toX500Name() {
        return X500Name.getInstance(der.toArray());
    }

    /// All attributes in order, those of one relative name side by side.
    public Stream<NameAttribute> attributes() {
        return parts.stream().flatMap(List::stream);
    }

    /// The values of one kind of attribute, by its key (`ou`), in order.
    public List<String> values(String key) {
        return NameAttribute.oidOf(key).stream()
                .flatMap(oid -> attributes().filter(attribute -> attribute.oid().equals(oid)))
                .map(NameAttribute::value)
                .toList();
    }

    public Optional<String> commonName() {
        return values("cn").stream().findFirst();
    }

    /// Equality after RFC 5280 section 7.1: same attributes in the same relative names in the same order, values compared
    /// without regard to case, blanks and string type.
    public boolean matches(DistinguishedName other) {
        return folded().equals(other.folded());
    }

    private List<List<NameAttribute>> folded() {
        return parts.stream()
                .map(
                        part ->
                                part.stream()
                                        .map(
                                                attribute ->
                                                        new NameAttribute(
                                                                attribute.oid(),
                                                                attribute.folded()))
                                        .sorted(
                                                Comparator.comparing(NameAttribute::oid)
                                                        .thenComparing(NameAttribute::value))
                                        .toList())
                .toList();
    }

    /// The text form of IOS: `cn=R1-HUB.cisco.com,ou=FLEX,o=Cisco Systems`.
    @Override
    public String toString() {
        return parts.stream()
                .map(
                        part ->
                                part.stream()
                                        .map(NameAttribute::toString)
                                        .collect(Collectors.joining("+")))
                .collect(Collectors.joining(","));
    }
}
