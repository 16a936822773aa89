package io.culvert.host.probe;

import io.culvert.base.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came of a ping, one outcome for each request sent.
public record PingResult(PingRequest request, List<Outcome> outcomes) {
    public PingResult {
        outcomes = List.copyOf(outcomes);
    }

    /// @param from who answered; empty for [Mark#LOST] and [Mark#UNSENDABLE]
    /// @param hopLimit with which the answer arrived; 0 without one
    /// @param time from request to answer; empty unless it is a reply
    public record Outcome(
            int sequence,
            Mark mark,
            Optional<IpAddress> from,
            int hopLimit,
            Optional<Duration> time) {}

    /// The characters that IOS prints for each request.
    public enum Mark {
        REPLY('!'),
        LOST('.'),
        /// Destination unreachable.
        UNREACHABLE('U'),
        /// Fragmentation needed, or packet too big.
        TOO_BIG('M'),
        /// Time exceeded.
        TTL_EXPIRED('&'),
        /// Any other error.
        OTHER('?'),
        /// There was no route to send by; IOS prints a dot.
        UNSENDABLE('.');

        private final char character;

        Mark(char character) {
            this.character = character;
        }

        public char character() {
            return character;
        }
    }

    public int sent() {
        return outcomes.size();
    }

    public int replies() {
        return (int) outcomes.stream().filter(outcome -> outcome.mark() == Mark.REPLY).count();
    }

    /// Whole percent, rounded down.
    public int successPercent() {
        return sent() == 0 ? 0 : replies() * 100 / sent();
    }

    /// Round-trip times of the replies; empty without any.
    public Optional<Times> times() {
        List<Duration> times =
                outcomes.stream().flatMap(outcome -> outcome.time().stream()).sorted().toList();
        if (times.isEmpty()) {
            return Optional.empty();
        }
        Duration sum = times.stream().reduce(Duration.ZERO, Duration::plus);
        return Optional.of(
                new Times(times.getFirst(), sum.dividedBy(times.size()), times.getLast()));
    }

    /// IOS shows whole milliseconds, and one for anything less.
    public record Times(Duration least, Duration mean, Duration most) {
        @Override
        public String toString() {
            return milliseconds(least) + "/" + milliseconds(mean) + "/" + milliseconds(most);
        }

        private static long milliseconds(Duration time) {
            return Math.max(1, time.toMillis());
        }
    }

    /// The last line that IOS prints.
    public String summary() {
        return "Success rate is %d percent (%d/%d)".formatted(successPercent(), replies(), sent())
                + times().map(times -> ", round-trip min/avg/max = " + times + " ms").orElse("");
    }
}
