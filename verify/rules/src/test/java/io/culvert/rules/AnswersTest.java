package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `show` commands answer with becomes text beside the router's thread, so it holds values alone: records, and records of records.
class AnswersTest {
    private static final String ANSWER = "io.culvert.cli.Answer";

    private static Stream<String> live(JavaClass type, Set<String> seen) {
        if (!type.getName().startsWith("io.culvert.") || !seen.add(type.getName())) {
            return type.getPackageName().startsWith("java.util.function")
                    ? Stream.of(type.getName())
                    : Stream.empty();
        }
        if (!type.isRecord() && !type.isEnum() && !type.isInterface() && !isValue(type)) {
            return Stream.of(type.getName());
        }
        Stream<JavaClass> held =
                type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .map(JavaField::getType)
                        .flatMap(each -> each.getAllInvolvedRawTypes().stream());
        Stream<JavaClass> kinds =
                type.isInterface() ? type.getSubclasses().stream() : Stream.<JavaClass>empty();
        return Stream.concat(held, kinds)
                .flatMap(each -> live(each, seen))
                .map(found -> type.getSimpleName() + ": " + found);
    }

    /// Nothing in it can change: what `base` is made of.
    private static boolean isValue(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL));
    }

    @Test
    void answersAreValues() {
        List<JavaClass> answers =
                Compiled.PRODUCT.stream()
                        .filter(type -> type.isAssignableTo(ANSWER) && !type.isInterface())
                        .toList();
        assertThat(answers).hasSizeGreaterThan(50);
        assertThat(answers).flatMap(type -> live(type, new TreeSet<>()).toList()).isEmpty();
    }
}
