package io.culvert.base;

/// An MPLS label value, RFC 3032 section 2.1: 20 bits, of which 0 to 15 are reserved.
public record Label(int value) implements Comparable<Label> {
    public static final int MAX = 0xFFFFF;
    public static final int FIRST_UNRESERVED = 16;
    public static final Label IPV4_EXPLICIT_NULL = new Label(0);
    public static final Label ROUTER_ALERT = new Label(1);
    public static final Label IPV6_EXPLICIT_NULL = new Label(2);
    /// Control plane only: asks the peer to pop; it is never on the wire (RFC 3032 section 2.1).
    public static final Label IMPLICIT_NULL = new Label(3);
    public static final Label GAL = new Label(13);

    public Label {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("a label has 20 bits: " + value);
        }
    }

    public boolean isReserved() {
        return value < FIRST_UNRESERVED;
    }

    @Override
    public int compareTo(Label other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return equals(IMPLICIT_NULL) ? "implicit-null" : Integer.toString(value);
    }
}
