package io.culvert.linux;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ethernet.Ethernet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.IntConsumer;

/// A device of the host that Culvert owns: whole frames through a packet socket, packet(7), under a MAC address of our own. The
/// virtio-net header carries what the kernel leaves open (checksums, segments) both ways.
public final class PacketPort implements LinuxPort {
    /// Messages that one call to the kernel brings.
    static final int DEPTH = 32;

    /// Octets that may wait in the kernel in each direction.
    static final int KERNEL_BUFFER = 4 << 20;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOL_PACKET = 263;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int MEMBERSHIP_PROMISCUOUS = 1;
    private static final int STATISTICS = 6;
    private static final int AUXILIARY_DATA = 8;
    private static final int VNET_HEADER = 15;
    private static final int FANOUT = 18;
    private static final int FANOUT_HASH = 0;
    private static final int FANOUT_FLAG_DEFRAGMENT = 0x8000;

    /// The kernel gives the first socket a number that no other group has (Linux 4.12).
    private static final int FANOUT_FLAG_UNIQUE = 0x2000;

    private static final int NO_GROUP = 0;
    private static final int IGNORE_OUTGOING = 23;
    private static final int PROTOCOL_ALL = 3;

    /// Of `struct tpacket_auxdata`: status 4, lengths 8, offsets 4, tag 2, type 2.
    private static final int TAG = 16;

    private static final int TAG_TYPE = 18;
    private static final int TAG_VALID = 1 << 4;
    private static final int TAG_TYPE_VALID = 1 << 6;

    private final PacketSlab slab;
    private final PortTally tally = new PortTally();
    private final Errno errno = new Errno();
    private final MacAddress mac;
    private final Descriptor socket;
    private final LinkWatch link;

    /// What the sockets of one device have in common: a number, and how flows are spread over them.
    private final int group;

    private final int[] descriptors;
    private final Intake intake;
    private final Outlet outlet;
    private final IntConsumer sender = this::send;
    private final MessageTable arriving = new MessageTable(DEPTH);
    private final MessageTable leaving = new MessageTable(Outlet.BATCH);
    private int arrived;
    private int next;
    private boolean isClosed;

    private PacketPort(
            PacketSlab slab, MacAddress mac, Descriptor socket, LinkWatch link, int group) {
        this.slab = slab;
        this.mac = mac;
        this.socket = socket;
        this.link = link;
        this.group = group;
        descriptors = new int[] {socket.number, link.descriptor()};
        intake = new Intake(slab, tally, Medium.ETHERNET, DEPTH);
        outlet = new Outlet(slab, tally, Medium.ETHERNET, true);
        for (int i = 0; i < DEPTH; i++) {
            arriving.vectors(i, intake.vectors(i), Intake.VECTORS);
            arriving.control(i);
        }
    }

    /// Opens a device in the network namespace of the calling thread, and brings it up.
    ///
    /// @param mac our own address on it; frames for others do not reach us
    /// @throws IOException with one sentence for the operator
    public static PacketPort open(PacketSlab slab, String device, MacAddress mac)
            throws IOException {
        return open(slab, LinkWatch.own(device), mac, (_, _) -> NO_GROUP);
    }

    /// The same to be shared with other workers: the kernel spreads flows over this socket and those that [#another] opens.
    public static PacketPort openShared(PacketSlab slab, String device, MacAddress mac)
            throws IOException {
        return open(slab, LinkWatch.own(device), mac, PacketPort::found);
    }

    /// A further socket of the device of a shared port, for another worker.
    public PacketPort another(PacketSlab theirs) throws IOException {
        return open(
                theirs,
                LinkWatch.open(device()),
                mac,
                (what, one) -> {
                    one.require(what, SOL_PACKET, FANOUT, group);
                    return group;
                });
    }

    /// How a socket comes to its group.
    private interface Grouping {
        int join(String what, Descriptor socket) throws IOException;
    }

