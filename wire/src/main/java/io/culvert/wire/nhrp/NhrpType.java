package io.culvert.wire.nhrp;

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

    public int code() {
        return code;
    }

    @Override
    public String toString() {
        return text;
    }
}
