package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// With a cipher that does nothing, no step of the packet path allocates.
class AllocationTest {
    private static final int WARM_UP = 40_000;
    private static final int MEASURED = 20_000;
    private static final SaPath IN_UDP =
            new SaPath(
                    Workbench.SPOKE, Workbench.HUB, Optional.of(new UdpEncapsulation(4500, 4500)));

    private final PacketSlab slab = new PacketSlab(16, 1);
    private final int[] slots = new int[1];
    private final Workbench bench = new Workbench();

    private static final class Nothing implements EspSealer, EspOpener {
        @Override
        public void seal(MemorySegment memory, long espAt, int clearLength, long sequence) {}

        @Override
        public boolean open(MemorySegment memory, long espAt, int espLength, long sequence) {
            return true;
        }

        @Override
        public void close() {}
    }

    private SaPath path = SaPath.plain(Workbench.SPOKE, Workbench.HUB);

    private SaBinding.Mode mode = SaBinding.Mode.TRANSPORT;
    private Selectors selectors = Selectors.hosts(47, Workbench.SPOKE, Workbench.HUB);

    private DataPlane plane() {
        bench.boot();
        PortOutput output =
                (port, sent, count) -> {
                    for (int i = 0; i < count; i++) {
                        slab.free(sent[i]);
                    }
                };
        var plane = new DataPlane(slab, output, bench);
        plane.install(bench.plane.image());
        plane.setNeighbor(0, Workbench.WAN, Ipv4Address.of("172.16.1.1"), Workbench.ISP_MAC);
        plane.setNeighbor(0, Workbench.LAN, Packets.PC, Workbench.PC_MAC);
        plane.setNeighbor(0, Workbench.LAN, Packets.PC6, Workbench.PC_MAC);
        if (bench.isProtected) {
            associate(plane);
        }
        return plane;
    }

    private void associate(DataPlane plane) {
        plane.installOutbound(binding(Workbench.SPI_OUT), new Nothing());
        plane.installInbound(binding(Workbench.SPI_IN), new Nothing(), 0);
    }

    private SaBinding binding(int spi) {
        return SaBinding.of(
                spi, Workbench.TUNNEL, Workbench.GLOBAL, path, mode, selectors, EspSuite.GCM_128);
    }

    private void assertNothingAllocated(int port, byte[] frame) {
        DataPlane plane = plane();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        feed(plane, port, frame, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(plane, port, frame, MEASURED);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("octets for %d packets; drops %s", MEASURED, plane.drops())
                .isLessThan(MEASURED);
        assertThat(slab.inUse()).isZero();
    }

    private void feed(DataPlane plane, int port, byte[] frame, int count) {
        for (int i = 0; i < count; i++) {
            slots[0] = slab.of(frame);
            plane.input(i, port, slots, 1);
        }
    }

    private static byte[] frame(String head, Bytes payload) {
        return Bytes.hex(head).plus(payload).toArray();
    }

    @Test
    void encapsulationAllocatesNothing() {
        assertNothingAllocated(
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 0800",
                        Packets.echo(Packets.PC, Packets.FAR, 200)));
    }

