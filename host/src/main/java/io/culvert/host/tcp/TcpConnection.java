package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.engine.Timers;
import io.culvert.host.PacketOut;
import io.culvert.host.tcp.TcpTimer.Kind;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One connection, RFC 9293 section 3.3.2. Segments are handled in the order of section 3.10.7, with the stricter rules
/// of RFC 5961 for RST, SYN and acknowledgments.
/// ```
///                 Connect                                    SYN at a listener
///        SYN_SENT ------------------- SYN --------------> SYN_RECEIVED
///            |  SYN,ACK                                        | ACK
///            +--------------------> ESTABLISHED <--------------+
///                     Close /             \ FIN
///                 FIN_WAIT_1               CLOSE_WAIT
///          ACK /      | FIN   \ FIN,ACK        | Close
///     FIN_WAIT_2   CLOSING     |           LAST_ACK
///          FIN \      | ACK    |               | ACK
///                 TIME_WAIT <--+            CLOSED
/// ```
final class TcpConnection {
    /// Twice the maximum segment lifetime, section 3.4.2, with the lifetime that most hosts use.
    static final Duration TIME_WAIT = Duration.ofSeconds(60);

    /// Challenge acknowledgments a second, RFC 5961 section 7; counted for each connection, for a count that all share
    /// tells an attacker about the others.
    static final int CHALLENGES_PER_SECOND = 10;

    static final int KEEPALIVE_PROBES_MAX = 9;
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(75);
    private static final Duration PERSIST_MOST = Duration.ofSeconds(60);
    private static final int SEGMENT_LEAST = 48;

