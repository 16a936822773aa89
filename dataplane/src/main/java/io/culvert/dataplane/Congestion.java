package io.culvert.dataplane;

/// The ECN fields of outer and inner header when a tunnel ends, RFC 6040 section 4.2.
final class Congestion {
    private Congestion() {}

    /// The field that the inner header goes on with, or -1 when the packet must be dropped. Congestion (3) wins; ECT(1) outside
    /// turns ECT(0) inside into ECT(1).
    static int join(int outer, int inner) {
        if (inner == 0) {
            return outer == 3 ? -1 : 0;
        }
        return outer == 3 || (outer == 1 && inner == 2) ? outer : inner;
    }
}
