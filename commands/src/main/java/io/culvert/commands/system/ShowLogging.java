package io.culvert.commands.system;

import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import io.culvert.engine.Notice;
import io.culvert.router.RouterView;
import io.culvert.router.config.management.LogHost;
import io.culvert.router.config.management.LoggingConfig;
import io.culvert.router.config.management.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// `show logging`: where messages go, and what happened, the oldest first.
record ShowLogging(
        boolean enabled,
        String buffer,
        String console,
        String monitor,
        String trap,
        List<String> hosts,
        Timestamps timestamps,
        List<Message> messages)
        implements Answer {
    private static final List<String> LEVELS =
            List.of(
                    "emergencies",
                    "alerts",
                    "critical",
                    "errors",
                    "warnings",
                    "notifications",
                    "informational",
                    "debugging");

    /// @param at wall-clock time
    record Message(
            Instant at,
            Duration uptime,
            String facility,
            int severity,
            String mnemonic,
            String text) {}

    ShowLogging {
        hosts = List.copyOf(hosts);
        messages = List.copyOf(messages);
    }

    static ShowLogging of(RouterView view) {
        Instant powerOn = WallTime.powerOn(view);
        LoggingConfig logging = view.config().management().logging();
        return new ShowLogging(
                logging.on(),
                level(logging.bufferLevel()),
                level(logging.consoleLevel()),
                level(logging.monitorLevel()),
                level(logging.trapLevel()),
                logging.hosts().stream().map(ShowLogging::host).toList(),
                logging.timestamps(),
                view.log().stream()
                        .filter(line -> line.notice().severity() <= logging.bufferLevel())
                        .map(
                                line -> {
                                    Duration uptime = Duration.between(Instant.EPOCH, line.at());
                                    return new Message(
                                            powerOn.plus(uptime),
                                            uptime,
                                            line.notice().facility(),
                                            line.notice().severity(),
                                            line.notice().mnemonic(),
                                            line.notice().text());
                                })
                        .toList());
    }

    private static String level(int level) {
        return level == LoggingConfig.OFF ? "disabled" : "level " + LEVELS.get(level);
    }

    private static String host(LogHost host) {
        return host.address()
                + " ("
                + host.transport().name().toLowerCase(Locale.ROOT)
                + " port "
                + host.port()
                + host.vrf().map(vrf -> ", in VRF " + vrf + ": not sent").orElse("")
                + ")";
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        enabled ? "Syslog logging: enabled\n" : "Syslog logging: disabled\n");
        text.append("    Console logging: " + console + "\n");
        text.append("    Monitor logging: " + monitor + "\n");
        text.append("    Buffer logging:  " + buffer + ", ")
                .append(messages.size())
                .append(" messages logged\n");
        text.append("    Trap logging: " + trap + "\n");
        hosts.forEach(host -> text.append("        Logging to " + host + "\n"));
        text.append("\nLog Buffer:\n\n");
        for (Message message : messages) {
            var notice =
                    new Notice(
                            message.facility(),
                            message.severity(),
                            message.mnemonic(),
                            message.text());
            text.append(LogText.line(timestamps, message.at(), message.uptime(), notice))
                    .append('\n');
        }
        return text.toString();
    }
}
