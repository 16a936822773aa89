package io.culvert.mgmt.syslog;

import io.culvert.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A message as syslog carries it, RFC 5424 section 6:
/// `<189>1 2026-01-01T00:00:12.345Z R1 culvert - BGP-5-ADJCHANGE [origin software="Culvert"][meta sequenceId="7"] %BGP-5-...`
public final class Rfc5424 {
    /// What receivers should be able to take, RFC 5424 section 6.1.
    public static final int SIZE_MAX = 2048;

    /// RFC 5424 section 6.2.1, by number.
    private static final List<String> FACILITIES =
            List.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv",
                    "ftp",
                    "ntp",
                    "audit",
                    "alert",
                    "clock",
                    "local0",
                    "local1",
                    "local2",
                    "local3",
                    "local4",
                    "local5",
                    "local6",
                    "local7");

    private static final int HOSTNAME_MAX = 255;
    private static final int MESSAGE_ID_MAX = 32;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Rfc5424() {}

    /// @param facility by its name in configurations, `local7`
    /// @param origin what the receiver is told the router is
    /// @param sequence number of the message since the start, section 7.3.1
    public static Bytes message(String facility, String origin, int sequence, LogRecord record) {
        int priority = Math.max(0, FACILITIES.indexOf(facility)) * 8 + record.notice().severity();
        String head =
                "<%d>1 %s %s culvert - %s [origin software=\"Culvert\"][meta sequenceId=\"%d\"] "
                        .formatted(
                                priority,
                                timestamp(record.at()),
                                printable(origin, HOSTNAME_MAX),
                                printable(record.messageId(), MESSAGE_ID_MAX),
                                sequence);
        byte[] text =
                record.notice()
                        .toString()
                        .replaceAll("[\\x00-\\x1F\\x7F]", " ")
                        .getBytes(StandardCharsets.UTF_8);
        return joined(head.getBytes(StandardCharsets.US_ASCII), text);
    }

    private static String timestamp(Instant at) {
        return TIMESTAMP.format(at);
    }

    /// PRINTUSASCII of section 6; `-` for nothing.
    private static String printable(String text, int lengthMax) {
        String clean = text.replaceAll("[^\\x21-\\x7E]", "-");
        String cut = clean.length() > lengthMax ? clean.substring(0, lengthMax) : clean;
        return cut.isEmpty() ? "-" : cut;
    }

    /// Text beyond ASCII is marked as UTF-8, section 6.4; a message that is too long is cut between characters, section 6.1.
    private static Bytes joined(byte[] head, byte[] text) {
        boolean isAscii = true;
        for (byte each : text) {
            isAscii &= each >= 0;
        }
        byte[] mark = isAscii ? new byte[0] : BYTE_ORDER_MARK;
        int room = SIZE_MAX - head.length - mark.length;
        int length = Math.min(text.length, room);
        while (length > 0 && length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        byte[] whole = Arrays.copyOf(head, head.length + mark.length + length);
        System.arraycopy(mark, 0, whole, head.length, mark.length);
        System.arraycopy(text, 0, whole, head.length + mark.length, length);
        return Bytes.of(whole);
    }

    /// One message in a stream, RFC 6587 section 3.4.1: its length, a blank, itself.
    public static Bytes framed(Bytes message) {
        byte[] head = (message.size() + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + message.size());
        System.arraycopy(message.toArray(), 0, whole, head.length, message.size());
        return Bytes.of(whole);
    }
}
