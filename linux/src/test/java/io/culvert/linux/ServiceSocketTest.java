package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the service manager and the journal hear, by a socket in their place.
class ServiceSocketTest {
    /// A local socket that hears datagrams.
    private static final class Ear implements AutoCloseable {
        private final Errno errno = new Errno();
        private final Descriptor socket = new Descriptor(Descriptor.socket(errno, 1, 2, 0));

        Ear(String name) {
            byte[] octets = name.getBytes(StandardCharsets.UTF_8);
            boolean isAbstract = name.startsWith("@");
            octets[0] = isAbstract ? 0 : octets[0];
            try (Arena arena = Arena.ofConfined()) {
                int length = 2 + octets.length + (isAbstract ? 0 : 1);
                MemorySegment address = arena.allocate(length, 2);
                address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
                MemorySegment.copy(octets, 0, address, ValueLayout.JAVA_BYTE, 2, octets.length);
                assertThat(Libc.bind(errno, socket.number, address.address(), length)).isZero();
            }
        }

        String hear() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(100_000);
                long length = Libc.read(errno, socket.number, buffer.address(), 100_000);
                assertThat(length).isNotNegative();
                return new String(
                        buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private void assertNotifies(String name) throws IOException {
        try (var manager = new Ear(name);
                NotifySocket socket =
                        NotifySocket.of(Map.of("NOTIFY_SOCKET", name)).orElseThrow()) {
            assertThat(socket.ready("4 tunnels\nup")).isTrue();
            assertThat(manager.hear()).isEqualTo("READY=1\nSTATUS=4 tunnels up\n");
            assertThat(socket.watchdog()).isTrue();
            assertThat(manager.hear()).isEqualTo("WATCHDOG=1\n");
            assertThat(socket.reloading()).isTrue();
            assertThat(manager.hear()).matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+\n");
            assertThat(socket.status("quiet")).isTrue();
            assertThat(manager.hear()).isEqualTo("STATUS=quiet\n");
            assertThat(socket.stopping("draining")).isTrue();
            assertThat(manager.hear()).isEqualTo("STOPPING=1\nSTATUS=draining\n");
        }
    }

    @Test
    void theManagerIsToldByPathAndByAbstractName(@TempDir Path folder) throws IOException {
        assertNotifies(folder.resolve("notify").toString());
        assertNotifies("@culvert-test-" + ProcessHandle.current().pid());
    }

    @Test
    void withoutAManagerThereIsNoSocketAndAWrongNameIsRefused() throws IOException {
        long before = Namespaces.openDescriptors();
        assertThat(NotifySocket.of(Map.of())).isEmpty();
        assertThatThrownBy(() -> NotifySocket.open("vsock:2:1234"))
                .hasMessage(
                        "vsock:2:1234 is no name of a local socket: a path or @name of at most 107 characters");
        assertThatThrownBy(() -> NotifySocket.open("/" + "x".repeat(107)))
                .hasMessageContaining("is no name of a local socket");
        assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
        try (NotifySocket nobody = NotifySocket.open("@nobody-listens-here")) {
            assertThat(nobody.ready("")).isFalse();
        }
    }

    @Test
    void theWatchdogIsOursOnlyIfItNamesUs() {
        String us = Long.toString(ProcessHandle.current().pid());
        assertThat(NotifySocket.watchdogInterval(Map.of("WATCHDOG_USEC", "30000000")))
                .contains(Duration.ofSeconds(30));
        assertThat(
                        NotifySocket.watchdogInterval(
                                Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", us)))
                .contains(Duration.ofSeconds(30));
        assertThat(
                        NotifySocket.watchdogInterval(
                                Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1")))
                .isEmpty();
        assertThat(NotifySocket.watchdogInterval(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
        assertThat(NotifySocket.watchdogInterval(Map.of())).isEmpty();
    }

    @Test
    void anEntryOfTheJournalHasItsFieldsAndSeveralLinesHaveALength(@TempDir Path folder)
            throws IOException {
        String name = folder.resolve("journal").toString();
        try (var ear = new Ear(name);
                JournalSocket journal = JournalSocket.open(name)) {
            var more = new LinkedHashMap<String, String>();
            more.put("MESSAGE_ID", "0123456789abcdef0123456789abcdef");
            more.put("CODE_FILE", "Main.java");
            assertThat(journal.write(5, "culvert", "%SYS-5-RESTART: up", more)).isTrue();
            assertThat(ear.hear())
                    .isEqualTo(
                            """
                            MESSAGE=%SYS-5-RESTART: up
                            PRIORITY=5
                            SYSLOG_IDENTIFIER=culvert
                            MESSAGE_ID=0123456789abcdef0123456789abcdef
                            CODE_FILE=Main.java
                            """);
            assertThat(journal.write(3, "culvert", "a\nb", Map.of())).isTrue();
            assertThat(ear.hear())
                    .isEqualTo(
                            "MESSAGE\n\3\0\0\0\0\0\0\0a\nb\nPRIORITY=3\nSYSLOG_IDENTIFIER=culvert\n");
            assertThat(journal.write(3, "culvert", "x".repeat(50_000), Map.of())).isTrue();
            assertThat(ear.hear())
                    .hasSize(
                            "MESSAGE=\nPRIORITY=3\nSYSLOG_IDENTIFIER=culvert\n".length()
                                    + JournalSocket.VALUE_MAX);
            assertThatThrownBy(() -> journal.write(3, "x", "y", Map.of("lower", "z")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
