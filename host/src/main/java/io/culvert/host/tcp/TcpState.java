package io.culvert.host.tcp;

/// The states of a connection and how one follows another, RFC 9293 section 3.3.2. LISTEN is a listener's and not a
/// connection's.
/// ```
///                 Connect                                    SYN at a listener
///        SYN_SENT ------------------- SYN --------------> SYN_RECEIVED
///            |  SYN,ACK                                        | ACK
///            +--------------------> ESTABLISHED <--------------+
///                     Close /             \ FIN
///                 FIN_WAIT_1               CLOSE_WAIT
///          ACK /      | FIN   \ FIN,ACK        | Close
///     FIN_WAIT_2   CLOSING     |           LAST_ACK
///          FIN \      | ACK    |               | ACK
///                 TIME_WAIT <--+            CLOSED
/// ```
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

    /// What moves a connection in order. Resets and timeouts end it from any state.
    enum Step {
        /// The peer's SYN, without an acknowledgment of ours.
        SYN,
        SYN_ACKNOWLEDGED,
        /// The user has nothing more to send.
        CLOSE,
        /// The peer has nothing more to send, and all that it sent is here.
        FIN,
        FIN_ACKNOWLEDGED,
        /// Old segments are dead.
        TIME_WAIT_OVER
    }

    /// The state after this step; the same where the step says nothing new.
    TcpState after(Step step) {
        return switch (this) {
            case SYN_SENT ->
                    switch (step) {
                        case SYN -> SYN_RECEIVED;
                        case SYN_ACKNOWLEDGED -> ESTABLISHED;
                        case CLOSE -> CLOSED;
                        case FIN, FIN_ACKNOWLEDGED, TIME_WAIT_OVER -> this;
                    };
            case SYN_RECEIVED ->
                    switch (step) {
                        case SYN_ACKNOWLEDGED -> ESTABLISHED;
                        // FIN has to wait for ESTABLISHED, section 3.10.4
                        case SYN, CLOSE, FIN, FIN_ACKNOWLEDGED, TIME_WAIT_OVER -> this;
                    };
            case ESTABLISHED ->
                    switch (step) {
                        case CLOSE -> FIN_WAIT_1;
                        case FIN -> CLOSE_WAIT;
                        case SYN, SYN_ACKNOWLEDGED, FIN_ACKNOWLEDGED, TIME_WAIT_OVER -> this;
                    };
            case FIN_WAIT_1 ->
                    switch (step) {
                        case FIN -> CLOSING;
                        case FIN_ACKNOWLEDGED -> FIN_WAIT_2;
                        case SYN, SYN_ACKNOWLEDGED, CLOSE, TIME_WAIT_OVER -> this;
                    };
            case FIN_WAIT_2 -> step == Step.FIN ? TIME_WAIT : this;
            case CLOSE_WAIT -> step == Step.CLOSE ? LAST_ACK : this;
            case CLOSING -> step == Step.FIN_ACKNOWLEDGED ? TIME_WAIT : this;
            case LAST_ACK -> step == Step.FIN_ACKNOWLEDGED ? CLOSED : this;
            case TIME_WAIT -> step == Step.TIME_WAIT_OVER ? CLOSED : this;
            case CLOSED -> this;
        };
    }

    /// Both ends know each other's sequence numbers.
    boolean isSynchronized() {
        return this != SYN_SENT && this != SYN_RECEIVED && this != CLOSED;
    }

    /// Data or FIN of ours may be under way.
    boolean transmits() {
        return isSynchronized() && this != TIME_WAIT;
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
