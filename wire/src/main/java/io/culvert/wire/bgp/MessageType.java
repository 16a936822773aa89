package io.culvert.wire.bgp;

import java.util.List;
import java.util.Optional;

/// The kinds of messages: RFC 4271 section 4.1, RFC 2918 section 3.
public enum MessageType {
    OPEN(1, 29),
    UPDATE(2, 23),
    NOTIFICATION(3, 21),
    KEEPALIVE(4, 19),
    ROUTE_REFRESH(5, 23);

    private static final List<MessageType> ALL = List.of(values());

    private final int code;
    private final int lengthLeast;

    MessageType(int code, int lengthLeast) {
        this.code = code;
        this.lengthLeast = lengthLeast;
    }

    public int code() {
        return code;
    }

    /// The shortest message of this kind, header included.
    int lengthLeast() {
        return lengthLeast;
    }

    /// RFC 8654 section 4: never more than 4,096 octets, whatever was agreed on.
    boolean isAlwaysShort() {
        return this == OPEN || this == KEEPALIVE;
    }

    static Optional<MessageType> of(int code) {
        for (MessageType type : ALL) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
