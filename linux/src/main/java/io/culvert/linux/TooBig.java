package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers packets that the host itself found too long for their way as a router would: "fragmentation needed" of ICMP (RFC
/// 1191 section 4), "packet too big" of ICMPv6 (RFC 4443 section 3.2).
final class TooBig {
    /// Answers that wait to be received; more say nothing new.
    static final int WAITING_MAX = 16;

    /// Octets of the packet that are quoted: headers and enough of ESP in UDP to know whose it is.
    private static final int QUOTED = 64;

    private static final int PACKET_TOO_BIG = 2;
    private static final int TIME_TO_LIVE = 64;
    private static final int IP_MTU = 14;
    private static final int IPV6_MTU = 24;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    private final PacketSlab slab;
    private final MemorySegment memory;
    private final List<HostSocket> probes;
    private final Errno errno = new Errno();
    private final int[] waiting = new int[WAITING_MAX];
    private int count;

    /// @param probes a socket for each local address that carries nothing
    TooBig(PacketSlab slab, List<HostSocket> probes) {
        this.slab = slab;
        this.probes = List.copyOf(probes);
        memory = slab.memory();
    }

    boolean hasMore() {
        return count > 0;
    }

    int next() {
        return waiting[--count];
    }

    /// Answers the packet in a slot.
    ///
    /// @param table where the address stands that it was sent to, as the name of a message
    void answer(int slot, HostSocket socket, MessageTable table, int message) {
        if (count == WAITING_MAX) {
            return;
        }
        int mtu = mtu(socket, table.names().address() + MessageTable.nameAt(message));
        int quoted = Math.min(QUOTED, slab.length(slot));
        int header = socket.isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int answer = mtu <= 0 ? PacketSlab.NONE : slab.allocate(header + Icmp.SIZE + quoted);
        if (answer == PacketSlab.NONE) {
            return;
        }
        int at = slab.start[answer];
        int icmp = at + header;
        int end = icmp + Icmp.SIZE + quoted;
        slab.end[answer] = end;
        MemorySegment.copy(memory, slab.start[slot], memory, icmp + Icmp.SIZE, quoted);
        if (socket.isIpv6) {
            Ipv6.write(memory, at, 0, 0, end - icmp, Ipv6.ICMPV6, TIME_TO_LIVE);
            Ipv6.putSource(memory, at, socket.high, socket.low);
            Ipv6.putDestination(memory, at, socket.high, socket.low);
            Icmp.write(memory, icmp, PACKET_TOO_BIG, 0, mtu);
            long sum =
                    Checksum.pseudoHeader6(
                            socket.high,
                            socket.low,
                            socket.high,
                            socket.low,
                            Ipv6.ICMPV6,
                            end - icmp);
            Net.putU16(memory, icmp + 2, Checksum.finish(sum + Checksum.sum(memory, icmp, end)));
        } else {
            int self = (int) socket.low;
            Ipv4.write(memory, at, 0, end - at, 0, 0, TIME_TO_LIVE, Ipv4.ICMP, self, self);
            Icmp.write(memory, icmp, Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, mtu);
            Icmp.seal(memory, icmp, end);
        }
        waiting[count++] = answer;
    }

    /// What the host knows of the way there, asked of a socket in its namespace that is connected for it.
    private int mtu(HostSocket socket, long name) {
        HostSocket probe = probe(socket);
        if (probe == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            int size = socket.isIpv6 ? SocketAddress.SIZE_IPV6 : SocketAddress.SIZE;
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
            int number = probe.descriptor.number;
            boolean isKnown =
                    Libc.connect(errno, number, name, size) >= 0
                            && Libc.getsockopt(
                                            errno,
                                            number,
                                            socket.isIpv6 ? IPPROTO_IPV6 : IPPROTO_IP,
                                            socket.isIpv6 ? IPV6_MTU : IP_MTU,
                                            value.address(),
                                            length.address())
                                    >= 0;
            return isKnown ? value.get(ValueLayout.JAVA_INT, 0) : 0;
        }
    }

    private @Nullable HostSocket probe(HostSocket socket) {
        for (HostSocket each : probes) {
            if (each.address.equals(socket.address)) {
                return each;
            }
        }
        return null;
    }

    /// Gives back what waits, and the probes.
    void close() {
        while (count > 0) {
            slab.free(waiting[--count]);
        }
        probes.forEach(HostSocket::close);
    }
}
