package io.culvert.dataplane;

import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Tcp;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;

/// Where the headers of one TCP or UDP packet are, counted from its first octet. One object reads many packets.
public final class HeaderPlaces {
    /// Tags of a frame that are looked through.
    private static final int TAGS_MAX = 2;

    public int ip;
    public int transport;
    public int payload;
    public int protocol;
    public boolean isIpv6;

    /// Reads a packet whose transport header follows its IP header at once. Whether it is one.
    public boolean read(MemorySegment memory, long from, long end, Medium medium) {
        return readIp(memory, from, end, medium) && readTransport(memory, from, end);
    }

    /// The same where the IP header is known to begin `at` octets behind `from`.
    boolean read(MemorySegment memory, long from, long end, int at) {
        ip = at;
        return readIp(memory, from, end) && readTransport(memory, from, end);
    }

    /// Reads a packet of which somebody says where the transport header is and which one; between it and an IPv6 header there may be others.
    public boolean read(
            MemorySegment memory,
            long from,
            long end,
            Medium medium,
            int protocolThere,
            int transportThere) {
        if (!readIp(memory, from, end, medium)) {
            return false;
        }
        boolean follows =
                isIpv6
                        ? transportThere >= transport
                        : transportThere == transport && protocolThere == protocol;
        transport = transportThere;
        protocol = protocolThere;
        return follows && readTransport(memory, from, end);
    }

    private boolean readIp(MemorySegment memory, long from, long end, Medium medium) {
        ip = 0;
        if (medium == Medium.ETHERNET) {
            if (!Ethernet.fits(from, end)) {
                return false;
            }
            ip = Ethernet.SIZE;
            for (int tags = 0;
                    tags < TAGS_MAX && Net.u16(memory, from + ip - 2) == Ethernet.VLAN;
                    tags++) {
                if (!VlanTag.fits(from + ip, end)) {
                    return false;
                }
                ip += VlanTag.SIZE;
            }
            int type = Net.u16(memory, from + ip - 2);
            if (type != Ethernet.IPV4 && type != Ethernet.IPV6) {
                return false;
            }
        }
        return readIp(memory, from, end);
    }

    private boolean readIp(MemorySegment memory, long from, long end) {
        long at = from + ip;
        if (!Ipv4.fits(at, end)) {
            return false;
        }
        isIpv6 = Ipv4.version(memory, at) == 6;
        if (isIpv6) {
            if (!Ipv6.fits(at, end)) {
                return false;
            }
            protocol = Ipv6.nextHeader(memory, at);
            transport = ip + Ipv6.SIZE;
            return true;
        }
        protocol = Ipv4.protocol(memory, at);
        transport = ip + Ipv4.headerLength(memory, at);
        return Ipv4.version(memory, at) == 4
                && Ipv4.headerLength(memory, at) >= Ipv4.SIZE
                && !Ipv4.isFragment(memory, at);
    }

    private boolean readTransport(MemorySegment memory, long from, long end) {
        long at = from + transport;
        if (protocol == Ipv4.TCP) {
            if (!Tcp.fits(at, end) || Tcp.headerLength(memory, at) < Tcp.SIZE) {
                return false;
            }
            payload = transport + Tcp.headerLength(memory, at);
        } else if (protocol == Ipv4.UDP) {
            payload = transport + Udp.SIZE;
        } else {
            return false;
        }
        return from + payload <= end;
    }

    /// The sum of the pseudo-header for a transport header and payload of so many octets.
    public long pseudoHeader(MemorySegment memory, long from, int octets) {
        long at = from + ip;
        return isIpv6
                ? Checksum.pseudoHeader6(
                        Ipv6.sourceHigh(memory, at),
                        Ipv6.sourceLow(memory, at),
                        Ipv6.destinationHigh(memory, at),
                        Ipv6.destinationLow(memory, at),
                        protocol,
                        octets)
                : Checksum.pseudoHeader(
                        Ipv4.source(memory, at), Ipv4.destination(memory, at), protocol, octets);
    }

    /// Makes the IP header say how long the packet is.
    public void putLength(MemorySegment memory, long from, int octets) {
        long at = from + ip;
        if (isIpv6) {
            Net.putU16(memory, at + 4, octets - ip - Ipv6.SIZE);
        } else {
            Net.putU16(memory, at + 2, octets - ip);
            Ipv4.seal(memory, at);
        }
    }
}
