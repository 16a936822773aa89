package io.culvert.lab;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A scenario for the published lab, made of a seed: link faults, power failures and an operator who clears things, then
/// none of these any more. What must hold at all times is asked after every step, and in the end everything must be
/// back.
final class FaultScenario {
    private static final int STEPS = 40;
    private static final List<String> ROUTERS = List.of("R1-HUB", "R3-Spoke1", "R4-Spoke", "ISP");
    private static final List<String> EDGES = List.of("R1-HUB", "R3-Spoke1", "R4-Spoke");
    private static final List<String> LINKS =
            List.of(
                    "R1-HUB:Ethernet0/0",
                    "ISP:Ethernet0/0",
                    "ISP:Ethernet0/1",
                    "R3-Spoke1:Ethernet0/0",
                    "R4-Spoke:Ethernet0/0",
                    "R3-Spoke1:Ethernet0/1",
                    "R1-HUB:Ethernet0/2");

    /// The only end whose frames nobody sends on: what a router behind it would forward is not the router's fault.
    private static final String LAST_END = "ISP:Ethernet0/0";

    private static final List<String> CLEARS =
            List.of(
                    "clear crypto session",
                    "clear crypto ikev2 sa",
                    "clear crypto sa",
                    "clear ip bgp *",
                    "clear arp-cache");

    private static final String ALWAYS =
            """
            isolated cust1 cust2
            clear-text ISP:Ethernet0/0 none strict
            clear-text ISP:Ethernet0/1 none strict
            """;

    private static final String BACK =
            """
            R1-HUB> show crypto ikev2 sa
              has /(?s)\\A(?:(?!READY).)*READY(?:(?!READY).)*READY(?:(?!READY).)*\\z/
            pc1> ping 192.168.114.1 -c 3
              has " 0% packet loss"
            pc2> ping 192.168.124.1 -c 3
              has " 0% packet loss"
            hub-cust1> ping 192.168.113.10 -c 3
              has " 0% packet loss"
            hub-cust2> ping 192.168.124.1 -c 3
              has " 0% packet loss"
            pc1> ping 192.168.124.1 -c 2
              has "100% packet loss"
            """;

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    private final TreeSet<String> off = new TreeSet<>();

    private FaultScenario(long seed) {
        random = new SplittableRandom(seed);
        text.append("# The published lab under faults, seed ").append(seed).append('\n');
    }

    static String of(long seed) {
        return new FaultScenario(seed).make();
    }

    private String make() {
        line("pc1> ping 192.168.114.1 -c 100000 -i 0.5 &");
        line("hub-cust2> ping 192.168.124.1 -c 100000 -i 0.5 &");
        for (int i = 0; i < STEPS; i++) {
            disturb();
            pass();
            text.append(ALWAYS);
        }
        calm();
        text.append(PublishedLab.UP);
        // An SA whose peer is gone is found by its dead peer detection.
        line("pass 5m");
        text.append(BACK).append(ALWAYS);
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    private int percent(int most) {
        return 1 + random.nextInt(most);
    }

    private void disturb() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> fault(oneOf(LINKS));
            case 3 -> line("link " + LAST_END + " corrupt " + percent(30) + "%");
            case 4 -> line("link " + oneOf(LINKS) + " down");
            case 5 -> line("link " + oneOf(LINKS) + " up");
            case 6 -> line("link " + oneOf(LINKS) + " clean");
            case 7 -> power();
            default -> operate(oneOf(EDGES));
        }
    }

    private void fault(String end) {
        line(
                "link %s loss %d%% duplicate %d%% reorder %d%% delay %dms jitter %dms"
                        .formatted(
                                end,
                                percent(40),
                                percent(20),
                                percent(20),
                                10 * percent(30),
                                10 * percent(10)));
    }

    private void power() {
        String router = oneOf(ROUTERS);
        if (off.remove(router)) {
            line("start " + router);
        } else if (random.nextBoolean()) {
            line("reload " + router);
            line("pass 1500ms");
        } else {
            off.add(router);
            line("crash " + router);
        }
    }

    private void operate(String router) {
        if (off.contains(router)) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> shut(router, "shutdown");
            case 1 -> shut(router, "no shutdown");
            default -> line(router + "> " + oneOf(CLEARS));
        }
    }

    private void shut(String router, String word) {
        String port =
                random.nextBoolean()
                        ? "Ethernet0/0"
                        : router.equals("R1-HUB") ? "Loopback0" : "Tunnel0";
        line("configure " + router);
        line("  interface " + port);
        line("   " + word);
    }

    /// From a moment inside an exchange to longer than most timers.
    private void pass() {
        switch (random.nextInt(4)) {
            case 0 -> line("pass " + percent(2_000) + "us");
            case 1 -> line("pass " + percent(3_000) + "ms");
            case 2 -> line("pass " + percent(30) + "s");
            default -> line("pass " + percent(200) + "s");
        }
    }

    private void calm() {
        LINKS.forEach(end -> line("link " + end + " up clean"));
        off.forEach(router -> line("start " + router));
        for (String router : EDGES) {
            line("configure " + router);
            line("  interface Ethernet0/0");
            line("   no shutdown");
            line("  interface " + (router.equals("R1-HUB") ? "Loopback0" : "Tunnel0"));
            line("   no shutdown");
        }
    }
}
