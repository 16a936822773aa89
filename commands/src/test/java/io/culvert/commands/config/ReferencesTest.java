package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.router.config.RouterConfig;
import org.junit.jupiter.api.Test;

/// What others name stays.
class ReferencesTest {
    private static RouterConfig good(String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", text);
        assertThat(loaded.refusals()).as(text).isEmpty();
        return loaded.config();
    }

    private static String refusal(String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load("test.cfg", text);
        assertThat(loaded.refusals()).as(text).hasSize(1);
        return loaded.refusals().getFirst().error().text();
    }

    @Test
    void whatAnotherLineNamesCannotGo() {
        String profiles =
                """
                crypto ikev2 profile IKE
                crypto ipsec profile IPSEC
                 set ikev2-profile IKE
                interface Tunnel0
                 tunnel protection ipsec profile IPSEC
                """;
        assertThat(refusal(profiles + "no crypto ikev2 profile IKE"))
                .isEqualTo(
                        "% crypto ikev2 profile IKE is in use by crypto ipsec profile IPSEC; remove that first");
        assertThat(refusal(profiles + "no crypto ipsec profile IPSEC"))
                .contains("is in use by interface Tunnel0");
        String maps =
                """
                ip prefix-list P permit 10.0.0.0/8
                route-map OUT permit 10
                 match ip address prefix-list P
                router bgp 1
                 neighbor 10.0.0.1 remote-as 2
                 address-family ipv4
                  neighbor 10.0.0.1 route-map OUT out
                """;
        assertThat(refusal(maps + "no route-map OUT"))
                .contains("route-map OUT is in use by neighbor 10.0.0.1 in address-family");
        assertThat(refusal(maps + "no ip prefix-list P")).contains("in use by route-map OUT");
        good(maps + "no router bgp 1\nno route-map OUT\nno ip prefix-list P");
        assertThat(refusal("no ip vrf red")).isEqualTo("% No VRF named red");
    }
}
