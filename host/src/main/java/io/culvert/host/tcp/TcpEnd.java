package io.culvert.host.tcp;

/// How a connection came to its end.
public enum TcpEnd {
    /// Both directions were closed in order.
    CLOSED("closed"),
    /// The user aborted it.
    ABORTED("aborted"),
    /// The peer sent RST in answer to our SYN.
    REFUSED("connection refused by the peer"),
    /// The peer sent RST.
    RESET("connection reset by the peer"),
    /// Nothing was acknowledged for the user timeout, the connect timeout or all keepalive probes.
    TIMED_OUT("timed out"),
    /// While connecting, an ICMP error said that the peer or its port cannot be reached.
    UNREACHABLE("destination unreachable"),
    /// The engine has no room for another connection, or the same connection exists already.
    NO_ROOM("no room for another connection");

    private final String sentence;

    TcpEnd(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
