package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// STYLE section 1, rule 4: one door per library.
class LibrariesTest {
    /// A library, by the start of its packages, and the modules that may use it.
    private record Door(String prefix, List<Module> modules) {
        Door(String prefix, Module... modules) {
            this(prefix, List.of(modules));
        }
    }

    /// Longest prefix first where one holds another.
    private static final List<Door> DOORS =
            List.of(
                    new Door("java.lang.foreign.Linker", Module.LINUX),
                    new Door("java.lang.foreign.SymbolLookup", Module.LINUX),
                    new Door("java.", Module.values()),
                    new Door("javax.", Module.values()),
                    new Door("io.culvert.", Module.values()),
                    new Door("org.jspecify.", Module.values()),
                    new Door("org.bouncycastle.", Module.PKI),
                    new Door("com.amazon.corretto.", Module.LINUX),
                    new Door("org.apache.sshd.", Module.MGMT),
                    new Door("org.jline.", Module.MGMT),
                    new Door("org.eclipse.jetty.", Module.MGMT),
                    new Door("io.prometheus.", Module.MGMT),
                    new Door("com.fasterxml.jackson.", Module.CLI, Module.LAB, Module.MGMT),
                    new Door("com.jayway.jsonpath.", Module.LAB),
                    new Door("org.snakeyaml.", Module.LAB),
                    new Door("org.jctools.", Module.DATAPLANE, Module.LINUX),
                    new Door("org.HdrHistogram.", Module.DATAPLANE, Module.LAB, Module.MGMT),
                    new Door("picocli.", Module.DAEMON));

    private static List<Finding> breaches(List<JavaClass> classes) {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : classes) {
            Module module = Module.of(type).orElseThrow();
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.isPrimitive() && !mayUse(module, target.getName())) {
                    findings.add(
                            Finding.in(
                                    type,
                                    dependency.getSourceCodeLocation().getLineNumber(),
                                    module.folder() + " must not use " + target.getName()));
                }
            }
        }
        return findings;
    }

    private static boolean mayUse(Module module, String target) {
        return DOORS.stream()
                .filter(door -> target.startsWith(door.prefix))
                .findFirst()
                .map(door -> door.modules.contains(module))
                .orElse(false);
    }

    @Test
    void everyLibraryHasOneDoor() {
        Allowed.check("libraries", "a library is used behind its door", breaches(Compiled.PRODUCT));
    }

    @Test
    void aLibraryInTheWrongModuleAndANativeCallAreFound() {
        assertThat(breaches(Compiled.BROKEN))
                .extracting(Finding::what)
                .contains(
                        "rib must not use org.snakeyaml.engine.v2.api.Load",
                        "rib must not use java.lang.foreign.Linker");
    }
}
