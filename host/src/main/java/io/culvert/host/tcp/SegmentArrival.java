package io.culvert.host.tcp;

import io.culvert.host.tcp.TcpState.Step;
import io.culvert.host.tcp.TcpTimer.Kind;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Duration;

/// What a segment does to its connection: RFC 9293 sections 3.10.7.3 and 3.10.7.4, in their order, with the stricter
/// rules of RFC 5961 for RST, SYN and acknowledgments. There is no security compartment and no precedence to check (its
/// third step), and urgent data is data (its sixth; RFC 6093 section 6).
final class SegmentArrival {
    private final TcpConnection connection;
    private final TcpSettings settings;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final TimestampClock stamps;
    private final TcpOutput output;
    private final ConnectionTimers timers;

    /// RFC 5961 section 7; for each connection, for a limit that all share tells an attacker about the others.
    private final RateLimit challenges = new RateLimit(TcpConnection.CHALLENGES_PER_SECOND);

    SegmentArrival(
            TcpConnection connection,
            TcpSettings settings,
            TcpSender sender,
            TcpReceiver receiver,
            TimestampClock stamps,
            TcpOutput output,
            ConnectionTimers timers) {
        this.connection = connection;
        this.settings = settings;
        this.sender = sender;
        this.receiver = receiver;
        this.stamps = stamps;
        this.output = output;
        this.timers = timers;
    }

    void on(Turn turn, TcpSegment segment) {
        if (connection.state() == TcpState.SYN_SENT) {
            inSynSent(turn, segment);
        } else if (isInOrder(turn, segment)) {
            connection.heard();
            if (onAcknowledgment(turn, segment) && connection.state().receives()) {
                onText(turn, segment);
            }
        }
    }

    /// Section 3.10.7.3.
    private void inSynSent(Turn turn, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        boolean acknowledges = flags.has(TcpFlags.ACK) && sender.isNews(segment.acknowledgment());
        if (flags.has(TcpFlags.ACK) && !acknowledges) {
            if (!flags.has(TcpFlags.RST)) {
                output.refuse(turn, segment.acknowledgment());
            }
        } else if (flags.has(TcpFlags.RST)) {
            if (acknowledges) {
                connection.end(turn, TcpEnd.REFUSED);
            }
        } else if (flags.has(TcpFlags.SYN)) {
            connection.peerSyn(turn, segment);
            if (acknowledges) {
                sender.synAcknowledged(segment.acknowledgment());
                connection.step(turn, Step.SYN_ACKNOWLEDGED);
                output.owe();
                onText(turn, withoutSyn(segment));
            } else {
                connection.step(turn, Step.SYN); // both sides opened at once
                connection.sendSyn(turn);
            }
        }
    }

    private static TcpSegment withoutSyn(TcpSegment segment) {
        var flags = new TcpFlags(segment.flags().bits() & ~TcpFlags.SYN);
        return new TcpSegment(
                segment.sourcePort(),
                segment.destinationPort(),
                segment.sequence() + 1,
                segment.acknowledgment(),
                flags,
                segment.window(),
                segment.urgent(),
                segment.options(),
                segment.data());
    }

    /// Section 3.10.7.4, first, second, fourth, and the presence of ACK; before them RFC 7323 section 5.3, R1.
    private boolean isInOrder(Turn turn, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        boolean isReset = flags.has(TcpFlags.RST);
        if (!isReset && !stamps.accepts(turn.now(), segment)) {
            challenge(turn);
            return false;
        }
        if (!receiver.accepts(segment.sequence(), segment.length())) {
            if (!isReset) {
                answerStranger(turn, segment);
            }
            return false;
        }
        if (isReset) {
            if (segment.sequence() == receiver.next()) {
                onReset(turn);
            } else {
                challenge(turn); // RFC 5961 section 3.2
            }
            return false;
        }
        if (flags.has(TcpFlags.SYN)) {
            challenge(turn); // RFC 5961 section 4.2
            return false;
        }
        stamps.seen(turn.now(), segment);
        return flags.has(TcpFlags.ACK);
    }

    private void challenge(Turn turn) {
        if (challenges.allows(turn.now())) {
            output.owe();
        }
    }

