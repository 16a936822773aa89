package io.culvert.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The calls of the C library that ports are made of. Addresses are passed as numbers, which makes no objects; whoever passes
/// one keeps the memory behind it alive. Every call answers as the kernel does: what is negative is the complement of an
/// `errno`. All calls are plain ones, never critical: they may wait.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final AddressLayout TEXT =
            ValueLayout.ADDRESS.withTargetLayout(
                    MemoryLayout.sequenceLayout(256, ValueLayout.JAVA_BYTE));

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = call("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            call("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = call("close", JAVA_INT);
    private static final MethodHandle OPEN = variadic("open", 2, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle READ = words("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = words("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle READV = words("readv", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle WRITEV = words("writev", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG = words("recvmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDMSG = words("sendmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDTO =
            words("sendto", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMMSG =
            call("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG =
            call("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = call("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT =
            call("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETNS = call("setns", JAVA_INT, JAVA_INT);
    private static final MethodHandle MMAP =
            words("mmap", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = call("munmap", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MADVISE = call("madvise", JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SYSCALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(TEXT, JAVA_INT));

    private Libc() {}

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle words(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library throws nothing", thrown);
    }

    static int socket(Errno errno, int family, int type, int protocol) {
        try {
            return (int)
                    errno.result((int) SOCKET.invokeExact(errno.state, family, type, protocol));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int bind(Errno errno, int descriptor, long address, int length) {
        try {
            return (int)
                    errno.result((int) BIND.invokeExact(errno.state, descriptor, address, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int connect(Errno errno, int descriptor, long address, int length) {
        try {
            return (int)
                    errno.result(
                            (int) CONNECT.invokeExact(errno.state, descriptor, address, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int getsockname(Errno errno, int descriptor, long address, long length) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    GETSOCKNAME.invokeExact(
                                            errno.state, descriptor, address, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int setsockopt(
            Errno errno, int descriptor, int level, int option, long value, int length) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    SETSOCKOPT.invokeExact(
                                            errno.state, descriptor, level, option, value, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int getsockopt(
            Errno errno, int descriptor, int level, int option, long value, long length) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    GETSOCKOPT.invokeExact(
                                            errno.state, descriptor, level, option, value, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int close(Errno errno, int descriptor) {
        try {
            return (int) errno.result((int) CLOSE.invokeExact(errno.state, descriptor));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int open(Errno errno, long path, int flags) {
        try {
            return (int) errno.result((int) OPEN.invokeExact(errno.state, path, flags, 0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int ioctl(Errno errno, int descriptor, long request, long argument) {
        try {
            return (int)
                    errno.result(
                            (int) IOCTL.invokeExact(errno.state, descriptor, request, argument));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long read(Errno errno, int descriptor, long at, long length) {
        try {
            return errno.result((long) READ.invokeExact(errno.state, descriptor, at, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long write(Errno errno, int descriptor, long at, long length) {
        try {
            return errno.result((long) WRITE.invokeExact(errno.state, descriptor, at, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long readv(Errno errno, int descriptor, long vectors, int count) {
        try {
            return errno.result((long) READV.invokeExact(errno.state, descriptor, vectors, count));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long writev(Errno errno, int descriptor, long vectors, int count) {
        try {
            return errno.result((long) WRITEV.invokeExact(errno.state, descriptor, vectors, count));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long recvmsg(Errno errno, int descriptor, long message, int flags) {
        try {
            return errno.result(
                    (long) RECVMSG.invokeExact(errno.state, descriptor, message, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long sendmsg(Errno errno, int descriptor, long message, int flags) {
        try {
            return errno.result(
                    (long) SENDMSG.invokeExact(errno.state, descriptor, message, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static long sendto(
            Errno errno, int descriptor, long at, long length, int flags, long address, int size) {
        try {
            return errno.result(
                    (long)
                            SENDTO.invokeExact(
                                    errno.state, descriptor, at, length, flags, address, size));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Without a timeout; descriptors are non-blocking.
    static int recvmmsg(Errno errno, int descriptor, long messages, int count, int flags) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    RECVMMSG.invokeExact(
                                            errno.state, descriptor, messages, count, flags, 0L));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int sendmmsg(Errno errno, int descriptor, long messages, int count, int flags) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    SENDMMSG.invokeExact(
                                            errno.state, descriptor, messages, count, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int epollCreate(Errno errno, int flags) {
        try {
            return (int) errno.result((int) EPOLL_CREATE.invokeExact(errno.state, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int epollControl(Errno errno, int epoll, int operation, int descriptor, long event) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    EPOLL_CTL.invokeExact(
                                            errno.state, epoll, operation, descriptor, event));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int epollWait(Errno errno, int epoll, long events, int count, int milliseconds) {
        try {
            return (int)
                    errno.result(
                            (int)
                                    EPOLL_WAIT.invokeExact(
                                            errno.state, epoll, events, count, milliseconds));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int eventfd(Errno errno, int flags) {
        try {
            return (int) errno.result((int) EVENTFD.invokeExact(errno.state, 0, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int setns(Errno errno, int descriptor, int kind) {
        try {
            return (int) errno.result((int) SETNS.invokeExact(errno.state, descriptor, kind));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Maps a piece of an open file at an address of the kernel's choice.
    static long mmap(
            Errno errno, long length, int protection, int flags, int descriptor, long offset) {
        try {
            return errno.result(
                    (long)
                            MMAP.invokeExact(
                                    errno.state,
                                    0L,
                                    length,
                                    protection,
                                    flags,
                                    descriptor,
                                    offset));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int madvise(Errno errno, long address, long length, int advice) {
        try {
            return (int)
                    errno.result((int) MADVISE.invokeExact(errno.state, address, length, advice));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int munmap(Errno errno, long address, long length) {
        try {
            return (int) errno.result((int) MUNMAP.invokeExact(errno.state, address, length));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// A call of the kernel that the C library has no function for.
    static long syscall(Errno errno, long number, long first, long second, long third) {
        try {
            return errno.result(
                    (long) SYSCALL.invokeExact(errno.state, number, first, second, third));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// What the C library says of an `errno`.
    static String describe(int number) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(number)).getString(0);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
