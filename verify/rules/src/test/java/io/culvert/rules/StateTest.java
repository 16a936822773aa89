package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// STYLE section 1, rule 5: no static mutable state. A static field is final, and its type cannot change: a value of
/// the JDK, or a type of ours all of whose fields are final and of such types again. A static collection may be
/// declared as `List`, `Set` or `Map`; that it is an unmodifiable one is checked in the source.
class StateTest {
    private static final Pattern SAFE =
            Pattern.compile(
                    "java\\.lang\\.(String|Boolean|Byte|Short|Character|Integer|Long|Float|Double|Class|Object|CharSequence|Number"
                            + "|Iterable|Comparable|Enum|Record|Runnable|System\\$Logger)"
                            + "|java\\.lang\\.invoke\\.(VarHandle|MethodHandle|MethodType)"
                            + "|java\\.lang\\.foreign\\.(.*Layout.*|FunctionDescriptor|Linker|SymbolLookup)"
                            + "|java\\.math\\..*|java\\.time\\..*|java\\.nio\\.charset\\.Charset|java\\.nio\\.ByteOrder"
                            + "|java\\.nio\\.file\\.Path|java\\.net\\.(URI|Inet.*)"
                            + "|java\\.security\\.spec\\..*|javax\\.crypto\\.spec\\..*"
                            + "|java\\.util\\.(Optional.*|UUID|Locale|HexFormat|Comparator|Collection|SequencedCollection"
                            + "|List|Set|Map|SequencedMap|SequencedSet|SortedMap|SortedSet|NavigableMap|NavigableSet)"
                            + "|java\\.util\\.Base64\\$.*|java\\.util\\.function\\..*|java\\.util\\.regex\\.Pattern|java\\.util\\.stream\\.Collector"
                            + "|org\\.bouncycastle\\.asn1\\.ASN1ObjectIdentifier");

    /// `static final List<X> XS = new ArrayList...`, bare.
    private static final Pattern MODIFIABLE =
            Pattern.compile(
                    "\\bstatic\\b[^;={}()]*=\\s*new\\s+(java\\.util\\.)?(concurrent\\.)?"
                            + "((Array|Linked|CopyOnWriteArray)List|(\\w*Hash|Tree|Enum|Concurrent\\w*|CopyOnWriteArray)(Map|Set)"
                            + "|\\w*(Deque|Queue)|Vector|Hashtable)\\b");

    private static List<Finding> breaches(List<JavaClass> classes) {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : classes) {
            for (JavaField field : type.getFields()) {
                Set<JavaModifier> modifiers = field.getModifiers();
                if (!modifiers.contains(JavaModifier.STATIC)
                        || modifiers.contains(JavaModifier.SYNTHETIC)
                        || field.getName().startsWith("$")) {
                    continue;
                }
                reason(field)
                        .ifPresent(
                                reason ->
                                        findings.add(
                                                Finding.in(
                                                        type, 0, field.getName() + ": " + reason)));
            }
        }
        return findings;
    }

    private static Optional<String> reason(JavaField field) {
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            return Optional.of("not final");
        }
        JavaClass type = field.getRawType();
        if (type.isArray() && field.getModifiers().contains(JavaModifier.PRIVATE)) {
            return Optional.empty(); // a table; that nobody writes to it shows in one file
        }
        return changeable(type, new HashSet<>());
    }

    /// Why a value of the type can change, if it can.
    private static Optional<String> changeable(JavaClass type, Set<String> seen) {
        if (type.isPrimitive()
                || SAFE.matcher(type.getName()).matches()
                || !seen.add(type.getName())) {
            return Optional.empty();
        }
        if (type.isArray()) {
            return Optional.of("an array that others reach");
        }
        if (!type.getName().startsWith("io.culvert.")) {
            return Optional.of(type.getName() + " is not known to be unchangeable");
        }
        for (JavaField field : type.getAllFields()) {
            if (field.getModifiers().contains(JavaModifier.STATIC)
                    || field.getOwner().getName().startsWith("java.lang.")) {
                continue;
            }
            if (!field.getModifiers().contains(JavaModifier.FINAL)) {
                return Optional.of(field.getFullName() + " is not final");
            }
            Optional<String> inner =
                    field.getRawType().isArray()
                                    && field.getModifiers().contains(JavaModifier.PRIVATE)
                            ? Optional.empty()
                            : changeable(field.getRawType(), seen);
            if (inner.isPresent()) {
                return inner;
            }
        }
        return Optional.empty();
    }

    private static List<Finding> modifiable(List<SourceFile> files) {
        return files.stream()
                .filter(file -> !file.isTest() && file.module() != null)
                .flatMap(
                        file ->
                                MODIFIABLE
                                        .matcher(file.code())
                                        .results()
                                        .map(hit -> file.finding(hit.start())))
                .toList();
    }

    @Test
    void nothingStaticCanChange() {
        Allowed.check("state", "no static mutable state", breaches(Compiled.PRODUCT));
        Allowed.check(
                "state-collections",
                "a static collection is unmodifiable",
                modifiable(SourceFile.ALL));
    }

    @Test
    void whatCanChangeIsFound() {
        assertThat(breaches(Compiled.BROKEN))
                .filteredOn(finding -> finding.type().equals("io.culvert.rib.broken.HoldsState"))
                .extracting(finding -> finding.what().replaceFirst(":.*", ""))
                .containsExactlyInAnyOrder("count", "counter", "holder", "shared");
        assertThat(
                        modifiable(
                                List.of(
                                        SourceFile.of(
                                                java.nio.file.Path.of(
                                                        "rib/src/main/java/io/culvert/rib/A.java"),
                                                Module.RIB,
                                                "class A { static final List<B> ALL = new ArrayList<>(); }"))))
                .hasSize(1);
    }

    @Test
    void enumConstantsNeverChange() {
        Allowed.check(
                "state",
                "the fields of an enum are final",
                Compiled.PRODUCT.stream()
                        .filter(JavaClass::isEnum)
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .map(field -> Finding.in(field.getOwner(), 0, field.getName()))
                        .toList());
    }
}
