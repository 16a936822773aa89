package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.IpAddress;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aMissingCapabilityIsNamed() {
        for (int number : new int[] {Errno.EPERM, Errno.EACCES}) {
            assertThat(Refusal.of("packet port eth1", "CAP_NET_RAW", -number))
                    .hasMessage(
                            "packet port eth1 needs the capability CAP_NET_RAW; run as root, or let the service grant it");
        }
    }

    @Test
    void anythingElseIsSaidInTheWordsOfTheHost() {
        assertThat(Refusal.of("packet port eth1", "CAP_NET_RAW", -Errno.ENOMEM))
                .hasMessage("packet port eth1: Cannot allocate memory");
        assertThat(Refusal.noDevice("eth7")).hasMessage("there is no device eth7");
        assertThat(Refusal.noNamespace("red")).hasMessage("there is no network namespace red");
        assertThat(Refusal.noAddress(IpAddress.of("192.0.2.1")))
                .hasMessage("no device of this host has the address 192.0.2.1");
    }

    @Test
    void everyReasonOfAPortHasASentence() {
        for (PortDrop each : PortDrop.values()) {
            assertThat(each.sentence()).isNotBlank().doesNotEndWith(".");
        }
    }
}
