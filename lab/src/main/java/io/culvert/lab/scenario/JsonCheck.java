package io.culvert.lab.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.Optional;

/// JSONPath over the JSON form of an output.
final class JsonCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonCheck() {}

    private static Configuration configuration() {
        return Configuration.builder()
                .jsonProvider(new JacksonJsonNodeJsonProvider(MAPPER))
                .mappingProvider(new JacksonMappingProvider(MAPPER))
                .build();
    }

    /// The value as JSON, or a bare word as text.
    static JsonNode value(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    static Optional<String> difference(Expectation.Json expected, String json) {
        JsonNode document;
        try {
            document = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return Optional.of("the output is no JSON: " + e.getOriginalMessage());
        }
        try {
            JsonNode found = expected.path().read(document, configuration());
            return equal(found, expected) ? Optional.empty() : Optional.of("is " + found);
        } catch (JsonPathException e) {
            return Optional.of("is not there");
        }
    }

    /// An indefinite path gives a list; a single element of it may be named without brackets.
    private static boolean equal(JsonNode found, Expectation.Json expected) {
        JsonPath path = expected.path();
        JsonNode value = expected.value();
        if (!path.isDefinite() && !value.isArray()) {
            return found.size() == 1 && same(found.get(0), value);
        }
        return same(found, value);
    }

    private static boolean same(JsonNode found, JsonNode value) {
        return found.equals(value)
                || found.isNumber()
                        && value.isNumber()
                        && found.decimalValue().compareTo(value.decimalValue()) == 0
                || found.isTextual() && value.isNumber() && found.asText().equals(value.asText());
    }
}
