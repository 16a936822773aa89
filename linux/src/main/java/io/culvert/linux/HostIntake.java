package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
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
    static final int SUPER_PACKETS_MAX = 2;

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

    /// Where a message goes that finds no slot.
    private final MemorySegment spare = Arena.ofAuto().allocate(PacketSlab.LARGE_OCTETS, 64);

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
        Arrays.fill(armed, PacketSlab.NONE);
        for (int i = 0; i < DEPTH; i++) {
            long at = (long) i * VECTOR_SIZE;
            table.vectors(i, vectors.address() + at, 1);
            table.control(i);
        }
    }

    boolean hasMore() {
        return following < arrived;
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
        int slot = armed[index];
        long to = slot == PacketSlab.NONE ? spare.address() : memory.address() + slab.start[slot];
        long at = (long) index * VECTOR_SIZE;
        vectors.set(ValueLayout.JAVA_LONG, at, to + front);
        vectors.set(ValueLayout.JAVA_LONG, at + 8, PacketSlab.LARGE_OCTETS - front);
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
        int index = following++;
        HostSocket from = socket;
        if (from == null || table.isTruncated(index)) {
            tally.drop(PortDrop.MALFORMED);
            return PacketSlab.NONE;
        }
        int slot = take(index, front(from) + table.length(index));
        if (slot == PacketSlab.NONE) {
            tally.drop(PortDrop.NO_SLOT);
            return PacketSlab.NONE;
        }
        readName(index, from);
        int payload = table.length(index);
        if (segment < payload) {
            slab.segment[slot] = segment;
            int packets = (payload + segment - 1) / segment;
            tally.in(packets, payload + packets * front(from));
        } else {
            tally.in(1, slab.length(slot));
        }
        writeHeaders(slot, from);
        return slot;
    }

    /// The slot that holds a message with room for its headers: what is short moves to a small one.
    private int take(int index, int length) {
        int slot = armed[index];
        if (slot == PacketSlab.NONE) {
            return slot;
        }
        if (length > PacketSlab.SMALL_OCTETS) {
            armed[index] = PacketSlab.NONE;
            slab.end[slot] = slab.start[slot] + length;
            return slot;
        }
        int small = slab.allocate(length);
        if (small != PacketSlab.NONE) {
            MemorySegment.copy(memory, slab.start[slot], memory, slab.start[small], length);
            slab.end[small] = slab.start[small] + length;
        }
        return small;
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

    private void writeHeaders(int slot, HostSocket from) {
        int start = slab.start[slot];
        int end = slab.end[slot];
        boolean isUdp = from.kind == HostSocket.Kind.UDP;
        int ip = from.isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        if (isUdp) {
            Udp.write(memory, start + ip, remotePort, from.port, end - start - ip);
        }
        if (from.isIpv6) {
            writeIpv6(from, start, end, slab.segment[slot] != 0);
        } else if (isUdp) {
            Ipv4.write(
                    memory,
                    start,
                    service,
                    end - start,
                    0,
                    Ipv4.DONT_FRAGMENT,
                    TIME_TO_LIVE,
                    Ipv4.UDP,
                    (int) remoteLow,
                    (int) from.low);
        }
    }

    /// The checksum of a super-packet's datagrams is made when they are cut.
    private void writeIpv6(HostSocket from, int start, int packetEnd, boolean isSuperPacket) {
        int length = packetEnd - start - Ipv6.SIZE;
        int protocol =
                switch (from.kind) {
                    case UDP -> Ipv4.UDP;
                    case ESP -> Ipv4.ESP;
                    case ICMP -> Ipv6.ICMPV6;
                };
        Ipv6.write(memory, start, service, 0, length, protocol, TIME_TO_LIVE);
        Ipv6.putSource(memory, start, remoteHigh, remoteLow);
        Ipv6.putDestination(memory, start, from.high, from.low);
        if (protocol == Ipv4.UDP) {
            long pseudoHeader =
                    Checksum.pseudoHeader6(
                            remoteHigh, remoteLow, from.high, from.low, Ipv4.UDP, length);
            if (isSuperPacket) {
                int sum = ~Checksum.finish(pseudoHeader) & 0xFFFF;
                Net.putU16(memory, start + Ipv6.SIZE + VnetHeader.UDP_CHECKSUM, sum);
            } else {
                Udp.seal(memory, start + Ipv6.SIZE, packetEnd, pseudoHeader);
            }
        }
    }

    /// Gives back every slot.
    void close() {
        following = arrived;
        for (int i = 0; i < DEPTH; i++) {
            if (armed[i] != PacketSlab.NONE) {
                slab.free(armed[i]);
                armed[i] = PacketSlab.NONE;
            }
        }
    }
}
