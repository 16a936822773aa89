package io.culvert.host.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.ip.IpHeaderFields;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The edges of RFC 9293 figure 5, one engine against segments made by hand or against another.
class TcpStateTest {
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Bytes HELLO = Bytes.ascii("hello");

    private final TwoEnds ends = new TwoEnds();

    private void opened() {
        ends.open(TcpSettings.DEFAULT);
        assertThat(ends.a.state()).contains(TcpState.ESTABLISHED);
        assertThat(ends.b.state()).contains(TcpState.ESTABLISHED);
    }

    private TcpKey key(TwoEnds.End end) {
        return end.engine.status(end.id()).orElseThrow().key();
    }

    /// A segment as `from`'s peer would get it, with numbers relative to what `from` sends next.
    private void forge(
            TwoEnds.End to,
            TwoEnds.End from,
            int flags,
            int sequence,
            int acknowledgment,
            Bytes data) {
        TcpKey key = key(to);
        var segment =
                new TcpSegment(
                        key.remotePort(),
                        key.localPort(),
                        sequence,
                        acknowledgment,
                        new TcpFlags(flags),
                        65_535,
                        0,
                        List.of(),
                        data);
        Bytes message = segment.toBytes(from.address, to.address);
        ends.deliver(
                to,
                IpPacket.of(
                        from.address, to.address, IpPacket.TCP, IpHeaderFields.DEFAULT, message));
    }

    private void close(TwoEnds.End end) {
        ends.tell(end, new TcpEvent.Close(end.id()));
    }

    private int nextOf(TwoEnds.End end) {
        TcpSegment last = end.sent.getLast();
        return last.sequence() + last.length();
    }

    @Test
    void aConnectionOpensInThreeSegments() {
        opened();
        assertThat(ends.a.sent.get(0).flags()).hasToString("SYN");
        assertThat(ends.b.sent.get(0).flags()).hasToString("SYN,ACK");
        assertThat(ends.a.sent.get(1).flags()).hasToString("ACK");
        assertThat(ends.a.all(TcpEffect.Established.class).getFirst().passive()).isFalse();
        assertThat(ends.b.all(TcpEffect.Established.class).getFirst().passive()).isTrue();
        assertThat(ends.b.all(TcpEffect.Established.class).getFirst().tag()).isEqualTo(179);
    }

    @Test
    void theMaximumSegmentSizeFollowsFromThePathsMtu() {
        ends.listen(TcpSettings.DEFAULT.withPathMtu(1_400));
        ends.connect(TcpSettings.DEFAULT.withPathMtu(1_500));
        ends.pass(MOMENT);
        assertThat(ends.a.sent.getFirst().options())
                .contains(new TcpOption.MaximumSegmentSize(1_460));
        assertThat(ends.a.engine.statuses().getFirst().segmentSize()).isEqualTo(1_360);
        assertThat(ends.b.engine.statuses().getFirst().segmentSize()).isEqualTo(1_360);
    }

    @Test
    void theSideThatClosesFirstWaitsAndTheOtherIsGone() {
        opened();
        close(ends.a);
        assertThat(ends.a.state()).contains(TcpState.FIN_WAIT_1);
        ends.pass(MOMENT);
        assertThat(ends.a.state()).contains(TcpState.FIN_WAIT_2);
        assertThat(ends.b.state()).contains(TcpState.CLOSE_WAIT);
        assertThat(ends.b.all(TcpEffect.PeerClosed.class)).hasSize(1);
        close(ends.b);
        assertThat(ends.b.state()).contains(TcpState.LAST_ACK);
        ends.pass(MOMENT);
        assertThat(ends.a.state()).contains(TcpState.TIME_WAIT);
        assertThat(ends.a.end()).contains(TcpEnd.CLOSED);
        assertThat(ends.b.end()).contains(TcpEnd.CLOSED);
        assertThat(ends.b.engine.statuses()).isEmpty();
        ends.pass(TcpConnection.TIME_WAIT);
        assertThat(ends.a.engine.statuses()).isEmpty();
        assertThat(ends.a.engine.wakeAt()).isEmpty();
    }

    @Test
    void halfAClosedConnectionStillCarriesData() {
        opened();
        close(ends.a);
        ends.pass(MOMENT);
        ends.send(ends.b, HELLO);
        ends.pass(MOMENT);
        assertThat(ends.a.received.toByteArray()).isEqualTo(HELLO.toArray());
    }

