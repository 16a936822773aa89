package io.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The step `isolated`.
class IsolatedTest {
    @Test
    void aVrfThatNoRouterHasIsIsolatedFromNothing() {
        assertThat(PublishedLab.play("isolated cust1 cust2\n", 1, _ -> {})).isEmpty();
        assertThat(PublishedLab.play("isolated cust1 cust9\n", 1, _ -> {}))
                .anyMatch(line -> line.contains("no router has a VRF cust9"));
        assertThat(
                        PublishedLab.play(
                                "crash R1-HUB\ncrash R3-Spoke1\ncrash R4-Spoke\nisolated cust1 cust2\n",
                                1,
                                _ -> {}))
                .isEmpty();
    }
}