    /// Makes the group, whose number the kernel chooses; processes know nothing of each other's.
    private static int found(String what, Descriptor socket) throws IOException {
        int spread = FANOUT_HASH | FANOUT_FLAG_DEFRAGMENT;
        socket.require(what, SOL_PACKET, FANOUT, (spread | FANOUT_FLAG_UNIQUE) << 16);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(4, 4);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
            int result =
                    Libc.getsockopt(
                            new Errno(),
                            socket.number,
                            SOL_PACKET,
                            FANOUT,
                            value.address(),
                            length.address());
            if (result < 0) {
                throw Refusal.other(what, result);
            }
            return spread << 16 | value.get(ValueLayout.JAVA_INT, 0) & 0xFFFF;
        }
    }

    private static PacketPort open(
            PacketSlab slab, LinkWatch link, MacAddress mac, Grouping grouping) throws IOException {
        String what = "packet port " + link.link().name();
        Descriptor socket;
        try {
            // Protocol zero: nothing arrives before the socket is bound, options and filter in
            // place.
            socket = promiscuous(what, link.link().index());
        } catch (IOException e) {
            link.close();
            throw e;
        }
        try {
            socket.require(what, SOL_PACKET, VNET_HEADER, 1);
            socket.require(what, SOL_PACKET, AUXILIARY_DATA, 1);
            socket.require(what, SOL_PACKET, IGNORE_OUTGOING, 1);
            socket.buffers(KERNEL_BUFFER);
            SocketFilter.attach(what, socket, SocketFilter.framesFor(mac));
            bind(what, socket, link.link().index());
            int group = grouping.join(what, socket);
            return new PacketPort(slab, mac, socket, link, group);
        } catch (IOException e) {
            socket.close();
            link.close();
            throw e;
        }
    }

    /// A socket that hears nothing and makes the device take frames for any address, as long as it is open.
    static Descriptor promiscuous(String what, int index) throws IOException {
        int number = Descriptor.socket(new Errno(), AF_PACKET, SOCK_RAW, 0);
        if (number < 0) {
            throw Refusal.of(what, "CAP_NET_RAW", number);
        }
        var socket = new Descriptor(number);
        try {
            join(what, socket, index);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void join(String what, Descriptor socket, int index) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // struct packet_mreq: index 4, type 2, length 2, address 8
            MemorySegment member = arena.allocate(16, 8);
            member.set(ValueLayout.JAVA_INT, 0, index);
            member.set(ValueLayout.JAVA_SHORT, 4, (short) MEMBERSHIP_PROMISCUOUS);
            int result = socket.set(SOL_PACKET, ADD_MEMBERSHIP, member);
            if (result < 0) {
                throw Refusal.other(what, result);
            }
        }
    }

    private static void bind(String what, Descriptor socket, int index) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // struct sockaddr_ll: family 2, protocol 2 in network order, index 4, hardware type 2,
            // packet type 1, length 1, address 8
            MemorySegment address = arena.allocate(20, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_BYTE, 3, (byte) PROTOCOL_ALL);
            address.set(ValueLayout.JAVA_INT, 4, index);
            int result = Libc.bind(new Errno(), socket.number, address.address(), 20);
            if (result < 0) {
                throw Refusal.other(what, result);
            }
        }
    }

    @Override
    public Medium medium() {
        return Medium.ETHERNET;
    }

    @Override
    public String device() {
        return link.link().name();
    }

    @Override
    public int mtu() {
        return link.mtu();
    }

    @Override
    public Optional<MacAddress> mac() {
        return Optional.of(mac);
    }

    @Override
    public boolean carrier() {
        return link.carrier();
    }

    @Override
    public boolean isGone() {
        return link.isGone();
    }

    @Override
    public boolean takeChange() {
        return link.takeChange();
    }

    @Override
    public int[] descriptors() {
        return descriptors.clone();
    }

    @Override
    public void readable(int index) {
        if (index == 1) {
            link.drain();
        }
    }

    @Override
    public boolean hasMore() {
        return next < arrived || intake.hasMore();
    }

    /// Takes at most twice as many messages as there is room for, so that a flood of what is dropped does not hold up the router.
    @Override
    public int receive(int[] slots) {
        int count = 0;
        int taken = 0;
        int superPackets = 0;
        boolean isDrained = isClosed;
        while (count < slots.length && superPackets < Intake.SUPER_PACKETS_MAX) {
            if (intake.hasMore()) {
                int slot = intake.next();
                if (slot != PacketSlab.NONE) {
                    slots[count++] = slot;
                    superPackets += slab.segment[slot] == 0 ? 0 : 1;
                }
            } else if (next < arrived && taken++ < 2 * slots.length) {
                take(next++);
            } else if (next < arrived || isDrained || !fill()) {
                break;
            } else {
                isDrained = arrived < DEPTH;
            }
        }
        return count;
    }

    /// Asks the kernel for messages. Whether there are any.
    private boolean fill() {
        for (int i = 0; i < DEPTH; i++) {
            intake.arm(i);
            arriving.prepare(i);
        }
        int count = Libc.recvmmsg(errno, socket.number, arriving.address(), DEPTH, 0);
        arrived = Math.max(0, count);
        next = 0;
        if (count < 0 && count != -Errno.EAGAIN && count != -Errno.ENETDOWN) {
            tally.drop(PortDrop.RECEIVE_FAILED);
        }
        return count > 0;
    }

    private void take(int index) {
        if (arriving.isTruncated(index)) {
            tally.drop(PortDrop.MALFORMED);
        } else {
            intake.arrived(index, arriving.length(index), tag(index));
        }
    }

    /// The VLAN tag that the kernel took out of the frame.
    private int tag(int index) {
        long at = arriving.find(index, SOL_PACKET, AUXILIARY_DATA);
        if (at < 0) {
            return 0;
        }
        MemorySegment control = arriving.controls();
        int status = control.get(ValueLayout.JAVA_INT, at);
        if ((status & TAG_VALID) == 0) {
            return 0;
        }
        int type =
                (status & TAG_TYPE_VALID) == 0
                        ? Ethernet.VLAN
                        : control.get(ValueLayout.JAVA_SHORT, at + TAG_TYPE) & 0xFFFF;
        return type << 16 | control.get(ValueLayout.JAVA_SHORT, at + TAG) & 0xFFFF;
    }

    @Override
    public void transmit(int[] slots, int count) {
        outlet.transmit(slots, count, sender);
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            leaving.vectors(i, outlet.vectors(i), outlet.vectorCount(i));
        }
        int at = 0;
        while (at < messages) {
            int result =
                    isClosed
                            ? -Errno.ENETDOWN
                            : Libc.sendmmsg(
                                    errno, socket.number, leaving.address(at), messages - at, 0);
            for (int sent = 0; sent < result; sent++) {
                outlet.sent(at++);
            }
            if (result <= 0) {
                at = refused(at, messages, result);
            }
        }
    }

    /// Counts what the kernel did not take and answers where to go on: behind it, or at the end where the others would fare no better.
    private int refused(int at, int messages, int result) {
        PortDrop reason = Outlet.reason(result);
        boolean isForAll = reason == PortDrop.QUEUE_FULL || reason == PortDrop.LINK_DOWN;
        int end = isForAll ? messages : at + 1;
        for (int i = at; i < end; i++) {
            outlet.refused(i, result);
        }
        return end;
    }

    @Override
    public PortCounters counters() {
        if (!isClosed) {
            tally.drop(PortDrop.OVERRUN, overruns());
        }
        return tally.counters();
    }

    /// Frames that the kernel could not queue since this was asked last.
    private long overruns() {
        try (Arena arena = Arena.ofConfined()) {
            // struct tpacket_stats: packets 4, drops 4
            MemorySegment value = arena.allocate(8, 4);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 8);
            int result =
                    Libc.getsockopt(
                            errno,
                            socket.number,
                            SOL_PACKET,
                            STATISTICS,
                            value.address(),
                            length.address());
            return result < 0 ? 0 : value.get(ValueLayout.JAVA_INT, 4) & 0xFFFF_FFFFL;
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            counters();
            isClosed = true;
            arrived = next;
            intake.close();
            socket.close();
            link.close();
        }
    }
}
