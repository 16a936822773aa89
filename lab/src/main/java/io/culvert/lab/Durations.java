package io.culvert.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as topology and scenario files write them: a number and a unit, such as `500ms`, `30s`, `5m`, `2h`, `3d`.
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,9})(\\.[0-9]{1,6})?(us|ms|s|m|h|d)");

    /// A hundred years: nobody waits longer, and the nanoseconds fit a `long`.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    public static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Duration unit =
                switch (form.group(3)) {
                    case "us" -> Duration.ofNanos(1_000);
                    case "ms" -> Duration.ofMillis(1);
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    case "h" -> Duration.ofHours(1);
                    default -> Duration.ofDays(1);
                };
        Duration whole = unit.multipliedBy(Long.parseLong(form.group(1)));
        if (form.group(2) != null) {
            String digits = form.group(2).substring(1);
            long part = Long.parseLong(digits);
            whole =
                    whole.plus(
                            unit.multipliedBy(part)
                                    .dividedBy((long) Math.pow(10, digits.length())));
        }
        return whole.compareTo(LONGEST) <= 0 ? Optional.of(whole) : Optional.empty();
    }

    /// The short form, in the largest unit that is exact.
    public static String text(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos % 86_400_000_000_000L == 0) {
            return nanos / 86_400_000_000_000L + "d";
        }
        if (nanos % 3_600_000_000_000L == 0) {
            return nanos / 3_600_000_000_000L + "h";
        }
        if (nanos % 60_000_000_000L == 0) {
            return nanos / 60_000_000_000L + "m";
        }
        if (nanos % 1_000_000_000L == 0) {
            return nanos / 1_000_000_000L + "s";
        }
        return nanos % 1_000_000L == 0 ? nanos / 1_000_000L + "ms" : nanos / 1_000L + "us";
    }
}
