package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// STYLE section 1, rule 6, and what section 7 asks of packages.
class NamesTest {
    private static final Pattern EMPTY_NAME =
            Pattern.compile(
                    ".*\\.(utils?|commons?|managers?|impl|helpers?|misc|shared)(\\..*)?"
                            + "|.*[a-z](Utils?|Manager|Impl|Helpers?|Common)");

    private static List<Finding> emptyNames(List<JavaClass> classes) {
        return classes.stream()
                .filter(type -> EMPTY_NAME.matcher(type.getName()).matches())
                .map(type -> Finding.in(type, 0, type.getName()))
                .toList();
    }

    @Test
    void noNameSaysNothing() {
        Allowed.check("names", "no util, common, manager, impl", emptyNames(Compiled.PRODUCT));
    }

    @Test
    void aNameThatSaysNothingIsFound() {
        assertThat(emptyNames(Compiled.BROKEN))
                .extracting(Finding::type)
                .containsExactlyInAnyOrder("io.culvert.rib.broken.RouteManager");
    }

    @Test
    void everyPackageSaysWhatItIsForAndRefusesNull() {
        Map<Path, Boolean> packages = new TreeMap<>();
        for (SourceFile file : SourceFile.ALL) {
            if (!file.isTest() && file.module() != null) {
                boolean isTold =
                        file.isPackageInfo()
                                && file.code().contains("@NullMarked")
                                && file.text().startsWith("///");
                packages.merge(file.path().getParent(), isTold, Boolean::logicalOr);
            }
        }
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(
                        (folder, isTold) ->
                                assertThat(isTold)
                                        .as(
                                                "package-info.java with /// and @NullMarked in %s",
                                                folder)
                                        .isTrue());
    }
}
