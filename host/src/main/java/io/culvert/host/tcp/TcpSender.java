package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.wire.tcp.TcpFlags;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The sending half: what the user sent goes out as far as the peer's window and the network allow, and goes out again
/// until it is acknowledged. It computes and orders segments; the connection holds the timers.
/// ```
///        una                 next            max
///   ------|-------------------|---------------|---------------> sequence numbers
///   acked | sent, not acked   | sent before a | not sent yet, then FIN once the user has closed
///         |                   | timeout       |
/// ```
final class TcpSender {
    /// Sends one segment with the connection's current acknowledgment and window.
    @FunctionalInterface
    interface Output {
        void segment(int sequence, int flags, Bytes data);
    }

    private final SendBuffer buffer;
    private final RoundTrip roundTrip = new RoundTrip();
    private final NewReno congestion = new NewReno();
    private final int initial;
    private int una;
    private int next;
    private int max;
    private int mss = 536;
    private int peerShift;
    private int window;
    private int windowMax;
    private int windowSequence;
    private int windowAcknowledgment;
    private boolean closing;
    private boolean finAcknowledged;
    private int timeouts;
    private int timedUpTo;
    private @Nullable Instant timedAt;

    /// The SYN takes the first number; it is the connection's to send.
    TcpSender(int initial, int bufferMax) {
        this.initial = initial;
        this.buffer = new SendBuffer(bufferMax);
        this.una = initial;
        this.next = initial + 1;
        this.max = next;
    }

    /// The peer's SYN arrived with this window, never scaled.
    void start(int segmentSize, int shift, int peerWindow, int peerSequence) {
        mss = segmentSize;
        peerShift = shift;
        window = peerWindow;
        windowMax = peerWindow;
        windowSequence = peerSequence;
        windowAcknowledgment = una;
        congestion.start(segmentSize, initial, false);
    }

    int initial() {
        return initial;
    }

    int una() {
        return una;
    }

    int next() {
        return next;
    }

    int max() {
        return max;
    }

    int mss() {
        return mss;
    }

    int window() {
        return window;
    }

