package io.culvert.interop;

import org.junit.jupiter.api.Test;

/// What most speakers do beyond [SpeakerContract]: they take single routes back, forget what we take back, and send again what
/// they are asked for.
abstract class FullSpeakerContract extends SpeakerContract {
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
}