    /// A segment outside of the window is answered with what we expect; a repeated SYN with our answer to it, and a
    /// repeated FIN starts TIME-WAIT anew. A probe into our closed window carries data that we do not take, and an
    /// acknowledgment that we do.
    private void answerStranger(Turn turn, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        boolean isSyn = flags.has(TcpFlags.SYN);
        if (connection.state() == TcpState.SYN_RECEIVED && isSyn && !flags.has(TcpFlags.ACK)) {
            if (challenges.allows(turn.now())) {
                connection.sendSyn(turn);
            }
            return;
        }
        boolean isProbe =
                segment.sequence() == receiver.next() && flags.has(TcpFlags.ACK) && !isSyn;
        if (isProbe) {
            onAcknowledgment(turn, segment);
        }
        if (connection.state() == TcpState.TIME_WAIT && flags.has(TcpFlags.FIN)) {
            timers.set(turn, Kind.TIME_WAIT, TcpConnection.TIME_WAIT);
        }
        if (isProbe || segment.length() > 0) {
            output.owe();
        } else {
            challenge(turn);
        }
    }

    /// Second.
    private void onReset(Turn turn) {
        switch (connection.state()) {
            case SYN_RECEIVED -> connection.end(turn, TcpEnd.REFUSED);
            case CLOSING, LAST_ACK -> connection.end(turn, TcpEnd.CLOSED);
            case TIME_WAIT -> {} // RFC 1337 section 3: a reset must not cut TIME-WAIT short
            case SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSED ->
                    connection.end(turn, TcpEnd.RESET);
        }
    }

    /// Fifth: false if the segment is dropped, for it acknowledges what it cannot know.
    private boolean onAcknowledgment(Turn turn, TcpSegment segment) {
        int acknowledgment = segment.acknowledgment();
        if (connection.state() == TcpState.SYN_RECEIVED) {
            if (!sender.isNews(acknowledgment)) {
                output.refuse(turn, acknowledgment);
                return false;
            }
            sender.synAcknowledged(sender.initial() + 1);
            sender.updateWindow(segment.sequence(), acknowledgment, segment.window());
            connection.step(turn, Step.SYN_ACKNOWLEDGED);
        }
        if (!sender.isPlausible(acknowledgment)) {
            challenge(turn);
            return false;
        }
        judge(turn, segment);
        if (sender.updateWindow(segment.sequence(), acknowledgment, segment.window())) {
            timers.cancel(Kind.PERSIST);
            timers.unblocked();
        }
        if (sender.finAcknowledged()) {
            connection.step(turn, Step.FIN_ACKNOWLEDGED);
        }
        return true;
    }

    /// Tells a new acknowledgment from a duplicate one (RFC 5681 section 2), and both from the answer to a probe, which
    /// shows that the peer lives, however slowly (RFC 9293 section 3.8.6.1).
    private void judge(Turn turn, TcpSegment segment) {
        int acknowledgment = segment.acknowledgment();
        boolean sameWindow = sender.scaled(segment.window()) == sender.window();
        if (sender.isNews(acknowledgment)) {
            Duration echoed = stamps.echoed(turn.now(), segment);
            boolean restarts =
                    sender.acknowledged(turn.now(), acknowledgment, echoed, output.again(turn));
            if (restarts) {
                timers.cancel(Kind.RETRANSMIT);
            }
            timers.cancel(Kind.GIVE_UP);
            timers.unblocked();
        } else if (acknowledgment == sender.una()
                && sender.isInFlight()
                && segment.length() == 0
                && sameWindow) {
            sender.duplicate(turn.now(), output.again(turn));
        } else if (sender.isBlocked()) {
            timers.cancel(Kind.GIVE_UP);
        }
    }

    /// Seventh and eighth. What leaves a gap, fills one or is not new is acknowledged at once (RFC 5681 section 4.2).
    private void onText(Turn turn, TcpSegment segment) {
        boolean fin = segment.flags().has(TcpFlags.FIN);
        if (segment.data().isEmpty() && !fin) {
            return;
        }
        int before = receiver.next();
        boolean smooth = receiver.take(segment.sequence(), segment.data(), fin);
        boolean ended = receiver.takeFin();
        if (connection.state() == TcpState.FIN_WAIT_2) {
            timers.set(turn, Kind.GIVE_UP, settings.userTimeout());
        }
        output.oweForSegment();
        if (ended || !smooth || receiver.next() == before) {
            output.owe();
        }
        if (ended) {
            connection.step(turn, Step.FIN);
        }
        connection.hand(turn);
    }
}
