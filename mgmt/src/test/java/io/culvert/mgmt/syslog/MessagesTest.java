package io.culvert.mgmt.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.commands.config.ConfigLoader;
import io.culvert.engine.Notice;
import io.culvert.router.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Instant POWER_ON = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> console = new ArrayList<>();
    private final List<String> monitor = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final Messages messages =
            new Messages(
                    console::add,
                    monitor::add,
                    record -> journal.add(record.messageId()),
                    _ -> wire());

    private SyslogWire wire() {
        return new SyslogWire() {
            @Override
            public void send(Bytes message) {
                sent.add(text(message));
            }

            @Override
            public void close() {
                sent.add("closed");
            }
        };
    }

    @AfterEach
    void close() {
        messages.close();
    }

    private static String text(Bytes message) {
        return new String(message.toArray(), StandardCharsets.UTF_8);
    }

    private void configure(String text) {
        messages.configure(ConfigLoader.load("test.cfg", "hostname R1\n" + text).config());
    }

    private void happens(int severity) {
        messages.take(
                POWER_ON,
                new LogLine(
                        Instant.EPOCH.plusMillis(12_345),
                        new Notice("BGP", severity, "ADJCHANGE", "neighbor 10.0.0.2 Up")));
    }

    @Test
    void aMessageIsWrittenAsSyslogWantsIt() throws InterruptedException {
        configure("logging host 192.0.2.9\nlogging facility local3");
        happens(5);
        assertThat(sent.poll(10, TimeUnit.SECONDS))
                .isEqualTo(
                        "<157>1 2026-01-01T00:00:12.345Z R1 culvert - BGP-5-ADJCHANGE"
                                + " [origin software=\"Culvert\"][meta sequenceId=\"1\"]"
                                + " %BGP-5-ADJCHANGE: neighbor 10.0.0.2 Up");
    }

    @Test
    void everyPlaceHasALevelOfItsOwn() throws InterruptedException {
        configure(
                """
                logging host 192.0.2.9
                logging console critical
                logging monitor errors
                logging trap notifications
                logging origin-id string edge-7
                """);
        for (int severity : List.of(2, 3, 5, 6)) {
            happens(severity);
        }
        assertThat(console).hasSize(1).first().asString().contains("%BGP-2-ADJCHANGE");
        assertThat(monitor).hasSize(2);
        assertThat(journal).hasSize(4);
        for (int i = 1; i <= 3; i++) {
            assertThat(sent.poll(10, TimeUnit.SECONDS)).contains("sequenceId=\"" + i + "\"");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void switchedOffLoggingReachesTheConsoleAlone() {
        configure("logging host 192.0.2.9\nno logging on");
        happens(2);
        assertThat(console).hasSize(1);
        assertThat(monitor).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void aHostInAVrfGetsNothing() {
        configure("logging host 192.0.2.9 vrf MGMT");
        happens(2);
        assertThat(sent).isEmpty();
    }

    @Test
    void aHostThatGoesIsLeft() throws InterruptedException {
        configure("logging host 192.0.2.9");
        configure("");
        assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void timesAreWrittenAsConfigured() {
        happens(5);
        configure("service timestamps log uptime");
        happens(5);
        configure("no service timestamps log");
        happens(5);
        configure("service timestamps log datetime year show-timezone");
        happens(5);
        assertThat(console)
                .extracting(line -> line.replaceAll("%.*", "%"))
                .containsExactly(
                        "*Jan  1 00:00:12.345: %",
                        "00:00:12: %", "%", "*Jan  1 2026 00:00:12 UTC: %");
    }

    @Test
    void textBeyondAsciiIsMarkedAndALongOneIsCutBetweenCharacters() {
        var record =
                new LogRecord(POWER_ON, "R 1", new Notice("SYS", 6, "LONG", "ä".repeat(2_000)));
        Bytes message = Rfc5424.message("local7", "R 1", 1, record);
        assertThat(message.size()).isBetween(Rfc5424.SIZE_MAX - 1, Rfc5424.SIZE_MAX);
        assertThat(text(message))
                .startsWith("<190>1 2026-01-01T00:00:00.000Z R-1 culvert - SYS-6-LONG ")
                .contains("] \uFEFF%SYS-6-LONG: ä")
                .doesNotContain("\uFFFD");
    }

    @Test
    void lineEndsOfStrangersDoNotMakeTwoMessages() {
        var record = new LogRecord(POWER_ON, "R1", new Notice("SYS", 6, "X", "a\nb\u0000c"));
        assertThat(text(Rfc5424.message("kern", "", 1, record)))
                .startsWith("<6>1 ")
                .contains("Z - culvert")
                .endsWith("%SYS-6-X: a b c");
    }

    @Test
    void inAStreamTheLengthStandsBefore() {
        assertThat(text(Rfc5424.framed(Bytes.utf8("<1>1 ä")))).isEqualTo("7 <1>1 ä");
    }

    @Test
    void whatFindsNoRoomIsCounted() {
        var sender =
                new SyslogSender(
                        new SyslogWire() {
                            @Override
                            public void send(Bytes message) throws IOException {
                                throw new IOException("nobody there");
                            }

                            @Override
                            public void close() {
                                sent.add("closed");
                            }
                        });
        for (int i = 0; i < SyslogSender.QUEUED_MAX + 7; i++) {
            sender.offer(Bytes.utf8("x"));
        }
        assertThat(sender.dropped()).isEqualTo(7);
        assertThat(sender.sends(Bytes.utf8("x"))).isFalse();
        assertThat(sent).containsExactly("closed");
    }
}
