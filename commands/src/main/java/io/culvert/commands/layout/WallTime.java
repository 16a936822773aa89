package io.culvert.commands.layout;

import io.culvert.router.RouterView;
import io.culvert.router.config.management.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// Wall-clock times as IOS prints them, in UTC. An asterisk before a time says that nothing outside vouches for the clock.
public final class WallTime {
    private WallTime() {}

    /// What the clock on the wall showed at power-on, when router time began.
    public static Instant powerOn(RouterView view) {
        return view.wallClock().minus(Duration.between(Instant.EPOCH, view.now()));
    }

    /// From router time to that of the wall.
    public static UnaryOperator<Instant> since(Instant powerOn) {
        return at -> powerOn.plus(Duration.between(Instant.EPOCH, at));
    }

    private static LocalDateTime utc(Instant at) {
        return LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    }

    /// The names of enums, and not those of a locale, which differ between releases of its data.
    private static String name(Enum<?> monthOrDay) {
        String name = monthOrDay.name();
        return name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT);
    }

    private static String seconds(LocalDateTime time) {
        return two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond());
    }

    private static String milliseconds(LocalDateTime time) {
        int thousandths = time.get(ChronoField.MILLI_OF_SECOND);
        return seconds(time) + (thousandths < 100 ? ".0" : ".") + two(thousandths);
    }

    /// Two digits at least. Every message has a time, and formats are read anew for each.
    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String day(LocalDateTime time) {
        return name(time.getMonth()) + " " + time.getDayOfMonth() + " " + time.getYear();
    }

    /// `*00:00:12.345 UTC Thu Jan 1 2026`.
    public static String clock(Instant at) {
        LocalDateTime time = utc(at);
        return "*" + milliseconds(time) + " UTC " + name(time.getDayOfWeek()) + " " + day(time);
    }

    /// `00:00:12 UTC Thu Jan 1 2026`.
    public static String date(Instant at) {
        LocalDateTime time = utc(at);
        return seconds(time) + " UTC " + name(time.getDayOfWeek()) + " " + day(time);
    }

    /// `00:00:12 UTC Jan 1 2026`.
    public static String certificate(Instant at) {
        return seconds(utc(at)) + " UTC " + day(utc(at));
    }

    /// The beginning of a log line where nothing else is configured.
    public static String log(Instant at) {
        return log(Timestamps.DEFAULT, at, Duration.ZERO);
    }

    /// The beginning of a log line, by default `*Jan  1 00:00:12.345`; empty where none is wanted.
    ///
    /// @param sincePowerOn how long the router has been running
    public static String log(Timestamps wanted, Instant at, Duration sincePowerOn) {
        return switch (wanted.kind()) {
            case NONE -> "";
            case UPTIME -> Ages.age(sincePowerOn);
            case DATETIME -> {
                LocalDateTime time = utc(at);
                yield "*"
                        + name(time.getMonth())
                        + (time.getDayOfMonth() < 10 ? "  " : " ")
                        + time.getDayOfMonth()
                        + " "
                        + (wanted.year() ? time.getYear() + " " : "")
                        + (wanted.milliseconds() ? milliseconds(time) : seconds(time))
                        + (wanted.zone() ? " UTC" : "");
            }
        };
    }
}