    @Test
    void bothMayCloseAtOnce() {
        opened();
        close(ends.a);
        close(ends.b);
        ends.pass(Duration.ofMillis(11));
        assertThat(ends.a.state()).contains(TcpState.CLOSING);
        assertThat(ends.b.state()).contains(TcpState.CLOSING);
        ends.pass(MOMENT);
        assertThat(ends.a.state()).contains(TcpState.TIME_WAIT);
        assertThat(ends.b.state()).contains(TcpState.TIME_WAIT);
    }

    @Test
    void bothMayOpenAtOnce() {
        ends.tell(
                ends.a,
                new TcpEvent.Connect(
                        1,
                        Vrf.GLOBAL,
                        ends.a.address,
                        179,
                        ends.b.address,
                        179,
                        TcpSettings.DEFAULT));
        ends.tell(
                ends.b,
                new TcpEvent.Connect(
                        2,
                        Vrf.GLOBAL,
                        ends.b.address,
                        179,
                        ends.a.address,
                        179,
                        TcpSettings.DEFAULT));
        ends.pass(Duration.ofMillis(11));
        assertThat(ends.a.state()).contains(TcpState.SYN_RECEIVED);
        ends.pass(Duration.ofSeconds(2));
        assertThat(ends.a.state()).contains(TcpState.ESTABLISHED);
        assertThat(ends.b.state()).contains(TcpState.ESTABLISHED);
        ends.send(ends.a, HELLO);
        ends.pass(MOMENT);
        assertThat(ends.b.received.toByteArray()).isEqualTo(HELLO.toArray());
    }

    @Test
    void dataBeforeTheConnectionIsThereWaits() {
        ends.listen(TcpSettings.DEFAULT);
        ends.connect(TcpSettings.DEFAULT);
        ends.send(ends.a, HELLO);
        ends.pass(MOMENT);
        assertThat(ends.b.received.toByteArray()).isEqualTo(HELLO.toArray());
    }

    @Test
    void nobodyListeningIsARefusal() {
        ends.connect(TcpSettings.DEFAULT);
        ends.pass(MOMENT);
        assertThat(ends.a.end()).contains(TcpEnd.REFUSED);
        assertThat(ends.b.sent.getFirst().flags()).hasToString("RST,ACK");
    }

    @Test
    void aRuleMayRefuseOrStaySilent() {
        ends.listen((vrf, local, remote) -> new Admission.Refuse());
        ends.connect(TcpSettings.DEFAULT);
        ends.pass(MOMENT);
        assertThat(ends.a.end()).contains(TcpEnd.REFUSED);
        var silent = new TwoEnds();
        silent.listen((vrf, local, remote) -> new Admission.Ignore());
        silent.connect(TcpSettings.DEFAULT);
        silent.pass(Duration.ofMinutes(5));
        assertThat(silent.a.end()).contains(TcpEnd.TIMED_OUT);
        assertThat(silent.b.sent).isEmpty();
        assertThat(silent.a.sent)
                .hasSizeBetween(5, 8)
                .allMatch(segment -> segment.flags().has(TcpFlags.SYN));
    }

    @Test
    void packetsFromTooFarAwayAreNotSeen() {
        ends.listen(TcpSettings.DEFAULT.withHopLimitMin(255));
        ends.connect(TcpSettings.DEFAULT.withHopLimit(64));
        ends.pass(MOMENT);
        assertThat(ends.b.sent).isEmpty();
        assertThat(ends.a.state()).contains(TcpState.SYN_SENT);
    }

    @Test
    void anAbortIsAResetAtThePeer() {
        opened();
        ends.tell(ends.a, new TcpEvent.Abort(ends.a.id()));
        ends.pass(MOMENT);
        assertThat(ends.a.end()).contains(TcpEnd.ABORTED);
        assertThat(ends.b.end()).contains(TcpEnd.RESET);
        assertThat(ends.a.engine.statuses()).isEmpty();
        assertThat(ends.b.engine.statuses()).isEmpty();
    }

