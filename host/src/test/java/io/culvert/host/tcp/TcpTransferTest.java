package io.culvert.host.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.host.tcp.TwoEnds.Faults;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTransferTest {
    private static final Duration LONG = Duration.ofHours(6);

    @Test
    void aMegabyteArrivesWholeOverAPipeWithoutFaults() {
        var ends = new TwoEnds();
        Bytes data = TwoEnds.pattern(1 << 20, 7);
        ends.open(TcpSettings.DEFAULT);
        ends.a.closeWhenSent = true;
        ends.send(ends.a, data);
        ends.pass(Duration.ofMinutes(1));
        assertThat(ends.b.received.toByteArray()).isEqualTo(data.toArray());
        assertThat(ends.a.engine.statuses().getFirst().retransmissions()).isZero();
        assertThat(ends.b.all(TcpEffect.PeerClosed.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void bothDirectionsArriveWholeOverABadPipe(long seed) {
        boolean v6 = seed % 2 == 0;
        var ends =
                new TwoEnds(seed, v6 ? "2001:db8::1" : "10.0.0.1", v6 ? "2001:db8::2" : "10.0.0.2");
        ends.faults = new Faults(0.05, 0.05, 0.02, Duration.ofMillis(20), Duration.ofMillis(30));
        TcpSettings settings = TcpSettings.DEFAULT.withOptions(seed % 3 != 0, seed % 4 < 2);
        if (seed % 5 == 0) {
            settings = settings.withBuffers(20_000, 7_000);
        }
        Bytes there = TwoEnds.pattern(1_500_000, seed);
        Bytes back = TwoEnds.pattern(700_000, -seed);
        ends.listen(settings);
        ends.connect(settings);
        ends.pass(Duration.ofSeconds(70));
        ends.a.closeWhenSent = true;
        ends.b.closeWhenSent = true;
        ends.send(ends.a, there);
        ends.send(ends.b, back);
        assertThat(ends.pass(LONG)).as("seed %d settles", seed).isTrue();
        assertThat(ends.b.received.toByteArray()).as("seed %d", seed).isEqualTo(there.toArray());
        assertThat(ends.a.received.toByteArray()).as("seed %d", seed).isEqualTo(back.toArray());
        assertThat(ends.a.end()).contains(TcpEnd.CLOSED);
        assertThat(ends.b.end()).contains(TcpEnd.CLOSED);
        assertThat(ends.a.engine.statuses()).isEmpty();
        assertThat(ends.b.engine.statuses()).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameSegments() {
        assertThat(run(3)).isEqualTo(run(3));
    }

    private static java.util.List<?> run(long seed) {
        var ends = new TwoEnds(seed, "10.0.0.1", "10.0.0.2");
        ends.faults = new Faults(0.1, 0.1, 0, Duration.ofMillis(5), Duration.ofMillis(5));
        ends.open(TcpSettings.DEFAULT);
        ends.pass(Duration.ofMinutes(1));
        ends.send(ends.a, TwoEnds.pattern(200_000, 1));
        ends.pass(Duration.ofMinutes(10));
        return ends.a.sent;
    }

    @Test
    void oneLostSegmentIsSentAgainAfterThreeDuplicatesWithoutWaitingForTheTimer() {
        var ends = new TwoEnds();
        ends.open(TcpSettings.DEFAULT);
        ends.send(ends.a, TwoEnds.pattern(100_000, 2));
        ends.pass(Duration.ofSeconds(1));
        int[] count = {0};
        ends.lose = segment -> segment.data().size() > 0 && ++count[0] == 3;
        ends.send(ends.a, TwoEnds.pattern(60_000, 3));
        ends.pass(Duration.ofMillis(200));
        assertThat(ends.b.received.size()).isEqualTo(160_000);
        assertThat(ends.a.engine.statuses().getFirst().retransmissions()).isEqualTo(1);
    }

    @Test
    void aPausedUserSlowsThePeerDownAndAResumedOneGetsEverything() {
        var ends = new TwoEnds();
        TcpSettings settings = TcpSettings.DEFAULT.withBuffers(50_000, 10_000);
        ends.open(settings);
        ends.tell(ends.b, new TcpEvent.Pause(ends.b.id()));
        Bytes data = TwoEnds.pattern(40_000, 4);
        ends.send(ends.a, data);
        ends.pass(Duration.ofMinutes(30));
        assertThat(ends.b.received.size()).isZero();
        assertThat(ends.b.engine.statuses().getFirst().receiveQueue()).isEqualTo(10_000);
        assertThat(ends.a.engine.statuses().getFirst().state()).isEqualTo(TcpState.ESTABLISHED);
        ends.tell(ends.b, new TcpEvent.Resume(ends.b.id()));
        ends.pass(Duration.ofMinutes(2));
        assertThat(ends.b.received.toByteArray()).isEqualTo(data.toArray());
    }

    @Test
    void moreThanTheSendBufferHoldsComesBackAndRoomIsToldLater() {
        var ends = new TwoEnds();
        ends.open(TcpSettings.DEFAULT.withBuffers(10_000, 100_000));
        Bytes data = TwoEnds.pattern(35_000, 5);
        ends.send(ends.a, data);
        assertThat(ends.a.all(TcpEffect.Overfull.class).getFirst().rest().size()).isEqualTo(25_000);
        ends.pass(Duration.ofMinutes(1));
        assertThat(ends.b.received.toByteArray()).isEqualTo(data.toArray());
    }

    @Test
    void aWindowUpdateThatIsLostIsFoundByProbing() {
        var ends = new TwoEnds();
        ends.open(TcpSettings.DEFAULT.withBuffers(50_000, 10_000));
        ends.tell(ends.b, new TcpEvent.Pause(ends.b.id()));
        Bytes data = TwoEnds.pattern(30_000, 6);
        ends.send(ends.a, data);
        ends.pass(Duration.ofSeconds(30));
        ends.lose = segment -> true;
        ends.tell(ends.b, new TcpEvent.Resume(ends.b.id()));
        ends.lose = segment -> false;
        ends.pass(Duration.ofMinutes(3));
        assertThat(ends.b.received.toByteArray()).isEqualTo(data.toArray());
    }

    @Test
    void aSmallerPathIsTakenFromIcmpAndTheDataStillArrives() {
        var ends = new TwoEnds();
        ends.open(TcpSettings.DEFAULT);
        ends.lose = segment -> segment.data().size() > 1_360;
        Bytes data = TwoEnds.pattern(30_000, 8);
        ends.send(ends.a, data);
        ends.tell(
                ends.a,
                new TcpEvent.PathMtuChanged(io.culvert.base.Vrf.GLOBAL, ends.b.address, 1_400));
        ends.pass(Duration.ofSeconds(5));
        assertThat(ends.b.received.toByteArray()).isEqualTo(data.toArray());
        assertThat(ends.a.engine.statuses().getFirst().segmentSize()).isEqualTo(1_360);
    }
}
