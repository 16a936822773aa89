package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Icmpv6;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import java.lang.foreign.MemorySegment;

/// Builds packets for tests.
final class Packets {
    static final Ipv4Address PC = Ipv4Address.of("192.168.113.10");
    static final Ipv4Address FAR = Ipv4Address.of("192.168.114.1");

    /// Vector D1: GRE, label 18, ICMP echo.
    static final Bytes D1 =
            Bytes.hex(
                    """
                    00008847 0001213f 45000054 00010000 3f01174c c0a8710a c0a87201 0800eeb7
                    12340001 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b
                    1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637
                    """);

    static final Ipv6Address PC6 = Ipv6Address.of("2001:db8:113::10");
    static final Ipv6Address FAR6 = Ipv6Address.of("2001:db8:114::10");

    private Packets() {}

    static Bytes ipv6(
            Ipv6Address source, Ipv6Address destination, int next, int hopLimit, Bytes payload) {
        var octets = new byte[Ipv6.SIZE + payload.size()];
        var memory = MemorySegment.ofArray(octets);
        Ipv6.write(memory, 0, 0, 0, payload.size(), next, hopLimit);
        Ipv6.putSource(memory, 0, source.high(), source.low());
        Ipv6.putDestination(memory, 0, destination.high(), destination.low());
        payload.copyTo(octets, Ipv6.SIZE);
        return Bytes.of(octets);
    }

    /// An ICMPv6 echo request of so many octets in all.
    static Bytes echo6(Ipv6Address source, Ipv6Address destination, int hopLimit, int total) {
        var octets = new byte[total];
        Bytes message = Bytes.hex("80000000 12340001").plus(Bytes.zero(total - Ipv6.SIZE - 8));
        ipv6(source, destination, Ipv6.ICMPV6, hopLimit, message).copyTo(octets, 0);
        var memory = MemorySegment.ofArray(octets);
        Icmpv6.seal(memory, 0, Ipv6.SIZE, total);
        return Bytes.of(octets);
    }

    static boolean checksum6Holds(Bytes ip) {
        return Icmpv6.checksumHolds(MemorySegment.ofArray(ip.toArray()), 0, Ipv6.SIZE, ip.size());
    }

    static IpBuilder ipv4(Ipv4Address source, Ipv4Address destination) {
        return new IpBuilder(source, destination);
    }

    /// An ICMP echo request of so many octets in all.
    static Bytes echo(Ipv4Address source, Ipv4Address destination, int total) {
        return ipv4(source, destination)
                .protocol(Ipv4.ICMP)
                .payload(echoMessage(total - Ipv4.SIZE));
    }

    static Bytes echoMessage(int length) {
        var octets = new byte[length];
        for (int i = 8; i < length; i++) {
            octets[i] = (byte) i;
        }
        var memory = MemorySegment.ofArray(octets);
        Icmp.write(memory, 0, Icmp.ECHO, 0, 0x1234_0001);
        Icmp.seal(memory, 0, length);
        return Bytes.of(octets);
    }

    static Bytes syn(Ipv4Address source, Ipv4Address destination, Bytes options) {
        int length = Tcp.SIZE + options.size();
        var octets = new byte[length];
        var memory = MemorySegment.ofArray(octets);
        Tcp.write(memory, 0, 1000, 80, 1, 0, length, Tcp.SYN, 65_535);
        options.copyTo(octets, Tcp.SIZE);
        Tcp.seal(
                memory,
                0,
                length,
                Checksum.pseudoHeader(source.bits(), destination.bits(), Ipv4.TCP, length));
        return ipv4(source, destination).protocol(Ipv4.TCP).payload(Bytes.of(octets));
    }

    static Bytes label(int label, int trafficClass, boolean bottom, int timeToLive) {
        return Bytes.hex(
                "%08x"
                        .formatted(
                                label << 12
                                        | trafficClass << 9
                                        | (bottom ? 0x100 : 0)
                                        | timeToLive));
    }

    static Bytes gre(int protocol, Bytes payload) {
        return Bytes.hex("0000%04x".formatted(protocol)).plus(payload);
    }

    /// "Fragmentation needed" of a router on the way about a packet of the spoke.
    static Bytes fragmentationNeeded(Bytes quoted, int mtu) {
        byte[] octets = Bytes.hex("03040000 0000%04x".formatted(mtu)).plus(quoted).toArray();
        Icmp.seal(MemorySegment.ofArray(octets), 0, octets.length);
        return ipv4(Ipv4Address.of("10.99.0.1"), Workbench.SPOKE)
                .protocol(Ipv4.ICMP)
                .payload(Bytes.of(octets));
    }

    static boolean checksumHolds(Bytes ip) {
        return Ipv4.checksumHolds(MemorySegment.ofArray(ip.toArray()), 0);
    }

    static final class IpBuilder {
        private final Ipv4Address source;
        private final Ipv4Address destination;
        private int protocol = Ipv4.UDP;
        private int timeToLive = 64;
        private int typeOfService;
        private int identification = 1;
        private int flagsAndOffset;

        IpBuilder(Ipv4Address source, Ipv4Address destination) {
            this.source = source;
            this.destination = destination;
        }

        IpBuilder protocol(int value) {
            protocol = value;
            return this;
        }

        IpBuilder ttl(int value) {
            timeToLive = value;
            return this;
        }

        IpBuilder tos(int value) {
            typeOfService = value;
            return this;
        }

        IpBuilder id(int value) {
            identification = value;
            return this;
        }

        IpBuilder fragment(int value) {
            flagsAndOffset = value;
            return this;
        }

        IpBuilder dontFragment() {
            return fragment(Ipv4.DONT_FRAGMENT);
        }

        Bytes payload(Bytes payload) {
            var octets = new byte[Ipv4.SIZE + payload.size()];
            Ipv4.write(
                    MemorySegment.ofArray(octets),
                    0,
                    typeOfService,
                    octets.length,
                    identification,
                    flagsAndOffset,
                    timeToLive,
                    protocol,
                    source.bits(),
                    destination.bits());
            payload.copyTo(octets, Ipv4.SIZE);
            return Bytes.of(octets);
        }
    }
}
