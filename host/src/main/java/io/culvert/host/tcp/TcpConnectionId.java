package io.culvert.host.tcp;

/// The engine's name for one connection. It is never used again, unlike the four numbers of a [TcpKey].
public record TcpConnectionId(long number) implements Comparable<TcpConnectionId> {
    @Override
    public int compareTo(TcpConnectionId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "tcp" + number;
    }
}
