package io.culvert.commands.system;

import io.culvert.base.InterfaceKind;
import io.culvert.cli.Answer;
import io.culvert.commands.Console;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `show version`. The lines that tools look for are worded as on IOS; the name is our own.
///
/// @param restarted wall-clock time of power-on
/// @param java release of the Java runtime
/// @param interfaces how many there are of each kind, in words
record ShowVersion(
        String software,
        String version,
        String hostname,
        Duration uptime,
        Instant time,
        Instant restarted,
        int java,
        String cryptoEngine,
        List<String> interfaces,
        String configurationRegister)
        implements Answer {
    /// The release of this source tree.
    static final String VERSION = "0.1.0";

    /// The value that tools expect of a router that boots its saved configuration.
    static final String BOOT_NORMALLY = "0x2102";

    ShowVersion {
        interfaces = List.copyOf(interfaces);
    }

    static ShowVersion of(Console console) {
        var view = console.view();
        Duration uptime = Duration.between(Instant.EPOCH, console.now());
        Instant time = view.wallClock().plus(Duration.between(view.now(), console.now()));
        return new ShowVersion(
                "Culvert",
                VERSION,
                console.hostname(),
                uptime,
                time,
                time.minus(uptime),
                Runtime.version().feature(),
                view.cryptoEngine(),
                counts(
                        view.interfaces().stream()
                                .filter(state -> !state.name().isSubinterface())
                                .map(state -> state.name().kind())
                                .toList()),
                BOOT_NORMALLY);
    }

    private static List<String> counts(List<InterfaceKind> kinds) {
        var counts = new ArrayList<String>();
        for (InterfaceKind kind : InterfaceKind.values()) {
            long count = kinds.stream().filter(kind::equals).count();
            if (count > 0) {
                counts.add(count + " " + words(kind) + " interface" + (count == 1 ? "" : "s"));
            }
        }
        return counts;
    }

    /// `GigabitEthernet` as `Gigabit Ethernet`.
    private static String words(InterfaceKind kind) {
        return kind.longName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        text.append(software + " Software (CULVERT), Version " + version + ", ")
                .append("a software provider-edge router\n\n");
        text.append(hostname + " uptime is " + Ages.words(uptime) + "\n");
        text.append("System returned to ROM by power-on\n");
        text.append("System restarted at " + WallTime.date(restarted) + "\n");
        text.append("System time is " + WallTime.date(time) + "\n");
        text.append("System image file is \"java:culvert-" + version + "\"\n\n");
        text.append("Running on Java " + java + ", packets encrypted by " + cryptoEngine + "\n");
        interfaces.forEach(count -> text.append(count).append('\n'));
        text.append("\nConfiguration register is " + configurationRegister + "\n");
        return text.toString();
    }
}
