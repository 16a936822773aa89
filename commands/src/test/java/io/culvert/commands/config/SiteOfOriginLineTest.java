package io.culvert.commands.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// `neighbor X soo`: where it may stand.
class SiteOfOriginLineTest {
    private static ConfigLoader.Loaded inFamily(String family, String line) {
        return ConfigLoader.load(
                "test.cfg",
                """
                vrf definition RED
                 rd 65000:1
                 address-family ipv4
                 exit-address-family
                router bgp 65000
                 neighbor 10.0.0.2 remote-as 65001
                 address-family ipv4 vrf RED
                  neighbor 10.0.0.2 remote-as 65001
                 exit-address-family
                 address-family %s
                  neighbor 10.0.0.2 activate
                  %s
                """
                        .formatted(family, line));
    }

    @Test
    void aNeighbourInAVrfOrInTheGlobalTableHasASite() {
        assertThat(inFamily("ipv4 vrf RED", "neighbor 10.0.0.2 soo 65000:7").refusals()).isEmpty();
        assertThat(inFamily("ipv4", "neighbor 10.0.0.2 soo 10.0.0.1:7").refusals()).isEmpty();
    }

    @Test
    void whatIsNoSiteIsRefused() {
        assertThat(inFamily("ipv4 vrf RED", "neighbor 10.0.0.2 soo seven").refusals()).hasSize(1);
    }

    @Test
    void anotherProviderEdgeIsNoSite() {
        assertThat(inFamily("vpnv4", "neighbor 10.0.0.2 soo 65000:7").refusals())
                .singleElement()
                .asString()
                .contains("% Not for a VPN family");
        assertThat(inFamily("rtfilter unicast", "neighbor 10.0.0.2 soo 65000:7").refusals())
                .singleElement()
                .asString()
                .contains("% Not for address-family rtfilter");
    }
}
