package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What sources must not hold: STYLE sections 4, 6, 8 and 9.
class TidinessTest {
    /// @param name as `allowed.txt` knows it
    /// @param scope the files it reads
    /// @param unwanted what must not stand in their code
    /// @param but hits that are harmless after all
    /// @param broken a line that the rule must find
    /// @param fine a line that looks like it and is fine
    private record Rule(
            String name,
            String why,
            Predicate<SourceFile> scope,
            Pattern unwanted,
            Predicate<Hit> but,
            List<String> broken,
            List<String> fine) {
        List<Finding> findings(List<SourceFile> files) {
            return files.stream()
                    .filter(scope)
                    .flatMap(
                            file ->
                                    unwanted.matcher(file.code())
                                            .results()
                                            .filter(match -> !but.test(new Hit(file, match)))
                                            .map(match -> file.finding(match.start())))
                    .toList();
        }
    }

    private record Hit(SourceFile file, MatchResult match) {
        /// How many arguments the call has whose opening parenthesis ends the match.
        int arguments() {
            String code = file.code();
            int depth = 1;
            int commas = 0;
            boolean isEmpty = true;
            for (int at = match.end(); at < code.length() && depth > 0; at++) {
                char here = code.charAt(at);
                switch (here) {
                    case '(', '[', '{' -> depth++;
                    case ')', ']', '}' -> depth--;
                    case ',' -> commas += depth == 1 && !isInTypeArguments(code, at) ? 1 : 0;
                    default -> {}
                }
                isEmpty &= Character.isWhitespace(here) || depth == 0;
            }
            return isEmpty ? 0 : commas + 1;
        }

        /// Whether the comma stands in `Map<K, V>` rather than between arguments: a word, `<`, words and commas.
        private boolean isInTypeArguments(String code, int comma) {
            return code.substring(match.end(), comma).matches("(?s).*\\b[A-Z]\\w*<[\\w\\s,.?<]*+");
        }
    }

