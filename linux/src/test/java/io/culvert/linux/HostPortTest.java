package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Icmp;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    private static final String LEFT = "10.9.0.1";
    private static final String RIGHT = "10.9.0.2";
    private static final String LEFT6 = "fd00:9::1";
    private static final String RIGHT6 = "fd00:9::2";
    private static final long PATIENCE = 2_000_000_000L;

    private final PacketSlab slab = new PacketSlab(1024, 8);
    private final int[] slots = new int[256];
    private Namespaces host;

    @BeforeEach
    void makeNamespaces() {
        host = new Namespaces("a", "b");
        host.veth("a", "left", "b", "right");
        host.in("a", "ip address add " + LEFT + "/24 dev left");
        host.in("b", "ip address add " + RIGHT + "/24 dev right");
        host.in("a", "ip address add " + LEFT6 + "/64 dev left nodad");
        host.in("b", "ip address add " + RIGHT6 + "/64 dev right nodad");
    }

    @AfterEach
    void removeNamespaces() {
        host.close();
    }

    private HostPort open(String namespace, String... addresses) {
        return host.inside(
                namespace,
                () ->
                        HostPort.open(
                                slab,
                                Arrays.stream(addresses).map(IpAddress::of).toList(),
                                Optional.empty()));
    }

    private HostPort left() {
        return open("a", LEFT, LEFT6);
    }

    private HostPort right() {
        return open("b", RIGHT, RIGHT6);
    }

    /// A packet of a protocol; `rest` begins behind the IP header.
    private int packet(String from, String to, int service, int protocol, byte[] rest) {
        IpAddress source = IpAddress.of(from);
        boolean isIpv6 = !source.isIpv4();
        int header = isIpv6 ? Ipv6.SIZE : Ipv4.SIZE;
        int slot = slab.of(new byte[header + rest.length]);
        int at = slab.start[slot];
        MemorySegment memory = slab.memory();
        MemorySegment.copy(rest, 0, memory, ValueLayout.JAVA_BYTE, at + header, rest.length);
        if (source instanceof Ipv6Address(long high, long low)
                && IpAddress.of(to) instanceof Ipv6Address(long farHigh, long farLow)) {
            Ipv6.write(memory, at, service, 0, rest.length, protocol, 64);
            Ipv6.putSource(memory, at, high, low);
            Ipv6.putDestination(memory, at, farHigh, farLow);
        } else {
            Ipv4.write(
                    memory,
                    at,
                    service,
                    header + rest.length,
                    77,
                    Ipv4.DONT_FRAGMENT,
                    64,
                    protocol,
                    Ipv4Address.of(from).bits(),
                    Ipv4Address.of(to).bits());
        }
        return slot;
    }

    private int datagram(String from, String to, int service, int port, int length, int fill) {
        var rest = new byte[Udp.SIZE + length];
        Arrays.fill(rest, (byte) fill);
        Udp.write(MemorySegment.ofArray(rest), 0, port, port, rest.length);
        return packet(from, to, service, Ipv4.UDP, rest);
    }

    private void send(LinuxPort port, int... sent) {
        port.transmit(sent, sent.length);
    }

    /// Waits until so many packets have come, and checks of each that it is whole.
    private List<byte[]> receive(HostPort port, int expected) throws IOException {
        var all = new ArrayList<byte[]>();
        try (Poller poller = Poller.open()) {
            poller.add(port);
            while (all.size() < expected) {
                assertThat(poller.await(PATIENCE)).as("%d came", all.size()).isPositive();
                int count = port.receive(slots);
                for (int i = 0; i < count; i++) {
                    all.addAll(Arrived.packets(slab, Medium.IP, slots[i]));
                }
            }
            poller.remove(port);
        }
        assertThat(all).hasSize(expected).allSatisfy(HostPortTest::assertWhole);
        return all;
    }

    private static void assertWhole(byte[] packet) {
        var memory = MemorySegment.ofArray(packet);
        if (Ipv4.version(memory, 0) == 4) {
            assertThat(Ipv4.totalLength(memory, 0)).isEqualTo(packet.length);
            assertThat(Ipv4.checksumHolds(memory, 0)).isTrue();
            return;
        }
        assertThat(Ipv6.payloadLength(memory, 0)).isEqualTo(packet.length - Ipv6.SIZE);
        int protocol = Ipv6.nextHeader(memory, 0);
        if (protocol == Ipv4.UDP || protocol == Ipv6.ICMPV6) {
            long sum =
                    Checksum.pseudoHeader6(
                            Ipv6.sourceHigh(memory, 0),
                            Ipv6.sourceLow(memory, 0),
                            Ipv6.destinationHigh(memory, 0),
                            Ipv6.destinationLow(memory, 0),
                            protocol,
                            packet.length - Ipv6.SIZE);
            sum += Checksum.sum(memory, Ipv6.SIZE, packet.length);
            assertThat(Checksum.finish(sum)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {HostPort.IKE_PORT, HostPort.NAT_PORT})
    void datagramsCrossWithTheirPortsAndTheirClass(int port) throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            assertThat(left.medium()).isEqualTo(Medium.IP);
            assertThat(left.device()).isEqualTo("left");
            assertThat(left.mtu()).isEqualTo(1500);
            send(left, datagram(LEFT, RIGHT, 0xB9, port, 100, 7));
            byte[] four = receive(right, 1).getFirst();
            var memory = MemorySegment.ofArray(four);
            assertThat(four).hasSize(128);
            assertThat(Ipv4.typeOfService(memory, 0)).isEqualTo(0xB9);
            assertThat(Ipv4.source(memory, 0)).isEqualTo(Ipv4Address.of(LEFT).bits());
            assertThat(Ipv4.destination(memory, 0)).isEqualTo(Ipv4Address.of(RIGHT).bits());
            assertThat(Udp.sourcePort(memory, 20)).isEqualTo(port);
            assertThat(Udp.destinationPort(memory, 20)).isEqualTo(port);
            assertThat(Udp.length(memory, 20)).isEqualTo(108);
            assertThat(Udp.checksum(memory, 20)).isZero();
            assertThat(four[127]).isEqualTo((byte) 7);

            send(right, datagram(RIGHT6, LEFT6, 0x2A, port, 101, 8));
            byte[] six = receive(left, 1).getFirst();
            memory = MemorySegment.ofArray(six);
            assertThat(six).hasSize(149);
            assertThat(Ipv6.trafficClass(memory, 0)).isEqualTo(0x2A);
            assertThat(Udp.destinationPort(memory, 40)).isEqualTo(port);
        }
        assertThat(slab.inUse()).isZero();
    }

    /// A session over PPP, or a card that is taken out and put in again: same name, another device.
    @Test
    void aDeviceThatIsMadeAgainIsAskedForAnew() throws IOException {
        try (HostPort left = left();
                Poller poller = Poller.open()) {
            poller.add(left);
            host.in("a", "ip link del left");
            for (int tries = 0; tries < 100 && !left.isGone(); tries++) {
                poller.await(PATIENCE);
                left.receive(slots);
            }
            assertThat(left.isGone()).isTrue();
            assertThat(left.carrier()).isFalse();
        }
        host.veth("a", "left", "b", "right");
        host.in("a", "ip address add " + LEFT + "/24 dev left");
        try (HostPort again = open("a", LEFT)) {
            assertThat(again.isGone()).isFalse();
            assertThat(again.carrier()).isTrue();
        }
    }

    @Test
    void trainsGoAndComeWholeOfBothFamilies() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            var sent = new int[60];
            for (int i = 0; i < sent.length; i++) {
                int length = i % 20 == 19 ? 300 : 1200;
                sent[i] =
                        i < 40
                                ? datagram(LEFT, RIGHT, 0x88, 4500, length, i)
                                : datagram(LEFT6, RIGHT6, 0x88, 4500, length, i);
            }
            send(left, sent);
            List<byte[]> all = receive(right, 60);
            for (int i = 0; i < 60; i++) {
                byte[] packet = all.get(i);
                int header = i < 40 ? 28 : 48;
                assertThat(packet).hasSize(header + (i % 20 == 19 ? 300 : 1200));
                assertThat(packet[packet.length - 1]).isEqualTo((byte) i);
            }
            // 3 trains are 3 packets to the device, where the far end can take them so.
            long packets =
                    Long.parseLong(
                            host.in("b", "cat /sys/class/net/right/statistics/rx_packets").strip());
            assertThat(packets).isLessThan(30);
            assertThat(left.counters().packetsOut()).isEqualTo(60);
            assertThat(right.counters().packetsIn()).isEqualTo(60);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void packetsOfDifferentEndsAndClassesAreNotOneTrain() throws IOException {
        host.in("b", "ip address add 10.9.0.3/24 dev right");
        try (HostPort left = left();
                HostPort right = open("b", RIGHT, "10.9.0.3", RIGHT6)) {
            send(
                    left,
                    datagram(LEFT, RIGHT, 0, 4500, 200, 1),
                    datagram(LEFT, "10.9.0.3", 0, 4500, 200, 2),
                    datagram(LEFT, RIGHT, 4, 4500, 200, 3),
                    datagram(LEFT, RIGHT, 4, 500, 200, 4),
                    datagram(LEFT, RIGHT, 4, 500, 201, 5),
                    datagram(LEFT, RIGHT, 4, 500, 0, 6),
                    datagram(LEFT, RIGHT, 4, 500, 1, (byte) 0xFF));
            assertThat(receive(right, 7)).extracting(packet -> packet.length).contains(28, 29, 229);
            assertThat(left.counters().dropsOut()).isZero();
        }
    }

    @Test
    void rawEspCrossesWithItsHeader() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            byte[] esp = new byte[200];
            esp[3] = 9;
            send(left, packet(LEFT, RIGHT, 0x10, Ipv4.ESP, esp));
            byte[] four = receive(right, 1).getFirst();
            var memory = MemorySegment.ofArray(four);
            assertThat(four).hasSize(220).endsWith(esp);
            assertThat(Ipv4.protocol(memory, 0)).isEqualTo(Ipv4.ESP);
            assertThat(Ipv4.typeOfService(memory, 0)).isEqualTo(0x10);
            assertThat(Ipv4.dontFragment(memory, 0)).isTrue();
            assertThat(Ipv4.identification(memory, 0)).isEqualTo(77);

            send(left, packet(LEFT6, RIGHT6, 0x10, Ipv4.ESP, esp));
            byte[] six = receive(right, 1).getFirst();
            memory = MemorySegment.ofArray(six);
            assertThat(six).hasSize(240).endsWith(esp);
            assertThat(Ipv6.nextHeader(memory, 0)).isEqualTo(Ipv4.ESP);
            assertThat(Ipv6.trafficClass(memory, 0)).isEqualTo(0x10);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void theRouterPingsAndIsAnsweredAndTheHostAnswersForItself() throws IOException {
        try (HostPort left = left()) {
            byte[] echo = new byte[40];
            var memory = MemorySegment.ofArray(echo);
            Icmp.write(memory, 0, Icmp.ECHO, 0, 0x0102_0003);
            Icmp.seal(memory, 0, echo.length);
            send(left, packet(LEFT, RIGHT, 0, Ipv4.ICMP, echo));
            byte[] reply = receive(left, 1).getFirst();
            memory = MemorySegment.ofArray(reply);
            assertThat(Icmp.type(memory, 20)).isEqualTo(Icmp.ECHO_REPLY);
            assertThat(Icmp.sequence(memory, 20)).isEqualTo(3);
            assertThat(host.in("b", "ping -c 2 -i 0.01 " + LEFT)).contains("2 received");
            assertThat(left.receive(slots)).isZero();
        }
    }

    @Test
    void anIcmpErrorFromTheNetworkIsHandedUp() throws IOException {
        host.in("b", "ip link add far type veth peer name end");
        host.in("b", "ip address add 10.9.1.1/24 dev far");
        host.in("b", "ip link set far mtu 1280 up");
        host.in("b", "ip link set end up");
        host.in("b", "sysctl -qw net.ipv4.ip_forward=1");
        host.in("b", "ip neigh add 10.9.1.2 lladdr 02:00:00:00:00:09 dev far");
        host.in("a", "ip route add 10.9.1.0/24 via " + RIGHT);
        try (HostPort left = left()) {
            send(left, datagram(LEFT, "10.9.1.2", 0, 4500, 1400, 1));
            assertFragmentationNeeded(receive(left, 1).getFirst(), 1280, Ipv4.UDP);
            send(left, packet(LEFT, "10.9.1.2", 0, Ipv4.ESP, new byte[1400]));
            assertFragmentationNeeded(receive(left, 1).getFirst(), 1280, Ipv4.ESP);
        }
    }

    private static void assertFragmentationNeeded(byte[] packet, int mtu, int protocol) {
        var memory = MemorySegment.ofArray(packet);
        assertThat(Ipv4.protocol(memory, 0)).isEqualTo(Ipv4.ICMP);
        assertThat(Ipv4.destination(memory, 0)).isEqualTo(Ipv4Address.of(LEFT).bits());
        assertThat(Icmp.type(memory, 20)).isEqualTo(Icmp.UNREACHABLE);
        assertThat(Icmp.code(memory, 20)).isEqualTo(Icmp.FRAGMENTATION_NEEDED);
        assertThat(Icmp.nextHopMtu(memory, 20)).isEqualTo(mtu);
        assertThat(Checksum.of(memory, 20, packet.length)).isZero();
        assertThat(Ipv4.protocol(memory, 28)).isEqualTo(protocol);
        assertThat(Ipv4.totalLength(memory, 28)).isGreaterThan(mtu);
        if (protocol == Ipv4.UDP) {
            assertThat(Udp.sourcePort(memory, 48)).isEqualTo(4500);
        }
    }

    @Test
    void whatIsTooLongForTheHostsOwnDeviceIsAnsweredInItsName() throws IOException {
        try (HostPort left = left()) {
            send(left, datagram(LEFT, RIGHT, 0, 4500, 1600, 1));
            assertFragmentationNeeded(receive(left, 1).getFirst(), 1500, Ipv4.UDP);
            send(left, packet(LEFT, RIGHT, 0, Ipv4.ESP, new byte[1600]));
            assertFragmentationNeeded(receive(left, 1).getFirst(), 1500, Ipv4.ESP);
            send(left, datagram(LEFT6, RIGHT6, 0, 4500, 1600, 1));
            byte[] six = receive(left, 1).getFirst();
            var memory = MemorySegment.ofArray(six);
            assertThat(Net.u8(memory, 40)).isEqualTo(2);
            assertThat(Net.i32(memory, 44)).isEqualTo(1500);
            assertThat(left.counters().drops(PortDrop.TOO_LONG)).isEqualTo(3);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aTrainOfTooLongDatagramsIsAnsweredOnceForEach() throws IOException {
        try (HostPort left = left()) {
            send(
                    left,
                    datagram(LEFT, RIGHT, 0, 4500, 1600, 1),
                    datagram(LEFT, RIGHT, 0, 4500, 1600, 2),
                    datagram(LEFT, RIGHT, 0, 4500, 100, 3));
            // Two times "fragmentation needed", and "port unreachable" for the one that arrived.
            assertThat(receive(left, 3))
                    .extracting(packet -> packet[20] * 256 + packet[21])
                    .containsExactlyInAnyOrder(0x304, 0x304, 0x303);
            assertThat(left.counters().packetsOut()).isEqualTo(1);
        }
    }

    @Test
    void withoutTheDfBitTheHostCutsALongDatagram() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            int slot = datagram(LEFT, RIGHT, 0, 500, 3000, 5);
            Ipv4.putWord(slab.memory(), slab.start[slot], 6, 0);
            send(left, slot);
            assertThat(receive(right, 1).getFirst()).hasSize(3028);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void fragmentsOfTheRouterAreSentAsTheyAre() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            byte[] rest = new byte[1008];
            Udp.write(MemorySegment.ofArray(rest), 0, 500, 500, 1508);
            int first = packet(LEFT, RIGHT, 0, Ipv4.UDP, rest);
            Ipv4.putWord(slab.memory(), slab.start[first], 6, Ipv4.MORE_FRAGMENTS);
            int second = packet(LEFT, RIGHT, 0, Ipv4.UDP, new byte[500]);
            Ipv4.putWord(slab.memory(), slab.start[second], 6, 1008 / 8);
            send(left, first, second);
            assertThat(receive(right, 1).getFirst()).hasSize(1528);
        }
    }

    @Test
    void fragmentsOfIpv6AreSentAsTheyAre() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            byte[] rest = new byte[8 + 1008];
            rest[0] = Ipv4.UDP;
            rest[3] = 1;
            var udp = MemorySegment.ofArray(new byte[1508]);
            Udp.write(udp, 0, 500, 500, 1508);
            Ipv6Address from = Ipv6Address.of(LEFT6);
            Ipv6Address to = Ipv6Address.of(RIGHT6);
            Udp.seal(
                    udp,
                    0,
                    1508,
                    Checksum.pseudoHeader6(
                            from.high(), from.low(), to.high(), to.low(), Ipv4.UDP, 1508));
            MemorySegment.copy(udp, ValueLayout.JAVA_BYTE, 0, rest, 8, 8);
            byte[] more = new byte[8 + 500];
            more[0] = Ipv4.UDP;
            more[2] = (byte) (1008 >> 8);
            more[3] = (byte) 1008;
            send(left, packet(LEFT6, RIGHT6, 0, 44, rest), packet(LEFT6, RIGHT6, 0, 44, more));
            assertThat(receive(right, 1).getFirst()).hasSize(1548);
        }
    }

    @Test
    void anAddressThatIsStillBeingProbedIsTaken() throws IOException {
        host.in("a", "sysctl -qw net.ipv6.conf.left.accept_dad=1");
        host.in("a", "sysctl -qw net.ipv6.conf.left.dad_transmits=5");
        host.in("a", "ip address add fd00:9::7/64 dev left");
        assertThat(host.in("a", "ip -6 address show dev left tentative")).contains("fd00:9::7");
        try (HostPort port = open("a", "fd00:9::7")) {
            assertThat(port.device()).isEqualTo("left");
        }
    }

    @Test
    void theDeviceThatIsNamedGivesTheMtu() throws IOException {
        host.in("a", "ip link set lo mtu 9000");
        try (HostPort port =
                host.inside(
                        "a",
                        () ->
                                HostPort.open(
                                        slab, List.of(IpAddress.of(LEFT)), Optional.of("lo")))) {
            assertThat(port.mtu()).isEqualTo(9000);
            assertThat(port.device()).isEqualTo("lo");
        }
        assertThatThrownBy(
                        () ->
                                host.inside(
                                        "a",
                                        () ->
                                                HostPort.open(
                                                        slab,
                                                        List.of(IpAddress.of(LEFT)),
                                                        Optional.of("eth77"))))
                .hasRootCauseMessage("there is no device eth77");
    }

    @Test
    void whatFindsNoRoomInTheKernelIsCounted() throws IOException {
        try (HostPort left = left();
                HostPort right = right()) {
            // Raw packets take a whole buffer each, so that a few thousand fill what the socket may
            // hold.
            for (int i = 0; i < 20_000 && right.counters().drops(PortDrop.SOCKET) == 0; i++) {
                send(left, packet(LEFT, RIGHT, 0, Ipv4.ESP, new byte[1400]));
            }
            assertThat(right.counters().drops(PortDrop.SOCKET)).isPositive();
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void whatTheUnderlayDoesNotCarryIsDroppedAndCounted() throws IOException {
        try (HostPort left = left()) {
            send(
                    left,
                    packet(LEFT, RIGHT, 0, Ipv4.TCP, new byte[20]),
                    packet(LEFT, RIGHT, 0, Ipv4.GRE, new byte[20]),
                    datagram(LEFT, RIGHT, 0, 53, 10, 1),
                    datagram("10.9.0.77", RIGHT, 0, 4500, 10, 1),
                    packet("10.9.0.77", RIGHT, 0, Ipv4.ESP, new byte[20]),
                    slab.of(new byte[3]));
            assertThat(left.counters().drops(PortDrop.NOT_CARRIED)).isEqualTo(6);
            send(left, datagram(LEFT, "192.0.2.1", 0, 4500, 10, 1));
            assertThat(left.counters().drops(PortDrop.UNREACHABLE)).isEqualTo(1);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aPortThatDoesNotOpenSaysWhyAndLeavesNothingOpen() throws IOException {
        left().close();
        long before = Namespaces.openDescriptors();
        assertThatThrownBy(() -> open("a", LEFT, "192.0.2.7"))
                .hasRootCauseMessage("no device of this host has the address 192.0.2.7");
        assertThatThrownBy(() -> open("a"))
                .hasRootCauseMessage("the host underlay needs 1 to 64 addresses of this host");
        assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
        try (DatagramChannel taken = host.inside("a", DatagramChannel::open)) {
            taken.bind(new InetSocketAddress(InetAddress.getByName(LEFT), 4500));
            long with = Namespaces.openDescriptors();
            assertThatThrownBy(() -> open("a", LEFT))
                    .hasRootCauseMessage("UDP port 4500 of 10.9.0.1 is taken by another program");
            assertThat(Namespaces.openDescriptors()).isEqualTo(with);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void nothingIsAllocatedForAPacket() throws IOException {
        try (HostPort left = left();
                HostPort right = right();
                Poller poller = Poller.open()) {
            poller.add(right);
            int[] sent = new int[1];
            Allocation.assertSettlesAtNothing(
                    () -> {
                        sent[0] = reuse(7);
                        left.transmit(sent, 1);
                        poller.await(PATIENCE);
                        int count = right.receive(slots);
                        for (int i = 0; i < count; i++) {
                            slab.free(slots[i]);
                        }
                    });
            assertThat(right.counters().dropsIn()).isZero();
        }
    }

    private final byte[] template = new byte[128];

    private int reuse(int index) {
        int slot = slab.of(template);
        int at = slab.start[slot];
        Ipv4.write(
                slab.memory(),
                at,
                0,
                128,
                0,
                Ipv4.DONT_FRAGMENT,
                64,
                Ipv4.UDP,
                0x0A09_0001,
                0x0A09_0002);
        Udp.write(slab.memory(), at + 20, 4500, 4500, 108);
        Net.putU8(slab.memory(), at + 127, index);
        return slot;
    }
}
