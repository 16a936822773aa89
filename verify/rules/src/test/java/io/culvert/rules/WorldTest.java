package io.culvert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// STYLE section 1, rule 3: only `linux`, `mgmt` and `daemon` touch the world.
class WorldTest {
    /// Types that no other module may so much as mention.
    private static final Pattern TYPES =
            Pattern.compile(
                    "java\\.net\\.(?!URI$|URISyntaxException$|URLEncoder$|URLDecoder$).*"
                            + "|java\\.nio\\.channels\\..*|java\\.nio\\.file\\..*|javax\\.net\\..*|com\\.sun\\.net\\..*"
                            + "|java\\.io\\.(File|FileReader|FileWriter|FileInputStream|FileOutputStream|RandomAccessFile|Console)"
                            + "|java\\.lang\\.(Thread|Thread\\$.*|ThreadGroup|ThreadLocal|InheritableThreadLocal|Process.*|Runtime)"
                            + "|java\\.util\\.(Timer|TimerTask)"
                            + "|java\\.util\\.concurrent\\.(Executor.*|.*Executor|.*ExecutorService|ForkJoin.*|CompletableFuture"
                            + "|ThreadFactory|ThreadLocalRandom|CountDownLatch|CyclicBarrier|Phaser|Semaphore|StructuredTaskScope.*)");

    /// Members: `owner.name(number of parameters)`.
    private static final Pattern MEMBERS =
            Pattern.compile(
                    "java\\.lang\\.System\\.(nanoTime|currentTimeMillis|getenv|exit|console|in)\\(.*"
                            + "|java\\.lang\\.Math\\.random\\(.*|java\\.util\\.UUID\\.randomUUID\\(.*"
                            + "|java\\.util\\.(Random|SplittableRandom)\\.<init>\\(0\\)"
                            + "|java\\.util\\.(Date|GregorianCalendar)\\.<init>\\(0\\)|java\\.util\\.Calendar\\.getInstance\\(.*"
                            + "|java\\.util\\.random\\.RandomGenerator\\.(getDefault|of)\\(.*"
                            + "|java\\.util\\.random\\.RandomGeneratorFactory\\.create\\(0\\)"
                            + "|java\\.util\\.Collections\\.shuffle\\(1\\)"
                            + "|java\\.security\\.SecureRandom\\.(<init>|getInstance|getInstanceStrong|getSeed)\\(.*"
                            + "|java\\.security\\.KeyPairGenerator\\.initialize\\(1\\)|javax\\.crypto\\.KeyGenerator\\.init\\(1\\)"
                            + "|java\\.time\\.Clock\\.(system.*|tick(Millis|Seconds|Minutes))\\(.*"
                            + "|java\\.util\\..*\\.(parallel|parallelStream)\\(.*"
                            + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)\\(.*");

    private static List<Finding> breaches(List<JavaClass> classes) {
        var findings = new ArrayList<Finding>();
        for (JavaClass type : classes) {
            if (Module.of(type).filter(Module.WORLDLY::contains).isPresent()) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getBaseComponentType().getName();
                if (TYPES.matcher(target).matches()) {
                    int line = dependency.getSourceCodeLocation().getLineNumber();
                    findings.add(Finding.in(type, line, target));
                }
            }
            accesses(type)
                    .filter(access -> touches(type, access))
                    .map(access -> Finding.in(type, access.getLineNumber(), member(access)))
                    .forEach(findings::add);
        }
        return findings;
    }

    private static Stream<JavaAccess<?>> accesses(JavaClass type) {
        return Stream.of(
                        type.getAccessesFromSelf(),
                        type.getMethodReferencesFromSelf(),
                        type.getConstructorReferencesFromSelf())
                .flatMap(Set::stream);
    }

    private static List<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof HasParameterTypes unit
                ? unit.getRawParameterTypes()
                : List.of();
    }

    private static String member(JavaAccess<?> access) {
        return "%s.%s(%d)"
                .formatted(
                        access.getTargetOwner().getName(),
                        access.getName(),
                        parameters(access).size());
    }

    private static boolean touches(JavaClass type, JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        if (owner.startsWith("java.time.") && access.getName().equals("now")) {
            return parameters(access).stream()
                    .noneMatch(each -> each.getName().equals("java.time.Clock"));
        }
        // A random source made of Entropy calls the constructor of its superclass.
        boolean isSuperCall =
                access.getName().equals("<init>")
                        && type.isAssignableTo("java.security.SecureRandom");
        return !isSuperCall && MEMBERS.matcher(member(access)).matches();
    }

    @Test
    void engineCodeTouchesNoSocketFileThreadClockOrChance() {
        Allowed.check(
                "world", "only linux, mgmt and daemon touch the world", breaches(Compiled.PRODUCT));
    }

    @Test
    void everyTouchIsFound() {
        var found = new TreeSet<String>();
        breaches(Compiled.BROKEN).stream()
                .filter(finding -> finding.type().equals("io.culvert.rib.broken.TouchesWorld"))
                .forEach(finding -> found.add(finding.what()));
        assertThat(found)
                .contains(
                        "java.io.FileInputStream",
                        "java.lang.System.nanoTime(0)",
                        "java.lang.Thread",
                        "java.net.Socket",
                        "java.nio.file.Path",
                        "java.security.SecureRandom.<init>(0)",
                        "java.time.Clock.systemUTC(0)",
                        "java.time.Instant.now(0)",
                        "java.util.Random.<init>(0)",
                        "java.util.concurrent.Executors")
                .doesNotContain("java.time.Instant.now(1)", "java.util.Random.<init>(1)");
    }
}
