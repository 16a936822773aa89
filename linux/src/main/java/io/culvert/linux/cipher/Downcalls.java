package io.culvert.linux.cipher;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Calls of functions of a cipher library, whose address is handed in: the handles are constants of the process, which the
/// compiler sees through, while the libraries may be there or not. All arguments are integers or addresses and go as words in
/// registers, so that two shapes serve every function; those that a function does not take do no harm. Each shape that is used
/// costs milliseconds once.
///
/// A critical call holds up every safepoint until it comes back: only ciphers may be called so, and only for a packet or a burst.
public final class Downcalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle PLAIN = handle(6);
    private static final MethodHandle SIX = handle(6, Linker.Option.critical(false));
    private static final MethodHandle TEN = handle(10, Linker.Option.critical(false));

    private Downcalls() {}

    private static MethodHandle handle(int words, Linker.Option... options) {
        var arguments = new MemoryLayout[words];
        Arrays.fill(arguments, JAVA_LONG);
        return LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, arguments), options);
    }

    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a function of a cipher library throws nothing", thrown);
    }

    /// A call that may wait.
    public static long plain(
            MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) PLAIN.invokeExact(function, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    public static long plain(MemorySegment function) {
        return plain(function, 0, 0, 0, 0, 0, 0);
    }

    public static long plain(MemorySegment function, long a) {
        return plain(function, a, 0, 0, 0, 0, 0);
    }

    public static long plain(MemorySegment function, long a, long b) {
        return plain(function, a, b, 0, 0, 0, 0);
    }

    public static long plain(MemorySegment function, long a, long b, long c) {
        return plain(function, a, b, c, 0, 0, 0);
    }

    static long critical(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SIX.invokeExact(function, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long critical(MemorySegment function, long a, long b, long c, long d, long e) {
        return critical(function, a, b, c, d, e, 0);
    }

    static long critical(MemorySegment function, long a, long b, long c, long d) {
        return critical(function, a, b, c, d, 0, 0);
    }

    static long critical(MemorySegment function, long a, long b, long c) {
        return critical(function, a, b, c, 0, 0, 0);
    }

    static long critical(MemorySegment function, long a) {
        return critical(function, a, 0, 0, 0, 0, 0);
    }

    static void critical(
            MemorySegment function,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j) {
        try {
            long ignored = (long) TEN.invokeExact(function, a, b, c, d, e, f, g, h, i, j);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
