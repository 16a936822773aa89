package io.culvert.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.MacAddress;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.wire.ethernet.Ethernet;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketPortTest {
    private static final MacAddress LEFT = new MacAddress(0x02_00_00_00_00_01L);
    private static final MacAddress RIGHT = new MacAddress(0x02_00_00_00_00_02L);
    private static final long PATIENCE = 2_000_000_000L;

    private final PacketSlab slab = new PacketSlab(512, 8);
    private final int[] slots = new int[64];
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

    private PacketPort open(String namespace, String device, MacAddress mac) {
        return host.inside(namespace, () -> PacketPort.open(slab, device, mac));
    }

    private static byte[] frame(MacAddress to, MacAddress from, String rest) {
        byte[] payload = HexFormat.of().parseHex(rest);
        byte[] frame = new byte[Math.max(60, 12 + payload.length)];
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (to.bits() >>> 40 - 8 * i);
            frame[6 + i] = (byte) (from.bits() >>> 40 - 8 * i);
        }
        System.arraycopy(payload, 0, frame, 12, payload.length);
        return frame;
    }

    private void send(LinuxPort port, byte[]... frames) {
        int[] sent = Arrays.stream(frames).mapToInt(slab::of).toArray();
        port.transmit(sent, sent.length);
    }

    private byte[] octets(int slot) {
        byte[] octets =
                slab.memory()
                        .asSlice(slab.start[slot], slab.length(slot))
                        .toArray(ValueLayout.JAVA_BYTE);
        slab.free(slot);
        return octets;
    }

    /// Waits for the next frame that is ours: the kernel of a namespace speaks up too (RFC 4861, MLD).
    private byte[] next(Poller poller, PacketPort port) {
        for (int tries = 0; tries < 100; tries++) {
            poller.await(PATIENCE);
            int count = port.receive(slots);
            byte[] found = null;
            for (int i = 0; i < count; i++) {
                long source = Ethernet.source(slab.memory(), slab.start[slots[i]]);
                byte[] octets = octets(slots[i]);
                if (source == LEFT.bits() || source == RIGHT.bits()) {
                    assertThat(found).isNull();
                    found = octets;
                }
            }
            if (found != null) {
                return found;
            }
        }
        throw new AssertionError("no frame came");
    }

    /// Groups of different devices and routers have different numbers, whatever their process.
    @Test
    void severalSocketsShareTheFramesOfADevice() throws IOException {
        try (PacketPort first = host.inside("a", () -> PacketPort.openShared(slab, "left", LEFT));
                PacketPort second = host.inside("a", () -> first.another(slab));
                PacketPort right =
                        host.inside("b", () -> PacketPort.openShared(slab, "right", RIGHT));
                Poller poller = Poller.open()) {
            poller.add(first);
            poller.add(second);
            var frames = new byte[64][];
            for (int i = 0; i < frames.length; i++) {
                String packet =
                        "0800 45000020 00010000 40110000 0a0000%02x 0a000002 1388%04x 000c0000 01020304"
                                .formatted(i, 1000 + i)
                                .replace(" ", "");
                frames[i] = frame(LEFT, RIGHT, packet);
            }
            send(right, frames);
            int[] counts = new int[2];
            for (int tries = 0; tries < 100 && counts[0] + counts[1] < frames.length; tries++) {
                poller.await(PATIENCE);
                counts[0] += arrived(first);
                counts[1] += arrived(second);
            }
            assertThat(counts[0] + counts[1]).isEqualTo(frames.length);
            assertThat(counts).doesNotContain(0);
        }
        assertThat(slab.inUse()).isZero();
    }

    /// Two routers with one configuration would have one MAC address, and each take what is for the other.
    @Test
    void aDeviceBelongsToOnePortUntilThatIsClosedWhateverItIsCalledMeanwhile() throws IOException {
        try (PacketPort first = open("a", "left", LEFT)) {
            long before = Namespaces.openDescriptors();
            String taken =
                    "another node, or another interface of this one, has the device %s already: end that node, or choose another device";
            host.inside(
                    "a",
                    () -> {
                        assertThatThrownBy(() -> PacketPort.open(slab, "left", RIGHT))
                                .hasMessage(taken, "left");
                        assertThatThrownBy(() -> PacketPort.openShared(slab, "left", LEFT))
                                .hasMessage(taken, "left");
                        assertThatThrownBy(() -> XdpPort.open(slab, "left", LEFT))
                                .hasMessage(taken, "left");
                        return true;
                    });
            host.in("a", "ip link set left down");
            host.in("a", "ip link set left name renamed up");
            assertThatThrownBy(
                            () ->
                                    NetNamespace.in(
                                            host.name("a"),
                                            () -> PacketPort.open(slab, "renamed", LEFT)))
                    .hasMessage(taken, "renamed");
            assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
            assertThat(first.isGone()).isFalse();
        }
        open("a", "renamed", LEFT).close();
    }

    /// How many frames of the other side have arrived: the kernel of a namespace speaks up too.
    private int arrived(PacketPort port) {
        int ours = 0;
        for (int count = port.receive(slots); count > 0; count = port.receive(slots)) {
            for (int i = 0; i < count; i++) {
                long source = Ethernet.source(slab.memory(), slab.start[slots[i]]);
                ours += source == RIGHT.bits() ? 1 : 0;
                slab.free(slots[i]);
            }
        }
        return ours;
    }

    @Test
    void framesCrossAPairBothWays() throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = open("b", "right", RIGHT);
                Poller poller = Poller.open()) {
            poller.add(left);
            poller.add(right);
            assertThat(left.medium()).isEqualTo(Medium.ETHERNET);
            assertThat(left.mtu()).isEqualTo(1500);
            assertThat(left.carrier()).isTrue();

            byte[] there = frame(RIGHT, LEFT, "88b5" + "0102030405");
            send(left, there);
            assertThat(next(poller, right)).isEqualTo(there);
            byte[] back = frame(LEFT, RIGHT, "88b5" + "0a0b");
            send(right, back);
            assertThat(next(poller, left)).isEqualTo(back);
            assertThat(left.counters().packetsOut()).isEqualTo(1);
            assertThat(left.counters().octetsOut()).isEqualTo(there.length);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void framesForOthersDoNotReachUsAndGroupsDo() throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = open("b", "right", RIGHT);
                Poller poller = Poller.open()) {
            poller.add(right);
            byte[] group = frame(MacAddress.BROADCAST, LEFT, "88b5" + "02");
            send(left, frame(new MacAddress(0x02_00_00_00_00_03L), LEFT, "88b5" + "01"), group);
            assertThat(next(poller, right)).isEqualTo(group);
        }
    }

    @Test
    void vlanTagsSurvive() throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = open("b", "right", RIGHT);
                Poller poller = Poller.open()) {
            poller.add(right);
            byte[] tagged = frame(RIGHT, LEFT, "8100" + "6064" + "88b5" + "0102");
            send(left, tagged);
            assertThat(next(poller, right)).isEqualTo(tagged);
        }
    }

    @Test
    void taggedSegmentsCrossJoinedAndArriveAsTheyWere() throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = open("b", "right", RIGHT);
                Poller poller = Poller.open()) {
            poller.add(right);
            for (boolean isIpv6 : new boolean[] {false, true}) {
                List<byte[]> frames = SegmentTest.stream(SegmentTest.TAGGED, isIpv6, 30, 77);
                for (byte[] frame : frames) {
                    System.arraycopy(frame(RIGHT, LEFT, ""), 0, frame, 0, 12);
                }
                send(left, frames.toArray(byte[][]::new));
                var arrived = new ArrayList<byte[]>();
                while (arrived.size() < frames.size()) {
                    assertThat(poller.await(PATIENCE)).isPositive();
                    int count = right.receive(slots);
                    for (int i = 0; i < count; i++) {
                        long source = Ethernet.source(slab.memory(), slab.start[slots[i]]);
                        List<byte[]> packets = Arrived.packets(slab, Medium.ETHERNET, slots[i]);
                        if (source == LEFT.bits()) {
                            arrived.addAll(packets);
                        }
                    }
                }
                assertThat(SegmentTest.values(arrived)).isEqualTo(SegmentTest.values(frames));
            }
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void aLongFrameArrivesInALargeSlot() throws IOException {
        host.in("a", "ip link set left mtu 9000");
        host.in("b", "ip link set right mtu 9000");
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = open("b", "right", RIGHT);
                Poller poller = Poller.open()) {
            poller.add(right);
            byte[] jumbo = Arrays.copyOf(frame(RIGHT, LEFT, "88b5" + "0102"), 9014);
            jumbo[9013] = 7;
            send(left, jumbo);
            assertThat(next(poller, right)).isEqualTo(jumbo);
            send(left, Arrays.copyOf(jumbo, 9100));
            assertThat(left.counters().drops(PortDrop.TOO_LONG)).isEqualTo(1);
        }
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void changesOfMtuAndCarrierAreHeard() throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                Poller poller = Poller.open()) {
            poller.add(left);
            host.in("a", "ip link set left mtu 1400");
            while (!left.takeChange()) {
                assertThat(poller.await(PATIENCE)).isPositive();
            }
            assertThat(left.mtu()).isEqualTo(1400);
            host.in("b", "ip link set right down");
            while (!left.takeChange()) {
                assertThat(poller.await(PATIENCE)).isPositive();
                left.receive(slots);
            }
            assertThat(left.carrier()).isFalse();
            host.in("b", "ip link del right");
            while (!left.isGone()) {
                assertThat(poller.await(PATIENCE)).isPositive();
                left.receive(slots);
            }
            poller.await(0);
            assertThat(poller.await(0)).isZero();
            send(left, frame(RIGHT, LEFT, "88b5"));
            assertThat(left.counters().drops(PortDrop.LINK_DOWN)).isEqualTo(1);
        }
    }

    /// More news than its socket holds, and the last of them the one that matters.
    @Test
    void aDeviceThatGoesWhileNobodyReadsIsGoneAllTheSame(@TempDir Path folder) throws IOException {
        try (PacketPort left = open("a", "left", LEFT);
                Poller poller = Poller.open()) {
            poller.add(left);
            Path batch = folder.resolve("batch");
            Files.writeString(
                    batch,
                    "link set left alias one\nlink set left alias two\n".repeat(1000)
                            + "link del left\n");
            host.in("a", "ip -batch " + batch);
            for (int i = 0; i < 10 && !left.isGone(); i++) {
                poller.await(PATIENCE);
                left.receive(slots);
            }
            assertThat(left.isGone()).isTrue();
        }
    }

    @Test
    void aPortThatDoesNotOpenSaysWhyAndLeavesNothingOpen() {
        open("a", "left", LEFT).close();
        long before = Namespaces.openDescriptors();
        assertThatThrownBy(() -> PacketPort.open(slab, "eth77", LEFT))
                .hasMessage("there is no device eth77");
        assertThatThrownBy(() -> PacketPort.open(slab, "a-name-of-a-device-too-long", LEFT))
                .hasMessage("there is no device a-name-of-a-device-too-long");
        assertThatThrownBy(
                        () -> NetNamespace.in("nowhere", () -> PacketPort.open(slab, "left", LEFT)))
                .hasMessage("there is no network namespace nowhere");
        assertThat(Namespaces.openDescriptors()).isLessThanOrEqualTo(before);
        assertThat(slab.inUse()).isZero();
    }

    @Test
    void withoutSlotsFramesAreDroppedAndCounted() throws IOException {
        var small = new PacketSlab(1, 0);
        try (PacketPort left = open("a", "left", LEFT);
                PacketPort right = host.inside("b", () -> PacketPort.open(small, "right", RIGHT));
                Poller poller = Poller.open()) {
            poller.add(right);
            send(
                    left,
                    frame(RIGHT, LEFT, "88b5" + "01"),
                    frame(RIGHT, LEFT, "88b5" + "02"),
                    frame(RIGHT, LEFT, "88b5" + "03"));
            int count = 0;
            while (right.counters().drops(PortDrop.NO_SLOT) < 2) {
                assertThat(poller.await(PATIENCE)).isPositive();
                count += right.receive(slots);
            }
            assertThat(count).isEqualTo(1);
            small.free(slots[0]);
        }
        assertThat(small.inUse()).isZero();
    }

    @Test
    void aWakeUpEndsAWait() throws IOException {
        try (Poller poller = Poller.open()) {
            Thread.ofPlatform().start(poller::wake);
            assertThat(poller.await(Long.MAX_VALUE)).isZero();
        }
    }
}
