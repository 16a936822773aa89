package io.culvert.mgmt.syslog;

import io.culvert.base.Bytes;
import io.culvert.commands.system.LogText;
import io.culvert.router.LogLine;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.LogHost;
import io.culvert.router.config.management.LoggingConfig;
import io.culvert.router.config.management.LoggingConfig.OriginId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Takes each message of a router to where its configuration says: the console, terminals that asked for it, syslog hosts;
/// and to the journal in any case. All calls but [#dropped] come from the router's thread, and none waits for anybody.
public final class Messages implements AutoCloseable {
    private final Consumer<String> console;
    private final Consumer<String> monitor;
    private final LogSink journal;
    private final Function<LogHost, SyslogWire> wires;
    private final Map<LogHost, SyslogSender> senders = new LinkedHashMap<>();
    private LoggingConfig logging = LoggingConfig.DEFAULT;
    private String hostname = "";
    private int sequence;

    /// @param console prints a message at the console
    /// @param monitor prints it where `terminal monitor` asked for it
    public Messages(Consumer<String> console, Consumer<String> monitor, LogSink journal) {
        this(console, monitor, journal, SyslogWire::to);
    }

    Messages(
            Consumer<String> console,
            Consumer<String> monitor,
            LogSink journal,
            Function<LogHost, SyslogWire> wires) {
        this.console = console;
        this.monitor = monitor;
        this.journal = journal;
        this.wires = wires;
    }

    /// From now on this is the running configuration. Costs little when nothing of it has changed.
    public void configure(RouterConfig config) {
        hostname = config.system().hostname();
        LoggingConfig wanted = config.management().logging();
        if (wanted.equals(logging)) {
            return;
        }
        logging = wanted;
        senders.entrySet()
                .removeIf(
                        each -> {
                            boolean isGone = !wanted.hosts().contains(each.getKey());
                            if (isGone) {
                                each.getValue().close();
                            }
                            return isGone;
                        });
        for (LogHost host : wanted.hosts()) {
            if (host.vrf().isEmpty()) {
                senders.computeIfAbsent(host, each -> SyslogSender.started(wires.apply(each)));
            }
        }
    }

    /// @param powerOn wall-clock time of power-on
    public void take(Instant powerOn, LogLine line) {
        var record =
                new LogRecord(
                        powerOn.plus(Duration.between(Instant.EPOCH, line.at())),
                        hostname,
                        line.notice());
        journal.take(record);
        int severity = line.notice().severity();
        String text = LogText.line(logging.timestamps(), powerOn, line);
        if (severity <= logging.consoleLevel()) {
            console.accept(text);
        }
        if (logging.on() && severity <= logging.monitorLevel()) {
            monitor.accept(text);
        }
        if (logging.on() && severity <= logging.trapLevel() && !senders.isEmpty()) {
            sequence = sequence == Integer.MAX_VALUE ? 1 : sequence + 1;
            Bytes message = Rfc5424.message(logging.facility(), origin(), sequence, record);
            senders.values().forEach(sender -> sender.offer(message));
        }
    }

    private String origin() {
        return logging.originId().filter(OriginId.Text.class::isInstance).isPresent()
                ? ((OriginId.Text) logging.originId().get()).text()
                : hostname;
    }

    /// Messages that some syslog host did not get.
    public long dropped() {
        return senders.values().stream().mapToLong(SyslogSender::dropped).sum();
    }

    @Override
    public void close() {
        senders.values().forEach(SyslogSender::close);
        senders.clear();
    }
}
