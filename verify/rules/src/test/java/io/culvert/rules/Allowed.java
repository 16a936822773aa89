package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/// What a rule lets pass: lines of `rule class reason`, all three given.
record Allowed(String rule, String type, String reason) {
    private static final List<Allowed> ALL = read();

    private static List<Allowed> read() {
        try (InputStream in =
                Objects.requireNonNull(Allowed.class.getResourceAsStream("/allowed.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" +", 3))
                    .map(parts -> new Allowed(parts[0], parts[1], parts[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fails on every finding that is not allowed, and on every allowance of this rule that nothing needs any more.
    static void check(String rule, String why, List<Finding> findings) {
        var needed = new TreeSet<String>();
        List<Finding> refused =
                findings.stream()
                        .filter(
                                finding -> {
                                    boolean isAllowed =
                                            ALL.stream()
                                                    .anyMatch(
                                                            each ->
                                                                    each.rule.equals(rule)
                                                                            && each.type.equals(
                                                                                    finding
                                                                                            .type()));
                                    if (isAllowed) {
                                        needed.add(finding.type());
                                    }
                                    return !isAllowed;
                                })
                        .distinct()
                        .toList();
        assertThat(refused).as("%s: %s", rule, why).isEmpty();
        assertThat(ALL.stream().filter(each -> each.rule.equals(rule)).map(Allowed::type))
                .as("allowances of %s in allowed.txt that something needs", rule)
                .allMatch(needed::contains);
    }
}
