package io.culvert.wire.nhrp;

import java.util.Optional;
import java.util.stream.Stream;

/// `ar$op.type`, RFC 2332 section 5.1; type 8 is of draft-detienne-dmvpn-01.
public enum NhrpType {
    RESOLUTION_REQUEST(1, "Resolution Request"),
    RESOLUTION_REPLY(2, "Resolution Reply"),
    REGISTRATION_REQUEST(3, "Registration Request"),
    REGISTRATION_REPLY(4, "Registration Reply"),
    PURGE_REQUEST(5, "Purge Request"),
    PURGE_REPLY(6, "Purge Reply"),
    ERROR_INDICATION(7, "Error Indication"),
    TRAFFIC_INDICATION(8, "Traffic Indication");

    private final int code;
    private final String text;

    NhrpType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// Empty for a code that stands for none of these.
    public static Optional<NhrpType> of(int code) {
        return Stream.of(values()).filter(type -> type.code == code).findFirst();
    }

    /// Whether packets of this type hold a [NhrpBody.Exchange].
    public boolean isExchange() {
        return this != ERROR_INDICATION && this != TRAFFIC_INDICATION;
    }

    public int code() {
        return code;
    }

    @Override
    public String toString() {
        return text;
    }
}
