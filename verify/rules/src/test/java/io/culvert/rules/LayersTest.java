package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// STYLE section 1, rules 1 and 2: who may import whom.
class LayersTest {
    /// Ports fill the slots of the slab and give them back: a buffer and how super-packets lie in it, no behaviour of the plane.
    private static final Set<String> PACKETS =
            Set.of(
                    "io.culvert.dataplane.PacketSlab",
                    "io.culvert.dataplane.HeaderPlaces",
                    "io.culvert.dataplane.SegmentCutter");

    private static List<Finding> breaches(List<JavaClass> classes) {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : classes) {
            Module.of(type)
                    .ifPresent(
                            module -> {
                                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                                    JavaClass target =
                                            dependency.getTargetClass().getBaseComponentType();
                                    Optional<Module> seen = Module.of(target);
                                    if (seen.isPresent()
                                            && !module.visible().contains(seen.get())) {
                                        findings.add(
                                                Finding.in(
                                                        type,
                                                        dependency
                                                                .getSourceCodeLocation()
                                                                .getLineNumber(),
                                                        module.folder()
                                                                + " must not see "
                                                                + target.getName()));
                                    }
                                }
                            });
        }
        return findings;
    }

    @Test
    void modulesSeeOnlyWhatStandsBelowThem() {
        Allowed.check(
                "layers", "a module imports what it must not see", breaches(Compiled.PRODUCT));
    }

    @Test
    void aSiblingThatImportsItsSiblingIsFound() {
        assertThat(breaches(Compiled.BROKEN))
                .extracting(Finding::type)
                .contains("io.culvert.rib.broken.SeesSibling")
                .doesNotContain("io.culvert.bgp.broken.Sibling");
    }

    @Test
    void linuxSeesOnlyPortsOfTheDataPlaneAndTheHost() {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : Compiled.PRODUCT) {
            if (!Module.of(type).equals(Optional.of(Module.LINUX))) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                boolean isNeighbour =
                        Module.of(target)
                                .filter(it -> it == Module.DATAPLANE || it == Module.HOST)
                                .isPresent();
                if (isNeighbour
                        && !target.isInterface()
                        && !target.isRecord()
                        && !target.isEnum()
                        && !PACKETS.contains(target.getName())) {
                    findings.add(
                            Finding.in(
                                    type,
                                    dependency.getSourceCodeLocation().getLineNumber(),
                                    "linux sees a class that is no port: " + target.getName()));
                }
            }
        }
        Allowed.check("ports", "linux implements ports and sees nothing behind them", findings);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TESTKIT")
    void classesOfEveryModuleAreSeen(Module module) {
        long sources =
                SourceFile.ALL.stream()
                        .filter(file -> file.module() == module && !file.isTest())
                        .filter(file -> !file.isPackageInfo())
                        .count();
        long seen =
                Compiled.PRODUCT.stream()
                        .filter(type -> Module.of(type).equals(Optional.of(module)))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .count();
        assertThat(seen).as("classes of %s", module.folder()).isGreaterThanOrEqualTo(sources);
    }

    @Test
    void everyModuleOfTheBuildIsKnownHere() throws IOException {
        try (Stream<Path> folders = Files.list(SourceFile.ROOT)) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))))
                    .isNotEmpty()
                    .allMatch(
                            folder -> Module.ofFolder(folder.getFileName().toString()).isPresent());
        }
    }

    @Test
    void everyClassStandsInAKnownModule() {
        assertThat(Compiled.PRODUCT).isNotEmpty().allMatch(type -> Module.of(type).isPresent());
    }
}
