package io.culvert.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.JsonPath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the output of a command must be like.
public sealed interface Expectation {
    /// As the file states it.
    String source();

    /// @param source the line of the scenario
    record Has(Pattern pattern, boolean wanted, String source) implements Expectation {}

    record Same(SameText text, String source) implements Expectation {}

    /// Holds for the output of the command with `| json` behind it.
    record Json(JsonPath path, JsonNode value, String source) implements Expectation {}

    /// Why the output does not do, or nothing. [Json] looks at `json` alone.
    default Optional<String> failure(String output, Optional<String> json) {
        return switch (this) {
            case Has(var pattern, boolean wanted, _)
                    when pattern.matcher(output).find() == wanted ->
                    Optional.empty();
            case Has(_, boolean wanted, _) -> Optional.of(wanted ? "is not there" : "is there");
            case Same(var text, _) -> text.difference(output);
            case Json expected -> JsonCheck.difference(expected, json.orElse(""));
        };
    }

    static boolean wantsJson(List<Expectation> expectations) {
        return expectations.stream().anyMatch(Json.class::isInstance);
    }
}
