package io.culvert.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Writes entries to the journal by its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): fields in one datagram,
/// `NAME=value` and a line feed, or for a value of several lines the name, its length in 8 octets, lowest first, and the value.
public final class JournalSocket implements AutoCloseable {
    private static final String SOCKET = "/run/systemd/journal/socket";

    /// Octets of one value; what is longer is cut, so that an entry fits into a datagram.
    static final int VALUE_MAX = 16_384;

    /// Fields of one entry.
    static final int FIELDS_MAX = 12;

    private final UnixDatagrams journal;

    private JournalSocket(UnixDatagrams journal) {
        this.journal = journal;
    }

    /// The journal of this host, if it has one.
    public static Optional<JournalSocket> open() throws IOException {
        return Files.exists(Path.of(SOCKET)) ? Optional.of(open(SOCKET)) : Optional.empty();
    }

    /// @param name a path, or `@name`
    public static JournalSocket open(String name) throws IOException {
        return new JournalSocket(UnixDatagrams.open(name));
    }

    /// Writes an entry. Whether the journal took it.
    ///
    /// @param priority of syslog, 0 (emergency) to 7 (debug)
    /// @param more further fields, such as `MESSAGE_ID` and `CODE_FILE`, in the order of the map
    public boolean write(
            int priority, String identifier, String message, Map<String, String> more) {
        if (priority < 0 || priority > 7 || more.size() > FIELDS_MAX - 3) {
            throw new IllegalArgumentException(
                    "priority %d, %d further fields".formatted(priority, more.size()));
        }
        var entry = new ByteArrayOutputStream();
        append(entry, "MESSAGE", message);
        append(entry, "PRIORITY", Integer.toString(priority));
        append(entry, "SYSLOG_IDENTIFIER", identifier);
        more.forEach((name, value) -> append(entry, name, value));
        return journal.send(entry.toByteArray());
    }

    private static void append(ByteArrayOutputStream entry, String name, String value) {
        if (!name.matches("[A-Z][A-Z0-9_]{0,63}")) {
            throw new IllegalArgumentException("no field of the journal: " + name);
        }
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        octets = Arrays.copyOf(octets, Math.min(octets.length, VALUE_MAX));
        entry.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (value.indexOf('\n') < 0) {
            entry.write('=');
        } else {
            entry.write('\n');
            entry.writeBytes(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(octets.length)
                            .array());
        }
        entry.writeBytes(octets);
        entry.write('\n');
    }

    @Override
    public void close() {
        journal.close();
    }
}
