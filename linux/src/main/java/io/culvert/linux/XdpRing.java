package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// One of the four rings of an AF_XDP socket (Documentation/networking/af_xdp.rst), mapped from the kernel: a producer's and
/// a consumer's count, each written by one side, and a power of two of entries.
final class XdpRing implements AutoCloseable {
    private static final int READ_WRITE = 3;
    private static final int SHARED_POPULATED = 0x8001;
    private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final long producerAt;
    private final long consumerAt;
    private final long entriesAt;
    private final int entrySize;
    private final int mask;

    /// Entries of ours so far, not all of them shown to the kernel yet.
    private int own;

    private final boolean isOurs;

    /// @param offsets four numbers of `struct xdp_ring_offset`: producer, consumer, entries, flags
    /// @param isOurs whether we produce
    private XdpRing(
            MemorySegment memory,
            MemorySegment offsets,
            int entries,
            int entrySize,
            boolean isOurs) {
        this.memory = memory;
        this.isOurs = isOurs;
        producerAt = offsets.get(ValueLayout.JAVA_LONG, 0);
        consumerAt = offsets.get(ValueLayout.JAVA_LONG, 8);
        entriesAt = offsets.get(ValueLayout.JAVA_LONG, 16);
        this.entrySize = entrySize;
        mask = entries - 1;
    }

    static XdpRing map(
            String what,
            Descriptor socket,
            long page,
            MemorySegment offsets,
            int entries,
            int entrySize,
            boolean isOurs)
            throws IOException {
        long length = offsets.get(ValueLayout.JAVA_LONG, 16) + (long) entries * entrySize;
        long address =
                Libc.mmap(new Errno(), length, READ_WRITE, SHARED_POPULATED, socket.number, page);
        if (address < 0) {
            throw Refusal.other(what, (int) address);
        }
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(length);
        return new XdpRing(memory, offsets, entries, entrySize, isOurs);
    }

    /// Entries that we may write, or that we may read.
    int available() {
        return isOurs
                ? mask + 1 - (own - (int) COUNT.getAcquire(memory, consumerAt))
                : (int) COUNT.getAcquire(memory, producerAt) - own;
    }

    /// Where our next entry stands in [#memory]; to be asked only when one is [#available].
    long next() {
        return entriesAt + (long) (own++ & mask) * entrySize;
    }

    MemorySegment memory() {
        return memory;
    }

    /// Shows the kernel how far we are.
    void publish() {
        COUNT.setRelease(memory, isOurs ? producerAt : consumerAt, own);
    }

    @Override
    public void close() {
        Libc.munmap(new Errno(), memory.address(), memory.byteSize());
    }
}
