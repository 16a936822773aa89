package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.culvert.daemon.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A lab that was run with `--capture`, as a person runs it.
///
/// @param folder the captures and the key files
record Recording(Path folder, List<Step> steps) {
    /// @param text the line of the scenario
    /// @param output what the command printed
    record Step(String text, String output) {}

    /// Runs a lab; every step of the scenario must hold.
    static Recording of(Path topology, Path folder, String scenario) throws IOException {
        Path file = Files.writeString(folder.resolve("recorded.lab"), scenario);
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                "lab",
                                "run",
                                topology.toString(),
                                file.toString(),
                                "--json",
                                "--capture",
                                folder.toString());
        assertThat(code).as("%s%s", out, err).isZero();
        var mapper = new ObjectMapper();
        var steps = new ArrayList<Step>();
        for (String line : out.toString().lines().toList()) {
            JsonNode step = mapper.readTree(line);
            steps.add(new Step(step.get("step").asText(), step.get("output").asText()));
        }
        return new Recording(folder, steps);
    }

    /// What the last step with this command printed.
    String output(String command) {
        return steps.stream()
                .filter(step -> step.text().equals(command))
                .map(Step::output)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    LabelTable labels(String node) {
        return LabelTable.of(output(node + "> show mpls forwarding-table"));
    }

    Tshark tshark() {
        return new Tshark(folder);
    }

    List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".pcapng")).sorted().toList();
        }
    }

    /// What the dissector finds wrong in any capture.
    List<String> complaints() throws IOException {
        return captures().stream()
                .flatMap(capture -> tshark().complaints(capture).stream())
                .toList();
    }

    /// The capture of the link at an endpoint (`R1-HUB:Ethernet0/0`).
    Path capture(String endpoint) throws IOException {
        String name = endpoint.replaceAll("[^A-Za-z0-9._-]", "_");
        return captures().stream()
                .filter(
                        file ->
                                List.of(file.getFileName().toString().split("--|\\.pcapng$"))
                                        .contains(name))
                .findFirst()
                .orElseThrow();
    }
}
