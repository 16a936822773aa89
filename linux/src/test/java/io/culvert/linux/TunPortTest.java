package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TunPortTest {
    private static final long PATIENCE = 100_000_000L;
    private static final MacAddress OURS = new MacAddress(0x02_00_00_00_00_01L);

    private final PacketSlab slab = new PacketSlab(2048, 8);
    private final int[] slots = new int[256];
    private Namespaces host;

    @BeforeEach
    void makeNamespaces() {
        host = new Namespaces("a", "b");
    }

    @AfterEach
    void removeNamespaces() {
        host.close();
    }

    private static List<InterfaceAddress> addresses(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split("/"))
                .map(
                        parts ->
                                new InterfaceAddress(
                                        IpAddress.of(parts[0]), Integer.parseInt(parts[1])))
                .toList();
    }

    private TunPort tun(String namespace, String... addresses) {
        return host.inside(
                namespace,
                () -> TunPort.openTun(slab, "tun5", addresses(addresses), OptionalInt.empty()));
    }

    /// Turns an echo request into its reply.
    private boolean answersPing(int slot) {
        var memory = slab.memory();
        int at = slab.start[slot];
        if (Ipv4.version(memory, at) != 4 || Ipv4.protocol(memory, at) != Ipv4.ICMP) {
            return false;
        }
        int source = Ipv4.source(memory, at);
        Net.putI32(memory, at + 12, Ipv4.destination(memory, at));
        Net.putI32(memory, at + 16, source);
        int icmp = at + Ipv4.headerLength(memory, at);
        Net.putU8(memory, icmp, Icmp.ECHO_REPLY);
        Icmp.seal(memory, icmp, slab.end[slot]);
        return true;
    }

    @Test
    void aTunInANamespaceAnswersPingWhenTheTestPlaysThePlane() throws IOException {
        try (TunPort port = tun("a", "10.9.0.1/24");
                Poller poller = Poller.open()) {
            poller.add(port);
            assertThat(port.medium()).isEqualTo(Medium.IP);
            assertThat(port.carrier()).isTrue();
            CompletableFuture<String> ping =
                    CompletableFuture.supplyAsync(
                            () -> host.in("a", "ping -c 3 -i 0.01 -W 2 10.9.0.2"));
            while (!ping.isDone()) {
                poller.await(PATIENCE);
                int count = port.receive(slots);
                for (int i = 0; i < count; i++) {
                    if (answersPing(slots[i])) {
                        port.transmit(new int[] {slots[i]}, 1);
                    } else {
                        slab.free(slots[i]);
                    }
                }
            }
            assertThat(ping.join()).contains("3 received");
        }
        assertThat(slab.inUse()).isZero();
    }

    /// Moves packets between two ports until the work is done; how many.
    private int carry(CompletableFuture<?> work, LinuxPort one, LinuxPort other)
            throws IOException {
        int carried = 0;
        try (Poller poller = Poller.open()) {
            poller.add(one);
            poller.add(other);
            while (!work.isDone()) {
                poller.await(PATIENCE);
                int count = one.receive(slots);
                other.transmit(slots, count);
                carried += count;
                count = other.receive(slots);
                one.transmit(slots, count);
                carried += count;
            }
            poller.remove(one);
            poller.remove(other);
        }
        return carried;
    }

    private void transfer(String from, String to, boolean isIpv6) throws IOException {
        int length = isIpv6 ? 64 : 24;
        try (TunPort one = tun("a", from + "/" + length);
                TunPort other = tun("b", to + "/" + length)) {
            int octets = 20 << 20;
            CompletableFuture<Boolean> done = new TcpTransfer(host, "a", "b", to, octets).start();
            carry(done, one, other);
            assertThat(done.join()).isTrue();
            long packets = other.counters().packetsOut();
            assertThat(packets).isGreaterThan(octets / 1500);
            long written =
                    Long.parseLong(
                            host.in("b", "cat /sys/class/net/tun5/statistics/rx_packets").strip());
            assertThat(written).as("messages for %d packets", packets).isLessThan(packets / 2);
            assertThat(one.counters().dropsIn()).isZero();
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void largeSegmentsEnterAndLeaveWholeOverIpv4() throws IOException {
        transfer("10.9.0.1", "10.9.0.2", false);
    }

    @Test
    void largeSegmentsEnterAndLeaveWholeOverIpv6() throws IOException {
        transfer("fd00:9::1", "fd00:9::2", true);
    }

    @Test
    void aTapCarriesFrames() throws IOException {
        try (TunPort one =
                        host.inside(
                                "a",
                                () ->
                                        TunPort.openTap(
                                                slab,
                                                "tap5",
                                                OURS,
                                                addresses("10.9.0.1/24"),
                                                OptionalInt.of(1400)));
                TunPort other =
                        host.inside(
                                "b",
                                () ->
                                        TunPort.openTap(
                                                slab,
                                                "tap5",
                                                OURS,
                                                addresses("10.9.0.2/24"),
                                                OptionalInt.of(1400)))) {
            assertThat(one.mtu()).isEqualTo(1400);
            assertThat(one.mac()).contains(OURS);
            CompletableFuture<Boolean> done =
                    new TcpTransfer(host, "a", "b", "10.9.0.2", 4 << 20).start();
            carry(done, one, other);
            assertThat(done.join()).isTrue();
        }
    }

    @Test
    void aDeviceThatIsRemovedIsGoneAndKeepsNobodyAwake() throws IOException {
        try (TunPort port = tun("a");
                Poller poller = Poller.open()) {
            poller.add(port);
            host.in("a", "ip link del tun5");
            while (!port.isGone()) {
                assertThat(poller.await(PATIENCE)).isPositive();
                assertThat(port.receive(slots)).isZero();
            }
            assertThat(port.takeChange()).isTrue();
            assertThat(port.carrier()).isFalse();
            poller.await(0);
            assertThat(poller.await(0)).isZero();
            port.transmit(new int[] {slab.of(new byte[40])}, 1);
            assertThat(port.counters().drops(PortDrop.LINK_DOWN)).isEqualTo(1);
            poller.remove(port);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aDeviceThatPersistsIsUsedAndStays() {
        host.in("a", "ip tuntap add dev tun5 mode tun");
        tun("a").close();
        assertThat(host.in("a", "ip link show tun5")).contains("tun5");
        host.in("a", "ip link del tun5");
        tun("a").close();
        assertThat(host.in("a", "ip link")).doesNotContain("tun5");
    }

    @Test
    void aPortThatDoesNotOpenSaysWhyAndLeavesNothingOpen() {
        tun("a").close();
        host.veth("a", "left", "b", "right");
        try (TunPort holder = tun("a")) {
            long before = Namespaces.openDescriptors();
            assertThatThrownBy(() -> tun("a"))
                    .hasRootCauseMessage("TUN port tun5: another program uses the device tun5");
            assertThatThrownBy(
                            () ->
                                    host.inside(
                                            "a",
                                            () ->
                                                    TunPort.openTun(
                                                            slab,
                                                            "left",
                                                            List.of(),
                                                            OptionalInt.empty())))
                    .hasRootCauseMessage(
                            "TUN port left: there is a device left already, of another kind");
            assertThatThrownBy(() -> TunPort.openTun(slab, "a%d", List.of(), OptionalInt.empty()))
                    .hasMessage(
                            "TUN port a%d: the name of a device has 1 to 15 characters, without blanks, / and %");
            assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
            assertThat(holder.carrier()).isTrue();
        }
        assertThat(slab.inUse()).isZero();
    }
}
