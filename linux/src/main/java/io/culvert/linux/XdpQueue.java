package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// An AF_XDP socket over one queue of a device, with its own frames: half of them wait for what comes in, the other half carry
/// what goes out. Frames are copied to and from slots.
final class XdpQueue implements AutoCloseable {
    /// Entries of each ring.
    static final int ENTRIES = 1024;

    static final int FRAME = 2048;

    /// Frames that the kernel sends for one call.
    private static final int KICK = 32;

    /// The kernel lets go of a queue a while after its socket was closed.
    private static final int BIND_TRIES = 50;

    private static final long BIND_PAUSE_NANOS = 10_000_000;

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOL_XDP = 283;
    private static final int OFFSETS = 1;
    private static final int RECEIVE_RING = 2;
    private static final int SEND_RING = 3;
    private static final int REGISTER = 4;
    private static final int FILL_RING = 5;
    private static final int COMPLETION_RING = 6;
    private static final int STATISTICS = 7;
    private static final long SEND_PAGE = 0x8000_0000L;
    private static final long FILL_PAGE = 0x1_0000_0000L;
    private static final long COMPLETION_PAGE = 0x1_8000_0000L;
    private static final int COPY = 2;
    private static final int DONT_WAIT = 0x40;

    /// Octets of `struct xdp_desc`: place 8, length 4, options 4.
    private static final int DESCRIPTION = 16;

    private final Errno errno = new Errno();
    final Descriptor socket;
    private final MemorySegment frames = Arena.ofAuto().allocate(2L * ENTRIES * FRAME, 4096);
    private final List<XdpRing> rings = new ArrayList<>();
    private final XdpRing fill;
    private final XdpRing completion;
    private final XdpRing arriving;
    private final XdpRing leaving;
    private final long[] free = new long[ENTRIES];
    private int freeCount;

    private XdpQueue(String what, Descriptor socket) throws IOException {
        this.socket = socket;
        try (Arena arena = Arena.ofConfined()) {
            // struct xdp_umem_reg: address 8, length 8, frame 4, headroom 4, flags 4
            MemorySegment region = arena.allocate(32, 8);
            region.set(ValueLayout.ADDRESS, 0, frames);
            region.set(ValueLayout.JAVA_LONG, 8, frames.byteSize());
            region.set(ValueLayout.JAVA_INT, 16, FRAME);
            int result = socket.set(SOL_XDP, REGISTER, region);
            if (result < 0) {
                throw Refusal.of(what, "CAP_NET_RAW", result);
            }
            for (int ring : new int[] {FILL_RING, COMPLETION_RING, RECEIVE_RING, SEND_RING}) {
                socket.require(what, SOL_XDP, ring, ENTRIES);
            }
            MemorySegment offsets = arena.allocate(128, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 128);
            result =
                    Libc.getsockopt(
                            errno,
                            socket.number,
                            SOL_XDP,
                            OFFSETS,
                            offsets.address(),
                            length.address());
            if (result < 0) {
                throw Refusal.other(what, result);
            }
            arriving = ring(what, 0, offsets, 0, DESCRIPTION, false);
            leaving = ring(what, SEND_PAGE, offsets, 32, DESCRIPTION, true);
            fill = ring(what, FILL_PAGE, offsets, 64, 8, true);
            completion = ring(what, COMPLETION_PAGE, offsets, 96, 8, false);
        } catch (IOException e) {
            rings.forEach(XdpRing::close);
            throw e;
        }
        for (int i = 0; i < ENTRIES; i++) {
            offer((long) i * FRAME);
            free[freeCount++] = (long) (ENTRIES + i) * FRAME;
        }
        fill.publish();
    }

    private XdpRing ring(
            String what, long page, MemorySegment offsets, int at, int size, boolean isOurs)
            throws IOException {
        XdpRing ring =
                XdpRing.map(what, socket, page, offsets.asSlice(at, 32), ENTRIES, size, isOurs);
        rings.add(ring);
        return ring;
    }

