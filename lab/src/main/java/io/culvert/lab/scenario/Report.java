package io.culvert.lab.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.function.Consumer;

/// Results of steps as lines, for a person or for a program.
public final class Report {
    /// How results are printed.
    public enum Form {
        TEXT,
        /// Failures alone.
        QUIET,
        /// One JSON object per step.
        JSON
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Form form;
    private final Consumer<String> out;
    private int steps;
    private int failed;

    public Report(Form form, Consumer<String> out) {
        this.form = form;
        this.out = out;
    }

    public void begin(String scenario) {
        steps = 0;
        failed = 0;
        if (form == Form.TEXT) {
            out.accept(scenario);
        }
    }

    public void step(StepResult result) {
        steps++;
        failed += result.held() ? 0 : 1;
        switch (form) {
            case JSON -> out.accept(json(result));
            case TEXT -> text(result);
            case QUIET -> {
                if (!result.held()) {
                    text(result);
                }
            }
        }
    }

    public void end(String scenario) {
        if (form == Form.TEXT || form == Form.QUIET && failed > 0) {
            out.accept(
                    failed == 0
                            ? scenario + ": all " + steps + " steps held"
                            : scenario + ": " + failed + " of " + steps + " steps failed");
        }
    }

    private static String clock(long nanos) {
        long millis = nanos / NANOS_PER_MILLI;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1_000 % 60,
                millis % 1_000);
    }

    private void text(StepResult result) {
        out.accept(
                "  %s %s  %s"
                        .formatted(
                                result.held() ? "ok    " : "FAILED",
                                clock(result.elapsedNanos()),
                                result.text()));
        if (result.held()) {
            return;
        }
        if (!result.output().isEmpty()) {
            out.accept("    " + result.text());
            result.output().lines().forEach(line -> out.accept("    | " + line));
        }
        for (StepResult.Failure failure : result.failures()) {
            out.accept("    expected: " + failure.expectation());
            out.accept("    but it " + failure.why());
        }
        out.accept(
                "    at %s:%d, router time %s (%s after power-on), seed %d"
                        .formatted(
                                result.scenario(),
                                result.line(),
                                result.at(),
                                clock(result.elapsedNanos()),
                                result.seed()));
    }

    private static String json(StepResult result) {
        ObjectNode node =
                MAPPER.createObjectNode()
                        .put("scenario", result.scenario())
                        .put("line", result.line())
                        .put("step", result.text())
                        .put("held", result.held())
                        .put("time", result.at().toString())
                        .put("elapsed", result.elapsedNanos() / 1e9)
                        .put("seed", result.seed())
                        .put("output", result.output());
        var failures = node.putArray("failures");
        result.failures()
                .forEach(
                        failure ->
                                failures.addObject()
                                        .put("expectation", failure.expectation())
                                        .put("why", failure.why()));
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers is always JSON", e);
        }
    }
}
