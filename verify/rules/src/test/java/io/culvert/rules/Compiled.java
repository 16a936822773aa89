package io.culvert.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;

/// The compiled classes: the product's, and the samples that break the rules.
final class Compiled {
    /// The main classes of every module that the daemon brings.
    static final List<JavaClass> PRODUCT = load(false);

    /// Classes of this module's tests that break rules on purpose.
    static final List<JavaClass> BROKEN = load(true);

    private Compiled() {}

    private static List<JavaClass> load(boolean broken) {
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(
                                location ->
                                        location.contains("/test-classes/")
                                                ? broken && location.contains("/broken/")
                                                : !broken && !location.contains("/testkit/"))
                        .importPackages("io.culvert");
        return all.stream().sorted((a, b) -> a.getName().compareTo(b.getName())).toList();
    }

    /// The name of the source file's class, under which `allowed.txt` knows it.
    static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}