    private final TcpConnectionId id;
    private final TcpKey key;
    private final long tag;
    private final boolean passive;
    private final TcpSettings settings;
    private final Timers<TcpTimer> timers;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final TimestampClock stamps;
    private TcpState state;
    private boolean scaling;
    private int pathMtu;
    private boolean overfull;
    private boolean peerClosedUntold;
    private boolean acknowledgeNow;
    private int unacknowledgedSegments;
    private boolean softError;
    private Duration persist = RoundTrip.LEAST;
    private int keepaliveProbes;
    private Instant challengeSecond = Instant.EPOCH;
    private int challenges;
    private long segmentsIn;
    private long segmentsOut;
    private long retransmissions;

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
        this.timers = timers;
        this.pathMtu = settings.pathMtu();
        this.scaling = settings.windowScaling();
        this.sender = new TcpSender(initialSequence, settings.sendBufferMax());
        this.receiver = new TcpReceiver(settings.receiveBufferMax());
        this.stamps = new TimestampClock(settings.timestamps());
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
        connection.sendSyn(turn);
        connection.set(turn, Kind.GIVE_UP, settings.connectTimeout());
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
        connection.onPeerSyn(turn.now(), syn);
        connection.sendSyn(turn);
        connection.set(turn, Kind.GIVE_UP, settings.connectTimeout());
        return connection;
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
            acknowledgeNow = true;
        }
        flush(turn);
    }

    /// A connection that is not established yet is forgotten; before the peer's FIN ours begins FIN_WAIT_1.
    void close(Turn turn) {
        switch (state) {
            case SYN_SENT -> end(turn, TcpEnd.CLOSED);
            case SYN_RECEIVED, ESTABLISHED -> {
                sender.close();
                if (state == TcpState.ESTABLISHED) {
                    state = TcpState.FIN_WAIT_1;
                }
                flush(turn);
            }
            case CLOSE_WAIT -> {
                sender.close();
                state = TcpState.LAST_ACK;
                flush(turn);
            }
            case FIN_WAIT_1,
                    FIN_WAIT_2,
                    CLOSING,
                    LAST_ACK,
                    TIME_WAIT,
                    CLOSED -> {} // closed already
        }
    }

    void abort(Turn turn) {
        if (state.isSynchronized() || state == TcpState.SYN_RECEIVED) {
            transmit(turn, sender.max(), TcpFlags.RST | TcpFlags.ACK, List.of(), Bytes.EMPTY);
        }
        end(turn, TcpEnd.ABORTED);
    }

    /// What ICMP says about a segment of ours with this number: only numbers under way are believed (RFC 5927 section
    /// 4.1), and an established connection outlives what is said about it (section 5.2).
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
        if (mtu < pathMtu) {
            pathMtu = mtu;
            if (state.isSynchronized()) {
                sender.shrinkSegments(
                        Math.max(SEGMENT_LEAST, mtu - headers()) - stamps.optionSize());
                flush(turn);
            }
        }
    }

    // What the peer sends.

    void received(Turn turn, int hopLimit, TcpSegment segment) {
        if (hopLimit < settings.hopLimitMin()) {
            return; // RFC 5082 section 3: from farther away than the peer can be
        }
        segmentsIn++;
        if (state == TcpState.SYN_SENT) {
            inSynSent(turn, segment);
        } else if (isAcceptable(turn, segment)) {
            keepaliveProbes = 0;
            if (onAcknowledgment(turn, segment) && state.receives()) {
                onText(turn, segment);
            }
        }
        if (state != TcpState.CLOSED) {
            flush(turn);
        }
    }

    /// RFC 9293 section 3.10.7.3.
    private void inSynSent(Turn turn, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        boolean acknowledges = flags.has(TcpFlags.ACK) && sender.isNews(segment.acknowledgment());
        if (flags.has(TcpFlags.ACK) && !acknowledges) {
            if (!flags.has(TcpFlags.RST)) {
                transmit(turn, segment.acknowledgment(), TcpFlags.RST, List.of(), Bytes.EMPTY);
            }
        } else if (flags.has(TcpFlags.RST)) {
            if (acknowledges) {
                end(turn, TcpEnd.REFUSED);
            }
        } else if (flags.has(TcpFlags.SYN)) {
            onPeerSyn(turn.now(), segment);
            if (acknowledges) {
                sender.synAcknowledged(segment.acknowledgment());
                establish(turn);
                acknowledgeNow = true;
                onText(turn, withoutSyn(segment));
            } else {
                state = TcpState.SYN_RECEIVED; // both sides opened at once
                sendSyn(turn);
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

    /// Takes over what the peer's SYN says.
    private void onPeerSyn(Instant now, TcpSegment syn) {
        int offered =
                key.local().isIpv4() ? 536 : 1220; // RFC 9293 section 3.7.1, without the option
        int shift = -1;
        for (TcpOption option : syn.options()) {
            switch (option) {
                case TcpOption.MaximumSegmentSize(int octets) -> offered = octets;
                case TcpOption.WindowScale(int value) -> shift = Math.min(14, value);
                case TcpOption.Timestamps(int value, _) -> stamps.offered(now, value);
                case TcpOption.SackPermitted _, TcpOption.Unknown _ -> {}
            }
        }
        stamps.negotiated();
        scaling = scaling && shift >= 0;
        int own = pathMtu - headers();
        receiver.start(syn.sequence(), own);
        if (scaling) {
            receiver.scaleWindow();
        }
        int size = Math.max(SEGMENT_LEAST, Math.min(offered, own)) - stamps.optionSize();
        sender.start(size, scaling ? shift : 0, syn.window(), syn.sequence());
    }

    private int headers() {
        return (key.local().isIpv4() ? 20 : 40) + TcpSegment.HEADER_SIZE_MIN;
    }

    /// The first steps of RFC 9293 section 3.10.7.4: timestamp, sequence number, RST, SYN and the presence of ACK.
    private boolean isAcceptable(Turn turn, TcpSegment segment) {
        TcpFlags flags = segment.flags();
        boolean isReset = flags.has(TcpFlags.RST);
        if (!isReset && !stamps.accepts(turn.now(), segment)) {
            acknowledgeNow |= challenge(turn.now());
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
                acknowledgeNow |= challenge(turn.now()); // RFC 5961 section 3.2
            }
            return false;
        }
        if (flags.has(TcpFlags.SYN)) {
            acknowledgeNow |= challenge(turn.now()); // RFC 5961 section 4.2
            return false;
        }
        stamps.seen(turn.now(), segment);
        return flags.has(TcpFlags.ACK);
    }

    /// A segment outside of the window is answered with what we expect; a repeated SYN with our answer to it, and a
    /// repeated FIN starts TIME-WAIT anew.
    private void answerStranger(Turn turn, TcpSegment segment) {
        boolean isSyn = segment.flags().has(TcpFlags.SYN);
        if (state == TcpState.SYN_RECEIVED && isSyn && !segment.flags().has(TcpFlags.ACK)) {
            if (challenge(turn.now())) {
                sendSyn(turn);
            }
            return;
        }
        // A probe into our closed window carries data that we do not take, and an acknowledgment
        // that we do.
        boolean isProbe =
                segment.sequence() == receiver.next()
                        && segment.flags().has(TcpFlags.ACK)
                        && !isSyn;
        if (isProbe) {
            onAcknowledgment(turn, segment);
        }
        if (state == TcpState.TIME_WAIT && segment.flags().has(TcpFlags.FIN)) {
            set(turn, Kind.TIME_WAIT, TIME_WAIT);
        }
        acknowledgeNow |= isProbe || segment.length() > 0 || challenge(turn.now());
    }

    private void onReset(Turn turn) {
        switch (state) {
            case SYN_RECEIVED -> end(turn, TcpEnd.REFUSED);
            case CLOSING, LAST_ACK -> end(turn, TcpEnd.CLOSED);
            case TIME_WAIT -> {} // RFC 1337 section 3: a reset must not cut TIME-WAIT short
            case SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSED ->
                    end(turn, TcpEnd.RESET);
        }
    }

    /// RFC 9293 section 3.10.7.4, fifth: false if the segment is dropped, for it acknowledges what it cannot know.
    private boolean onAcknowledgment(Turn turn, TcpSegment segment) {
        int acknowledgment = segment.acknowledgment();
        if (state == TcpState.SYN_RECEIVED) {
            if (!sender.isNews(acknowledgment)) {
                transmit(turn, acknowledgment, TcpFlags.RST, List.of(), Bytes.EMPTY);
                return false;
            }
            sender.synAcknowledged(sender.initial() + 1);
            sender.updateWindow(segment.sequence(), acknowledgment, segment.window());
            establish(turn);
        }
        if (!sender.isPlausible(acknowledgment)) {
            acknowledgeNow |= challenge(turn.now());
            return false;
        }
        boolean sameWindow = sender.scaled(segment.window()) == sender.window();
        if (sender.isNews(acknowledgment)) {
            Duration echoed = stamps.echoed(turn.now(), segment);
            boolean restarts =
                    sender.acknowledged(turn.now(), acknowledgment, echoed, repeat(turn));
            if (restarts) {
                cancel(Kind.RETRANSMIT);
            }
            cancel(Kind.GIVE_UP);
            persist = RoundTrip.LEAST;
        } else if (acknowledgment == sender.una()
                && sender.isInFlight()
                && segment.length() == 0
                && sameWindow) {
            sender.duplicate(turn.now(), repeat(turn));
        } else if (sender.isBlocked()) {
            cancel(Kind.GIVE_UP); // the peer answers probes: it lives, however slowly (RFC
            // 9293 section 3.8.6.1)
        }
        if (sender.updateWindow(segment.sequence(), acknowledgment, segment.window())) {
            cancel(Kind.PERSIST);
            persist = RoundTrip.LEAST;
        }
        if (sender.finAcknowledged()) {
            onFinAcknowledged(turn);
        }
        return true;
    }

    private void onFinAcknowledged(Turn turn) {
        switch (state) {
            case FIN_WAIT_1 -> {
                state = TcpState.FIN_WAIT_2;
                set(turn, Kind.GIVE_UP, settings.userTimeout());
            }
            case CLOSING -> timeWait(turn);
            case LAST_ACK -> end(turn, TcpEnd.CLOSED);
            case SYN_SENT,
                    SYN_RECEIVED,
                    ESTABLISHED,
                    FIN_WAIT_2,
                    CLOSE_WAIT,
                    TIME_WAIT,
                    CLOSED -> {}
        }
    }

    /// RFC 9293 section 3.10.7.4, seventh and eighth. Urgent data is data (section 3.8.5, RFC 6093 section 6).
    private void onText(Turn turn, TcpSegment segment) {
        boolean fin = segment.flags().has(TcpFlags.FIN);
        if (segment.data().isEmpty() && !fin) {
            return;
        }
        int before = receiver.next();
        boolean smooth = receiver.take(segment.sequence(), segment.data(), fin);
        boolean ended = receiver.takeFin();
        if (state == TcpState.FIN_WAIT_2) {
            set(turn, Kind.GIVE_UP, settings.userTimeout());
        }
        unacknowledgedSegments++;
        boolean everySecond = unacknowledgedSegments >= 2; // RFC 9293 section 3.8.6.3
        boolean atOnce = settings.delayedAcknowledgment().isZero();
        acknowledgeNow |= ended || !smooth || everySecond || atOnce || receiver.next() == before;
        if (ended) {
            peerClosedUntold = true;
        }
        if (ended) {
            onPeerFin(turn);
        }
        hand(turn);
    }

    private void onPeerFin(Turn turn) {
        switch (state) {
            case ESTABLISHED -> state = TcpState.CLOSE_WAIT;
            case FIN_WAIT_1 -> state = TcpState.CLOSING;
            case FIN_WAIT_2 -> timeWait(turn);
            case SYN_SENT, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT, CLOSED -> {}
        }
    }

    private void hand(Turn turn) {
        for (Bytes data : receiver.hand()) {
            turn.effect(new TcpEffect.Received(id, data));
        }
        if (peerClosedUntold && receiver.isEmpty()) {
            peerClosedUntold = false;
            turn.effect(new TcpEffect.PeerClosed(id));
        }
    }

    private void establish(Turn turn) {
        state = sender.isClosing() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED;
        cancel(Kind.RETRANSMIT);
        cancel(Kind.GIVE_UP);
        turn.effect(new TcpEffect.Established(tag, id, key, passive));
        restartKeepalive(turn);
    }

    // Time passes.

    void onTimer(Turn turn, Kind kind) {
        switch (kind) {
            case RETRANSMIT -> {
                if (state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED) {
                    sender.synTimedOut();
                    sendSyn(turn);
                } else {
                    sender.timedOut(turn.now(), repeat(turn));
                }
            }
            case PERSIST -> {
                sender.probe(turn.now(), repeat(turn));
                Duration twice = persist.multipliedBy(2);
                persist = twice.compareTo(PERSIST_MOST) > 0 ? PERSIST_MOST : twice;
            }
            case ACKNOWLEDGE -> acknowledgeNow = true;
            case GIVE_UP -> {
                end(turn, softError ? TcpEnd.UNREACHABLE : TcpEnd.TIMED_OUT);
                return;
            }
            case KEEPALIVE -> keepalive(turn);
            case TIME_WAIT -> state = TcpState.CLOSED;
        }
        if (state != TcpState.CLOSED) {
            flush(turn);
        }
    }

    /// A number that the peer has acknowledged makes it answer (RFC 9293 section 3.8.4).
    private void keepalive(Turn turn) {
        if (keepaliveProbes >= KEEPALIVE_PROBES_MAX) {
            end(turn, TcpEnd.TIMED_OUT);
            return;
        }
        keepaliveProbes++;
        transmit(turn, sender.una() - 1, TcpFlags.ACK, stamps.option(turn.now()), Bytes.EMPTY);
        set(turn, Kind.KEEPALIVE, KEEPALIVE_INTERVAL);
    }

    private void restartKeepalive(Turn turn) {
        settings.keepalive().ifPresent(idle -> set(turn, Kind.KEEPALIVE, idle));
    }

    // What follows from every change.

    /// Sends what can be sent, then the acknowledgment if it did not ride along, and sets the timers to match.
    private void flush(Turn turn) {
        if (state.isSynchronized() && state != TcpState.TIME_WAIT) {
            sender.output(
                    turn.now(),
                    (sequence, flags, data) -> sendSegment(turn, sequence, flags, data));
        }
        if (acknowledgeNow && state != TcpState.SYN_SENT) {
            // A probe that the peer did not take must not lift our number out of its closed window.
            int sequence = sender.isBlocked() ? sender.next() : sender.max();
            transmit(turn, sequence, TcpFlags.ACK, stamps.option(turn.now()), Bytes.EMPTY);
        } else if (unacknowledgedSegments > 0 && timers.at(timer(Kind.ACKNOWLEDGE)).isEmpty()) {
            set(turn, Kind.ACKNOWLEDGE, settings.delayedAcknowledgment());
        }
        if (overfull && state.sends() && sender.room() >= settings.sendBufferMax() / 2) {
            overfull = false;
            turn.effect(new TcpEffect.Drained(id, sender.room()));
        }
        scheduleSending(turn);
        if (segmentsIn > 0
                && keepaliveProbes == 0
                && state.isSynchronized()
                && state != TcpState.TIME_WAIT) {
            restartKeepalive(turn);
        }
    }

    private void scheduleSending(Turn turn) {
        if (!state.isSynchronized() || state == TcpState.TIME_WAIT) {
            return;
        }
        boolean inFlight = sender.isInFlight();
        boolean blocked = sender.isBlocked();
        keep(turn, Kind.RETRANSMIT, inFlight, sender.roundTrip().timeout());
        keep(
                turn,
                Kind.PERSIST,
                blocked,
                persist.compareTo(sender.roundTrip().timeout()) > 0
                        ? persist
                        : sender.roundTrip().timeout());
        if (state != TcpState.FIN_WAIT_2) {
            keep(turn, Kind.GIVE_UP, inFlight || blocked, settings.userTimeout());
        }
    }

    /// A timer that runs while `wanted`, from when it first was.
    private void keep(Turn turn, Kind kind, boolean wanted, Duration time) {
        if (!wanted) {
            cancel(kind);
        } else if (timers.at(timer(kind)).isEmpty()) {
            set(turn, kind, time);
        }
    }

    private void timeWait(Turn turn) {
        state = TcpState.TIME_WAIT;
        receiver.resume();
        hand(turn);
        cancelAll();
        set(turn, Kind.TIME_WAIT, TIME_WAIT);
        turn.effect(new TcpEffect.Ended(tag, id, key, TcpEnd.CLOSED));
    }

    /// A peer's connection that was never established was never spoken of either.
    private void end(Turn turn, TcpEnd end) {
        boolean told = state != TcpState.TIME_WAIT && !(passive && state == TcpState.SYN_RECEIVED);
        state = TcpState.CLOSED;
        cancelAll();
        if (told) {
            if (end == TcpEnd.CLOSED) {
                receiver.resume();
                hand(turn);
            }
            turn.effect(new TcpEffect.Ended(tag, id, key, end));
        }
    }

    private boolean challenge(Instant now) {
        if (!now.isBefore(challengeSecond.plus(Duration.ofSeconds(1)))) {
            challengeSecond = now;
            challenges = 0;
        }
        return challenges++ < CHALLENGES_PER_SECOND;
    }

    // Segments out.

    private void sendSyn(Turn turn) {
        boolean answers = state == TcpState.SYN_RECEIVED;
        var options = new ArrayList<TcpOption>();
        options.add(new TcpOption.MaximumSegmentSize(pathMtu - headers()));
        if (scaling) {
            options.add(new TcpOption.WindowScale(receiver.shift()));
        }
        options.addAll(stamps.synOption(turn.now()));
        int flags = TcpFlags.SYN | (answers ? TcpFlags.ACK : 0);
        if (sender.timeouts() > 0) {
            retransmissions++;
        }
        transmit(turn, sender.initial(), flags, options, Bytes.EMPTY);
        set(turn, Kind.RETRANSMIT, sender.roundTrip().timeout());
    }

    private TcpSender.Output repeat(Turn turn) {
        return (sequence, flags, data) -> {
            retransmissions++;
            sendSegment(turn, sequence, flags, data);
        };
    }

    private void sendSegment(Turn turn, int sequence, int flags, Bytes data) {
        transmit(turn, sequence, flags, stamps.option(turn.now()), data);
    }

    private void transmit(Turn turn, int sequence, int flags, List<TcpOption> options, Bytes data) {
        boolean syn = (flags & TcpFlags.SYN) != 0;
        boolean acknowledges = (flags & TcpFlags.ACK) != 0;
        int window =
                syn
                        ? receiver.advertiseUnscaled()
                        : (flags & TcpFlags.RST) != 0 ? 0 : receiver.advertise();
        var segment =
                new TcpSegment(
                        key.localPort(),
                        key.remotePort(),
                        sequence,
                        acknowledges ? receiver.next() : 0,
                        new TcpFlags(flags),
                        window,
                        0,
                        options,
                        data);
        if (acknowledges) {
            acknowledgeNow = false;
            unacknowledgedSegments = 0;
            stamps.acknowledged(receiver.next());
            cancel(Kind.ACKNOWLEDGE);
        }
        segmentsOut++;
        turn.effect(new TcpEffect.SendPacket(packet(key, settings, segment)));
    }

    /// DF is always set: a path that takes less tells us so.
    static PacketOut packet(TcpKey key, TcpSettings settings, TcpSegment segment) {
        var fields = new IpHeaderFields(settings.trafficClass(), settings.hopLimit(), true, 0);
        Bytes message = segment.toBytes(key.local(), key.remote());
        return new PacketOut(
                key.vrf(), IpPacket.of(key.local(), key.remote(), IpPacket.TCP, fields, message));
    }

    private TcpTimer timer(Kind kind) {
        return new TcpTimer(id, kind);
    }

    private void set(Turn turn, Kind kind, Duration time) {
        timers.set(timer(kind), turn.now().plus(time));
    }

    private void cancel(Kind kind) {
        timers.cancel(timer(kind));
    }

    private void cancelAll() {
        for (Kind kind : Kind.values()) {
            cancel(kind);
        }
    }

    int pathMtu() {
        return pathMtu;
    }

    int room() {
        return sender.room();
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
                segmentsOut,
                retransmissions);
    }

    /// The peer's next number: a SYN beyond it may open the same connection anew while this one waits.
    int expected() {
        return receiver.next();
    }
}
