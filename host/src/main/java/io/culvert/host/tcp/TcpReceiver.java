package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The receiving half: what came early is kept in order, what is in order is handed over or held for a paused user, and
/// the window follows the room that is left.
final class TcpReceiver {
    /// Pieces that may wait for a gap to be filled: a peer that sends single octets in reverse gets no further.
    static final int EARLY_PIECES_MAX = 1_024;

    private final int bufferMax;
    private final int shift;
    private final Deque<Bytes> held = new ArrayDeque<>();
    private final TreeMap<Long, Bytes> early = new TreeMap<>();
    private int heldSize;
    private boolean paused;

    private int next;
    private int edge;
    private int segment = 536;
    /// Position of `next` in the stream, which unlike it never wraps.
    private long position;
    private long endOfStream = Long.MAX_VALUE;
    private boolean scaled;
    private boolean endUntold;

    TcpReceiver(int bufferMax) {
        this.bufferMax = bufferMax;
        int needed = 0;
        while (needed < 14 && bufferMax >> needed > 0xFFFF) {
            needed++;
        }
        this.shift = needed;
    }

    /// The SYN's number is the first; the window of segments with SYN is never scaled (RFC 7323 section 2.2).
    void start(int initial, int segmentSize) {
        next = initial + 1;
        edge = next + Math.min(bufferMax, 0xFFFF);
        segment = segmentSize;
    }

    void scaleWindow() {
        scaled = true;
    }

    int shift() {
        return shift;
    }

    /// RCV.NXT.
    int next() {
        return next;
    }

    /// RCV.WND as last advertised.
    int window() {
        return edge - next;
    }

    /// The window field of the next segment. The right edge moves only by a whole segment or half of the buffer, so
    /// that the peer is not lured into small ones (RFC 9293 section 3.8.6.2.2), and never moves back.
    int advertise() {
        int wanted = wantedEdge();
        if (wanted - edge >= Math.min(bufferMax / 2, segment)) {
            edge = wanted;
        }
        return Math.min(0xFFFF, edge - next >>> (scaled ? shift : 0));
    }

    int advertiseUnscaled() {
        return Math.min(0xFFFF, Math.max(0, bufferMax - heldSize));
    }

    /// Whether telling the peer of the window now would let it send a good deal more.
    boolean hasWindowNews() {
        return wantedEdge() - edge >= Math.min(bufferMax / 2, 2 * segment);
    }

    private int wantedEdge() {
        int room = Math.max(0, bufferMax - heldSize);
        return next + (scaled ? room : Math.min(room, 0xFFFF));
    }

    /// RFC 9293 section 3.10.7.4, the table of the first step.
    boolean accepts(int sequence, int length) {
        int window = window();
        boolean beginsWithin = !Sequence.before(sequence, next) && Sequence.before(sequence, edge);
        if (length == 0) {
            return window == 0 ? sequence == next : beginsWithin;
        }
        int last = sequence + length - 1;
        boolean endsWithin = !Sequence.before(last, next) && Sequence.before(last, edge);
        boolean covers = Sequence.before(sequence, next) && !Sequence.before(last, edge);
        return window > 0 && (beginsWithin || endsWithin || covers);
    }

    /// Takes the part of `data` within the window; true if it moved RCV.NXT and left no gap behind.
    boolean take(int sequence, Bytes data, boolean fin) {
        int skip = Math.max(0, next - sequence);
        int room = edge - sequence;
        int end = Math.min(data.size(), room);
        long start = position + (sequence - next);
        if (fin && end == data.size() && data.size() <= room) {
            endOfStream = Math.min(endOfStream, start + data.size());
        }
        boolean gapless = early.isEmpty() && sequence - next <= 0;
        if (skip < end) {
            insert(start + skip, data.slice(skip, end));
        }
        while (!early.isEmpty() && early.firstKey() == position) {
            Bytes piece = early.pollFirstEntry().getValue();
            next += piece.size();
            position += piece.size();
            held.add(piece);
            heldSize += piece.size();
        }
        return gapless;
    }

    /// Keeps only the parts that are new, so that pieces never overlap.
    private void insert(long start, Bytes data) {
        long from = start;
        long end = Math.min(start + data.size(), endOfStream);
        Map.Entry<Long, Bytes> before = early.floorEntry(start);
        if (before != null) {
            from = Math.max(from, before.getKey() + before.getValue().size());
        }
        while (from < end) {
            Map.Entry<Long, Bytes> after = early.ceilingEntry(from);
            long until = after == null ? end : Math.min(end, after.getKey());
            if (until > from && (early.size() < EARLY_PIECES_MAX || from == position)) {
                early.put(from, data.slice((int) (from - start), (int) (until - start)));
            }
            from = after == null ? end : Math.max(until, after.getKey() + after.getValue().size());
        }
    }

    /// Whether all octets up to the peer's FIN are here; takes the FIN's own number then.
    boolean takeFin() {
        if (endOfStream != position) {
            return false;
        }
        endOfStream = Long.MAX_VALUE;
        next++;
        position++;
        edge = Sequence.later(edge, next);
        endUntold = true;
        return true;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    /// What the user is to get now; empty while it pauses.
    List<Bytes> hand() {
        if (paused) {
            return List.of();
        }
        var all = new ArrayList<>(held);
        held.clear();
        heldSize = 0;
        return all;
    }

    /// Whether the user is to learn now that the peer has closed, after all that it sent.
    boolean handEnd() {
        boolean now = endUntold && held.isEmpty();
        endUntold &= !now;
        return now;
    }

    int heldSize() {
        return heldSize;
    }
}
