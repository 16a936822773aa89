package io.culvert.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An rtnetlink(7) socket in the network namespace of the thread that opens it.
final class Netlink implements AutoCloseable {
    /// The group that hears of devices.
    static final int LINKS = 1;

    /// Messages of one answer; a host with more devices and addresses is told so.
    static final int ANSWERS_MAX = 100_000;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int BUFFER = 65_536;

    private final Errno errno = new Errno();
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 8);
    private final Descriptor socket;

    private Netlink(Descriptor socket) {
        this.socket = socket;
    }

    /// @param groups what it hears of unasked, as bits
    static Netlink open(int groups) throws IOException {
        var errno = new Errno();
        int number = Descriptor.socket(errno, AF_NETLINK, SOCK_RAW, 0);
        if (number < 0) {
            throw Refusal.other("rtnetlink", number);
        }
        var socket = new Descriptor(number);
        try (Arena arena = Arena.ofConfined()) {
            // struct sockaddr_nl: family 2, pad 2, port 4, groups 4
            MemorySegment address = arena.allocate(12, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            address.set(ValueLayout.JAVA_INT, 8, groups);
            int result = Libc.bind(errno, number, address.address(), 12);
            if (result < 0) {
                socket.close();
                throw Refusal.other("rtnetlink", result);
            }
        }
        return new Netlink(socket);
    }

    int descriptor() {
        return socket.number;
    }

    /// Orders something and answers zero, or what is negative: the kernel acts before the call that sends returns.
    int order(NetlinkMessage message) throws IOException {
        return ask(message, new ArrayList<>());
    }

    /// Asks for one thing, or for all of a kind, and adds what comes to `answers`. Zero, or what is negative.
    int ask(NetlinkMessage message, List<NetlinkMessage> answers) throws IOException {
        long result = send(message);
        if (result < 0) {
            throw Refusal.other("rtnetlink", (int) result);
        }
        return collect(answers);
    }

    /// Sends without waiting for what comes of it.
    long send(NetlinkMessage message) {
        byte[] octets = message.octets();
        MemorySegment.copy(octets, 0, buffer, ValueLayout.JAVA_BYTE, 0, octets.length);
        return Libc.sendto(errno, socket.number, buffer.address(), octets.length, 0, 0L, 0);
    }

    private int collect(List<NetlinkMessage> answers) throws IOException {
        while (answers.size() < ANSWERS_MAX) {
            List<NetlinkMessage> batch = new ArrayList<>();
            int result = receive(batch);
            if (result < 0) {
                throw Refusal.other("rtnetlink", result);
            }
            for (NetlinkMessage each : batch) {
                if (each.type() == NetlinkMessage.DONE) {
                    return 0;
                }
                if (each.type() == NetlinkMessage.ERROR) {
                    return each.i32(NetlinkMessage.HEADER);
                }
                answers.add(each);
            }
        }
        throw new IOException("this host has more than " + ANSWERS_MAX + " devices and addresses");
    }

    /// Adds the messages of one datagram to `batch`. How many octets, or what is negative.
    int receive(List<NetlinkMessage> batch) {
        long length = Libc.read(errno, socket.number, buffer.address(), BUFFER);
        if (length < 0) {
            return (int) length;
        }
        var octets = ByteBuffer.wrap(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        octets.order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + NetlinkMessage.HEADER <= octets.capacity()) {
            int size = octets.getInt(at);
            if (size < NetlinkMessage.HEADER || size > octets.capacity() - at) {
                break;
            }
            batch.add(NetlinkMessage.received(octets, at, size));
            at += size + 3 & ~3;
        }
        return (int) length;
    }

    @Override
    public void close() {
        socket.close();
    }
}
