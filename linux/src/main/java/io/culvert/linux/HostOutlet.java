package io.culvert.linux;

import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Describes IP packets as messages to the sockets of the host underlay. Consecutive datagrams between the same ends, of one
/// size but for a shorter last one, are one message, a train (UDP_SEGMENT, udp(7)).
final class HostOutlet {
    /// Slots described at once, and so the longest train: what the oldest kernels take that know trains.
    static final int BATCH = 64;

    /// Octets of a train, which for a while is one IP packet.
    private static final int TRAIN_OCTETS = 65_000;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TOS = 1;
    private static final int IPV6_CLASS = 67;
    private static final int UDP_SEGMENT = 103;
    private static final int IPV6_FRAGMENT = 44;

    /// A control message with up to 8 octets of data.
    private static final int CONTROL_SIZE = 24;

    private static final int VECTOR_SIZE = 16;

    private final PacketSlab slab;
    private final MemorySegment memory;
    private final List<HostSocket> sockets;
    private final MemorySegment vectors = Arena.ofAuto().allocate((long) BATCH * VECTOR_SIZE, 8);
    final MessageTable table = new MessageTable(BATCH);

    /// By message.
    private final @Nullable HostSocket[] socket = new HostSocket[BATCH];

    private final boolean[] dontFragment = new boolean[BATCH];
    private final int[] first = new int[BATCH];
    private final int[] packets = new int[BATCH];
    private final int[] segment = new int[BATCH];

    /// Whether it is a super-packet, in one slot.
    private final boolean[] isWhole = new boolean[BATCH];

    private final int[] octets = new int[BATCH];
    private int messages;

    /// Slots that became messages, in order; their vectors stand in the same order.
    private final int[] taken = new int[BATCH];

    private int takenCount;

    /// Whether the kernel takes trains.
    boolean hasTrains = true;

    /// The packet being described.
    private boolean isIpv6;

    private int service;
    private int payload;
    private int remotePort;
    private boolean keepsWhole;

    HostOutlet(PacketSlab slab, List<HostSocket> sockets) {
        this.slab = slab;
        this.sockets = sockets;
        memory = slab.memory();
    }

    void begin() {
        messages = 0;
        takenCount = 0;
    }

    /// Makes the packet part of the last message or a message of its own. Whether one of the sockets carries it.
    boolean add(int slot) {
        HostSocket carrier = carrier(slot);
        if (carrier == null) {
            return false;
        }
        int vector = takenCount;
        taken[takenCount++] = slot;
        int length = slab.end[slot] - payload;
        boolean isTrain = slab.segment[slot] != 0;
        long at = (long) vector * VECTOR_SIZE;
        vectors.set(ValueLayout.JAVA_LONG, at, memory.address() + payload);
        vectors.set(ValueLayout.JAVA_LONG, at + 8, length);
        if (messages > 0 && continues(messages - 1, carrier, slot, length)) {
            packets[messages - 1]++;
            octets[messages - 1] += length;
            return true;
        }
        int message = messages++;
        socket[message] = carrier;
        dontFragment[message] = keepsWhole;
        first[message] = vector;
        segment[message] = isTrain ? slab.segment[slot] : length;
        packets[message] = isTrain ? (length + segment[message] - 1) / segment[message] : 1;
        isWhole[message] = isTrain;
        octets[message] = length;
        name(message, carrier, slot);
        return true;
    }

    /// Finds which socket carries a packet, and where what it carries begins.
    private @Nullable HostSocket carrier(int slot) {
        int at = slab.start[slot];
        int end = slab.end[slot];
        if (!Ipv4.fits(at, end)) {
            return null;
        }
        isIpv6 = Ipv4.version(memory, at) == 6;
        payload = at;
        remotePort = 0;
        service = 0;
        keepsWhole = true;
        int protocol;
        int header;
        boolean isFragment = false;
        if (isIpv6) {
            if (!Ipv6.fits(at, end)) {
                return null;
            }
            protocol = Ipv6.nextHeader(memory, at);
            header = Ipv6.SIZE;
        } else {
            protocol = Ipv4.protocol(memory, at);
            header = Ipv4.headerLength(memory, at);
            isFragment = Ipv4.isFragment(memory, at);
        }
        if (protocol == Ipv4.UDP && !isFragment) {
            return datagram(at, end, header);
        }
        boolean isCarried =
                protocol == Ipv4.ESP
                        || protocol == (isIpv6 ? Ipv6.ICMPV6 : Ipv4.ICMP)
                        || protocol == (isIpv6 ? IPV6_FRAGMENT : Ipv4.UDP);
        return isCarried ? find(HostSocket.Kind.ESP, at, 0) : null;
    }

    private @Nullable HostSocket datagram(int at, int end, int header) {
        int udp = at + header;
        if (header < Ipv4.SIZE || !Udp.fits(udp, end) || Udp.length(memory, udp) != end - udp) {
            return null;
        }
        payload = udp + Udp.SIZE;
        remotePort = Udp.destinationPort(memory, udp);
        service = isIpv6 ? Ipv6.trafficClass(memory, at) : Ipv4.typeOfService(memory, at);
        keepsWhole = isIpv6 || Ipv4.dontFragment(memory, at);
        return find(HostSocket.Kind.UDP, at, Udp.sourcePort(memory, udp));
    }

