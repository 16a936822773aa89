package io.culvert.linux;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.SegmentCutter;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns what the sockets of the host underlay receive into IP packets: puts the headers back that the kernel took off, and
/// makes super-packets of trains of datagrams (UDP_GRO, udp(7); [PacketSlab#segment]). The kernel has checked the checksum of a datagram: over IPv4 the
/// header put back says that there is none; over IPv6, where there must be one (RFC 8200 section 8.1), it is computed.
final class HostIntake {
    /// Messages that one call to the kernel brings; each may be a train.
    static final int DEPTH = 8;

    /// Super-packets that are handed over together: what the router touches at once should stay in the nearer caches.
    static final int SUPER_PACKETS_MAX = 8;

    /// What the host has left of the packet's time to live is not told; nothing depends on it.
    private static final int TIME_TO_LIVE = 64;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TOS = 1;
    private static final int IPV6_CLASS = 67;
    private static final int UDP_GRO = 104;
    private static final int VECTOR_SIZE = 16;

    private final PacketSlab slab;
    private final PortTally tally;
    private final Errno errno = new Errno();
    private final MessageTable table = new MessageTable(DEPTH);
    private final MemorySegment memory;

    /// Where messages arrive, behind room for their headers.
    private final int[] armed = new int[DEPTH];

    /// What stands for missing slots, [PacketSlab#LARGE_OCTETS] for each message; made when it is needed.
    private MemorySegment spare = MemorySegment.NULL;

    private final SegmentCutter cutter;
    private final HeaderPlaces places = new HeaderPlaces();

    /// A field, because the kernel reads it as long as this lives.
    private final MemorySegment vectors = Arena.ofAuto().allocate((long) DEPTH * VECTOR_SIZE, 8);

    private @Nullable HostSocket socket;
    private int arrived;
    private int following;

    /// The message at hand: the payload of each datagram, who sent it.
    private int segment;

    private int service;
    private int remotePort;
    private long remoteHigh;
    private long remoteLow;

    HostIntake(PacketSlab slab, PortTally tally) {
        this.slab = slab;
        this.tally = tally;
        memory = slab.memory();
        cutter = new SegmentCutter(slab);
        Arrays.fill(armed, PacketSlab.NONE);
        for (int i = 0; i < DEPTH; i++) {
            long at = (long) i * VECTOR_SIZE;
            table.vectors(i, vectors.address() + at, 1);
            table.control(i);
        }
    }

    boolean hasMore() {
        return following < arrived || cutter.hasMore();
    }

    /// Asks the kernel for messages. Whether there are any; when it gave fewer than it could have, the socket is no longer readable.
    boolean fill(HostSocket from) {
        assert !hasMore() : "one batch at a time";
        for (int i = 0; i < DEPTH; i++) {
            arm(i, front(from));
            table.prepare(i);
            table.name(i, MessageTable.NAME_MAX);
        }
        int count = Libc.recvmmsg(errno, from.descriptor.number, table.address(), DEPTH, 0);
        if (count < DEPTH) {
            from.isReadable = false;
        }
        if (count < 0 && count != -Errno.EAGAIN) {
            tally.drop(PortDrop.RECEIVE_FAILED);
        }
        socket = from;
        arrived = Math.max(0, count);
        following = 0;
        return count > 0;
    }

    private void arm(int index, int front) {
        if (armed[index] == PacketSlab.NONE) {
            armed[index] = slab.allocate(PacketSlab.LARGE_OCTETS);
        }
        if (armed[index] == PacketSlab.NONE && spare.byteSize() == 0) {
            spare = Arena.ofAuto().allocate((long) DEPTH * PacketSlab.LARGE_OCTETS, 64);
        }
        long to = source(index).address() + begin(index);
        long at = (long) index * VECTOR_SIZE;
        vectors.set(ValueLayout.JAVA_LONG, at, to + front);
        vectors.set(ValueLayout.JAVA_LONG, at + 8, PacketSlab.LARGE_OCTETS - front);
    }

    private MemorySegment source(int index) {
        return armed[index] == PacketSlab.NONE ? spare : memory;
    }

    /// Where a message begins, room for its headers first.
    private long begin(int index) {
        int slot = armed[index];
        return slot == PacketSlab.NONE ? (long) index * PacketSlab.LARGE_OCTETS : slab.start[slot];
    }

    /// Octets of headers that the kernel takes off.
    private static int front(HostSocket from) {
        if (from.kind != HostSocket.Kind.UDP) {
            return from.isIpv6 ? Ipv6.SIZE : 0;
        }
        return (from.isIpv6 ? Ipv6.SIZE : Ipv4.SIZE) + Udp.SIZE;
    }