    @Test
    void aResetNeedsTheExactNumberAndOneNearbyIsChallenged() {
        opened();
        int next = nextOf(ends.a);
        int sent = ends.b.sent.size();
        forge(ends.b, ends.a, TcpFlags.RST, next + 100, 0, Bytes.EMPTY);
        assertThat(ends.b.state()).contains(TcpState.ESTABLISHED);
        assertThat(ends.b.sent).hasSize(sent + 1);
        forge(ends.b, ends.a, TcpFlags.RST, next - 100_000, 0, Bytes.EMPTY);
        assertThat(ends.b.sent).hasSize(sent + 1);
        forge(ends.b, ends.a, TcpFlags.RST, next, 0, Bytes.EMPTY);
        assertThat(ends.b.end()).contains(TcpEnd.RESET);
    }

    @Test
    void aSynInsideAConnectionIsChallengedAtMostTenTimesASecond() {
        opened();
        int sent = ends.b.sent.size();
        for (int i = 0; i < 100; i++) {
            forge(ends.b, ends.a, TcpFlags.SYN, nextOf(ends.a) + 5, 0, Bytes.EMPTY);
        }
        assertThat(ends.b.sent).hasSize(sent + TcpConnection.CHALLENGES_PER_SECOND);
        assertThat(ends.b.state()).contains(TcpState.ESTABLISHED);
    }

    @Test
    void anAcknowledgmentOfWhatWasNeverSentIsNotBelieved() {
        opened();
        forge(ends.b, ends.a, TcpFlags.ACK, nextOf(ends.a), nextOf(ends.b) + 1_000, HELLO);
        assertThat(ends.b.received.size()).isZero();
        assertThat(ends.b.state()).contains(TcpState.ESTABLISHED);
    }

    @Test
    void aWrongAnswerToOurSynIsReset() {
        ends.connect(TcpSettings.DEFAULT);
        forge(
                ends.a,
                ends.b,
                TcpFlags.SYN | TcpFlags.ACK,
                1,
                ends.a.sent.getFirst().sequence() + 9,
                Bytes.EMPTY);
        assertThat(ends.a.lastSent().flags()).hasToString("RST");
        assertThat(ends.a.state()).contains(TcpState.SYN_SENT);
    }

    @Test
    void aLostFinIsSentAgain() {
        opened();
        int[] count = {0};
        ends.lose = segment -> segment.flags().has(TcpFlags.FIN) && count[0]++ == 0;
        close(ends.a);
        ends.pass(Duration.ofSeconds(3));
        assertThat(ends.a.state()).contains(TcpState.FIN_WAIT_2);
    }

    @Test
    void aRepeatedFinInTimeWaitIsAcknowledgedAgain() {
        opened();
        int[] count = {0};
        close(ends.a);
        ends.pass(MOMENT);
        ends.lose = segment -> segment.sourcePort() != 179 && count[0]++ == 0;
        close(ends.b);
        ends.pass(Duration.ofSeconds(3));
        assertThat(ends.b.end()).contains(TcpEnd.CLOSED);
        assertThat(ends.a.state()).contains(TcpState.TIME_WAIT);
    }

    @Test
    void aPeerThatVanishesIsGivenUpAfterTheUserTimeout() {
        opened();
        ends.lose = segment -> true;
        ends.send(ends.a, HELLO);
        ends.pass(Duration.ofSeconds(299));
        assertThat(ends.a.end()).isEmpty();
        ends.pass(Duration.ofSeconds(2));
        assertThat(ends.a.end()).contains(TcpEnd.TIMED_OUT);
        assertThat(ends.a.engine.wakeAt()).isEmpty();
    }

    @Test
    void retransmissionsBackOffFromOneSecondToOneMinute() {
        opened();
        ends.lose = segment -> true;
        int sent = ends.a.sent.size();
        ends.send(ends.a, HELLO);
        ends.pass(Duration.ofSeconds(200));
        assertThat(ends.a.sent.size() - sent)
                .isEqualTo(1 + 6 + 2); // at 1, 3, 7, 15, 31, 63, 123, 183
    }

    @Test
    void keepaliveFindsAPeerThatVanished() {
        ends.open(TcpSettings.DEFAULT.withKeepalive(Duration.ofSeconds(60)));
        ends.pass(Duration.ofMinutes(10));
        assertThat(ends.a.state()).contains(TcpState.ESTABLISHED);
        ends.lose = segment -> true;
        ends.pass(Duration.ofMinutes(14));
        assertThat(ends.a.end()).contains(TcpEnd.TIMED_OUT);
    }

