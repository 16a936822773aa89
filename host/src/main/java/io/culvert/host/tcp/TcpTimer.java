package io.culvert.host.tcp;

/// What a deadline of a connection is for.
record TcpTimer(TcpConnectionId id, Kind kind) {
    enum Kind {
        /// Something sent was not acknowledged.
        RETRANSMIT,
        /// The peer's window keeps us from sending.
        PERSIST,
        /// An acknowledgment is owed.
        ACKNOWLEDGE,
        /// Connecting, or unacknowledged data, takes too long; or the other half stays open without a word.
        GIVE_UP,
        KEEPALIVE,
        TIME_WAIT
    }
}
