package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
                            + "|com\\.fasterxml\\.jackson\\.databind\\.node\\.JsonNodeFactory|com\\.fasterxml\\.jackson\\.databind\\.Object(Writer|Reader)"
                            + "|java\\.util\\.(Optional.*|UUID|Locale|HexFormat|Comparator|Collection|SequencedCollection"
                            + "|List|Set|Map|SequencedMap|SequencedSet|SortedMap|SortedSet|NavigableMap|NavigableSet)"
                            + "|java\\.util\\.Base64\\$.*|java\\.util\\.function\\..*|java\\.util\\.regex\\.Pattern|java\\.util\\.stream\\.Collector"
                            + "|org\\.bouncycastle\\.asn1\\.ASN1ObjectIdentifier|org\\.apache\\.sshd\\.common\\.AttributeRepository\\$AttributeKey");

    /// `static final List<X> XS = new ArrayList...`, bare.
    private static final Pattern MODIFIABLE =
            Pattern.compile(
                    "\\bstatic\\b[^;={}()]*=\\s*new\\s+(java\\.util\\.)?(concurrent\\.)?"
                            + "((Array|Linked|CopyOnWriteArray)List|(\\w*Hash|Tree|Enum|Concurrent\\w*|CopyOnWriteArray)(Map|Set)"
                            + "|\\w*(Deque|Queue)|Vector|Hashtable)\\b");

    /// Why something can change.
    ///
    /// @param type the class of ours to mend, or to allow
    private record Flaw(JavaClass type, String what) {}

    private static List<Finding> breaches(List<JavaClass> classes) {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : classes) {
            for (JavaField field : type.getFields()) {
                Set<JavaModifier> modifiers = field.getModifiers();
                if (modifiers.contains(JavaModifier.STATIC)
                        && !modifiers.contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$")) {
                    flaw(field)
                            .map(
                                    flaw ->
                                            Finding.in(
                                                    flaw.type,
                                                    0,
                                                    field.getFullName() + ": " + flaw.what))
                            .ifPresent(findings::add);
                }
            }
        }
        return findings;
    }

    private static Optional<Flaw> flaw(JavaField field) {
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            return Optional.of(new Flaw(field.getOwner(), "not final"));
        }
        return flaw(field, new TreeSet<>());
    }

    /// Why the value of a final field can change, if it can.
    private static Optional<Flaw> flaw(JavaField field, Set<String> seen) {
        JavaClass type = field.getRawType();
        if (type.isArray()) {
            // Private, it is a table; that nobody writes to it shows in one file.
            return field.getModifiers().contains(JavaModifier.PRIVATE)
                    ? Optional.empty()
                    : Optional.of(new Flaw(field.getOwner(), "an array that others reach"));
        }
        if (type.isPrimitive()
                || SAFE.matcher(type.getName()).matches()
                || !seen.add(type.getName())) {
            return Optional.empty();
        }
        if (!type.getName().startsWith("io.culvert.")) {
            return Optional.of(new Flaw(field.getOwner(), type.getName() + " can change"));
        }
        for (JavaField inner : type.getAllFields()) {
            if (inner.getModifiers().contains(JavaModifier.STATIC)
                    || inner.getOwner().getName().startsWith("java.lang.")) {
                continue;
            }
            Optional<Flaw> flaw =
                    inner.getModifiers().contains(JavaModifier.FINAL)
                            ? flaw(inner, seen)
                            : Optional.of(
                                    new Flaw(
                                            inner.getOwner(),
                                            inner.getFullName() + " is not final"));
            if (flaw.isPresent()) {
                return flaw;
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
                .extracting(
                        finding -> finding.what().replaceFirst(":.*", "").replaceFirst(".*\\.", ""))
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
                "enum-state",
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