    private static final Predicate<SourceFile> MAIN =
            file -> !file.isTest() && file.module() != null;
    private static final Predicate<SourceFile> EVERYWHERE = file -> true;
    private static final Predicate<SourceFile> TESTS =
            file ->
                    file.isTest()
                            && file.module() != Module.LINUX
                            && !file.path().startsWith("verify");
    private static final Predicate<Hit> NEVER = hit -> false;

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "catch",
                            "nobody below the supervisor catches our own mistakes (section 6)",
                            MAIN,
                            Pattern.compile(
                                    "\\bcatch\\s*\\(\\s*(final\\s+)?([\\w.]+\\s*\\|\\s*)*(java\\.lang\\.)?(Exception|Throwable|RuntimeException|Error)\\b"),
                            NEVER,
                            List.of(
                                    "catch (Exception e) {",
                                    "catch (IOException | RuntimeException _) {",
                                    "catch (final Throwable t) {"),
                            List.of("catch (IOException e) {", "// catch (Exception e)")),
                    new Rule(
                            "empty-catch",
                            "a failure is told (section 6)",
                            MAIN,
                            Pattern.compile("\\bcatch\\s*\\([^)]*\\)\\s*\\{\\s*\\}"),
                            NEVER,
                            List.of(
                                    "catch (IOException e) { }",
                                    "catch (IOException _) { /* so what */ }"),
                            List.of("catch (IOException e) { return; }")),
                    new Rule(
                            "sleep",
                            "engines have no clock, tests never sleep (sections 4 and 8)",
                            EVERYWHERE,
                            Pattern.compile(
                                    "\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b"),
                            NEVER,
                            List.of("Thread.sleep(10);", "TimeUnit.SECONDS.sleep(1);"),
                            List.of("sleep(10);", "\"Thread.sleep\";")),
                    new Rule(
                            "print",
                            "engines emit notices; only daemon and mgmt print (section 9)",
                            MAIN.and(
                                    file ->
                                            file.module() != Module.DAEMON
                                                    && file.module() != Module.MGMT
                                                    && file.module() != Module.TESTKIT),
                            Pattern.compile(
                                    "\\bSystem\\s*\\.\\s*(out|err|in)\\b|\\.printStackTrace\\s*\\("),
                            NEVER,
                            List.of("System.out.println(1);", "e.printStackTrace();"),
                            List.of("this.out.println(1);")),
                    new Rule(
                            "hash-order",
                            "the order of hashed collections changes from run to run (section 4)",
                            SourceFile::isDeterministic,
                            Pattern.compile(
                                    "\\bnew\\s+(java\\.util\\.)?(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable|(java\\.util\\.concurrent\\.)?ConcurrentHashMap)\\b"
                                            + "|\\b(HashMap|HashSet|LinkedHashMap|LinkedHashSet)::new(?<=\\bHash...::new)"
                                            + "|\\b(Hash(Map|Set)\\s*\\.\\s*newHash(Map|Set))\\b"
                                            + "|\\b(Map|Set)\\s*\\.\\s*(of|ofEntries|copyOf)\\b\\s*\\(?"
                                            + "|\\bto(Unmodifiable)?(Set|Map)\\s*\\(|\\b(toConcurrentMap|groupingByConcurrent)\\s*\\("
                                            + "|\\bgroupingBy\\s*\\(|\\bidentityHashCode\\b|\\bnewKeySet\\b"),
                            hit -> {
                                String found = hit.match().group().replaceAll("[\\s(]", "");
                                return switch (found) {
                                    case "Set.of" ->
                                            hit.match().group().endsWith("(")
                                                    && hit.arguments() <= 1;
                                    case "Map.of" ->
                                            hit.match().group().endsWith("(")
                                                    && hit.arguments() <= 2;
                                    case "toMap" -> hit.arguments() == 4;
                                    case "groupingBy" -> hit.arguments() == 3;
                                    // methods of our own
                                    case "toSet" -> hit.arguments() > 0;
                                    default -> false;
                                };
                            },
                            List.of(
                                    "var a = new HashMap<String, String>();",
                                    "var a = Map.of(1, 2, 3, 4);",
                                    "var a = Set.of(f(1, 2), 3);",
                                    "Set.copyOf(b);",
                                    "b.collect(Collectors.toSet());",
                                    "b.collect(toMap(x -> x, y -> y));",
                                    "b.collect(Collectors.groupingBy(x -> g(x, 1)));",
                                    "Stream.generate(HashSet::new);",
                                    "b.map(Set::of).map(Map.Entry::x).map(Set.of(1, 2)::x)"),
                            List.of(
                                    "var a = new LinkedHashMap<String, String>();",
                                    "Map<String, String> a = Map.of();",
                                    "var a = Set.of(f(1, 2));",
                                    "var a = Map.of(1, 2);",
                                    "b.collect(Collectors.groupingBy(x -> x, TreeMap::new, toList()));",
                                    "b.collect(toMap(x -> x, y -> y, (x, y) -> x, () -> new TreeMap<K, V>()));",
                                    "// new HashMap<>()")),
                    new Rule(
                            "assertions",
                            "AssertJ only, and no mocking library (section 8)",
                            SourceFile::isTest,
                            Pattern.compile(
                                    "\\borg\\.junit\\.jupiter\\.api\\.(Assertions|Assumptions)\\b|\\borg\\.(mockito|hamcrest)\\b"),
                            hit -> hit.match().group().endsWith("Assumptions"),
                            List.of("import static org.junit.jupiter.api.Assertions.assertEquals;"),
                            List.of("import static org.assertj.core.api.Assertions.assertThat;")),
                    new Rule(
                            "test-clock",
                            "tests never read the clock (section 8)",
                            TESTS,
                            Pattern.compile(
                                    "\\b(Instant|LocalDate|LocalDateTime|OffsetDateTime|ZonedDateTime)\\s*\\.\\s*now\\s*\\(\\s*\\)|\\bSystem\\s*\\.\\s*(nanoTime|currentTimeMillis)\\b"),
                            NEVER,
                            List.of("var now = Instant.now();", "long a = System.nanoTime();"),
                            List.of("var now = clock.now();")),
                    new Rule(
                            "disabled",
                            "a test that is switched off says why",
                            SourceFile::isTest,
                            Pattern.compile("@Disabled\\b(?!\\s*\\(\\s*(value\\s*=\\s*)?\")"),
                            NEVER,
                            List.of("@Disabled", "@Disabled()"),
                            List.of("@Disabled(\"needs tshark\")")));

    @TestFactory
    Stream<DynamicTest> sourcesHoldNothingUnwanted() {
        return RULES.stream()
                .map(
                        rule ->
                                DynamicTest.dynamicTest(
                                        rule.name,
                                        () ->
                                                Allowed.check(
                                                        rule.name,
                                                        rule.why,
                                                        rule.findings(SourceFile.ALL))));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleReadsFiles() {
        return RULES.stream()
                .map(
                        rule ->
                                DynamicTest.dynamicTest(
                                        rule.name,
                                        () ->
                                                assertThat(
                                                                SourceFile.ALL.stream()
                                                                        .filter(rule.scope))
                                                        .isNotEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleFindsWhatIsBrokenAndNothingElse() {
        return RULES.stream()
                .flatMap(
                        rule ->
                                Stream.concat(
                                        rule.broken.stream().map(line -> sample(rule, line, true)),
                                        rule.fine.stream().map(line -> sample(rule, line, false))));
    }

    private static DynamicTest sample(Rule rule, String line, boolean isBroken) {
        return DynamicTest.dynamicTest(
                rule.name + (isBroken ? " finds " : " lets pass ") + line,
                () -> {
                    List<SourceFile> files =
                            Stream.of("main", "test")
                                    .map(
                                            kind ->
                                                    Path.of(
                                                            "rib/src/"
                                                                    + kind
                                                                    + "/java/io/culvert/rib/Sample.java"))
                                    .map(path -> SourceFile.of(path, Module.RIB, line))
                                    .toList();
                    assertThat(rule.findings(files))
                            .satisfies(it -> assertThat(!it.isEmpty()).isEqualTo(isBroken));
                });
    }
}
