package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.host.probe.PingRequest;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Two routers whose ports carry bare IP packets, back to back.
class BarePortTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final int CONTAINER_MTU = 1400;

    private final PacketSlab slab = new PacketSlab(64, 2);
    private final ArrayDeque<Integer> toLeft = new ArrayDeque<>();
    private final ArrayDeque<Integer> toRight = new ArrayDeque<>();
    private final Router left = router(toRight, "10.0.0.1");
    private final Router right = router(toLeft, "10.0.0.2");
    private Instant now = Instant.EPOCH;

    private Router router(ArrayDeque<Integer> wire, String address) {
        var router =
                new Router(
                        TestSetup.of(
                                address,
                                new Port(PORT, CONTAINER_MTU, Medium.IP, Optional.empty()),
                                slab,
                                (_, slots, count) -> {
                                    for (int i = 0; i < count; i++) {
                                        wire.add(slots[i]);
                                    }
                                },
                                _ -> {}));
        var own = new InterfaceAddress(IpAddress.of(address), 24);
        router.configure(
                Instant.EPOCH,
                RouterConfig.DEFAULT.withInterface(
                        InterfaceConfig.of(PORT)
                                .withIpv4(
                                        InterfaceIpv4.DEFAULT.withAddress(
                                                new Ipv4Source.Static(own, List.of())))));
        router.carrier(Instant.EPOCH, 0, true);
        return router;
    }

    private void pass(Duration time) {
        now = now.plus(time);
        left.onTime(now);
        right.onTime(now);
        while (!toLeft.isEmpty() || !toRight.isEmpty()) {
            deliver(toRight, right);
            deliver(toLeft, left);
        }
    }

    private void deliver(ArrayDeque<Integer> wire, Router to) {
        while (!wire.isEmpty()) {
            int slot = wire.remove();
            assertThat(slab.memory().get(ValueLayout.JAVA_BYTE, slab.start[slot]))
                    .as("version and header length")
                    .isEqualTo((byte) 0x45);
            to.receive(now, 0, slot);
        }
    }

    @Test
    void theyPingEachOtherWithoutLinkLayerAddresses() {
        Probe ping =
                left.ping(
                        now,
                        PingRequest.of(
                                Vrf.GLOBAL, IpAddress.of("10.0.0.1"), IpAddress.of("10.0.0.2"), 1));
        for (int i = 0; i < 10 && !ping.isFinished(); i++) {
            pass(Duration.ofMillis(10));
        }
        assertThat(ping.takeText()).isEqualTo("!!!!!");
        assertThat(left.view().neighbors()).allMatch(entry -> entry.mac().isEmpty());
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void theInterfaceHasNoLinkLayerAddressAndTheMtuOfItsPort() {
        InterfaceState state = left.view().find(PORT).orElseThrow();
        assertThat(state.isBare()).isTrue();
        assertThat(state.protocolUp()).isTrue();
        assertThat(state.mac()).isEmpty();
        assertThat(state.mtu()).isEqualTo(CONTAINER_MTU);
    }

    @Test
    void aSubInterfaceOfItIsDownForItHasNoTags() {
        InterfaceName tagged = InterfaceName.of("Ethernet0/0.10");
        left.configure(
                now,
                left.config()
                        .withInterface(
                                InterfaceConfig.of(tagged)
                                        .withVlan(
                                                Optional.of(new InterfaceConfig.DotQ(10, false)))));
        assertThat(left.view().find(tagged).orElseThrow().hardwareUp()).isFalse();
    }
}
