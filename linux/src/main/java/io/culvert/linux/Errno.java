package io.culvert.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// Where one thread's calls leave their `errno`, and the numbers of it that Culvert knows.
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EBADFD = 77;
    static final int EMSGSIZE = 90;
    static final int ENOPROTOOPT = 92;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETDOWN = 100;
    static final int ENETUNREACH = 101;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;

    static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long OFFSET =
            LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    final MemorySegment state = Arena.ofAuto().allocate(LAYOUT);

    /// The result of a call as the kernel itself gives it: what is negative is the complement of an `errno`.
    long result(long returned) {
        return returned >= 0 ? returned : -state.get(ValueLayout.JAVA_INT, OFFSET);
    }
}