    @Test
    void encapsulationOfIpv6AllocatesNothing() {
        assertNothingAllocated(
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 86dd",
                        Packets.echo6(Packets.PC6, Packets.FAR6, 64, 200)));
    }

    @Test
    void anErrorOfIpv6AllocatesNothing() {
        assertNothingAllocated(
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 86dd",
                        Packets.echo6(Packets.PC6, Packets.FAR6, 64, 1490)));
    }

    @Test
    void decapsulationOfIpv6AllocatesNothing() {
        var inner =
                Packets.gre(
                        0x8847,
                        Packets.label(16, 0, true, 64)
                                .plus(Packets.echo6(Packets.FAR6, Packets.PC6, 64, 82)));
        Bytes esp =
                Bytes.concat(
                        Bytes.hex("55667788 00000001 0000000000000001"),
                        inner,
                        Bytes.hex("002f"),
                        Bytes.zero(16));
        assertNothingAllocated(
                0,
                frame(
                        "020000000001 0200000000f1 0800",
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(50).payload(esp)));
    }

    @Test
    void fragmentationAllocatesNothing() {
        assertNothingAllocated(
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 0800",
                        Packets.echo(Packets.PC, Packets.FAR, 1900)));
    }

    @Test
    void anErrorAllocatesNothing() {
        assertNothingAllocated(
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 0800",
                        Packets.ipv4(Packets.PC, Packets.FAR).ttl(1).payload(Bytes.zero(20))));
    }

    @Test
    void encapsulationInUdpAllocatesNothing() {
        path = IN_UDP;
        encapsulationAllocatesNothing();
    }

    private static Bytes sealed() {
        var inner =
                Packets.gre(
                        0x8847,
                        Packets.label(16, 0, true, 64)
                                .plus(Packets.echo(Packets.FAR, Packets.PC, 82)));
        return Bytes.concat(
                Bytes.hex("55667788 00000001 0000000000000001"),
                inner,
                Bytes.hex("002f"),
                Bytes.zero(16));
    }

    @Test
    void decapsulationAllocatesNothing() {
        assertNothingAllocated(
                0,
                frame(
                        "020000000001 0200000000f1 0800",
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .protocol(50)
                                .payload(sealed())));
    }

    /// It comes from another port than the association has.
    @Test
    void decapsulationFromUdpAllocatesNothing() {
        path = IN_UDP;
        Bytes esp = sealed();
        assertNothingAllocated(
                0,
                frame(
                        "020000000001 0200000000f1 0800",
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .payload(
                                        Bytes.hex("11951194%04x0000".formatted(8 + esp.size()))
                                                .plus(esp))));
    }

    private record Second(PacketSlab slab, PortOutput output, PlaneEvents router)
            implements Planes.Worker {
        @Override
        public PlaneEvents events(PlaneEvents first) {
            return router;
        }

        @Override
        public EspCiphers ciphers() {
            return new JdkEspCiphers();
        }

        @Override
        public void exclusively(Runnable step) {
            step.run();
        }

        @Override
        public boolean isAwake() {
            return false;
        }

        @Override
        public void wake() {}
    }

    private static PortOutput sink(PacketSlab of) {
        return (port, sent, count) -> {
            for (int i = 0; i < count; i++) {
                of.free(sent[i]);
            }
        };
    }

    /// The first plane has the receiving half, the second one the sending half.
    private void assertNothingAllocatedBetweenPlanes(int arrival, int port, byte[] frame) {
        bench.boot();
        var other = new PacketSlab(16, 1);
        var slabs = List.of(slab, other);
        var planes =
                new Planes(slab, sink(slab), bench, List.of(new Second(other, sink(other), bench)));
        planes.install(bench.plane.image());
        planes.setNeighbor(0, Workbench.WAN, Ipv4Address.of("172.16.1.1"), Workbench.ISP_MAC);
        planes.setNeighbor(0, Workbench.LAN, Packets.PC, Workbench.PC_MAC);
        planes.installOutbound(1, binding(Workbench.SPI_OUT), new Nothing());
        planes.installInbound(binding(Workbench.SPI_IN), new Nothing(), 0);
        assertThat(arrival)
                .as("not the owner's")
                .isNotEqualTo(port == 0 ? planes.ownerOfSpi(Workbench.SPI_IN) : 1);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            before = i == WARM_UP ? threads.getCurrentThreadAllocatedBytes() : before;
            slots[0] = slabs.get(arrival).of(frame);
            planes.plane(arrival).input(i, port, slots, 1);
            planes.takeGiven(i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("octets for %d packets; drops %s", MEASURED, planes.drops())
                .isLessThan(MEASURED);
        assertThat(planes.drops()).allMatch(each -> each.packets() == 0);
        assertThat(slabs).allMatch(each -> each.inUse() == 0);
    }

    @Test
    void givingAPacketAwayForATunnelAllocatesNothing() {
        assertNothingAllocatedBetweenPlanes(
                0,
                1,
                frame(
                        "020000000002 0200000000c1 8100000a 0800",
                        Packets.echo(Packets.PC, Packets.FAR, 200)));
    }

    @Test
    void givingEspAwayAllocatesNothing() {
        assertNothingAllocatedBetweenPlanes(
                1,
                0,
                frame(
                        "020000000001 0200000000f1 0800",
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                .protocol(50)
                                .payload(sealed())));
    }

    private void putIpRightInEsp() {
        mode = SaBinding.Mode.TUNNEL;
        var all =
                new Selectors.Range(
                        0, 0, 0xFFFF, Prefix.DEFAULT_IPV4.first(), Prefix.DEFAULT_IPV4.last());
        selectors = new Selectors(List.of(all), List.of(all));
        bench.tunnel =
                tunnel ->
                        PlaneInterface.tunnel(
                                Workbench.TUNNEL,
                                Workbench.CUST1,
                                tunnel.tunnel()
                                        .orElseThrow()
                                        .withEncapsulation(TunnelEnds.Encapsulation.IPSEC));
        bench.more =
                image -> {
                    bench.cust1.put(
                            Prefix.DEFAULT_IPV4,
                            image.entry(new Entry.Tunnel(Workbench.TUNNEL, List.of())));
                    return image;
                };
    }

    @Test
    void choosingBySelectorsAllocatesNothing() {
        putIpRightInEsp();
        encapsulationAllocatesNothing();
    }

    @Test
    void checkingSelectorsAllocatesNothing() {
        putIpRightInEsp();
        Bytes esp =
                Bytes.concat(
                        Bytes.hex("55667788 00000001 0000000000000001"),
                        Packets.echo(Packets.FAR, Packets.PC, 82),
                        Bytes.hex("0004"),
                        Bytes.zero(16));
        assertNothingAllocated(
                0,
                frame(
                        "020000000001 0200000000f1 0800",
                        Packets.ipv4(Workbench.HUB, Workbench.SPOKE).protocol(50).payload(esp)));
    }

    /// A hub sends it back into the tunnel, with a mark on its way, and told of the flow before the measurement.
    @Test
    void transitOfANetworkThatRedirectsAllocatesNothing() {
        bench.isProtected = false;
        bench.tunnel = tunnel -> tunnel.withNhrp(PlaneNhrp.of(1).withRedirect(1_000_000_000L));
        bench.more =
                image -> {
                    var back = new Entry.Tunnel(Workbench.TUNNEL, List.of(new Label(16)));
                    int entry = image.entry(back.withMark(1));
                    bench.cust1.put(Prefix.of("192.168.200.0/24"), entry);
                    return image.label(
                            new Label(25),
                            new LabelAction.Swap(List.of(new Label(77)), entry, Workbench.CUST1));
                };
        Bytes packet = Packets.echo(Packets.FAR, Ipv4Address.of("192.168.200.1"), 84);
        for (int label : List.of(16, 25)) {
            assertNothingAllocated(
                    0,
                    frame(
                            "020000000001 0200000000f1 0800",
                            Packets.ipv4(Workbench.HUB, Workbench.SPOKE)
                                    .protocol(47)
                                    .payload(
                                            Packets.gre(
                                                    0x8847,
                                                    Packets.label(label, 0, true, 64)
                                                            .plus(packet)))));
            assertThat(bench.transits).hasSize(1);
            bench.transits.clear();
        }
    }
}
