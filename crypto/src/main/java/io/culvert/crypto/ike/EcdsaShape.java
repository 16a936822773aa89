package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import java.security.Key;
import java.security.interfaces.ECKey;

/// The one shape that an ECDSA signature has. The JDK takes others for the same two numbers, which would make more signatures of one.
final class EcdsaShape {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int LONG_LENGTH = 0x81;
    private static final int SHORT_LENGTH_MAX = 0x7F;

    private EcdsaShape() {}

    /// Whether a signature has the shape that its algorithm asks for; any other kind of signature has.
    static boolean fits(PublicKeys.Algorithm algorithm, Key key, Bytes signed) {
        if (algorithm.name().endsWith("withECDSAinP1363Format")) {
            return key instanceof ECKey curve && signed.size() == 2 * orderOctets(curve);
        }
        return !algorithm.name().endsWith("withECDSA") || isDer(signed);
    }

    /// RFC 4754 section 7: r and s are as long as the order of the group.
    private static int orderOctets(ECKey key) {
        return (key.getParams().getOrder().bitLength() + 7) / 8;
    }

    /// A SEQUENCE of two INTEGERs above zero in DER (X.690 sections 8.3 and 10.1), as RFC 7427 section 3 asks for.
    static boolean isDer(Bytes signed) {
        if (signed.size() < 3 || signed.u8(0) != SEQUENCE) {
            return false;
        }
        boolean isLong = signed.u8(1) == LONG_LENGTH && signed.u8(2) > SHORT_LENGTH_MAX;
        int at = isLong ? 3 : 2;
        if (!isLong && signed.u8(1) > SHORT_LENGTH_MAX || at + signed.u8(at - 1) != signed.size()) {
            return false;
        }
        int second = endOfInteger(signed, at);
        return second > 0 && endOfInteger(signed, second) == signed.size();
    }

    /// Where an INTEGER ends, or -1 if it is negative or longer than it must be.
    private static int endOfInteger(Bytes signed, int at) {
        if (at + 2 >= signed.size() || signed.u8(at) != INTEGER) {
            return -1;
        }
        int length = signed.u8(at + 1);
        int end = at + 2 + length;
        if (length == 0 || length > SHORT_LENGTH_MAX || end > signed.size()) {
            return -1;
        }
        boolean isPadded = length > 1 && signed.u8(at + 2) == 0;
        int top = signed.u8(at + (isPadded ? 3 : 2));
        return isPadded == top > SHORT_LENGTH_MAX ? end : -1;
    }
}
