package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Turns what the sockets of the host underlay receive into IP packets: puts the headers back that the kernel took off, and
/// takes trains of datagrams (UDP_GRO, udp(7)) apart. The kernel has checked the checksum of a datagram: over IPv4 the
/// header put back says that there is none; over IPv6, where there must be one (RFC 8200 section 8.1), it is computed.
final class HostIntake {
    /// Messages that one call to the kernel brings; each may be a train.
    static final int DEPTH = 8;

    /// The longest datagram or train.
    static final int MESSAGE_MAX = 65_536;

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
    private final MemorySegment scratch = Arena.ofAuto().allocate((long) DEPTH * MESSAGE_MAX, 64);

    /// A field, because the kernel reads it as long as this lives.
    private final MemorySegment vectors = Arena.ofAuto().allocate((long) DEPTH * VECTOR_SIZE, 8);

    private @Nullable HostSocket socket;
    private int arrived;
    private int following;

    /// The message being taken apart: what is left of it, the payload of each datagram, who sent it.
    private boolean isOpen;

    private int position;
    private int end;
    private int segment;
    private int service;
    private int remotePort;
    private long remoteHigh;
    private long remoteLow;

    HostIntake(PacketSlab slab, PortTally tally) {
        this.slab = slab;
        this.tally = tally;
        for (int i = 0; i < DEPTH; i++) {
            long at = (long) i * VECTOR_SIZE;
            vectors.set(ValueLayout.JAVA_LONG, at, scratch.address() + (long) i * MESSAGE_MAX);
            vectors.set(ValueLayout.JAVA_LONG, at + 8, MESSAGE_MAX);
            table.vectors(i, vectors.address() + at, 1);
            table.control(i);
        }
    }

    boolean hasMore() {
        return isOpen || following < arrived;
    }

    /// Asks the kernel for messages. Whether there are any; when it gave fewer than it could have, the socket is no longer readable.
    boolean fill(HostSocket from) {
        assert !hasMore() : "one batch at a time";
        for (int i = 0; i < DEPTH; i++) {
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

    /// The next packet, or `NONE` if there was none after all.
    int next() {
        HostSocket from = socket;
        if (from == null || (!isOpen && !open(from))) {
            return PacketSlab.NONE;
        }
        int length = Math.min(segment, end - position);
        int slot = take(from, position, length);
        position += length;
        isOpen = position < end;
        if (slot == PacketSlab.NONE) {
            tally.drop(PortDrop.NO_SLOT);
        } else {
            tally.in(slab.length(slot));
        }
        return slot;
    }

    private boolean open(HostSocket from) {
        int index = following++;
        if (table.isTruncated(index)) {
            tally.drop(PortDrop.MALFORMED);
            return false;
        }
        position = index * MESSAGE_MAX;
        end = position + table.length(index);
        segment = table.length(index);
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
        if (train >= 0) {
            segment = Math.max(1, table.controls().get(ValueLayout.JAVA_INT, train));
        }
        isOpen = true;
        return true;
    }

    private int take(HostSocket from, int at, int length) {
        int transport = from.kind == HostSocket.Kind.UDP ? Udp.SIZE : 0;
        boolean isWhole = transport == 0 && !from.isIpv6;
        int ip = isWhole ? 0 : from.isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int slot = slab.allocate(ip + transport + length);
        if (slot == PacketSlab.NONE) {
            return slot;
        }
        MemorySegment memory = slab.memory();
        int start = slab.start[slot];
        int packetEnd = start + ip + transport + length;
        MemorySegment.copy(scratch, at, memory, start + ip + transport, length);
        slab.end[slot] = packetEnd;
        if (transport != 0) {
            Udp.write(memory, start + ip, remotePort, from.port, transport + length);
        }
        if (from.isIpv6) {
            writeIpv6(memory, from, start, packetEnd);
        } else if (!isWhole) {
            Ipv4.write(
                    memory,
                    start,
                    service,
                    packetEnd - start,
                    0,
                    Ipv4.DONT_FRAGMENT,
                    TIME_TO_LIVE,
                    Ipv4.UDP,
                    (int) remoteLow,
                    (int) from.low);
        }
        return slot;
    }

    private void writeIpv6(MemorySegment memory, HostSocket from, int start, int packetEnd) {
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
            Udp.seal(memory, start + Ipv6.SIZE, packetEnd, pseudoHeader);
        }
    }
}
