package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.engine.Timers;
import io.culvert.host.tcp.TcpState.Step;
import io.culvert.host.tcp.TcpTimer.Kind;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Duration;
import java.util.ArrayList;

/// One connection, RFC 9293 section 3.3: what the user asks for, what ICMP and time do to it, and what each state begins
/// with. Which state follows which is said by [TcpState], what a segment does by [SegmentArrival].
final class TcpConnection {
    /// Twice the maximum segment lifetime, section 3.4.2, with the lifetime that most hosts use.
    static final Duration TIME_WAIT = Duration.ofSeconds(60);

    /// Challenge acknowledgments a second, RFC 5961 section 7.
    static final int CHALLENGES_PER_SECOND = 10;

    static final int KEEPALIVE_PROBES_MAX = 9;
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(75);

    private final TcpConnectionId id;
    private final TcpKey key;
    private final long tag;
    private final boolean passive;
    private final TcpSettings settings;
    private final ConnectionTimers timers;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final TimestampClock stamps;
    private final SegmentSize size;
    private final TcpOutput output;
    private final SegmentArrival arrival;
    private TcpState state;
    private boolean scaling;
    private boolean overfull;
    private boolean softError;
    private int keepaliveProbes;
    private long segmentsIn;

    private TcpConnection(
            TcpConnectionId id,
            TcpKey key,
            long tag,
            boolean passive,
            TcpSettings settings,
            int initialSequence,
            Timers<TcpTimer> timers) {
        this.id = id;
        this.key = key;
        this.tag = tag;
        this.passive = passive;
        this.settings = settings;
        this.timers = new ConnectionTimers(timers, id);
        this.size = new SegmentSize(key.local().isIpv4(), settings.pathMtu());
        this.scaling = settings.windowScaling();
        this.sender = new TcpSender(initialSequence, settings.sendBufferMax());
        this.receiver = new TcpReceiver(settings.receiveBufferMax());
        this.stamps = new TimestampClock(settings.timestamps());
        this.output = new TcpOutput(key, settings, sender, receiver, stamps, this.timers);
        this.arrival =
                new SegmentArrival(this, settings, sender, receiver, stamps, output, this.timers);
        this.state = passive ? TcpState.SYN_RECEIVED : TcpState.SYN_SENT;
    }

    /// Begins with our SYN.
    static TcpConnection connect(
            Turn turn,
            TcpConnectionId id,
            TcpKey key,
            long tag,
            TcpSettings settings,
            int initialSequence,
            Timers<TcpTimer> timers) {
        var connection = new TcpConnection(id, key, tag, false, settings, initialSequence, timers);
        connection.begin(turn);
        return connection;
    }

    /// Answers the peer's SYN.
    static TcpConnection accept(
            Turn turn,
            TcpConnectionId id,
            TcpKey key,
            long tag,
            TcpSettings settings,
            int initialSequence,
            Timers<TcpTimer> timers,
            TcpSegment syn) {
        var connection = new TcpConnection(id, key, tag, true, settings, initialSequence, timers);
        connection.segmentsIn++;
        connection.peerSyn(turn, syn);
        connection.begin(turn);
        return connection;
    }

    private void begin(Turn turn) {
        sendSyn(turn);
        timers.set(turn, Kind.GIVE_UP, settings.connectTimeout());
    }

    TcpConnectionId id() {
        return id;
    }

    TcpKey key() {
        return key;
    }

    TcpState state() {
        return state;
    }

    // What the user asks for, RFC 9293 section 3.10.2 to 3.10.5.

    void send(Turn turn, Bytes data) {
        int taken = state.sends() ? sender.append(data) : 0;
        if (taken < data.size()) {
            overfull = true;
            turn.effect(new TcpEffect.Overfull(id, data.slice(taken)));
        }
        flush(turn);
    }

    void pause() {
        receiver.pause();
    }

    void resume(Turn turn) {
        receiver.resume();
        hand(turn);
        if (state.receives() && receiver.hasWindowNews()) {
            output.owe();
        }
        flush(turn);
    }

