package io.culvert.lab;

/// A port of a node, written `NODE:INTERFACE`.
public record Endpoint(String node, String port) implements Comparable<Endpoint> {
    @Override
    public int compareTo(Endpoint other) {
        int nodes = node.compareTo(other.node);
        return nodes != 0 ? nodes : port.compareTo(other.port);
    }

    @Override
    public String toString() {
        return node + ":" + port;
    }
}