    private @Nullable HostSocket find(HostSocket.Kind kind, int at, int port) {
        long high = isIpv6 ? Ipv6.sourceHigh(memory, at) : 0;
        long low = isIpv6 ? Ipv6.sourceLow(memory, at) : Ipv4.source(memory, at);
        for (int i = 0; i < sockets.size(); i++) {
            HostSocket each = sockets.get(i);
            if (each.kind == kind
                    && each.isIpv6 == isIpv6
                    && each.port == port
                    && each.high == high
                    && each.low == low) {
                return each;
            }
        }
        return null;
    }

    private boolean continues(int message, HostSocket carrier, int slot, int length) {
        if (!hasTrains
                || isWhole[message]
                || slab.segment[slot] != 0
                || carrier.kind != HostSocket.Kind.UDP
                || socket[message] != carrier
                || dontFragment[message] != keepsWhole
                || length == 0
                || length > segment[message]
                || octets[message] != packets[message] * segment[message]
                || octets[message] + length > TRAIN_OCTETS) {
            return false;
        }
        // The ends and the class of service of the first packet hold for all.
        int before = slab.start[taken[first[message]]];
        int at = slab.start[slot];
        return isIpv6
                ? Net.i32(memory, before) >>> 20 == Net.i32(memory, at) >>> 20
                        && Net.i64(memory, before + 24) == Net.i64(memory, at + 24)
                        && Net.i64(memory, before + 32) == Net.i64(memory, at + 32)
                        && samePort(before, at, Ipv6.SIZE)
                : Net.u8(memory, before + 1) == Net.u8(memory, at + 1)
                        && Ipv4.destination(memory, before) == Ipv4.destination(memory, at)
                        && samePort(before, at, Ipv4.headerLength(memory, before));
    }

    private boolean samePort(int before, int at, int header) {
        return Net.u16(memory, before + header + 2) == remotePort && payload - at == header + 8;
    }

    private void name(int message, HostSocket carrier, int slot) {
        int at = slab.start[slot];
        int length =
                SocketAddress.write(
                        table.names(),
                        MessageTable.nameAt(message),
                        isIpv6,
                        isIpv6 ? Ipv6.destinationHigh(memory, at) : 0,
                        isIpv6 ? Ipv6.destinationLow(memory, at) : Ipv4.destination(memory, at),
                        remotePort,
                        carrier.scope);
        table.name(message, length);
        if (service != 0) {
            control(
                    message,
                    0,
                    isIpv6 ? IPPROTO_IPV6 : IPPROTO_IP,
                    isIpv6 ? IPV6_CLASS : IP_TOS,
                    4);
            table.controls()
                    .set(
                            ValueLayout.JAVA_INT,
                            MessageTable.controlAt(message) + MessageTable.CONTROL_HEADER,
                            service);
        }
        table.controlLength(message, service == 0 ? 0 : CONTROL_SIZE);
    }

    private void control(int message, int offset, int level, int type, int octetsOfData) {
        long at = MessageTable.controlAt(message) + offset;
        MemorySegment controls = table.controls();
        controls.set(ValueLayout.JAVA_LONG, at, MessageTable.CONTROL_HEADER + octetsOfData);
        controls.set(ValueLayout.JAVA_INT, at + 8, level);
        controls.set(ValueLayout.JAVA_INT, at + 12, type);
    }

    /// Finishes the messages and answers how many there are.
    int finish() {
        for (int i = 0; i < messages; i++) {
            table.vectors(i, vectorAt(first[i]), isWhole[i] ? 1 : packets[i]);
            if (packets[i] > 1) {
                int offset = table.controlLength(i);
                control(i, offset, HostSocket.IPPROTO_UDP, UDP_SEGMENT, 2);
                table.controls()
                        .set(
                                ValueLayout.JAVA_SHORT,
                                MessageTable.controlAt(i) + offset + MessageTable.CONTROL_HEADER,
                                (short) segment[i]);
                table.controlLength(i, offset + CONTROL_SIZE);
            }
        }
        return messages;
    }

    private long vectorAt(int vector) {
        return vectors.address() + (long) vector * VECTOR_SIZE;
    }

    /// Makes a message only one packet of its train.
    void single(int message, int packet) {
        if (packets[message] > 1 && packet == 0) {
            table.controlLength(message, table.controlLength(message) - CONTROL_SIZE);
        }
        table.vectors(message, vectorAt(first[message] + packet), 1);
    }

    /// The super-packet that a message is, or `NONE`.
    int whole(int message) {
        return isWhole[message] ? taken[first[message]] : PacketSlab.NONE;
    }

    /// Octets of the packets of a message, headers and all.
    int octets(int message) {
        int slot = taken[first[message]];
        int header = socket(message).kind == HostSocket.Kind.UDP ? payloadAt(slot) : 0;
        return octets[message] + packets[message] * header;
    }

    private int payloadAt(int slot) {
        int at = slab.start[slot];
        boolean isSix = Ipv4.version(memory, at) == 6;
        return (isSix ? Ipv6.SIZE : Ipv4.headerLength(memory, at)) + Udp.SIZE;
    }

    HostSocket socket(int message) {
        HostSocket found = socket[message];
        if (found == null) {
            throw new IllegalStateException("a message has a socket");
        }
        return found;
    }

    boolean dontFragment(int message) {
        return dontFragment[message];
    }

    int packets(int message) {
        return packets[message];
    }

    int slot(int message, int packet) {
        return taken[first[message] + packet];
    }

    /// How many messages from this one on go to the same socket in the same way.
    int alike(int message) {
        int end = message + 1;
        while (end < messages
                && socket[end] == socket[message]
                && dontFragment[end] == dontFragment[message]) {
            end++;
        }
        return end - message;
    }
}
