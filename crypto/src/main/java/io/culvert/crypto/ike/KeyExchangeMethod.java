package io.culvert.crypto.ike;

import java.math.BigInteger;
import java.util.Optional;

/// Key exchange methods: transform type 4 of RFC 7296 section 3.3.2, once called Diffie-Hellman groups. The number is also
/// that of the configuration.
public enum KeyExchangeMethod {
    MODP_1024(2, Kind.MODP, 1024),
    MODP_1536(5, Kind.MODP, 1536),
    MODP_2048(14, Kind.MODP, 2048),
    MODP_3072(15, Kind.MODP, 3072),
    MODP_4096(16, Kind.MODP, 4096),
    MODP_6144(17, Kind.MODP, 6144),
    MODP_8192(18, Kind.MODP, 8192),
    ECP_256(19, Kind.ECP, 256),
    ECP_384(20, Kind.ECP, 384),
    ECP_521(21, Kind.ECP, 521),
    CURVE25519(31, Kind.MONTGOMERY, 256),
    CURVE448(32, Kind.MONTGOMERY, 448);

    /// How a method computes.
    public enum Kind {
        /// A prime field: RFC 7296 appendix B, RFC 3526.
        MODP,
        /// A short Weierstrass curve: RFC 5903.
        ECP,
        /// Curve25519 and Curve448: RFC 8031.
        MONTGOMERY
    }

    private final int transformId;
    private final Kind kind;
    private final int bits;

    KeyExchangeMethod(int transformId, Kind kind, int bits) {
        this.transformId = transformId;
        this.kind = kind;
        this.bits = bits;
    }

    /// The method of a number in a proposal; empty for one that we do not have.
    public static Optional<KeyExchangeMethod> of(int transformId) {
        for (KeyExchangeMethod method : values()) {
            if (method.transformId == transformId) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    public int transformId() {
        return transformId;
    }

    public Kind kind() {
        return kind;
    }

    public int bits() {
        return bits;
    }

    /// Octets of one number: the prime, or a coordinate.
    public int elementOctets() {
        return (bits + 7) / 8;
    }

    /// The prime of a group of integers.
    public BigInteger prime() {
        return ModpPrimes.of(this);
    }

    /// Octets of the Key Exchange Data: the padded number, or both coordinates of the point.
    public int publicOctets() {
        return kind == Kind.ECP ? 2 * elementOctets() : elementOctets();
    }

    /// Whether RFC 8247 section 2.4 warns of it.
    public boolean isLegacy() {
        return kind == Kind.MODP && bits < 2048;
    }
}
