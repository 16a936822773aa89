package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Waits until a port has something, a time has come or another thread calls: epoll(7) and eventfd(2).
public final class Poller implements AutoCloseable {
    /// The most descriptors that one wait reports; the others are reported by the next.
    static final int EVENTS_MAX = 64;

    /// Ports of one poller.
    static final int PORTS_MAX = 4096;

    private static final int EPOLLIN = 1;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;

    /// What an event carries for the eventfd.
    private static final long WAKE = -1;

    /// `struct epoll_event` is packed on x86-64 only.
    private static final int EVENT_SIZE =
            System.getProperty("os.arch", "").equals("amd64") ? 12 : 16;

    private static final ValueLayout.OfInt EVENTS = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Errno errno = new Errno();
    private final MemorySegment events = Arena.ofAuto().allocate((long) EVENTS_MAX * EVENT_SIZE, 8);
    private final MemorySegment cell = Arena.ofAuto().allocate(8, 8);
    private final Descriptor epoll;

    /// Guards the eventfd: a wake-up must not write to a number that has been closed and given out again.
    private final Object waking = new Object();

    private final Errno wakingErrno = new Errno();
    private final MemorySegment one = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, 1L);
    private final Descriptor wakeUp;
    private boolean open = true;

    private @Nullable LinuxPort[] ports = new LinuxPort[16];
    private @Nullable LinuxPort[] ready = new LinuxPort[16];
    private boolean[] isReady = new boolean[16];
    private int readyCount;

    private Poller(Descriptor epoll, Descriptor wakeUp) {
        this.epoll = epoll;
        this.wakeUp = wakeUp;
    }

    public static Poller open() throws IOException {
        var errno = new Errno();
        int epoll = Libc.epollCreate(errno, Descriptor.CLOEXEC);
        if (epoll < 0) {
            throw Refusal.other("the poller", epoll);
        }
        int wakeUp = Libc.eventfd(errno, Descriptor.NONBLOCK | Descriptor.CLOEXEC);
        if (wakeUp < 0) {
            new Descriptor(epoll).close();
            throw Refusal.other("the poller", wakeUp);
        }
        var poller = new Poller(new Descriptor(epoll), new Descriptor(wakeUp));
        int result = poller.control(CTL_ADD, wakeUp, WAKE);
        if (result < 0) {
            poller.close();
            throw Refusal.other("the poller", result);
        }
        return poller;
    }

    private int control(int operation, int descriptor, long data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT_SIZE, 8);
            event.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
            event.set(WORD, EVENT_SIZE - 8, data);
            return Libc.epollControl(errno, epoll.number, operation, descriptor, event.address());
        }
    }

    /// Watches every descriptor of a port.
    public void add(LinuxPort port) throws IOException {
        int number = 0;
        while (number < ports.length && ports[number] != null) {
            number++;
        }
        if (number == PORTS_MAX) {
            throw new IOException("a poller watches at most " + PORTS_MAX + " ports");
        }
        if (number == ports.length) {
            ports = Arrays.copyOf(ports, 2 * number);
            ready = Arrays.copyOf(ready, 2 * number);
            isReady = Arrays.copyOf(isReady, 2 * number);
        }
        ports[number] = port;
        int[] descriptors = port.descriptors();
        for (int i = 0; i < descriptors.length; i++) {
            int result = control(CTL_ADD, descriptors[i], (long) number << 32 | i);
            if (result < 0) {
                remove(port);
                throw Refusal.other("watching " + port.device(), result);
            }
        }
    }

    /// Forgets a port; to be called before the port is closed.
    public void remove(LinuxPort port) {
        for (int number = 0; number < ports.length; number++) {
            if (ports[number] == port) {
                ports[number] = null;
                for (int descriptor : port.descriptors()) {
                    control(CTL_DEL, descriptor, 0);
                }
            }
        }
    }

    /// Waits until a port has something, `nanos` have passed or [#wake] is called, and answers how many ports are ready: see
    /// [#ready]. Zero or less only looks. The kernel counts in milliseconds; a wait is rounded up, never down.
    public int await(long nanos) {
        readyCount = 0;
        Arrays.fill(isReady, false);
        for (int number = 0; number < ports.length; number++) {
            LinuxPort port = ports[number];
            if (port != null && port.hasMore()) {
                mark(number, port);
            }
        }
        long milliseconds = nanos <= 0 || readyCount > 0 ? 0 : (nanos - 1) / 1_000_000 + 1;
        int count =
                Libc.epollWait(
                        errno,
                        epoll.number,
                        events.address(),
                        EVENTS_MAX,
                        (int) Math.min(milliseconds, Integer.MAX_VALUE));
        for (int i = 0; i < count; i++) {
            long data = events.get(WORD, (long) (i + 1) * EVENT_SIZE - 8);
            if (data == WAKE) {
                Libc.read(errno, wakeUp.number, cell.address(), 8);
                continue;
            }
            int number = (int) (data >>> 32);
            LinuxPort port = ports[number];
            if (port != null) {
                port.readable((int) data);
                mark(number, port);
                forgetBroken(port, (int) data, events.get(EVENTS, (long) i * EVENT_SIZE));
            }
        }
        return readyCount;
    }

    /// A descriptor whose device has been removed is in error for ever, and would let no wait last.
    private void forgetBroken(LinuxPort port, int index, int reported) {
        if ((reported & EPOLLIN) == 0 && port.isGone()) {
            control(CTL_DEL, port.descriptors()[index], 0);
        }
    }

    private void mark(int number, LinuxPort port) {
        if (!isReady[number]) {
            isReady[number] = true;
            ready[readyCount++] = port;
        }
    }

    /// One of the ports that the last [#await] found ready.
    public LinuxPort ready(int index) {
        Objects.checkIndex(index, readyCount);
        return Objects.requireNonNull(ready[index]);
    }

    /// Ends a wait, now or the next; from any thread.
    public void wake() {
        synchronized (waking) {
            if (open) {
                // It fails only when wake-ups beyond counting are pending, which is as good.
                Libc.write(wakingErrno, wakeUp.number, one.address(), 8);
            }
        }
    }

    @Override
    public void close() {
        synchronized (waking) {
            open = false;
            wakeUp.close();
        }
        epoll.close();
    }
}
