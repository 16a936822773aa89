package io.culvert.dataplane;

import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Icmpv6;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Learns the path MTU of associations from "fragmentation needed" about their ESP packets (RFC 4301 section 8.2), and that of
/// tunnels without protection from the same about theirs (RFC 2473 section 7.1, RFC 4459 section 3.2). Nobody authenticates
/// these messages, so they only ever make an MTU smaller, within limits, for a while.
final class PathMtu {
    /// Smaller claims are not believed: every host takes this much (RFC 791 section 3.2), and a forged claim costs at most so much.
    static final int MTU_MIN = 576;

    /// How long a claim counts: RFC 4301 section 8.2.2, RFC 1191 section 6.3.
    static final long AGE_NANOS = 600 * 1_000_000_000L;

    private final Graph graph;

    /// What was learned of the way of a tunnel without protection, with the far end it was learned about, by interface.
    private int[] clear = new int[1];

    private long[] clearUntil = new long[1];
    private @Nullable Ipv6Address[] clearTo = new Ipv6Address[1];

    /// The earliest end of a claim, or Long.MAX_VALUE.
    private long nextEnd = Long.MAX_VALUE;

    PathMtu(Graph graph) {
        this.graph = graph;
    }

    void room(int faces) {
        if (clear.length < faces) {
            clear = Arrays.copyOf(clear, faces);
            clearUntil = Arrays.copyOf(clearUntil, faces);
            clearTo = Arrays.copyOf(clearTo, faces);
        }
    }

    /// What was learned for a tunnel without protection, or 0.
    int ofClear(Face face) {
        return face.destination.equals(clearTo[face.index]) ? clear[face.index] : 0;
    }

    /// Whether an ICMP message says that a packet was too big, as far as its type and code tell.
    static boolean mayTell(MemorySegment memory, int at, int icmp, int end) {
        return Icmp.fits(icmp, end)
                && (IpHeader.isSix(memory, at)
                        ? Icmp.type(memory, icmp) == Icmpv6.PACKET_TOO_BIG
                        : Icmp.type(memory, icmp) == Icmp.UNREACHABLE
                                && Icmp.code(memory, icmp) == Icmp.FRAGMENTATION_NEEDED);
    }

    /// Reads an ICMP message that may tell the router of a packet that was too big and begins at `icmp`; it goes on to the router's own
    /// stack whatever comes of it.
    void hear(int slot, int icmp) {
        if (IpHeader.isSix(graph.memory, graph.slab.start[slot])) {
            hear6(slot, icmp);
        } else {
            hear4(slot, icmp);
        }
    }

    private void hear4(int slot, int icmp) {
        int end = graph.slab.end[slot];
        int quoted = icmp + Icmp.SIZE;
        if (!Ipv4.fits(quoted, end)
                || Ipv4.version(graph.memory, quoted) != 4
                || Ipv4.headerLength(graph.memory, quoted) < Ipv4.SIZE
                || Ipv4.fragmentOffset(graph.memory, quoted) != 0
                || Checksum.of(graph.memory, icmp, end) != 0) {
            return;
        }
        int mtu = Icmp.nextHopMtu(graph.memory, icmp);
        if (mtu >= MTU_MIN && mtu < Ipv4.totalLength(graph.memory, quoted)) {
            int payload = quoted + Ipv4.headerLength(graph.memory, quoted);
            about(slot, quoted, Ipv4.protocol(graph.memory, quoted), payload, mtu);
        }
    }

    /// The same of ICMPv6: "packet too big" (RFC 4443 section 3.2), never below what every link carries (RFC 8201 section 4).
    private void hear6(int slot, int icmp) {
        int at = graph.slab.start[slot];
        int end = graph.slab.end[slot];
        int quoted = icmp + Icmp.SIZE;
        if (!Ipv6.fits(quoted, end) || !checksumHolds6(at, icmp, end)) {
            return;
        }
        int upper = Ipv6.upperLayer(graph.memory, quoted, end);
        int mtu = Net.i32(graph.memory, icmp + 4);
        if (upper >= 0
                && mtu >= Ipv6.MTU_MIN
                && mtu < Ipv6.SIZE + Ipv6.payloadLength(graph.memory, quoted)) {
            int protocol = Net.u8(graph.memory, Ipv6.chainEnd(graph.memory, quoted, end));
            about(slot, quoted, protocol, upper, mtu);
        }
    }

    private boolean checksumHolds6(int at, int icmp, int end) {
        long pseudo =
                Checksum.pseudoHeader6(
                        Ipv6.sourceHigh(graph.memory, at),
                        Ipv6.sourceLow(graph.memory, at),
                        Ipv6.destinationHigh(graph.memory, at),
                        Ipv6.destinationLow(graph.memory, at),
                        Ipv6.ICMPV6,
                        end - icmp);
        return Checksum.finish(pseudo + Checksum.sum(graph.memory, icmp, end)) == 0;
    }

