package io.culvert.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Memory for packets in huge pages, so far as the kernel has some to give: where page walks are dear they cost a packet less; on a machine whose host
/// has small pages anyway they make no difference (docs/performance.md). A page takes memory when it is first touched.
public final class HugePages implements SegmentAllocator {
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int ADVICE_HUGE = 14;

    /// Of x86-64; others get what their kernel makes of it.
    private static final long PAGE = 2L << 20;

    @Override
    public MemorySegment allocate(long octets, long alignment) {
        if (alignment > PAGE) {
            throw new IllegalArgumentException("an alignment of " + alignment);
        }
        long size = (octets + PAGE - 1) / PAGE * PAGE;
        long mapped = size + PAGE;
        long at = Libc.mmap(new Errno(), mapped, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
        // Errors are small negative numbers; an address of user space is positive.
        if (at < 0) {
            return Arena.ofAuto().allocate(octets, alignment);
        }
        long first = (at + PAGE - 1) / PAGE * PAGE;
        // A kernel without huge pages refuses the advice, and gives small ones.
        int advised = Libc.madvise(new Errno(), first, size, ADVICE_HUGE);
        assert advised <= 0 : "madvise answers 0 or an error";
        return MemorySegment.ofAddress(first)
                .reinterpret(octets, Arena.ofAuto(), _ -> Libc.munmap(new Errno(), at, mapped));
    }
}
