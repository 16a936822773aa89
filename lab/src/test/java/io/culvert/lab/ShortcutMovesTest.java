package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.lab.scenario.StepResult;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Customers send 1,000 packets a second both ways while their traffic moves from the hub to the shortcut, back and to the shortcut
/// again, over lines that lose, double and reorder. No packet is missing that no line lost, and none comes twice. Every other seed has
/// lines that lose nothing: there, nothing may be missing. More seeds with `-Dshortcut.seeds=N`.
class ShortcutMovesTest {
    private static final int SEEDS_DEFAULT = 20;
    private static final int PACKETS = 7_000;
    private static final int FLOWS = 2;
    private static final String FOLDER = "lab/scenarios/shortcut/";
    private static final List<String> LINES =
            List.of(
                    "HUB:GigabitEthernet0/0",
                    "SP1:GigabitEthernet0/0",
                    "SP2:GigabitEthernet0/0",
                    "WAN:eth1",
                    "WAN:eth2",
                    "WAN:eth3");
    private static final Pattern RECEIVED =
            Pattern.compile("received ([0-9]+), duplicates ([0-9]+)");
    private static final String DIRECT = "resolves r1 192.168.2.10 via SP1, SP2";

    private static int played;
    private static int moved;

    @TestFactory
    Stream<DynamicTest> noPacketIsMissingThatNoLineLost() {
        return LongStream.rangeClosed(1, Integer.getInteger("shortcut.seeds", SEEDS_DEFAULT))
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> play(seed)));
    }

    /// A test in which traffic never moved would show nothing.
    @AfterAll
    static void mostMoved() {
        System.out.println("shortcuts formed in time with " + moved + " of " + played + " seeds");
        assertThat(moved).isGreaterThanOrEqualTo(played / 2);
    }

    private static void play(long seed) throws IOException {
        String scenario = scenario(seed);
        Path kept = Repository.root().resolve("lab/target/shortcut-moves/" + seed + ".lab");
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, scenario);
        var labs = new ArrayList<Lab>();
        var steps = new ArrayList<StepResult>();
        TestScenario.play(FOLDER + "shortcut.clab.yml", scenario, seed, labs::add, steps::add);

        String again = "again with: ./culvert lab run " + FOLDER + " " + kept + " --seed " + seed;
        assertThat(steps.stream().filter(step -> !step.text().equals(DIRECT)))
                .as(again)
                .allMatch(StepResult::held);
        played++;
        moved += steps.stream().anyMatch(step -> step.text().equals(DIRECT) && step.held()) ? 1 : 0;
        long received = sum(steps, 1);
        long lost =
                LINES.stream()
                        .map(line -> line.split(":", 2))
                        .map(line -> new Endpoint(line[0], line[1]))
                        .mapToLong(end -> labs.getFirst().end(end).orElseThrow().counters().lost())
                        .sum();
        assertThat(sum(steps, 2)).as("came twice; " + again).isZero();
        assertThat(FLOWS * PACKETS - received)
                .as("missing, of which lines lost %d; %s", lost, again)
                .isBetween(0L, lost);
    }

    private static long sum(List<StepResult> steps, int group) {
        return steps.stream()
                .map(step -> RECEIVED.matcher(step.output()))
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(group)))
                .sum();
    }

    private static String scenario(long seed) {
        var random = new SplittableRandom(seed);
        int loss = seed % 2 == 0 ? 0 : 1 + random.nextInt(10);
        var text = new StringBuilder("# Shortcuts over faulty lines, seed " + seed + "\n");
        text.append(
                """
                configure HUB
                  interface Virtual-Template1
                   ip nhrp redirect timeout 2
                within 60s SP1> show ip route vrf RED
                  has "192.168.2.0/24"
                within 60s SP2> show ip route vrf RED
                  has "192.168.1.0/24"
                within 60s SP1> show ip route vrf BLUE
                  has "192.168.2.0/24"
                """);
        for (String line : LINES) {
            text.append(
                    "link %s loss %d%% duplicate %d%% reorder %d%% delay %dms\n"
                            .formatted(
                                    line,
                                    loss,
                                    1 + random.nextInt(10),
                                    1 + random.nextInt(10),
                                    random.nextInt(10)));
        }
        text.append(
                """
                r2> listen udp 7001
                r1> listen udp 7002
                b1> ping 192.168.2.10 -c 15 -i 0.2 &
                r1> send udp 192.168.2.10 7001 count %d size 60 rate 1000/s &
                r2> send udp 192.168.1.10 7002 count %d size 60 rate 1000/s &
                pass %dms
                %s
                SP1> clear ip nhrp
                pass %dms
                SP2> clear ip nhrp
                pass %dms
                r2> wait
                r1> wait
                isolated RED BLUE
                """
                        .formatted(
                                PACKETS,
                                PACKETS,
                                3_900 + random.nextInt(200),
                                DIRECT,
                                1 + random.nextInt(20),
                                3_300));
        return text.toString();
    }
}
