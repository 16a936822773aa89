package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// One algorithm of a proposal, RFC 7296 section 3.3.2.
/// ```
/// last or more (1) | reserved (1) | length (2) | type (1) | reserved (1) | transform ID (2) | attributes
/// ```
public record Transform(TransformType type, int id, List<TransformAttribute> attributes) {
    private static final CodeNames NAMES = new CodeNames();
    private static final int MORE = 3;
    private static final int HEADER = 8;

    public static final Transform NULL_ENCRYPTION = named(TransformType.ENCRYPTION, 11, 0, "NULL");
    public static final Transform AES_CBC_128 = named(TransformType.ENCRYPTION, 12, 128, "AES-CBC");
    public static final Transform AES_CBC_192 = named(TransformType.ENCRYPTION, 12, 192, "AES-CBC");
    public static final Transform AES_CBC_256 = named(TransformType.ENCRYPTION, 12, 256, "AES-CBC");
    public static final Transform TRIPLE_DES = named(TransformType.ENCRYPTION, 3, 0, "3DES");
    public static final Transform AES_GCM_128 = named(TransformType.ENCRYPTION, 20, 128, "AES-GCM");
    public static final Transform AES_GCM_192 = named(TransformType.ENCRYPTION, 20, 192, "AES-GCM");
    public static final Transform AES_GCM_256 = named(TransformType.ENCRYPTION, 20, 256, "AES-GCM");
    public static final Transform NULL_GMAC_128 =
            named(TransformType.ENCRYPTION, 21, 128, "NULL-GMAC");
    public static final Transform NULL_GMAC_192 =
            named(TransformType.ENCRYPTION, 21, 192, "NULL-GMAC");
    public static final Transform NULL_GMAC_256 =
            named(TransformType.ENCRYPTION, 21, 256, "NULL-GMAC");
    public static final Transform CHACHA20_POLY1305 =
            named(TransformType.ENCRYPTION, 28, 0, "CHACHA20-POLY1305");

    public static final Transform PRF_HMAC_SHA1 = named(TransformType.PRF, 2, 0, "SHA1");
    public static final Transform PRF_HMAC_SHA2_256 = named(TransformType.PRF, 5, 0, "SHA256");
    public static final Transform PRF_HMAC_SHA2_384 = named(TransformType.PRF, 6, 0, "SHA384");
    public static final Transform PRF_HMAC_SHA2_512 = named(TransformType.PRF, 7, 0, "SHA512");

    public static final Transform INTEGRITY_NONE = named(TransformType.INTEGRITY, 0, 0, "None");
    public static final Transform HMAC_SHA1_96 = named(TransformType.INTEGRITY, 2, 0, "SHA96");
    public static final Transform HMAC_SHA2_256_128 =
            named(TransformType.INTEGRITY, 12, 0, "SHA256");
    public static final Transform HMAC_SHA2_384_192 =
            named(TransformType.INTEGRITY, 13, 0, "SHA384");
    public static final Transform HMAC_SHA2_512_256 =
            named(TransformType.INTEGRITY, 14, 0, "SHA512");

    public static final Transform KE_NONE = named(TransformType.KEY_EXCHANGE, 0, 0, "none");
    public static final Transform MODP_1024 = named(TransformType.KEY_EXCHANGE, 2, 0, "2");
    public static final Transform MODP_1536 = named(TransformType.KEY_EXCHANGE, 5, 0, "5");
    public static final Transform MODP_2048 = named(TransformType.KEY_EXCHANGE, 14, 0, "14");
    public static final Transform MODP_3072 = named(TransformType.KEY_EXCHANGE, 15, 0, "15");
    public static final Transform MODP_4096 = named(TransformType.KEY_EXCHANGE, 16, 0, "16");
    public static final Transform ECP_256 = named(TransformType.KEY_EXCHANGE, 19, 0, "19");
    public static final Transform ECP_384 = named(TransformType.KEY_EXCHANGE, 20, 0, "20");
    public static final Transform ECP_521 = named(TransformType.KEY_EXCHANGE, 21, 0, "21");
    public static final Transform CURVE25519 = named(TransformType.KEY_EXCHANGE, 31, 0, "31");
    public static final Transform CURVE448 = named(TransformType.KEY_EXCHANGE, 32, 0, "32");

    /// Sequence numbers of 32 bits, and of 64 bits of which 32 are sent (ESN), RFC 9827.
    public static final Transform SEQUENTIAL_32 =
            named(TransformType.SEQUENCE_NUMBERS, 0, 0, "32-bit");

    public static final Transform PARTIAL_64 = named(TransformType.SEQUENCE_NUMBERS, 1, 0, "ESN");

    public Transform {
        attributes = List.copyOf(attributes);
        if (id < 0 || id > 0xFFFF || attributes.size() > IkeLimits.TRANSFORM_ATTRIBUTES_MAX) {
            throw new IllegalArgumentException(
                    "transform " + id + " with " + attributes.size() + " attributes");
        }
    }

    /// @param keyBits key length attribute; 0 for none
    public static Transform of(TransformType type, int id, int keyBits) {
        return new Transform(
                type,
                id,
                keyBits == 0 ? List.of() : List.of(TransformAttribute.keyLength(keyBits)));
    }

    private static Transform named(TransformType type, int id, int keyBits, String name) {
        NAMES.name(type.code() << 16 | id, name);
        return of(type, id, keyBits);
    }

    /// The key length attribute, if the transform has exactly that one attribute.
    public OptionalInt keyBits() {
        return attributes.size() == 1
                        && attributes.getFirst().type() == TransformAttribute.KEY_LENGTH
                        && attributes.getFirst().isShort()
                ? OptionalInt.of(attributes.getFirst().value().u16(0))
                : OptionalInt.empty();
    }

    /// The algorithm without its key length, as `show crypto ikev2 sa` prints it.
    public String name() {
        return NAMES.of(type.code() << 16 | id).equals(Integer.toString(type.code() << 16 | id))
                ? type + "-" + id
                : NAMES.of(type.code() << 16 | id);
    }

    int wireLength() {
        int length = HEADER;
        for (TransformAttribute attribute : attributes) {
            length += attribute.wireLength();
        }
        return length;
    }

    /// Reads one transform of a proposal; `isLast` is what the proposal's count says.
    static Transform read(ByteReader in, boolean isLast) {
        in.require(in.u8() == (isLast ? 0 : MORE), "transform: last or more");
        in.skip(1);
        int length = in.u16();
        in.require(length >= HEADER, "transform length");
        var type = new TransformType(in.u8());
        in.skip(1);
        int id = in.u16();
        ByteReader body = in.sub(length - HEADER);
        var attributes = new ArrayList<TransformAttribute>();
        while (body.left() > 0) {
            attributes.add(TransformAttribute.read(body));
            body.require(
                    attributes.size() <= IkeLimits.TRANSFORM_ATTRIBUTES_MAX,
                    "too many transform attributes");
        }
        in.join(body);
        return in.failed() ? KE_NONE : new Transform(type, id, attributes);
    }

    void writeTo(ByteWriter out, boolean isLast) {
        out.u8(isLast ? 0 : MORE).u8(0).u16(wireLength()).u8(type.code()).u8(0).u16(id);
        attributes.forEach(attribute -> attribute.writeTo(out));
    }

    @Override
    public String toString() {
        return keyBits().isPresent() ? name() + "-" + keyBits().getAsInt() : name();
    }
}
