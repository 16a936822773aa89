package io.culvert.bgp;

/// A TCP connection. The engine numbers those that it orders from 1 up, the router those that it accepts from -1 down.
public record ConnectionId(long number) implements Comparable<ConnectionId> {
    @Override
    public int compareTo(ConnectionId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "#" + number;
    }
}
