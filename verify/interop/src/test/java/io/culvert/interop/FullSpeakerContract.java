package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What most speakers do beyond [SpeakerContract]: they take single routes back, forget what we take back, and send again what
/// they are asked for.
abstract class FullSpeakerContract extends SpeakerContract {
    private static final String TABLE = "show ip bgp vpnv4 vrf red";

    /// Starts it after a crash, so that it says that it kept forwarding.
    abstract Daemon restart(Namespaces net);

    /// Takes back 10.2.1.0/24 of VRF red.
    abstract void withdraw(Daemon daemon);

    /// Announces it again.
    abstract void announce(Daemon daemon);

    @Test
    void whatWeTakeBackIsGoneThere() {
        String red = label("red");
        culvert().configure("interface Loopback1\n shutdown\n");
        try {
            daemon().without(ROUTE, routes(), ours(red, "100"));
            daemon().within(ROUTE, routes(), ours(label("blue"), "200"));
        } finally {
            culvert().configure("interface Loopback1\n no shutdown\n");
        }
        daemon().within(ROUTE, routes(), ours(label("red"), "100"));
    }

    @Test
    void whatItTakesBackIsGoneHere() {
        withdraw(daemon());
        try {
            culvert().without(ROUTE, "show ip route vrf red", "10\\.2\\.1\\.0");
            culvert().within(ROUTE, BLUE, "nolabel/3002");
        } finally {
            announce(daemon());
        }
        culvert().within(ROUTE, RED, "nolabel/3001");
    }

    /// A VRF that starts to import what nobody imported, so that it was not kept, has it sent again (RFC 2918).
    @Test
    void aNewImportIsFilledByRouteRefresh() {
        culvert()
                .configure(
                        """
                        vrf definition green
                         rd 65001:3
                         route-target import 65000:300
                         address-family ipv4
                         exit-address-family
                        router bgp 65001
                         address-family ipv4 vrf green
                         exit-address-family
                        """);
        try {
            culvert().within(ROUTE, "show ip bgp vpnv4 vrf green 10.2.3.0", "nolabel/3004");
        } finally {
            culvert()
                    .configure(
                            """
                            router bgp 65001
                             no address-family ipv4 vrf green
                            no vrf definition green
                            """);
        }
    }

    /// RFC 4724: the speaker crashes, goes on forwarding (as far as anybody here can tell) and comes back; then it does not.
    @Test
    void routesOfASpeakerThatDiesOutliveItForATime() {
        culvert()
                .within(
                        ROUTE,
                        "show ip bgp neighbors 192.0.2.2",
                        "Graceful Restart Capability: advertised and received",
                        "VPNv4 Unicast \\(was");
        daemon().kill();
        culvert().within(ROUTE, TABLE, "^S\\*> +10\\.2\\.1\\.0/24");
        culvert().within(ROUTE, RED, ", \\(stale\\)", "nolabel/3001", "best");
        assertThat(culvert().ask("show ip cef vrf red 10.2.1.0/24")).contains("3001");
        daemon = restart(net());
        Deadline deadline = Deadline.after(SESSION);
        while (culvert().ask(TABLE).contains("S*>")) {
            assertThat(culvert().ask("show ip route vrf red"))
                    .containsPattern("(?m)^B +10\\.2\\.1\\.0");
            assertThat(deadline.isOver()).as(culvert().log()).isFalse();
            Deadline.pause();
        }
        everythingIsThere();
        culvert().configure("router bgp 65001\n bgp graceful-restart stalepath-time 1\n");
        daemon().kill();
        culvert().without(ROUTE, "show ip route vrf red", "10\\.2\\.1\\.0");
        culvert().without(ROUTE, "show ip route vrf blue", "10\\.2\\.1\\.0");
        culvert().configure("router bgp 65001\n no bgp graceful-restart stalepath-time\n");
        daemon = start(net());
        everythingIsThere();
    }
}
