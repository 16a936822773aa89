package io.culvert.linux;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One socket of the host underlay, bound to one local address.
final class HostSocket implements AutoCloseable {
    /// What a socket carries.
    enum Kind {
        /// Payloads of datagrams of one port, many at once.
        UDP,
        /// Whole packets of protocol 50; IPv6 without its header on the way in.
        ESP,
        /// The same of ICMP: answers and errors in, anything out.
        ICMP
    }

    /// Octets of tunnelled packets that may wait to be received: those of some 20 ms at 200,000 packets a second, which is what a virtual machine
    /// may stand still. TCP fills whatever queue there is before the slowest hop, which is rarely this one since packet threads come before
    /// ordinary ones (docs/performance.md).
    private static final int TUNNELLED_WAITING = 4 << 20;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;

    private static final int SOL_SOCKET = 1;

    private static final int REUSE_PORT = 15;

    /// SO_MEMINFO: nine numbers, the last of which counts drops.
    private static final int MEMORY_INFORMATION = 55;

    private static final int MEMORY_VALUES = 9;
    private static final int MEMORY_DROPS = 8;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_ESP = 50;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_RAW = 255;

    private static final int IP_HEADER_INCLUDED = 3;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_RECEIVE_TOS = 13;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_ONLY = 26;
    private static final int IPV6_HEADER_INCLUDED = 36;
    private static final int IPV6_RECEIVE_CLASS = 66;
    private static final int IPV6_FREE_BIND = 78;
    private static final int UDP_GRO = 104;
    private static final int ICMP_FILTER = 1;

    /// Never a DF bit, fragments where needed.
    private static final int DISCOVER_NOT = 0;

    /// Always the DF bit; the plane keeps the path MTU, not the kernel.
    private static final int DISCOVER_PROBE = 3;

    /// ICMP that concerns the router: echo reply, unreachable, time exceeded, parameter problem. The host answers the rest.
    private static final int ICMP_WANTED = 1 | 1 << 3 | 1 << 11 | 1 << 12;

    /// The same of ICMPv6: types 1 to 4, and 129.
    private static final int ICMPV6_ERRORS_WANTED = 0x1E;

    private static final int ICMPV6_ECHO_REPLY = 129;

    final Kind kind;
    final IpAddress address;
    final boolean isIpv6;
    final long high;
    final long low;
    final int port;

    /// The device that a link-local address is of, or zero.
    final int scope;

    final Descriptor descriptor;

    /// Whether the kernel now sets the DF bit of what the socket sends.
    private int discovery = -1;

    /// Whether the poller has said that there is something.
    boolean isReadable = true;

    private HostSocket(Kind kind, IpAddress address, int port, int scope, Descriptor descriptor) {
        this.kind = kind;
        this.address = address;
        this.port = port;
        this.scope = scope;
        this.descriptor = descriptor;
        switch (address) {
            case Ipv4Address(int bits) -> {
                isIpv6 = false;
                high = 0;
                low = bits;
            }
            case Ipv6Address(long upper, long lower) -> {
                isIpv6 = true;
                high = upper;
                low = lower;
            }
        }
    }

