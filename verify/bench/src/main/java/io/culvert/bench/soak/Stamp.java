package io.culvert.bench.soak;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// What each datagram begins with: its flow, its octets in all, its number in the flow and when it was sent. Datagrams that came joined are
/// taken apart by the octets.
final class Stamp {
    static final int OCTETS = 24;

    private Stamp() {}

    static void write(MemorySegment memory, long at, int flow, int octets, long number, long sent) {
        memory.set(JAVA_INT_UNALIGNED, at, flow);
        memory.set(JAVA_INT_UNALIGNED, at + 4, octets);
        memory.set(JAVA_LONG_UNALIGNED, at + 8, number);
        memory.set(JAVA_LONG_UNALIGNED, at + 16, sent);
    }

    static int flow(MemorySegment memory, long at) {
        return memory.get(JAVA_INT_UNALIGNED, at);
    }

    static int octets(MemorySegment memory, long at) {
        return memory.get(JAVA_INT_UNALIGNED, at + 4);
    }

    static long number(MemorySegment memory, long at) {
        return memory.get(JAVA_LONG_UNALIGNED, at + 8);
    }

    static long sentNanos(MemorySegment memory, long at) {
        return memory.get(JAVA_LONG_UNALIGNED, at + 16);
    }
}
