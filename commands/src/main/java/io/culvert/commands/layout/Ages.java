package io.culvert.commands.layout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long ago something was, as IOS tells it.
public final class Ages {
    private static final long DAY_HOURS = 24;
    private static final long WEEK_DAYS = 7;
    private static final long YEAR_DAYS = 365;

    private Ages() {}

    /// The short form: `00:00:42` below a day, then `1d05h`, `2w3d`, `1y4w`.
    public static String age(Duration age) {
        long days = age.toDays();
        if (days < 1) {
            return hours(age);
        }
        if (days < WEEK_DAYS) {
            return days + "d%02dh".formatted(age.toHours() % DAY_HOURS);
        }
        if (days < YEAR_DAYS) {
            return days / WEEK_DAYS + "w" + days % WEEK_DAYS + "d";
        }
        return days / YEAR_DAYS + "y" + days % YEAR_DAYS / WEEK_DAYS + "w";
    }

    /// The short form of something that may never have been: `never`.
    public static String age(Optional<Duration> age) {
        return age.map(Ages::age).orElse("never");
    }

    /// `00:00:42`, with more than two digits of hours where it takes them.
    public static String hours(Duration age) {
        return "%02d:%02d:%02d".formatted(age.toHours(), age.toMinutesPart(), age.toSecondsPart());
    }

    /// The form of `show version`: `1 week, 2 days, 3 hours, 4 minutes`; minutes are always said.
    public static String words(Duration age) {
        long days = age.toDays();
        var parts = new ArrayList<String>();
        add(parts, days / YEAR_DAYS, "year");
        add(parts, days % YEAR_DAYS / WEEK_DAYS, "week");
        add(parts, days % YEAR_DAYS % WEEK_DAYS, "day");
        add(parts, age.toHours() % DAY_HOURS, "hour");
        parts.add(counted(age.toMinutesPart(), "minute"));
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(counted(count, unit));
        }
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