    static HostSocket open(Kind kind, IpAddress address, int port, int scope, Share share)
            throws IOException {
        boolean isIpv6 = !address.isIpv4();
        int type = kind == Kind.UDP ? SOCK_DGRAM : SOCK_RAW;
        int protocol =
                switch (kind) {
                    case UDP -> IPPROTO_UDP;
                    case ESP -> IPPROTO_ESP;
                    case ICMP -> isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
                };
        var errno = new Errno();
        int number = Descriptor.socket(errno, isIpv6 ? AF_INET6 : AF_INET, type, protocol);
        String what = what(kind, address, port);
        if (number < 0) {
            throw Refusal.of(what, "CAP_NET_RAW", number);
        }
        var socket = new HostSocket(kind, address, port, scope, new Descriptor(number));
        try {
            socket.configure(what);
            if (!share.isWhole()) {
                socket.join(what, share);
            }
            socket.bind(errno, what);
            if (!share.isWhole() && port == HostPort.NAT_PORT) {
                SocketFilter.attachChoice(
                        what, socket.descriptor, SocketFilter.bySpi(share.count()));
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String what(Kind kind, IpAddress address, int port) {
        return "the host underlay's "
                + switch (kind) {
                    case UDP -> "UDP port " + port;
                    case ESP -> "ESP socket";
                    case ICMP -> "ICMP socket";
                }
                + " of "
                + address;
    }

    private void configure(String what) throws IOException {
        boolean isTunnelled = kind == Kind.UDP && port == HostPort.NAT_PORT;
        descriptor.buffers(
                isTunnelled ? TUNNELLED_WAITING : PacketPort.KERNEL_BUFFER,
                PacketPort.KERNEL_BUFFER);
        if (isIpv6) {
            if (kind == Kind.UDP) {
                descriptor.require(what, IPPROTO_IPV6, IPV6_ONLY, 1);
            }
            descriptor.require(what, IPPROTO_IPV6, IPV6_RECEIVE_CLASS, 1);
            // While the host still makes sure that it alone has the address (RFC 4862 section 5.4),
            // it can be bound to only so.
            descriptor.require(what, IPPROTO_IPV6, IPV6_FREE_BIND, 1);
            descriptor.require(what, IPPROTO_IPV6, IPV6_MTU_DISCOVER, DISCOVER_PROBE);
            discovery = DISCOVER_PROBE;
        } else {
            descriptor.require(what, IPPROTO_IP, IP_RECEIVE_TOS, 1);
        }
        switch (kind) {
            // Kernels before 5.0 have no receive offload and hand over single datagrams.
            case UDP -> descriptor.set(IPPROTO_UDP, UDP_GRO, 1);
            case ESP -> includeHeader(what);
            case ICMP -> {
                includeHeader(what);
                filterIcmp(what);
            }
        }
    }

    /// Shares the port of ESP in UDP; what is raw comes to every socket, and only the first worker takes it.
    private void join(String what, Share share) throws IOException {
        if (port == HostPort.NAT_PORT) {
            descriptor.require(what, SOL_SOCKET, REUSE_PORT, 1);
        } else if (kind != Kind.UDP && share.number() != 0) {
            SocketFilter.attach(what, descriptor, SocketFilter.nothing());
        }
    }

    private void includeHeader(String what) throws IOException {
        if (isIpv6) {
            descriptor.require(what, IPPROTO_IPV6, IPV6_HEADER_INCLUDED, 1);
        } else {
            descriptor.require(what, IPPROTO_IP, IP_HEADER_INCLUDED, 1);
        }
    }

    private void filterIcmp(String what) throws IOException {
        if (!isIpv6) {
            descriptor.require(what, SOL_RAW, ICMP_FILTER, ~ICMP_WANTED);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            // struct icmp6_filter: a bit for each of 256 types, set for what is held back
            MemorySegment filter = arena.allocate(32, 4);
            filter.fill((byte) 0xFF);
            filter.set(ValueLayout.JAVA_INT, 0, ~ICMPV6_ERRORS_WANTED);
            filter.set(
                    ValueLayout.JAVA_INT,
                    ICMPV6_ECHO_REPLY / 32 * 4L,
                    ~(1 << ICMPV6_ECHO_REPLY % 32));
            int result = descriptor.set(IPPROTO_ICMPV6, ICMP_FILTER, filter);
            if (result < 0) {
                throw Refusal.other(what, result);
            }
        }
    }

    private void bind(Errno errno, String what) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.SIZE_MAX, 8);
            int length = SocketAddress.write(name, 0, isIpv6, high, low, port, scope);
            int result = Libc.bind(errno, descriptor.number, name.address(), length);
            switch (-result) {
                case Errno.EADDRINUSE ->
                        throw new IOException(
                                "UDP port %d of %s is taken by another program"
                                        .formatted(port, address));
                case Errno.EADDRNOTAVAIL -> throw Refusal.noAddress(address);
                default -> {
                    if (result < 0) {
                        throw Refusal.of(what, "CAP_NET_BIND_SERVICE", result);
                    }
                }
            }
        }
    }

    /// Makes the kernel set the DF bit of the next packets, or leave it clear. IPv6 has none.
    void dontFragment(boolean isSet) {
        int wanted = isSet ? DISCOVER_PROBE : DISCOVER_NOT;
        if (!isIpv6 && discovery != wanted) {
            discovery = wanted;
            descriptor.set(IPPROTO_IP, IP_MTU_DISCOVER, wanted);
        }
    }

    /// Packets that the kernel dropped here since the socket was opened, for want of room or for a wrong checksum, which it
    /// counts together; the count turns over at 32 bits.
    long losses() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(4L * MEMORY_VALUES, 4);
            MemorySegment length =
                    arena.allocateFrom(ValueLayout.JAVA_INT, (int) values.byteSize());
            int result =
                    Libc.getsockopt(
                            new Errno(),
                            descriptor.number,
                            SOL_SOCKET,
                            MEMORY_INFORMATION,
                            values.address(),
                            length.address());
            return result < 0
                    ? 0
                    : Integer.toUnsignedLong(values.getAtIndex(ValueLayout.JAVA_INT, MEMORY_DROPS));
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