    /// A connection of ours that is not established yet is forgotten; else FIN follows what is buffered.
    void close(Turn turn) {
        if (state.sends()) {
            sender.close();
            step(turn, Step.CLOSE);
            flush(turn);
        }
    }

    void abort(Turn turn) {
        if (state.isSynchronized() || state == TcpState.SYN_RECEIVED) {
            output.reset(turn);
        }
        end(turn, TcpEnd.ABORTED);
    }

    // What ICMP says.

    /// Only of numbers under way is an ICMP error believed (RFC 5927 section 4.1), and an established connection outlives
    /// what is said about it (section 5.2).
    boolean isUnderWay(int sequence) {
        return !Sequence.before(sequence, sender.una()) && Sequence.before(sequence, sender.max());
    }

    void unreachable(Turn turn, boolean hard) {
        softError = true;
        if (hard && state == TcpState.SYN_SENT) {
            end(turn, TcpEnd.UNREACHABLE);
        }
    }

    /// The path takes only packets of this size.
    void shrinkPath(Turn turn, int mtu) {
        if (size.shrink(mtu) && state.isSynchronized()) {
            sender.shrinkSegments(size.toPeer(Integer.MAX_VALUE, stamps.optionSize()));
            flush(turn);
        }
    }

    // What the peer sends.

    void received(Turn turn, int hopLimit, TcpSegment segment) {
        if (hopLimit < settings.hopLimitMin()) {
            return; // RFC 5082 section 3: from farther away than the peer can be
        }
        segmentsIn++;
        arrival.on(turn, segment);
        flush(turn);
    }

    /// The peer lives.
    void heard() {
        keepaliveProbes = 0;
    }

    /// Takes over what the peer's SYN says.
    void peerSyn(Turn turn, TcpSegment syn) {
        int offered = size.unsaid();
        int shift = -1;
        for (TcpOption option : syn.options()) {
            switch (option) {
                case TcpOption.MaximumSegmentSize(int octets) -> offered = octets;
                case TcpOption.WindowScale(int value) -> shift = Math.min(14, value);
                case TcpOption.Timestamps(int value, _) -> stamps.offered(turn.now(), value);
                case TcpOption.SackPermitted _, TcpOption.Unknown _ -> {}
            }
        }
        stamps.negotiated();
        scaling = scaling && shift >= 0;
        receiver.start(syn.sequence(), size.own());
        if (scaling) {
            receiver.scaleWindow();
        }
        sender.start(
                size.toPeer(offered, stamps.optionSize()),
                scaling ? shift : 0,
                syn.window(),
                syn.sequence());
    }

    void sendSyn(Turn turn) {
        var options = new ArrayList<TcpOption>();
        options.add(new TcpOption.MaximumSegmentSize(size.own()));
        if (scaling) {
            options.add(new TcpOption.WindowScale(receiver.shift()));
        }
        options.addAll(stamps.synOption(turn.now()));
        output.syn(turn, state == TcpState.SYN_RECEIVED, options);
    }

    /// Gives the user what is there for it.
    void hand(Turn turn) {
        for (Bytes data : receiver.hand()) {
            turn.effect(new TcpEffect.Received(id, data));
        }
        if (receiver.handEnd()) {
            turn.effect(new TcpEffect.PeerClosed(id));
        }
    }

    // Time passes, RFC 9293 section 3.10.8.

    void onTimer(Turn turn, Kind kind) {
        switch (kind) {
            case RETRANSMIT -> {
                if (state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED) {
                    sender.synTimedOut();
                    sendSyn(turn);
                } else {
                    sender.timedOut(turn.now(), output.again(turn));
                }
            }
            case PERSIST -> {
                sender.probe(turn.now(), output.again(turn));
                timers.probed();
            }
            case ACKNOWLEDGE -> output.owe();
            case GIVE_UP -> end(turn, softError ? TcpEnd.UNREACHABLE : TcpEnd.TIMED_OUT);
            case KEEPALIVE -> keepalive(turn);
            case TIME_WAIT -> step(turn, Step.TIME_WAIT_OVER);
        }
        flush(turn);
    }