    /// The next packet or super-packet, or `NONE` if there was none after all.
    int next() {
        if (cutter.hasMore()) {
            int piece = cutter.next();
            if (piece == PacketSlab.NONE) {
                tally.drop(PortDrop.NO_SLOT);
            }
            return piece;
        }
        int index = following++;
        HostSocket from = socket;
        if (from == null || table.isTruncated(index)) {
            tally.drop(PortDrop.MALFORMED);
            return PacketSlab.NONE;
        }
        readName(index, from);
        int payload = table.length(index);
        int packets = segment < payload ? (payload + segment - 1) / segment : 1;
        int length = front(from) + payload;
        writeHeaders(source(index), begin(index), begin(index) + length, from, packets > 1);
        int slot = take(index, length, packets > 1);
        if (slot != PacketSlab.NONE || cutter.hasMore()) {
            tally.in(packets, payload + packets * front(from));
        } else {
            tally.drop(PortDrop.NO_SLOT, packets);
        }
        return slot == PacketSlab.NONE && cutter.hasMore() ? next() : slot;
    }

    /// The slot that holds a message: what is short moves to a small one. Without a large slot a train is cut where it lies.
    private int take(int index, int length, boolean isTrain) {
        boolean isShort = length <= PacketSlab.SMALL_OCTETS;
        int slot = armed[index];
        if (isShort || slot == PacketSlab.NONE) {
            slot = isShort || !isTrain ? slab.allocate(length) : PacketSlab.NONE;
            if (slot != PacketSlab.NONE) {
                MemorySegment.copy(source(index), begin(index), memory, slab.start[slot], length);
            } else if (isTrain) {
                long at = begin(index);
                boolean isRead = places.read(source(index), at, at + length, Medium.IP);
                assert isRead : "the headers have just been written";
                cutter.begin(source(index), at, length, segment, places);
            }
        } else {
            armed[index] = PacketSlab.NONE;
        }
        if (slot != PacketSlab.NONE) {
            slab.end[slot] = slab.start[slot] + length;
            slab.segment[slot] = isTrain ? segment : 0;
        }
        return slot;
    }

    private void readName(int index, HostSocket from) {
        long name = MessageTable.nameAt(index);
        remotePort = SocketAddress.port(table.names(), name);
        long control;
        if (from.isIpv6) {
            remoteHigh = SocketAddress.ipv6High(table.names(), name);
            remoteLow = SocketAddress.ipv6Low(table.names(), name);
            control = table.find(index, IPPROTO_IPV6, IPV6_CLASS);
        } else {
            remoteHigh = 0;
            remoteLow = SocketAddress.ipv4(table.names(), name);
            control = table.find(index, IPPROTO_IP, IP_TOS);
        }
        service = control < 0 ? 0 : table.controls().get(ValueLayout.JAVA_BYTE, control) & 0xFF;
        long train = table.find(index, HostSocket.IPPROTO_UDP, UDP_GRO);
        segment = table.length(index);
        if (train >= 0) {
            segment = Math.max(1, table.controls().get(ValueLayout.JAVA_INT, train));
        }
    }

    private void writeHeaders(
            MemorySegment to, long start, long end, HostSocket from, boolean isTrain) {
        boolean isUdp = from.kind == HostSocket.Kind.UDP;
        int ip = from.isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int length = (int) (end - start);
        if (isUdp) {
            Udp.write(to, start + ip, remotePort, from.port, length - ip);
        }
        if (from.isIpv6) {
            writeIpv6(to, from, start, end, isTrain);
        } else if (isUdp) {
            Ipv4.write(
                    to,
                    start,
                    service,
                    length,
                    0,
                    Ipv4.DONT_FRAGMENT,
                    TIME_TO_LIVE,
                    Ipv4.UDP,
                    (int) remoteLow,
                    (int) from.low);
        }
    }

    /// The checksum of a super-packet's datagrams is made when they are cut.
    private void writeIpv6(
            MemorySegment to, HostSocket from, long start, long end, boolean isTrain) {
        int length = (int) (end - start) - Ipv6.SIZE;
        int protocol =
                switch (from.kind) {
                    case UDP -> Ipv4.UDP;
                    case ESP -> Ipv4.ESP;
                    case ICMP -> Ipv6.ICMPV6;
                };
        Ipv6.write(to, start, service, 0, length, protocol, TIME_TO_LIVE);
        Ipv6.putSource(to, start, remoteHigh, remoteLow);
        Ipv6.putDestination(to, start, from.high, from.low);
        if (protocol == Ipv4.UDP) {
            long pseudoHeader =
                    Checksum.pseudoHeader6(
                            remoteHigh, remoteLow, from.high, from.low, Ipv4.UDP, length);
            if (isTrain) {
                int sum = ~Checksum.finish(pseudoHeader) & 0xFFFF;
                Net.putU16(to, start + Ipv6.SIZE + VnetHeader.UDP_CHECKSUM, sum);
            } else {
                Udp.seal(to, start + Ipv6.SIZE, end, pseudoHeader);
            }
        }
    }

    /// Gives back every slot.
    void close() {
        following = arrived;
        cutter.end();
        for (int i = 0; i < DEPTH; i++) {
            if (armed[i] != PacketSlab.NONE) {
                slab.free(armed[i]);
                armed[i] = PacketSlab.NONE;
            }
        }
    }
}
