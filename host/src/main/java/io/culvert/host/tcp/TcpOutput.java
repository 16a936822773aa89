package io.culvert.host.tcp;

import io.culvert.base.Bytes;
import io.culvert.host.PacketOut;
import io.culvert.host.tcp.TcpTimer.Kind;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import java.util.List;

/// The segments that a connection sends, and the acknowledgment that it owes until one of them carries it.
final class TcpOutput {
    private final TcpKey key;
    private final TcpSettings settings;
    private final TcpSender sender;
    private final TcpReceiver receiver;
    private final TimestampClock stamps;
    private final ConnectionTimers timers;
    private boolean owedNow;
    private int unacknowledged;
    private long segments;
    private long retransmissions;

    TcpOutput(
            TcpKey key,
            TcpSettings settings,
            TcpSender sender,
            TcpReceiver receiver,
            TimestampClock stamps,
            ConnectionTimers timers) {
        this.key = key;
        this.settings = settings;
        this.sender = sender;
        this.receiver = receiver;
        this.stamps = stamps;
        this.timers = timers;
    }

    long segments() {
        return segments;
    }

    long retransmissions() {
        return retransmissions;
    }

    /// The peer is to be acknowledged at once.
    void owe() {
        owedNow = true;
    }

    /// A segment with data or FIN came: every second one is acknowledged at once, others after a pause (RFC 9293 section
    /// 3.8.6.3).
    void oweForSegment() {
        unacknowledged++;
        if (unacknowledged >= 2 || settings.delayedAcknowledgment().isZero()) {
            owedNow = true;
        }
    }

    /// Sends the acknowledgment if none rode along by now. A probe that the peer did not take must not lift our number
    /// out of its closed window.
    void settle(Turn turn, TcpState state) {
        if (owedNow && state != TcpState.SYN_SENT) {
            int sequence = sender.isBlocked() ? sender.next() : sender.max();
            transmit(turn, sequence, TcpFlags.ACK, stamps.option(turn.now()), Bytes.EMPTY);
        } else if (unacknowledged > 0 && !timers.isRunning(Kind.ACKNOWLEDGE)) {
            timers.set(turn, Kind.ACKNOWLEDGE, settings.delayedAcknowledgment());
        }
    }

    /// Our SYN, or our answer to the peer's.
    void syn(Turn turn, boolean answers, List<TcpOption> options) {
        if (sender.timeouts() > 0) {
            retransmissions++;
        }
        int flags = TcpFlags.SYN | (answers ? TcpFlags.ACK : 0);
        transmit(turn, sender.initial(), flags, options, Bytes.EMPTY);
        timers.set(turn, Kind.RETRANSMIT, sender.roundTrip().timeout());
    }

    /// Sends what was not sent before.
    TcpSender.Output first(Turn turn) {
        return (sequence, flags, data) ->
                transmit(turn, sequence, flags, stamps.option(turn.now()), data);
    }

    /// Sends once more.
    TcpSender.Output again(Turn turn) {
        return (sequence, flags, data) -> {
            retransmissions++;
            transmit(turn, sequence, flags, stamps.option(turn.now()), data);
        };
    }

    /// A number that the peer has acknowledged makes it answer (RFC 9293 section 3.8.4).
    void keepalive(Turn turn) {
        transmit(turn, sender.una() - 1, TcpFlags.ACK, stamps.option(turn.now()), Bytes.EMPTY);
    }

    /// Answers an acknowledgment of what was never sent.
    void refuse(Turn turn, int acknowledgment) {
        transmit(turn, acknowledgment, TcpFlags.RST, List.of(), Bytes.EMPTY);
    }

    void reset(Turn turn) {
        transmit(turn, sender.max(), TcpFlags.RST | TcpFlags.ACK, List.of(), Bytes.EMPTY);
    }

    private void transmit(Turn turn, int sequence, int bits, List<TcpOption> options, Bytes data) {
        var flags = new TcpFlags(bits);
        boolean acknowledges = flags.has(TcpFlags.ACK);
        var segment =
                new TcpSegment(
                        key.localPort(),
                        key.remotePort(),
                        sequence,
                        acknowledges ? receiver.next() : 0,
                        flags,
                        window(flags),
                        0,
                        options,
                        data);
        if (acknowledges) {
            owedNow = false;
            unacknowledged = 0;
            stamps.acknowledged(receiver.next());
            timers.cancel(Kind.ACKNOWLEDGE);
        }
        segments++;
        turn.effect(new TcpEffect.SendPacket(packet(key, settings, segment)));
    }

    private int window(TcpFlags flags) {
        if (flags.has(TcpFlags.SYN)) {
            return receiver.advertiseUnscaled();
        }
        return flags.has(TcpFlags.RST) ? 0 : receiver.advertise();
    }

    /// DF is always set: a path that takes less tells us so.
    static PacketOut packet(TcpKey key, TcpSettings settings, TcpSegment segment) {
        var fields = new IpHeaderFields(settings.trafficClass(), settings.hopLimit(), true, 0);
        Bytes message = segment.toBytes(key.local(), key.remote());
        return new PacketOut(
                key.vrf(), IpPacket.of(key.local(), key.remote(), IpPacket.TCP, fields, message));
    }
}