    private void keepalive(Turn turn) {
        if (keepaliveProbes >= KEEPALIVE_PROBES_MAX) {
            end(turn, TcpEnd.TIMED_OUT);
            return;
        }
        keepaliveProbes++;
        output.keepalive(turn);
        timers.set(turn, Kind.KEEPALIVE, KEEPALIVE_INTERVAL);
    }

    private void restartKeepalive(Turn turn) {
        settings.keepalive().ifPresent(idle -> timers.set(turn, Kind.KEEPALIVE, idle));
    }

    // What follows.

    /// Moves on to the next state and does what that begins with.
    void step(Turn turn, Step step) {
        TcpState next = state.after(step);
        if (next == state) {
            return;
        }
        switch (next) {
            case ESTABLISHED -> establish(turn);
            case FIN_WAIT_2 -> {
                state = next;
                timers.set(turn, Kind.GIVE_UP, settings.userTimeout());
            }
            case TIME_WAIT -> timeWait(turn);
            case CLOSED -> end(turn, TcpEnd.CLOSED);
            case SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, CLOSE_WAIT, CLOSING, LAST_ACK -> state = next;
        }
    }

    private void establish(Turn turn) {
        state = TcpState.ESTABLISHED;
        if (sender.isClosing()) {
            step(turn, Step.CLOSE);
        }
        timers.cancel(Kind.RETRANSMIT);
        timers.cancel(Kind.GIVE_UP);
        turn.effect(new TcpEffect.Established(tag, id, key, passive));
        restartKeepalive(turn);
    }

    private void timeWait(Turn turn) {
        state = TcpState.TIME_WAIT;
        receiver.resume();
        hand(turn);
        timers.cancelAll();
        timers.set(turn, Kind.TIME_WAIT, TIME_WAIT);
        turn.effect(new TcpEffect.Ended(tag, id, key, TcpEnd.CLOSED));
    }

    /// A peer's connection that was never established was never spoken of either, and the end of one in TIME-WAIT was.
    void end(Turn turn, TcpEnd end) {
        boolean told = state != TcpState.TIME_WAIT && !(passive && state == TcpState.SYN_RECEIVED);
        state = TcpState.CLOSED;
        timers.cancelAll();
        if (told) {
            if (end == TcpEnd.CLOSED) {
                receiver.resume();
                hand(turn);
            }
            turn.effect(new TcpEffect.Ended(tag, id, key, end));
        }
    }

    /// Sends what can be sent, then the acknowledgment if it did not ride along, and sets the timers to match.
    private void flush(Turn turn) {
        if (state == TcpState.CLOSED) {
            return;
        }
        if (state.transmits()) {
            sender.output(turn.now(), output.first(turn));
        }
        output.settle(turn, state);
        if (overfull && state.sends() && sender.room() >= settings.sendBufferMax() / 2) {
            overfull = false;
            turn.effect(new TcpEffect.Drained(id, sender.room()));
        }
        timers.awaitPeer(turn, state, sender, settings.userTimeout());
        if (segmentsIn > 0 && keepaliveProbes == 0 && state.transmits()) {
            restartKeepalive(turn);
        }
    }

    // What others ask.

    int pathMtu() {
        return size.pathMtu();
    }

    int room() {
        return sender.room();
    }

    /// The peer's next number: a SYN beyond it may open the same connection anew while this one waits.
    int expected() {
        return receiver.next();
    }

    TcpStatus status() {
        return new TcpStatus(
                id,
                key,
                state,
                passive,
                sender.mss(),
                sender.buffered(),
                receiver.heldSize(),
                sender.window(),
                receiver.window(),
                sender.congestionWindow(),
                sender.roundTrip().smoothed(),
                sender.roundTrip().timeout(),
                segmentsIn,
                output.segments(),
                output.retransmissions());
    }
}
