package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// IKE SAs and Child SAs are replaced while customers send 100 packets a second each way, and no packet is lost.
class RekeyTest {
    private static final int MINUTES = 4;
    private static final int PACKETS = MINUTES * 60 * 100;
    private static final int SPOKES = 2;

    /// A limit of 120 seconds is met after 108 at the latest.
    private static final int GENERATIONS = 1 + MINUTES * 60 / 108;

    private static final String SHORT_LIVES =
            """
              crypto ikev2 profile default
               lifetime 120
              crypto ipsec security-association lifetime seconds 120
            """;

    private record Played(List<String> failures, RekeyWatch seen) {}

    @Test
    void theHubRekeysWithoutLosingAPacket() {
        Played played = play("configure R1-HUB\n" + SHORT_LIVES);
        assertThat(played.failures).isEmpty();
        assertThat(played.seen.asking()).containsExactly("R1-HUB");
        assertThatAllWereReplaced(played.seen);
    }

    @Test
    void theSpokesRekeyWithoutLosingAPacket() {
        Played played =
                play("configure R3-Spoke1\n" + SHORT_LIVES + "configure R4-Spoke\n" + SHORT_LIVES);
        assertThat(played.failures).isEmpty();
        assertThat(played.seen.asking()).containsExactly("ISP");
        assertThatAllWereReplaced(played.seen);
    }

    private static void assertThatAllWereReplaced(RekeyWatch seen) {
        assertThat(seen.ikeSas()).isGreaterThanOrEqualTo(SPOKES * GENERATIONS);
        assertThat(seen.espSpis()).isGreaterThanOrEqualTo(2 * SPOKES * GENERATIONS);
    }

    @Test
    void bothEndsRekeyAtOnceWithoutLosingAPacket() {
        Played played =
                play(
                        "configure R1-HUB\n"
                                + SHORT_LIVES
                                + "configure R3-Spoke1\n"
                                + SHORT_LIVES
                                + "configure R4-Spoke\n"
                                + SHORT_LIVES
                                + "link R1-HUB:Ethernet0/0 delay 1s jitter 250ms\n"
                                + "link ISP:Ethernet0/0 delay 1s jitter 250ms\n");
        assertThat(played.failures).isEmpty();
        assertThat(played.seen.asking()).containsExactly("ISP", "R1-HUB");
        assertThat(played.seen.crossed()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anAssociationIsReplacedBeforeItHasCarriedItsVolume() {
        Played played =
                play(
                        """
                        configure R1-HUB
                          crypto ipsec security-association lifetime kilobytes 2560
                        """,
                        1_000);
        assertThat(played.failures).isEmpty();
        assertThat(played.seen.ikeSas()).isEqualTo(2 * SPOKES);
        assertThat(played.seen.espSpis()).isGreaterThanOrEqualTo(2 * SPOKES * 8);
    }

    private static Played play(String before) {
        return play(before, 56);
    }

    private static Played play(String before, int octets) {
        String pings = " -c " + PACKETS + " -i 0.01 -s " + octets + " &\n";
        String scenario =
                before
                        // What was configured holds for the SAs that are made from now on.
                        + "R3-Spoke1> clear crypto session\n"
                        + "R4-Spoke> clear crypto session\n"
                        + PublishedLab.UP
                        + ("pc1> ping 192.168.114.1" + pings)
                        + ("hub-cust1> ping 192.168.113.10" + pings)
                        + ("hub-cust2> ping 192.168.124.1" + pings)
                        + ("pass " + (MINUTES + 1) + "m\n")
                        + nothingWasLostBy("pc1")
                        + nothingWasLostBy("hub-cust1")
                        + nothingWasLostBy("hub-cust2")
                        + "isolated cust1 cust2\n"
                        + "clear-text ISP:Ethernet0/0 none strict\n";
        var watches = new ArrayList<RekeyWatch>();
        List<String> failures =
                PublishedLab.play(
                        scenario,
                        1,
                        lab -> {
                            watches.add(
                                    new RekeyWatch(
                                            lab.frames(), new Endpoint("R1-HUB", "Ethernet0/0")));
                            lab.tap(watches.getFirst());
                        });
        return new Played(
                failures.stream().filter(line -> !line.contains(" bytes from ")).toList(),
                watches.getFirst());
    }

    private static String nothingWasLostBy(String host) {
        return host + "> wait\n  has \"" + PACKETS + " received, 0% packet loss\"\n";
    }
}
