package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ethernet.Ethernet;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// TCP between two hosts whose veth pairs end at packet ports, all offloads on at the hosts, with a test that routes in
/// between.
class PacketTransferTest {
    private static final MacAddress ONE = new MacAddress(0x02_00_00_00_01_01L);
    private static final MacAddress OTHER = new MacAddress(0x02_00_00_00_01_02L);
    private static final MacAddress LEFT = new MacAddress(0x02_00_00_00_02_01L);
    private static final MacAddress RIGHT = new MacAddress(0x02_00_00_00_02_02L);
    private static final long PATIENCE = 100_000_000L;
    private static final int OCTETS = 20 << 20;

    private final PacketSlab slab = new PacketSlab(2048, 8);
    private final int[] slots = new int[256];
    private Namespaces host;

    @BeforeEach
    void makeNamespaces() {
        host = new Namespaces("left", "gw", "right");
        host.veth("left", "eth0", "gw", "one");
        host.veth("right", "eth0", "gw", "other");
        host.in("left", "ip link set eth0 address 02:00:00:00:02:01");
        host.in("right", "ip link set eth0 address 02:00:00:00:02:02");
    }

    @AfterEach
    void removeNamespaces() {
        host.close();
    }

    private static void readdress(MemorySegment memory, int at, MacAddress to, MacAddress from) {
        int type = Ethernet.type(memory, at);
        Ethernet.write(memory, at, to.bits(), from.bits(), type);
    }

    /// Sends on what is for `our` address, and drops what else the hosts say.
    private void forward(
            LinuxPort from, MacAddress our, LinuxPort to, MacAddress source, MacAddress host) {
        int count = from.receive(slots);
        int kept = 0;
        MemorySegment memory = slab.memory();
        for (int i = 0; i < count; i++) {
            int at = slab.start[slots[i]];
            if (Ethernet.destination(memory, at) == (our.bits() << 16 >> 16)) {
                readdress(memory, at, host, source);
                slots[kept++] = slots[i];
            } else {
                slab.free(slots[i]);
            }
        }
        to.transmit(slots, kept);
    }

    private void transfer(String from, String to) throws IOException {
        String device = "eth0";
        String six = from.contains(":") ? "-6 " : "";
        String length = from.contains(":") ? "/64" : "/24";
        host.in("left", "ip address add " + from + length + " dev " + device);
        host.in("right", "ip address add " + to + length + " dev " + device);
        host.in(
                "left",
                "ip " + six + "neigh add " + to + " lladdr 02:00:00:00:01:01 dev " + device);
        host.in(
                "right",
                "ip " + six + "neigh add " + from + " lladdr 02:00:00:00:01:02 dev " + device);
        try (PacketPort one = host.inside("gw", () -> PacketPort.open(slab, "one", ONE));
                PacketPort other = host.inside("gw", () -> PacketPort.open(slab, "other", OTHER));
                Poller poller = Poller.open()) {
            poller.add(one);
            poller.add(other);
            CompletableFuture<Boolean> done =
                    new TcpTransfer(host, "left", "right", to, OCTETS).start();
            while (!done.isDone()) {
                poller.await(PATIENCE);
                forward(one, ONE, other, OTHER, RIGHT);
                forward(other, OTHER, one, ONE, LEFT);
            }
            assertThat(done.join()).isTrue();
            long packets = other.counters().packetsOut();
            long frames =
                    Long.parseLong(
                            host.in("right", "cat /sys/class/net/eth0/statistics/rx_packets")
                                    .strip());
            assertThat(packets).isGreaterThan(OCTETS / 1500);
            assertThat(frames).isLessThan(packets / 2);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void tcpCrossesWithOffloadsLeftOn() throws IOException {
        transfer("10.9.0.1", "10.9.0.2");
    }

    @Test
    void tcpCrossesOverIpv6() throws IOException {
        transfer("fd00:9::1", "fd00:9::2");
    }

    @Test
    void nothingIsAllocatedForAPacket() throws IOException {
        try (PacketPort one = host.inside("left", () -> PacketPort.open(slab, "eth0", LEFT));
                PacketPort other = host.inside("gw", () -> PacketPort.open(slab, "one", ONE));
                Poller poller = Poller.open()) {
            poller.add(other);
            byte[] frame = new byte[60];
            Allocation.assertSettlesAtNothing(
                    () -> {
                        slots[0] = slab.of(frame);
                        readdress(slab.memory(), slab.start[slots[0]], ONE, LEFT);
                        one.transmit(slots, 1);
                        poller.await(PATIENCE);
                        int count = other.receive(slots);
                        for (int i = 0; i < count; i++) {
                            slab.free(slots[i]);
                        }
                    });
            assertThat(other.counters().dropsIn()).isZero();
        }
    }
}
