package io.culvert.rules;

import com.tngtech.archunit.core.domain.JavaClass;

/// One breach of a rule.
///
/// @param type the top-level class, by its full name
/// @param where the file and line
/// @param what what was found there
record Finding(String type, String where, String what) {
    static Finding in(JavaClass type, int line, String what) {
        return new Finding(
                Compiled.topLevel(type),
                type.getSource().flatMap(source -> source.getFileName()).orElse(type.getName())
                        + ":"
                        + line,
                what);
    }

    @Override
    public String toString() {
        return "%n  %s (%s): %s".formatted(type, where, what);
    }
}