    /// Finds whose packet was too big: of ESP in UDP no more may be quoted than the ports (RFC 792), which are one peer's.
    private void about(int slot, int quoted, int protocol, int payload, int mtu) {
        int end = graph.slab.end[slot];
        int localPort = 0;
        int remotePort = 0;
        int esp = payload;
        if (protocol == Ipv4.UDP && Udp.fits(payload, end)) {
            localPort = Udp.sourcePort(graph.memory, payload);
            remotePort = Udp.destinationPort(graph.memory, payload);
            esp = payload + Udp.SIZE;
        } else if (protocol != Ipv4.ESP) {
            aboutClear(slot, quoted, protocol, payload, mtu);
            return;
        } else if (!Esp.fits(payload, end)) {
            return;
        }
        int spi = Esp.fits(esp, end) ? Esp.spi(graph.memory, esp) : 0;
        about(graph.associations.own, slot, quoted, localPort, remotePort, spi, mtu);
        about(graph.associations.elsewhere, slot, quoted, localPort, remotePort, spi, mtu);
    }

    private void about(
            OutboundTable table,
            int slot,
            int quoted,
            int localPort,
            int remotePort,
            int spi,
            int mtu) {
        int ports = localPort << 16 | remotePort;
        OutboundSa first =
                table.chain(
                        IpHeader.sourceLow(graph.memory, quoted),
                        IpHeader.destinationLow(graph.memory, quoted),
                        ports,
                        spi);
        for (OutboundSa sa = first; sa != null; sa = sa.besides) {
            PathEnds path = sa.path;
            if ((spi == 0 || sa.spi == spi)
                    && sa.binding.frontDoor() == graph.slab.table[slot]
                    && path.ports() == ports
                    && path.isBetween(
                            IpHeader.sourceHigh(graph.memory, quoted),
                            IpHeader.sourceLow(graph.memory, quoted),
                            IpHeader.destinationHigh(graph.memory, quoted),
                            IpHeader.destinationLow(graph.memory, quoted))) {
                learn(sa, mtu);
            }
        }
    }

    private void aboutClear(int slot, int quoted, int protocol, int payload, int mtu) {
        long key = TunnelEnds.NO_KEY;
        if (protocol == Ipv4.GRE) {
            if (!Gre.fits(payload, graph.slab.end[slot])) {
                return;
            }
            int flags = Gre.flags(graph.memory, payload);
            if ((flags & Gre.KEY) != 0) {
                if (graph.slab.end[slot] - payload < Gre.headerLength(flags)) {
                    return;
                }
                key = Gre.key(graph.memory, payload) & 0xFFFF_FFFFL;
            }
        }
        Face face =
                graph.image.faceOfTunnel(
                        graph.slab.table[slot],
                        IpHeader.sourceHigh(graph.memory, quoted),
                        IpHeader.sourceLow(graph.memory, quoted),
                        IpHeader.destinationHigh(graph.memory, quoted),
                        IpHeader.destinationLow(graph.memory, quoted),
                        protocol,
                        key);
        if (face == null) {
            return;
        }
        int known = ofClear(face);
        if (known == 0 || mtu <= known) {
            clear[face.index] = mtu;
            clearTo[face.index] = face.destination;
            clearUntil[face.index] = graph.now + AGE_NANOS;
            nextEnd = Math.min(nextEnd, clearUntil[face.index]);
            graph.limits.forget(face.index);
        }
    }

    private void learn(OutboundSa sa, int mtu) {
        if (sa.pathMtu != 0 && mtu > sa.pathMtu) {
            return;
        }
        boolean changed = sa.pathMtu != mtu;
        sa.pathMtu = mtu;
        sa.pathMtuUntil = graph.now + AGE_NANOS;
        nextEnd = Math.min(nextEnd, sa.pathMtuUntil);
        if (changed) {
            changed(sa);
        }
    }

    /// The plane that sends by an association tells of it.
    private void changed(OutboundSa sa) {
        int ifIndex = sa.binding.ifIndex();
        graph.limits.forget(ifIndex);
        Face face = graph.image.face(ifIndex);
        if (face != null && sa.sealer != OutboundSa.NO_SEALER) {
            graph.events.pathMtuChanged(ifIndex, graph.limits.plaintext(face));
        }
    }

    /// When [#expire] has something to do, or Long.MAX_VALUE.
    long nextEnd() {
        return nextEnd;
    }

    void expire(long now) {
        if (now < nextEnd) {
            return;
        }
        nextEnd = Long.MAX_VALUE;
        for (int i = 0; i < clear.length; i++) {
            if (clear[i] != 0 && clearUntil[i] <= now) {
                clear[i] = 0;
                graph.limits.forget(i);
            } else if (clear[i] != 0) {
                nextEnd = Math.min(nextEnd, clearUntil[i]);
            }
        }
        expire(graph.associations.own, now);
        expire(graph.associations.elsewhere, now);
    }

    private void expire(OutboundTable table, long now) {
        for (OutboundSa sa = table.oldest(); sa != null; sa = sa.newer) {
            if (sa.pathMtu != 0 && sa.pathMtuUntil <= now) {
                sa.pathMtu = 0;
                changed(sa);
            } else if (sa.pathMtu != 0) {
                nextEnd = Math.min(nextEnd, sa.pathMtuUntil);
            }
        }
    }
}