    int congestionWindow() {
        return congestion.window();
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    int buffered() {
        return buffer.size();
    }

    int room() {
        return closing ? 0 : buffer.room();
    }

    int append(Bytes data) {
        return closing ? 0 : buffer.append(data);
    }

    /// No more data comes; FIN follows what is buffered.
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    boolean finAcknowledged() {
        return finAcknowledged;
    }

    int timeouts() {
        return timeouts;
    }

    boolean isInFlight() {
        return next != una;
    }

    /// Data or FIN could not be sent although nothing is under way: only the peer's window can be the reason.
    boolean isBlocked() {
        return !isInFlight() && (buffer.size() > 0 || (closing && !finAcknowledged));
    }

    private int dataStart() {
        return una == initial ? initial + 1 : una;
    }

    /// Sends what may be sent now. Full segments and the last of the buffer go; pieces cut off by a small window wait,
    /// unless they are half of the largest window the peer ever offered (RFC 9293 section 3.8.6.2.1). Nagle's algorithm
    /// is not used, for routing protocols write whole messages.
    void output(Instant now, Output output) {
        while (!finAcknowledged) {
            int offset = next - dataStart();
            int left = buffer.size() - offset;
            int usable = Math.min(congestion.window(), window) - (next - una);
            int count = Math.min(Math.min(mss, left), usable);
            boolean fin = closing && left >= 0 && Math.max(0, count) == left && usable > left;
            boolean worthwhile =
                    count > 0 && (count == mss || count == left || count >= windowMax / 2);
            if (!fin && !worthwhile) {
                return;
            }
            send(now, next, Math.max(0, count), fin, output);
            next += Math.max(0, count) + (fin ? 1 : 0);
            max = Sequence.later(max, next);
        }
    }

    private void send(Instant now, int sequence, int count, boolean fin, Output output) {
        int offset = sequence - dataStart();
        boolean last = count > 0 && offset + count == buffer.size();
        int flags = TcpFlags.ACK | (last ? TcpFlags.PSH : 0) | (fin ? TcpFlags.FIN : 0);
        if (Sequence.before(sequence, max)) {
            timedAt = null; // RFC 6298 section 3: never time what was sent twice
        } else if (timedAt == null) {
            timedAt = now;
            timedUpTo = sequence + count;
        }
        output.segment(sequence, flags, buffer.read(offset, count));
    }

    /// The oldest unacknowledged segment once more.
    private int sendOldest(Instant now, Output output) {
        int count = Math.min(mss, buffer.size());
        boolean fin = closing && !finAcknowledged && count == buffer.size();
        send(now, dataStart(), count, fin, output);
        return count + (fin ? 1 : 0);
    }

    /// The retransmission timer fired: RFC 6298 section 5.4 to 5.6, RFC 5681 section 3.1. All behind the oldest segment
    /// counts as lost until acknowledgments say otherwise.
    void timedOut(Instant now, Output output) {
        congestion.timedOut(max, max - una, timeouts > 0);
        timeouts++;
        roundTrip.backOff();
        next = una + sendOldest(now, output);
        max = Sequence.later(max, next);
    }

    /// The SYN or its answer was not heard of.
    void synTimedOut() {
        timeouts++;
        roundTrip.backOff();
    }

    /// Asks for the window, RFC 9293 section 3.8.6.1, with at least one octet, beyond the window if need be.
    void probe(Instant now, Output output) {
        int count = Math.min(buffer.size(), Math.max(1, Math.min(window, mss)));
        boolean fin = closing && !finAcknowledged && count == buffer.size();
        send(now, dataStart(), count, fin, output);
        max = Sequence.later(max, dataStart() + count + (fin ? 1 : 0));
    }

    /// Whether `acknowledgment` covers something new that we really sent.
    boolean isNews(int acknowledgment) {
        return Sequence.before(una, acknowledgment) && Sequence.atOrBefore(acknowledgment, max);
    }

    /// RFC 5961 section 5: older acknowledgments than any window reaches back to are not the peer's.
    boolean isPlausible(int acknowledgment) {
        return Sequence.atOrBefore(una - Math.max(windowMax, 0xFFFF), acknowledgment)
                && Sequence.atOrBefore(acknowledgment, max);
    }

    /// The SYN alone was acknowledged.
    void synAcknowledged(int acknowledgment) {
        una = acknowledgment;
        windowAcknowledgment = acknowledgment;
        if (timeouts > 0) {
            congestion.start(mss, initial, true);
            roundTrip.synWasLost();
        }
        timeouts = 0;
    }

    /// @param echoed how long ago the segment left that the peer's timestamp echoes; null without timestamps
    /// @return whether the retransmission timer starts afresh
    boolean acknowledged(
            Instant now, int acknowledgment, @Nullable Duration echoed, Output output) {
        int count = acknowledgment - una;
        int data = Math.min(count, buffer.size());
        buffer.release(data);
        finAcknowledged = closing && data < count;
        una = acknowledgment;
        next = Sequence.later(next, una);
        timeouts = 0;
        if (echoed != null) {
            roundTrip.measured(echoed);
        } else if (timedAt != null && Sequence.atOrBefore(timedUpTo, acknowledgment)) {
            roundTrip.measured(Duration.between(timedAt, now));
            timedAt = null;
        }
        boolean restarts = congestion.restartsTimer();
        if (congestion.acknowledged(acknowledgment, count, next - una)
                        == NewReno.Reaction.RETRANSMIT
                && isInFlight()) {
            sendOldest(now, output);
        }
        congestion.partialHandled();
        return restarts;
    }

    /// The same acknowledgment again, while data is under way.
    void duplicate(Instant now, Output output) {
        if (congestion.duplicate(una, max, next - una) == NewReno.Reaction.RETRANSMIT) {
            sendOldest(now, output);
        }
    }

    /// RFC 9293 section 3.10.7.4: only newer segments change the window. True if it changed.
    boolean updateWindow(int sequence, int acknowledgment, int field) {
        boolean newer =
                Sequence.before(windowSequence, sequence)
                        || (windowSequence == sequence
                                && Sequence.atOrBefore(windowAcknowledgment, acknowledgment));
        if (!newer) {
            return false;
        }
        int old = window;
        window = field << peerShift;
        windowMax = Math.max(windowMax, window);
        windowSequence = sequence;
        windowAcknowledgment = acknowledgment;
        return window != old;
    }

    int scaled(int field) {
        return field << peerShift;
    }

    /// Smaller segments from now on; what is under way is cut anew, from the oldest.
    void shrinkSegments(int size) {
        if (size < mss) {
            mss = size;
            congestion.segmentShrank(size);
            next = dataStart();
            timedAt = null;
        }
    }
}