    @Test
    void withoutKeepaliveAnIdleConnectionIsSilent() {
        opened();
        ends.pass(MOMENT);
        int sent = ends.a.sent.size() + ends.b.sent.size();
        assertThat(ends.pass(Duration.ofDays(1))).isTrue();
        assertThat(ends.a.sent.size() + ends.b.sent.size()).isEqualTo(sent);
    }

    @Test
    void aFloodOfSynsIsBoundedAndDoesNotLockOthersOut() {
        ends.listen(TcpSettings.DEFAULT);
        for (int i = 0; i < 5_000; i++) {
            IpAddress from = IpAddress.of("192.0.2.0").plus(i);
            var syn =
                    new TcpSegment(
                            1_000,
                            179,
                            i,
                            0,
                            new TcpFlags(TcpFlags.SYN),
                            100,
                            0,
                            List.of(),
                            Bytes.EMPTY);
            Bytes message = syn.toBytes(from, ends.b.address);
            ends.lose = segment -> segment.destinationPort() == 1_000;
            ends.deliver(
                    ends.b,
                    IpPacket.of(
                            from, ends.b.address, IpPacket.TCP, IpHeaderFields.DEFAULT, message));
        }
        assertThat(ends.b.engine.statuses()).hasSize(TcpEngine.HALF_OPEN_MAX);
        ends.connect(TcpSettings.DEFAULT);
        ends.pass(MOMENT);
        assertThat(ends.a.state()).contains(TcpState.ESTABLISHED);
        ends.pass(Duration.ofMinutes(3));
        assertThat(ends.b.engine.statuses()).hasSize(1);
        assertThat(ends.b.all(TcpEffect.Ended.class)).isEmpty();
    }

    @Test
    void aSynBeyondTheOldNumbersReopensAConnectionThatWaits() {
        ends.listen(TcpSettings.DEFAULT);
        connectFrom(40_000);
        ends.pass(MOMENT);
        close(ends.b);
        ends.pass(MOMENT);
        close(ends.a);
        ends.pass(MOMENT);
        assertThat(ends.b.engine.statuses().getFirst().state()).isEqualTo(TcpState.TIME_WAIT);
        connectFrom(40_000);
        ends.pass(MOMENT);
        assertThat(ends.b.engine.statuses()).hasSize(1);
        assertThat(ends.b.engine.statuses().getFirst().state()).isEqualTo(TcpState.ESTABLISHED);
    }

    private void connectFrom(int port) {
        ends.tell(
                ends.a,
                new TcpEvent.Connect(
                        1,
                        Vrf.GLOBAL,
                        ends.a.address,
                        port,
                        ends.b.address,
                        179,
                        TcpSettings.DEFAULT));
    }

    @Test
    void theSameConnectionTwiceFindsNoRoom() {
        connectFrom(40_000);
        connectFrom(40_000);
        assertThat(ends.a.end()).contains(TcpEnd.NO_ROOM);
    }

    private IcmpError error(IcmpError.Kind kind, int code, int mtu, Bytes quoted) {
        return new IcmpError(AddressFamily.IPV4, kind, code, mtu, quoted, List.of());
    }

    private Bytes quoted(TcpSegment segment) {
        Bytes message = segment.toBytes(ends.a.address, ends.b.address);
        return IpPacket.of(
                        ends.a.address,
                        ends.b.address,
                        IpPacket.TCP,
                        IpHeaderFields.DEFAULT,
                        message)
                .toBytes()
                .slice(0, 28);
    }

    @Test
    void anUnreachablePortEndsAnAttemptButNotAConnection() {
        ends.connect(TcpSettings.DEFAULT);
        var error =
                error(IcmpError.Kind.DESTINATION_UNREACHABLE, 3, 0, quoted(ends.a.sent.getFirst()));
        ends.tell(ends.a, new TcpEvent.ErrorReceived(Vrf.GLOBAL, error));
        assertThat(ends.a.end()).contains(TcpEnd.UNREACHABLE);
        var other = new TwoEnds();
        other.open(TcpSettings.DEFAULT);
        other.send(other.a, HELLO);
        var late = error(IcmpError.Kind.DESTINATION_UNREACHABLE, 3, 0, quoted(other.a.lastSent()));
        other.tell(other.a, new TcpEvent.ErrorReceived(Vrf.GLOBAL, late));
        assertThat(other.a.state()).contains(TcpState.ESTABLISHED);
    }

