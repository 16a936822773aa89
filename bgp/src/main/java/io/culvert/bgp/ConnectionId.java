package io.culvert.bgp;

/// A TCP connection. The engine numbers those that it orders from 1 up, the router those that it accepts from -1 down.
public record ConnectionId(long number) implements Comparable<ConnectionId> {
    /// Written out, as the hash below: all that comes and goes is of a connection.
    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionId id && number == id.number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public int compareTo(ConnectionId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "#" + number;
    }
}