    /// Opens a queue of a device; empty if the device does not use so many. It always uses the first.
    static Optional<XdpQueue> open(String what, int index, int queue) throws IOException {
        var errno = new Errno();
        int number = Descriptor.socket(errno, AF_XDP, SOCK_RAW, 0);
        if (number == -Errno.EAFNOSUPPORT) {
            throw new IOException(what + ": the kernel of this host has no AF_XDP");
        }
        if (number < 0) {
            throw Refusal.of(what, "CAP_NET_RAW", number);
        }
        var socket = new Descriptor(number);
        XdpQueue opened;
        try {
            opened = new XdpQueue(what, socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        try (Arena arena = Arena.ofConfined()) {
            // struct sockaddr_xdp: family 2, flags 2, device 4, queue 4, shared socket 4
            MemorySegment address = arena.allocate(16, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_XDP);
            address.set(ValueLayout.JAVA_SHORT, 2, (short) COPY);
            address.set(ValueLayout.JAVA_INT, 4, index);
            address.set(ValueLayout.JAVA_INT, 8, queue);
            int result = Libc.bind(errno, number, address.address(), 16);
            for (int tries = 1; result == -Errno.EBUSY && tries < BIND_TRIES; tries++) {
                LockSupport.parkNanos(BIND_PAUSE_NANOS);
                result = Libc.bind(errno, number, address.address(), 16);
            }
            if (result < 0) {
                opened.close();
                if (result == -Errno.EINVAL && queue > 0) {
                    return Optional.empty();
                }
                throw result == -Errno.EBUSY
                        ? new IOException(what + ": another program has an AF_XDP socket on it")
                        : Refusal.of(what, "CAP_NET_RAW", result);
            }
        }
        return Optional.of(opened);
    }

    private void offer(long frame) {
        fill.memory().set(ValueLayout.JAVA_LONG, fill.next(), frame);
    }

    /// Copies frames into slots until there are no more, or no more room, and answers how many.
    int receive(PacketSlab slab, PortTally tally, int[] slots, int from) {
        int count = from;
        int waiting = Math.min(arriving.available(), slots.length - from);
        for (int i = 0; i < waiting; i++) {
            long at = arriving.next();
            long place = arriving.memory().get(ValueLayout.JAVA_LONG, at);
            int length = arriving.memory().get(ValueLayout.JAVA_INT, at + 8);
            int slot = slab.allocate(length);
            if (slot == PacketSlab.NONE) {
                tally.drop(PortDrop.NO_SLOT);
            } else {
                MemorySegment.copy(frames, place, slab.memory(), slab.start[slot], length);
                slab.end[slot] = slab.start[slot] + length;
                slots[count++] = slot;
            }
            // The kernel puts the frame anywhere into its place; what is offered is where the place
            // begins.
            offer(place & -FRAME);
        }
        if (waiting > 0) {
            arriving.publish();
            fill.publish();
        }
        return count - from;
    }

    /// Copies frames out of slots and has them sent; the slots stay the caller's.
    void transmit(PacketSlab slab, PortTally tally, int[] slots, int from, int count) {
        reclaim();
        int queued = 0;
        for (int i = from; i < from + count; i++) {
            int slot = slots[i];
            int length = slab.length(slot);
            if (length > FRAME) {
                tally.drop(PortDrop.TOO_LONG);
            } else if (freeCount == 0 || leaving.available() == 0) {
                tally.drop(PortDrop.QUEUE_FULL);
            } else {
                long place = free[--freeCount];
                MemorySegment.copy(slab.memory(), slab.start[slot], frames, place, length);
                long at = leaving.next();
                leaving.memory().set(ValueLayout.JAVA_LONG, at, place);
                leaving.memory().set(ValueLayout.JAVA_INT, at + 8, length);
                leaving.memory().set(ValueLayout.JAVA_INT, at + 12, 0);
                tally.out(1, length);
                queued++;
            }
        }
        if (queued == 0) {
            return;
        }
        leaving.publish();
        for (int kicks = 0; kicks <= queued / KICK; kicks++) {
            Libc.sendto(errno, socket.number, 0L, 0, DONT_WAIT, 0L, 0);
        }
    }

    private void reclaim() {
        int done = completion.available();
        for (int i = 0; i < done; i++) {
            free[freeCount++] = completion.memory().get(ValueLayout.JAVA_LONG, completion.next());
        }
        if (done > 0) {
            completion.publish();
        }
    }

    /// Frames that came in and found no place, since the socket was opened.
    long overruns() {
        try (Arena arena = Arena.ofConfined()) {
            // struct xdp_statistics: dropped 8, invalid 8, invalid to send 8, ring full 8, nothing
            // to fill 8, nothing to send 8
            MemorySegment value = arena.allocate(48, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 48);
            int result =
                    Libc.getsockopt(
                            errno,
                            socket.number,
                            SOL_XDP,
                            STATISTICS,
                            value.address(),
                            length.address());
            return result < 0
                    ? 0
                    : value.get(ValueLayout.JAVA_LONG, 0) + value.get(ValueLayout.JAVA_LONG, 24);
        }
    }

    @Override
    public void close() {
        socket.close();
        rings.forEach(XdpRing::close);
    }
}
