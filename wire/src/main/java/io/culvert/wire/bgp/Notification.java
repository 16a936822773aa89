package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.nio.charset.StandardCharsets;

/// NOTIFICATION, RFC 4271 section 4.5: why a session ends.
///
/// ```
/// | code (1) | subcode (1) | data ... |
/// ```
public record Notification(int code, int subcode, Bytes data) implements BgpMessage {
    public static final int HEADER = 1;
    public static final int OPEN = 2;
    public static final int UPDATE = 3;
    public static final int HOLD_TIMER = 4;
    public static final int FSM = 5;
    public static final int CEASE = 6;
    public static final int ROUTE_REFRESH = 7;
    public static final int SEND_HOLD_TIMER = 8;

    public static final int HEADER_NOT_SYNCHRONIZED = 1;
    public static final int HEADER_BAD_LENGTH = 2;
    public static final int HEADER_BAD_TYPE = 3;

    public static final int OPEN_UNSUPPORTED_VERSION = 1;
    public static final int OPEN_BAD_PEER_AS = 2;
    public static final int OPEN_BAD_IDENTIFIER = 3;
    public static final int OPEN_UNSUPPORTED_PARAMETER = 4;
    public static final int OPEN_UNACCEPTABLE_HOLD_TIME = 6;
    public static final int OPEN_UNSUPPORTED_CAPABILITY = 7;
    public static final int OPEN_ROLE_MISMATCH = 11;

    public static final int UPDATE_MALFORMED_ATTRIBUTES = 1;
    public static final int UPDATE_BAD_OPTIONAL_ATTRIBUTE = 9;
    public static final int UPDATE_INVALID_NETWORK = 10;
    public static final int UPDATE_MALFORMED_AS_PATH = 11;

    /// RFC 6608.
    public static final int FSM_IN_OPEN_SENT = 1;
    public static final int FSM_IN_OPEN_CONFIRM = 2;
    public static final int FSM_IN_ESTABLISHED = 3;

    /// RFC 7313 section 5.
    public static final int REFRESH_BAD_LENGTH = 1;

    /// RFC 4486, RFC 8538, RFC 9384.
    public static final int CEASE_MAX_PREFIXES = 1;
    public static final int CEASE_SHUTDOWN = 2;
    public static final int CEASE_PEER_REMOVED = 3;
    public static final int CEASE_RESET = 4;
    public static final int CEASE_REJECTED = 5;
    public static final int CEASE_CONFIG_CHANGE = 6;
    public static final int CEASE_COLLISION = 7;
    public static final int CEASE_OUT_OF_RESOURCES = 8;
    public static final int CEASE_HARD_RESET = 9;
    public static final int CEASE_BFD_DOWN = 10;

    public Notification {
        if (code < 0 || code > 0xFF || subcode < 0 || subcode > 0xFF) {
            throw new IllegalArgumentException("notification " + code + "/" + subcode);
        }
    }

    public static Notification of(int code, int subcode) {
        return new Notification(code, subcode, Bytes.EMPTY);
    }

    static Parse<Notification> parse(ByteReader in) {
        int code = in.u8();
        int subcode = in.u8();
        Bytes data = in.rest();
        return in.finish(() -> new Notification(code, subcode, data));
    }

    @Override
    public MessageType type() {
        return MessageType.NOTIFICATION;
    }

    @Override
    public void writeBody(ByteWriter out, Codec codec) {
        out.u8(code).u8(subcode).bytes(data);
    }

    /// RFC 8538 section 3.1: this one inside of a Hard Reset, after which nothing outlives the session.
    public Notification inHardReset() {
        var out = new ByteWriter(2 + data.size());
        out.u8(code).u8(subcode).bytes(data);
        return new Notification(CEASE, CEASE_HARD_RESET, out.toBytes());
    }

    public boolean isHardReset() {
        return code == CEASE && subcode == CEASE_HARD_RESET;
    }

    /// What an operator wrote for us to read, RFC 9003 section 2; empty if nothing.
    public String shutdownText() {
        boolean carriesText =
                code == CEASE && (subcode == CEASE_SHUTDOWN || subcode == CEASE_RESET);
        if (!carriesText || data.isEmpty() || data.u8(0) != data.size() - 1) {
            return "";
        }
        return data.slice(1).toText(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    /// In words, as IOS prints it.
    public String text() {
        String detail =
                switch (code) {
                    case HEADER ->
                            switch (subcode) {
                                case HEADER_NOT_SYNCHRONIZED -> "connection not synchronized";
                                case HEADER_BAD_LENGTH -> "illegal header length";
                                default -> "illegal message type";
                            };
                    case OPEN ->
                            switch (subcode) {
                                case OPEN_UNSUPPORTED_VERSION -> "unsupported version number";
                                case OPEN_BAD_PEER_AS -> "peer in wrong AS";
                                case OPEN_BAD_IDENTIFIER -> "BGP identifier wrong";
                                case OPEN_UNSUPPORTED_PARAMETER -> "unsupported optional parameter";
                                case OPEN_UNACCEPTABLE_HOLD_TIME -> "unacceptable hold time";
                                case OPEN_UNSUPPORTED_CAPABILITY -> "no supported AFI/SAFI";
                                case OPEN_ROLE_MISMATCH -> "role mismatch";
                                default -> "malformed";
                            };
                    case UPDATE ->
                            switch (subcode) {
                                case UPDATE_MALFORMED_ATTRIBUTES -> "malformed attribute list";
                                case UPDATE_BAD_OPTIONAL_ATTRIBUTE -> "optional attribute error";
                                case UPDATE_INVALID_NETWORK -> "illegal network";
                                case UPDATE_MALFORMED_AS_PATH -> "malformed AS_PATH";
                                default -> "attribute error";
                            };
                    case FSM -> "finite state machine error";
                    case CEASE ->
                            switch (subcode) {
                                case CEASE_MAX_PREFIXES -> "max number of prefixes reached";
                                case CEASE_SHUTDOWN -> "administrative shutdown";
                                case CEASE_PEER_REMOVED -> "peer de-configured";
                                case CEASE_RESET -> "administrative reset";
                                case CEASE_REJECTED -> "connection rejected";
                                case CEASE_CONFIG_CHANGE -> "other configuration change";
                                case CEASE_COLLISION -> "connection collision";
                                case CEASE_OUT_OF_RESOURCES -> "out of resources";
                                case CEASE_HARD_RESET -> "hard reset";
                                case CEASE_BFD_DOWN -> "BFD down";
                                default -> "";
                            };
                    default -> "";
                };
        String name =
                switch (code) {
                    case HEADER -> "header";
                    case OPEN -> "OPEN";
                    case UPDATE -> "UPDATE";
                    case HOLD_TIMER -> "hold time expired";
                    case FSM -> "FSM";
                    case CEASE -> "cease";
                    case ROUTE_REFRESH -> "ROUTE-REFRESH";
                    case SEND_HOLD_TIMER -> "send hold time expired";
                    default -> "unknown";
                };
        return code + "/" + subcode + " (" + name + (detail.isEmpty() ? "" : ": " + detail) + ")";
    }
}
