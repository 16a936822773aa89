package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Wireshark's dissector on the command line, with a folder of `preferences` and key tables as its profile.
///
/// @param profile the folder whose keys open the captures
record Tshark(Path profile) {
    private static final String SEPARATOR = "\t";
    private static final String ALSO = "\f";

    /// What a dissector calls wrong: its own despair, an expert note of severity error, a bad checksum (status 0).
    private static final String WRONG =
            "_ws.malformed || _ws.expert.severity == 8388608 || ip.checksum.status == 0 || icmp.checksum.status == 0"
                    + " || icmpv6.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0"
                    + " || nhrp.hdr.chksum.status == 0 || esp.icv_bad == 1";

    /// What the dissector says about one frame: the values of each field asked for, from the outside in.
    record Frame(Map<String, List<String>> fields) {
        List<String> all(String field) {
            return fields.getOrDefault(field, List.of());
        }

        String outermost(String field) {
            return all(field).getFirst();
        }

        String innermost(String field) {
            return all(field).getLast();
        }

        boolean has(String field) {
            return !all(field).isEmpty();
        }
    }

    /// Aborts the test, aloud, on a machine without tshark.
    static void required() {
        boolean isThere =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tshark")));
        if (!isThere) {
            Assumptions.abort("tshark is missing: install it (Debian: apt-get install tshark)");
        }
    }

    /// The frames of a capture that a display filter picks, with these fields.
    List<Frame> frames(Path capture, String filter, String... fields) {
        var command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        command.addAll(List.of("-Y", filter, "-T", "fields"));
        command.addAll(
                List.of("-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=" + ALSO));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        return run(command)
                .lines()
                .map(
                        line -> {
                            String[] values = line.split(SEPARATOR, -1);
                            assertThat(values).as(line).hasSameSizeAs(fields);
                            var found = new LinkedHashMap<String, List<String>>();
                            for (int i = 0; i < fields.length; i++) {
                                found.put(
                                        fields[i],
                                        values[i].isEmpty()
                                                ? List.of()
                                                : List.of(values[i].split(ALSO, -1)));
                            }
                            return new Frame(found);
                        })
                .toList();
    }

    /// A line of the dissector's summary for each frame with which something is wrong.
    List<String> complaints(Path capture) {
        return run(List.of("tshark", "-n", "-r", capture.toString(), "-Y", WRONG))
                .lines()
                .map(line -> capture.getFileName() + ": " + line.strip())
                .toList();
    }

    private String run(Collection<String> command) {
        try {
            Path told = Files.createTempFile("tshark", ".err");
            try {
                var builder = new ProcessBuilder(List.copyOf(command)).redirectError(told.toFile());
                builder.directory(Repository.root().toFile());
                builder.environment().put("WIRESHARK_CONFIG_DIR", profile.toString());
                Process process = builder.start();
                process.getOutputStream().close();
                var output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(Files.readString(told)).isZero();
                return output;
            } finally {
                Files.delete(told);
            }
        } catch (IOException e) {
            throw new IllegalStateException("tshark does not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tshark reads", e);
        }
    }
}
