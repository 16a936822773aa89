package io.culvert.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.culvert.base.OrderedMap;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Renders records as JSON by the names of their components. The values of `base` (addresses, prefixes, names) are strings, a
/// duration is a number of seconds, and what is absent is `null`. A record of a closed set says in `kind` which one it is.
public final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String VALUES = "io.culvert.base";

    private Json() {}

    /// Indented text with a line end.
    public static String render(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node(value)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes can always be written", e);
        }
    }

    static JsonNode node(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean bool -> NODES.booleanNode(bool);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Number number -> NODES.numberNode(number.doubleValue());
            case OptionalInt number ->
                    number.isPresent() ? NODES.numberNode(number.getAsInt()) : NODES.nullNode();
            case OptionalLong number ->
                    number.isPresent() ? NODES.numberNode(number.getAsLong()) : NODES.nullNode();
            case Optional<?> optional -> node(optional.isPresent() ? optional.get() : null);
            case Duration duration ->
                    duration.toNanosPart() == 0
                            ? NODES.numberNode(duration.toSeconds())
                            : NODES.numberNode(duration.toNanos() / 1e9);
            case OrderedMap<?, ?> map -> object(map.asMap());
            case Map<?, ?> map -> object(map);
            case Iterable<?> list -> array(list);
            case Record row when !row.getClass().getPackageName().equals(VALUES) -> object(row);
            default -> NODES.textNode(value.toString());
        };
    }

    private static ArrayNode array(Iterable<?> list) {
        ArrayNode array = NODES.arrayNode();
        for (Object item : list) {
            array.add(node(item));
        }
        return array;
    }

    private static ObjectNode object(Map<?, ?> map) {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, value) -> object.set(String.valueOf(key), node(value)));
        return object;
    }

    private static ObjectNode object(Record row) {
        ObjectNode object = NODES.objectNode();
        for (Class<?> face : row.getClass().getInterfaces()) {
            if (face.isSealed()) {
                object.put("kind", row.getClass().getSimpleName());
            }
        }
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            object.set(component.getName(), node(read(component, row)));
        }
        return object;
    }

    private static @Nullable Object read(RecordComponent component, Record row) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's component can always be read", e);
        }
    }
}
