package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ethernet.Ethernet;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XdpPortTest {
    private static final MacAddress LEFT = new MacAddress(0x02_00_00_00_00_01L);
    private static final MacAddress RIGHT = new MacAddress(0x02_00_00_00_00_02L);
    private static final long PATIENCE = 2_000_000_000L;

    private final PacketSlab slab = new PacketSlab(4096, 8);
    private final int[] slots = new int[256];
    private Namespaces host;

    @BeforeEach
    void makeNamespaces() {
        host = new Namespaces("a", "b");
        host.veth("a", "left", "b", "right");
    }

    @AfterEach
    void removeNamespaces() {
        host.close();
    }

    private XdpPort open(String namespace, String device, MacAddress mac) {
        return host.inside(namespace, () -> XdpPort.open(slab, device, mac));
    }

    private int frame(MacAddress to, MacAddress from, int number) {
        int slot = slab.of(new byte[100 + number % 1000]);
        int at = slab.start[slot];
        Ethernet.write(slab.memory(), at, to.bits(), from.bits(), 0x8100);
        Net.putI32(slab.memory(), at + 14, 100 << 16 | 0x88B5);
        Net.putI32(slab.memory(), at + 18, number);
        return slot;
    }

    /// Sends so many frames, in bursts, and expects them in order; between them what the kernels say.
    private void carry(
            LinuxPort from, LinuxPort to, MacAddress sender, MacAddress receiver, int all)
            throws IOException {
        try (Poller poller = Poller.open()) {
            poller.add(to);
            int seen = 0;
            for (int sent = 0; sent < all; sent += 50) {
                var burst = new int[50];
                for (int i = 0; i < 50; i++) {
                    burst[i] = frame(receiver, sender, sent + i);
                }
                from.transmit(burst, 50);
                while (seen < sent + 50) {
                    assertThat(poller.await(PATIENCE)).as("after %d", seen).isPositive();
                    int count = to.receive(slots);
                    for (int i = 0; i < count; i++) {
                        int at = slab.start[slots[i]];
                        if (slab.memory().get(ValueLayout.JAVA_BYTE, at + 12) == (byte) 0x81) {
                            assertThat(Net.i32(slab.memory(), at + 18)).isEqualTo(seen);
                            assertThat(slab.length(slots[i])).isEqualTo(100 + seen % 1000);
                            seen++;
                        }
                        slab.free(slots[i]);
                    }
                }
            }
            poller.remove(to);
        }
    }

    @Test
    void framesCrossInOrderBothWaysAndTheRingsGoRound() throws IOException {
        try (XdpPort left = open("a", "left", LEFT);
                XdpPort right = open("b", "right", RIGHT)) {
            assertThat(left.mtu()).isEqualTo(1500);
            assertThat(left.carrier()).isTrue();
            carry(left, right, LEFT, RIGHT, 5000);
            carry(right, left, RIGHT, LEFT, 5000);
            assertThat(left.counters().packetsOut()).isEqualTo(5000);
            assertThat(left.counters().dropsIn()).isZero();
            assertThat(left.counters().dropsOut()).isZero();
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void framesCrossBetweenAnXdpPortAndAPacketPort() throws IOException {
        try (XdpPort left = open("a", "left", LEFT);
                PacketPort right = host.inside("b", () -> PacketPort.open(slab, "right", RIGHT))) {
            carry(left, right, LEFT, RIGHT, 500);
            carry(right, left, RIGHT, LEFT, 500);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void framesForOthersArePassedOver() throws IOException {
        try (XdpPort left = open("a", "left", LEFT);
                XdpPort right = open("b", "right", RIGHT)) {
            var other = new MacAddress(0x02_00_00_00_00_09L);
            left.transmit(new int[] {frame(other, LEFT, 0)}, 1);
            carry(left, right, LEFT, RIGHT, 50);
        }
    }

    @Test
    void aPortThatDoesNotOpenSaysWhyAndLeavesNothingOpen() {
        open("a", "left", LEFT).close();
        try (XdpPort first = open("a", "left", LEFT)) {
            long before = Namespaces.openDescriptors();
            assertThatThrownBy(() -> open("a", "left", LEFT))
                    .hasRootCauseMessage(
                            "another node, or another interface of this one, has the device left already: end that node, or choose another device");
            assertThatThrownBy(() -> open("a", "nowhere", LEFT))
                    .hasRootCauseMessage("there is no device nowhere");
            assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
            assertThat(first.carrier()).isTrue();
        }
        assertThat(slab.inUse()).isZero();
    }
}
