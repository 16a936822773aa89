package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Our requests of one IKE SA: numbering, window and repetition, RFC 7296 sections 2.1 to 2.4.
final class Requests {
    /// First wait for an answer; each further one is twice as long.
    static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    /// Sent at 0, 2, 6, 14 and 30 seconds, and given up after 62.
    static final int SENDS_MAX = 5;

    /// Requests that wait for room in the window.
    static final int QUEUE_MAX = 64;

    /// How often and how long we ask.
    record Patience(Duration firstWait, int sendsMax, boolean isExponential) {
        static final Patience USUAL = new Patience(FIRST_WAIT, SENDS_MAX, true);

        /// The retries of `dpd`: IOS sends five more after the first, at the same distance.
        static Patience dpd(int retrySeconds) {
            return new Patience(Duration.ofSeconds(retrySeconds), 6, false);
        }

        Duration wait(int sends) {
            return isExponential ? firstWait.multipliedBy(1L << (sends - 1)) : firstWait;
        }
    }

    /// @param packets builds the packets for the message ID that it gets
    private record Waiting(Asked asked, Patience patience, IntFunction<List<Bytes>> packets) {}

    /// @param since when it was sent first
    private record Outstanding(
            Asked asked, Patience patience, List<Bytes> packets, Instant since, int sends) {}

    private final long sa;
    private final TreeMap<Integer, Outstanding> outstanding = new TreeMap<>();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int next;
    private int window = 1;
    private Duration roundTrip = Duration.ZERO;

    Requests(long sa, int firstMessageId) {
        this.sa = sa;
        this.next = firstMessageId;
    }

    int nextMessageId() {
        return next;
    }

    int window() {
        return window;
    }

    void widen(int peerWindow) {
        window = Math.max(window, Math.min(peerWindow, QUEUE_MAX));
    }

    /// How long the last answer took to come, repetitions included.
    Duration roundTrip() {
        return roundTrip;
    }

    int queued() {
        return queue.size();
    }

    boolean isIdle() {
        return outstanding.isEmpty() && queue.isEmpty();
    }

    /// Whether a request of this kind is on its way or waits.
    boolean has(java.util.function.Predicate<Asked> kind) {
        return asked().anyMatch(kind);
    }

    /// What the requests are for that are on their way or wait.
    Stream<Asked> asked() {
        return Stream.concat(
                outstanding.values().stream().map(Outstanding::asked),
                queue.stream().map(Waiting::asked));
    }

    void ask(
            Turn turn,
            Path path,
            Asked asked,
            Patience patience,
            IntFunction<List<Bytes>> packets) {
        if (queue.size() < QUEUE_MAX) {
            queue.add(new Waiting(asked, patience, packets));
        }
        fill(turn, path);
    }

    private void fill(Turn turn, Path path) {
        while (!queue.isEmpty() && outstanding.size() < window) {
            Waiting request = queue.remove();
            int id = next++;
            var sent =
                    new Outstanding(
                            request.asked,
                            request.patience,
                            request.packets.apply(id),
                            turn.now(),
                            0);
            send(turn, path, id, sent);
        }
    }

    private void send(Turn turn, Path path, int id, Outstanding request) {
        request.packets.forEach(packet -> turn.emit(send(path, packet)));
        var sent =
                new Outstanding(
                        request.asked,
                        request.patience,
                        request.packets,
                        request.since,
                        request.sends + 1);
        outstanding.put(id, sent);
        turn.timer(new TimerKey.Retransmit(sa, id), sent.patience.wait(sent.sends));
    }

    static IkeEffect.Send send(Path path, Bytes packet) {
        return new IkeEffect.Send(
                path.fvrf(),
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                packet);
    }

    /// Replaces the packets of IKE_SA_INIT, which begins again with a cookie or another group under the same ID.
    void restart(Turn turn, Path path, int id, Asked asked, Bytes packet) {
        send(
                turn,
                path,
                id,
                new Outstanding(asked, Patience.USUAL, List.of(packet), turn.now(), 0));
    }

    Optional<Asked> asked(int id) {
        return Optional.ofNullable(outstanding.get(id)).map(Outstanding::asked);
    }

    /// The request was answered.
    void answered(Turn turn, Path path, int id) {
        Outstanding request = outstanding.remove(id);
        if (request != null) {
            roundTrip = Duration.between(request.since, turn.now());
        }
        turn.cancel(new TimerKey.Retransmit(sa, id));
        fill(turn, path);
    }

    /// Sends again, or tells what got no answer.
    Optional<Asked> onTimeout(Turn turn, Path path, int id) {
        Outstanding request = outstanding.get(id);
        if (request == null) {
            return Optional.empty();
        }
        if (request.sends >= request.patience.sendsMax) {
            outstanding.remove(id);
            return Optional.of(request.asked);
        }
        send(turn, path, id, request);
        return Optional.empty();
    }

    void cancelAll(Turn turn) {
        outstanding.keySet().forEach(id -> turn.cancel(new TimerKey.Retransmit(sa, id)));
        outstanding.clear();
        queue.clear();
    }
}
