package io.culvert.router.capture;

import io.culvert.dataplane.Drop;
import io.culvert.wire.Net;
import io.culvert.wire.pcapng.PcapngWriter.Direction;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The packets of one capture, in pieces of one size that are made as they are needed. A circular buffer gives up its oldest
/// piece, with all that is in it, when it is full; any other takes nothing more.
/// ```
/// | time (8) | kept (4) | length (4) | point (1) | type (1) | way (1) | - | reason + 1 (4) | octets ...
/// ```
final class CaptureBuffer implements Iterable<CapturedPacket> {
    /// Holds the largest packet with its head.
    static final int PIECE_OCTETS = 1 << 17;

    static final int HEAD = 24;

    /// What [#add] answers when there was no room.
    static final long NONE = -1;

    private static final int KEPT_AT = 8;
    private static final int LENGTH_AT = 12;
    private static final int POINT_AT = 16;
    private static final int TYPE_AT = 17;
    private static final int WAY_AT = 18;
    private static final int REASON_AT = 20;
    private static final int ALIGNMENT = 8;
    private static final LinkType[] TYPES = LinkType.values();
    private static final Drop[] REASONS = Drop.values();

    private static final class Piece {
        final MemorySegment memory = MemorySegment.ofArray(new byte[PIECE_OCTETS]);
        int used;
        int packets;
    }

    private final int piecesMax;
    private final boolean circular;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();

    /// Pieces given up so far: the number of the oldest one that is there.
    private long firstPiece;

    private long packets;
    private long overwritten;

    CaptureBuffer(int megabytes, boolean circular) {
        piecesMax = megabytes * ((1 << 20) / PIECE_OCTETS);
        this.circular = circular;
    }

    long packets() {
        return packets;
    }

    /// Packets that made room for others.
    long overwritten() {
        return overwritten;
    }

    /// Octets that packets and their heads take.
    long octets() {
        return pieces.stream().mapToLong(piece -> piece.used).sum();
    }

    /// Keeps the first octets of a packet and answers where, or [#NONE].
    ///
    /// @param length of the whole packet
    long add(
            long nanos,
            int point,
            LinkType type,
            Direction direction,
            MemorySegment from,
            long start,
            int kept,
            int length) {
        Piece piece = room(HEAD + kept);
        if (piece == null) {
            return NONE;
        }
        int at = piece.used;
        Net.putI64(piece.memory, at, nanos);
        Net.putI32(piece.memory, at + KEPT_AT, kept);
        Net.putI32(piece.memory, at + LENGTH_AT, length);
        Net.putU8(piece.memory, at + POINT_AT, point);
        Net.putU8(piece.memory, at + TYPE_AT, index(type));
        Net.putU8(piece.memory, at + WAY_AT, direction == Direction.OUTBOUND ? 1 : 0);
        Net.putI32(piece.memory, at + REASON_AT, 0);
        MemorySegment.copy(from, start, piece.memory, at + HEAD, kept);
        piece.used = at + size(kept);
        piece.packets++;
        packets++;
        return (firstPiece + pieces.size() - 1) * PIECE_OCTETS + at;
    }

    @SuppressWarnings("EnumOrdinal")
    private static int index(Enum<?> constant) {
        return constant.ordinal();
    }

    private @Nullable Piece room(int octets) {
        Piece last = pieces.peekLast();
        if (last != null && last.used + octets <= PIECE_OCTETS) {
            return last;
        }
        if (pieces.size() < piecesMax) {
            pieces.add(new Piece());
            return pieces.getLast();
        }
        if (!circular) {
            return null;
        }
        Piece oldest = pieces.removeFirst();
        firstPiece++;
        overwritten += oldest.packets;
        packets -= oldest.packets;
        oldest.used = 0;
        oldest.packets = 0;
        pieces.add(oldest);
        return oldest;
    }

    /// Writes down why the packet at this place was dropped, if it is still there and nothing was written yet.
    void lost(long place, Drop reason) {
        long number = place / PIECE_OCTETS - firstPiece;
        if (number < 0) {
            return;
        }
        // A packet is dropped soon after it was seen: its piece is among the last.
        var newestFirst = pieces.descendingIterator();
        Piece piece = newestFirst.next();
        for (long skip = pieces.size() - 1 - number; skip > 0; skip--) {
            piece = newestFirst.next();
        }
        int at = (int) (place % PIECE_OCTETS) + REASON_AT;
        if (Net.i32(piece.memory, at) == 0) {
            Net.putI32(piece.memory, at, index(reason) + 1);
        }
    }

    /// Every packet, the oldest first. Nothing may be added meanwhile.
    @Override
    public Iterator<CapturedPacket> iterator() {
        return new Iterator<>() {
            private final Iterator<Piece> rest = pieces.iterator();
            private @Nullable Piece piece = rest.hasNext() ? rest.next() : null;
            private int at;
            private long number = overwritten;

            @Override
            public boolean hasNext() {
                return piece != null && at < piece.used;
            }

            @Override
            public CapturedPacket next() {
                Piece now = piece;
                if (now == null) {
                    throw new NoSuchElementException();
                }
                CapturedPacket packet = read(number++, now.memory, at);
                at += size(packet.kept());
                if (at >= now.used) {
                    piece = rest.hasNext() ? rest.next() : null;
                    at = 0;
                }
                return packet;
            }
        };
    }

    private static int size(int kept) {
        return (HEAD + kept + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static CapturedPacket read(long number, MemorySegment memory, int at) {
        int reason = Net.i32(memory, at + REASON_AT);
        return new CapturedPacket(
                number,
                Net.i64(memory, at),
                Net.u8(memory, at + POINT_AT),
                TYPES[Net.u8(memory, at + TYPE_AT)],
                Net.u8(memory, at + WAY_AT) == 1 ? Direction.OUTBOUND : Direction.INBOUND,
                Net.i32(memory, at + LENGTH_AT),
                reason == 0 ? Optional.empty() : Optional.of(REASONS[reason - 1]),
                memory,
                at + HEAD,
                Net.i32(memory, at + KEPT_AT));
    }
}
