package io.culvert.host.probe;

/// Numbers that no two test packets of a lab share, so that checkers can tell packets apart by their payload.
@FunctionalInterface
public interface PacketNumbers {
    int SIZE = 8;

    long next();

    /// Counts from one.
    static PacketNumbers counting() {
        var last = new long[1];
        return () -> ++last[0];
    }
}
