package io.culvert.lab.host;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.ip.Ipv4Packet;
import io.culvert.wire.ip.Ipv6Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Fragments: RFC 791 section 3.2 and RFC 8200 section 4.5. One that overlaps another discards the whole packet, as
/// RFC 5722 asks for IPv6.
final class Reassembly {
    static final int PACKETS_MAX = 64;
    static final int MESSAGE_MAX = 65_535 - 20;
    static final long TIMEOUT_NANOS = 30_000_000_000L;
    private static final int FRAGMENT_HEADER = 8;

    private record Key(IpAddress source, IpAddress destination, int protocol, long id) {}

    private record Piece(Key key, int offset, boolean more, Bytes part) {}

    private static final class Parts {
        final long since;
        final TreeMap<Integer, Bytes> byOffset = new TreeMap<>();
        int total = -1;

        Parts(long since) {
            this.since = since;
        }
    }

    private final Map<Key, Parts> waiting = new LinkedHashMap<>();

    /// The whole packet that this one is or completes.
    Optional<IpPacket> add(long now, IpPacket packet) {
        if (!packet.isFragment()) {
            return Optional.of(packet);
        }
        return piece(packet).flatMap(piece -> add(now, packet, piece));
    }

    /// IPv6 is read only where the fragment header comes first, which is what senders do without routing headers.
    private static Optional<Piece> piece(IpPacket packet) {
        return switch (packet) {
            case Ipv4Packet v4 ->
                    Optional.of(
                            new Piece(
                                    new Key(
                                            v4.source(),
                                            v4.destination(),
                                            v4.protocol(),
                                            v4.identification()),
                                    v4.fragmentOffset(),
                                    v4.moreFragments(),
                                    v4.message()));
            case Ipv6Packet v6
                    when v6.nextHeader() == IpPacket.FRAGMENT
                            && v6.payload().size() > FRAGMENT_HEADER -> {
                Bytes payload = v6.payload();
                int field = payload.u16(2);
                yield Optional.of(
                        new Piece(
                                new Key(
                                        v6.source(),
                                        v6.destination(),
                                        payload.u8(0),
                                        payload.i32(4)),
                                field & 0xFFF8,
                                (field & 1) != 0,
                                payload.slice(FRAGMENT_HEADER)));
            }
            case Ipv6Packet _ -> Optional.empty();
        };
    }

    private Optional<IpPacket> add(long now, IpPacket packet, Piece piece) {
        waiting.values().removeIf(parts -> now - parts.since > TIMEOUT_NANOS);
        if (!waiting.containsKey(piece.key()) && waiting.size() == PACKETS_MAX) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        Parts parts = waiting.computeIfAbsent(piece.key(), _ -> new Parts(now));
        if (!fits(parts, piece)) {
            waiting.remove(piece.key());
            return Optional.empty();
        }
        parts.byOffset.put(piece.offset(), piece.part());
        if (!piece.more()) {
            parts.total = piece.offset() + piece.part().size();
        }
        var message = join(parts);
        message.ifPresent(_ -> waiting.remove(piece.key()));
        return message.map(
                whole -> {
                    var fields =
                            new IpHeaderFields(
                                    packet.trafficClass(),
                                    packet.hopLimit(),
                                    false,
                                    (int) piece.key().id() & 0xFFFF);
                    return IpPacket.of(
                            packet.source(),
                            packet.destination(),
                            piece.key().protocol(),
                            fields,
                            whole);
                });
    }

    private static boolean fits(Parts parts, Piece piece) {
        int size = piece.part().size();
        int end = piece.offset() + size;
        if (size == 0 || end > MESSAGE_MAX || piece.more() && size % 8 != 0) {
            return false;
        }
        Bytes same = parts.byOffset.get(piece.offset());
        if (same != null) {
            return same.equals(piece.part());
        }
        var before = parts.byOffset.floorEntry(piece.offset());
        var after = parts.byOffset.ceilingKey(piece.offset());
        return (before == null || before.getKey() + before.getValue().size() <= piece.offset())
                && (after == null || end <= after);
    }

    private static Optional<Bytes> join(Parts parts) {
        int at = 0;
        for (var part : parts.byOffset.entrySet()) {
            if (part.getKey() != at) {
                return Optional.empty();
            }
            at += part.getValue().size();
        }
        return at == parts.total
                ? Optional.of(Bytes.concat(parts.byOffset.values().toArray(Bytes[]::new)))
                : Optional.empty();
    }

    /// The packets that carry this one over a path of this MTU; fragments go without DF.
    static List<Bytes> fragments(IpPacket packet, int mtu, int id) {
        if (packet.wireLength() <= mtu) {
            return List.of(packet.toBytes());
        }
        int header = packet.wireLength() - packet.message().size();
        int share = (mtu - header - (packet instanceof Ipv6Packet ? FRAGMENT_HEADER : 0)) / 8 * 8;
        var fragments = new ArrayList<Bytes>();
        int size = packet.message().size();
        for (int at = 0; at < size; at += share) {
            int end = Math.min(at + share, size);
            fragments.add(fragment(packet, id, at, end, end < size).toBytes());
        }
        return fragments;
    }

    private static IpPacket fragment(IpPacket packet, int id, int at, int end, boolean more) {
        Bytes part = packet.message().slice(at, end);
        return switch (packet) {
            case Ipv4Packet v4 ->
                    new Ipv4Packet(
                            v4.trafficClass(),
                            id & 0xFFFF,
                            false,
                            more,
                            at,
                            v4.hopLimit(),
                            v4.protocol(),
                            v4.source(),
                            v4.destination(),
                            v4.options(),
                            part);
            case Ipv6Packet v6 -> {
                var payload =
                        new ByteWriter(FRAGMENT_HEADER + part.size())
                                .u8(v6.protocol())
                                .u8(0)
                                .u16(at | (more ? 1 : 0))
                                .i32(id)
                                .bytes(part);
                yield new Ipv6Packet(
                        v6.trafficClass(),
                        v6.flowLabel(),
                        v6.hopLimit(),
                        IpPacket.FRAGMENT,
                        v6.source(),
                        v6.destination(),
                        payload.toBytes());
            }
        };
    }
}
