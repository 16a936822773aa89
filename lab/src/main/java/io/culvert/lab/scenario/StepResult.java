package io.culvert.lab.scenario;

import java.time.Instant;
import java.util.List;

/// What came of a step.
///
/// @param at router time when it was over
/// @param elapsedNanos the same, since the lab was switched on
/// @param output what the command printed; empty for steps without a command
/// @param failures what did not hold: the expectation and why; empty if all did
public record StepResult(
        String scenario,
        int line,
        String text,
        Instant at,
        long elapsedNanos,
        long seed,
        String output,
        List<Failure> failures) {
    public StepResult {
        failures = List.copyOf(failures);
    }

    /// @param expectation as the scenario states it, or the step itself
    public record Failure(String expectation, String why) {}

    public boolean held() {
        return failures.isEmpty();
    }
}
