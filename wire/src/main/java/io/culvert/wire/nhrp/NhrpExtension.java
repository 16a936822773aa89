package io.culvert.wire.nhrp;

import io.culvert.base.Bytes;

/// One extension, RFC 2332 section 5.3. The end of extensions (type 0) is not kept: it is written where there is any other.
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

    public NhrpExtension {
        if (type < 1 || type > 0x3FFF) {
            throw new IllegalArgumentException("extension type " + type);
        }
    }
}
