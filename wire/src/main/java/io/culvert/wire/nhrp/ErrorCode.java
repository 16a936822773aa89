package io.culvert.wire.nhrp;

/// Codes of an Error Indication, RFC 2332 section 5.2.7; 16 and 17 are of RFC 2735.
public final class ErrorCode {
    public static final int UNRECOGNIZED_EXTENSION = 1;
    public static final int LOOP_DETECTED = 3;
    public static final int PROTOCOL_ADDRESS_UNREACHABLE = 6;
    public static final int PROTOCOL_ERROR = 7;
    public static final int SIZE_EXCEEDED = 8;
    public static final int INVALID_EXTENSION = 9;
    public static final int INVALID_REPLY = 10;
    public static final int AUTHENTICATION_FAILURE = 11;
    public static final int HOP_COUNT_EXCEEDED = 15;
    public static final int VPN_MISMATCH = 16;
    public static final int VPN_UNSUPPORTED = 17;

    private ErrorCode() {}

    /// As the RFC calls it.
    public static String name(int code) {
        return switch (code) {
            case UNRECOGNIZED_EXTENSION -> "unrecognized extension";
            case LOOP_DETECTED -> "loop detected";
            case PROTOCOL_ADDRESS_UNREACHABLE -> "protocol address unreachable";
            case PROTOCOL_ERROR -> "protocol error";
            case SIZE_EXCEEDED -> "SDU size exceeded";
            case INVALID_EXTENSION -> "invalid extension";
            case INVALID_REPLY -> "invalid resolution reply received";
            case AUTHENTICATION_FAILURE -> "authentication failure";
            case HOP_COUNT_EXCEEDED -> "hop count exceeded";
            case VPN_MISMATCH -> "VPN mismatch";
            case VPN_UNSUPPORTED -> "VPN not supported";
            default -> "of no kind that is known here";
        };
    }
}