    @Test
    void fragmentationNeededIsBelievedOnlyAboutWhatIsUnderWay() {
        opened();
        TcpSegment old = ends.a.sent.getFirst();
        ends.tell(
                ends.a,
                new TcpEvent.ErrorReceived(
                        Vrf.GLOBAL, error(IcmpError.Kind.PACKET_TOO_BIG, 4, 600, quoted(old))));
        assertThat(ends.a.engine.statuses().getFirst().segmentSize()).isEqualTo(1_460);
        ends.send(ends.a, TwoEnds.pattern(5_000, 1));
        ends.tell(
                ends.a,
                new TcpEvent.ErrorReceived(
                        Vrf.GLOBAL,
                        error(IcmpError.Kind.PACKET_TOO_BIG, 4, 0, quoted(ends.a.lastSent()))));
        assertThat(ends.a.engine.statuses().getFirst().segmentSize()).isEqualTo(1_452);
        ends.pass(Duration.ofSeconds(10));
        assertThat(ends.b.received.size()).isEqualTo(5_000);
    }

    @Test
    void piecesOutOfOrderAreBounded() {
        opened();
        int next = nextOf(ends.a);
        for (int i = 60_000; i > 0; i -= 2) {
            forge(ends.b, ends.a, TcpFlags.ACK, next + i, nextOf(ends.b), Bytes.of((byte) i));
        }
        assertThat(ends.b.received.size()).isZero();
        forge(ends.b, ends.a, TcpFlags.ACK, next, nextOf(ends.b), Bytes.zero(1_400));
        assertThat(ends.b.received.size()).isEqualTo(1_400);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SYN_SENT",
                "ESTABLISHED",
                "FIN_WAIT_1",
                "FIN_WAIT_2",
                "CLOSE_WAIT",
                "LAST_ACK",
                "TIME_WAIT"
            })
    void noSegmentMakesAnyStateThrow(TcpState wanted) {
        var random = new Random(wanted.name().length());
        for (int round = 0; round < 40; round++) {
            var two = new TwoEnds(round, "10.0.0.1", "10.0.0.2");
            bring(two, wanted);
            for (int i = 0; i < 100; i++) {
                if (two.a.engine.statuses().isEmpty()) {
                    break;
                }
                TcpKey key = two.a.engine.statuses().getFirst().key();
                TcpSegment last = two.a.lastSent();
                var segment =
                        new TcpSegment(
                                key.remotePort(),
                                key.localPort(),
                                last.acknowledgment() + random.nextInt(-3, 4),
                                last.sequence() + random.nextInt(-3, 4),
                                new TcpFlags(random.nextInt(256)),
                                random.nextInt(65_536),
                                0,
                                List.of(
                                        new TcpOption.WindowScale(random.nextInt(256)),
                                        new TcpOption.MaximumSegmentSize(random.nextInt(2))),
                                Bytes.zero(random.nextInt(3)));
                Bytes message = segment.toBytes(key.remote(), key.local());
                two.deliver(
                        two.a,
                        IpPacket.of(
                                key.remote(),
                                key.local(),
                                IpPacket.TCP,
                                IpHeaderFields.DEFAULT,
                                message));
                two.pass(Duration.ofMillis(random.nextInt(2_000)));
            }
        }
    }

    private static void bring(TwoEnds two, TcpState wanted) {
        two.listen(TcpSettings.DEFAULT);
        two.lose = segment -> wanted == TcpState.SYN_SENT;
        two.connect(TcpSettings.DEFAULT);
        two.pass(MOMENT);
        two.lose = segment -> wanted == TcpState.FIN_WAIT_1;
        switch (wanted) {
            case FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT ->
                    two.tell(two.a, new TcpEvent.Close(two.a.id()));
            case CLOSE_WAIT, LAST_ACK -> two.tell(two.b, new TcpEvent.Close(two.b.id()));
            default -> {}
        }
        two.pass(MOMENT);
        if (wanted == TcpState.TIME_WAIT) {
            two.tell(two.b, new TcpEvent.Close(two.b.id()));
            two.pass(MOMENT);
        }
        two.lose = segment -> true;
        if (wanted == TcpState.LAST_ACK) {
            two.tell(two.a, new TcpEvent.Close(two.a.id()));
        }
        assertThat(two.a.state()).contains(wanted);
    }
}
