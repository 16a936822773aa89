package io.culvert.host.tcp;

/// The states of a connection, RFC 9293 section 3.3.2. LISTEN is a listener's and not a connection's.
public enum TcpState {
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    CLOSED;

    /// Both ends know each other's sequence numbers.
    boolean isSynchronized() {
        return this != SYN_SENT && this != SYN_RECEIVED && this != CLOSED;
    }

    /// The user may still send.
    boolean sends() {
        return this == SYN_SENT
                || this == SYN_RECEIVED
                || this == ESTABLISHED
                || this == CLOSE_WAIT;
    }

    /// The peer may still send.
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
    }
}
