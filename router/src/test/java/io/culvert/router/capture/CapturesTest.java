package io.culvert.router.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import io.culvert.dataplane.Drop;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.Tap;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.KeyLog;
import io.culvert.wire.pcapng.PcapngWriter.LinkType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapturesTest {
    private static final InterfaceName WAN = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName VLAN = InterfaceName.of("Ethernet0/1.10");
    private static final InterfaceName TUNNEL = InterfaceName.of("Tunnel0");
    private static final int WAN_INDEX = 1;
    private static final int TRUNK_INDEX = 2;
    private static final int TUNNEL_INDEX = 3;
    private static final Bytes HEAD = Bytes.hex("020000000001 0200000000c1");
    private static final Bytes PACKET =
            Bytes.hex("45000020 00010000 40110000 0a000001 0a000002 1388 0035 000c0000 01020304");
    private static final Bytes FRAME = Bytes.concat(HEAD, Bytes.hex("0800"), PACKET);

    private final List<Notice> notices = new ArrayList<>();
    private final PacketSlab slab = new PacketSlab(8, 1);
    private final Tap other = new Tap() {};
    private final PacketSlab workersSlab = new PacketSlab(8, 1);
    private final long workersNanos = 170_000_000_000L;
    private Tap tap = other;
    private Tap workersTap = Tap.NONE;
    private Instant now = Instant.ofEpochSecond(100);

    private final Captures.Host host =
            new Captures.Host() {
                @Override
                public Optional<CaptureSource> source(InterfaceName name) {
                    if (name.equals(WAN)) {
                        return source(CaptureSource.Kind.FRAMES, WAN_INDEX, CaptureSource.ANY_VLAN);
                    }
                    if (name.equals(VLAN)) {
                        return source(CaptureSource.Kind.FRAMES, TRUNK_INDEX, 10);
                    }
                    return name.equals(TUNNEL)
                            ? source(
                                    CaptureSource.Kind.TUNNEL, TUNNEL_INDEX, CaptureSource.ANY_VLAN)
                            : Optional.empty();
                }

                private Optional<CaptureSource> source(
                        CaptureSource.Kind kind, int index, int vlan) {
                    return Optional.of(new CaptureSource(kind, index, vlan));
                }

                @Override
                public Optional<AccessList> accessList(String name) {
                    return Optional.empty();
                }

                @Override
                public Instant now() {
                    return now;
                }

                @Override
                public void lookOn(List<Tap> next) {
                    tap = next.getFirst();
                    workersTap = next.get(1);
                }

                @Override
                public void log(Notice notice) {
                    notices.add(notice);
                }
            };
    private final Captures captures =
            new Captures(
                    host,
                    List.of(
                            new CapturePlane(
                                    slab, () -> Duration.between(Instant.EPOCH, now).toNanos()),
                            new CapturePlane(workersSlab, () -> workersNanos)),
                    other,
                    KeyLog.NONE);

    private static CaptureSettings at(InterfaceName name, CaptureDirection direction) {
        return CaptureSettings.of("c").with(CapturePoint.at(name, direction));
    }

    private void start(CaptureSettings settings) {
        assertThat(captures.on(new CaptureOrder.Define(settings))).isEmpty();
        assertThat(captures.on(new CaptureOrder.Start(settings.name()))).isEmpty();
    }

    private int slot(Bytes octets) {
        return slab.of(octets.toArray());
    }

    private void received(Bytes frame, int ifIndex) {
        int slot = slot(frame);
        tap.received(slot, ifIndex);
        slab.free(slot);
    }

    private List<CapturedPacket> packets() {
        var packets = new ArrayList<CapturedPacket>();
        captures.read("c", packets::add);
        return packets;
    }

    private CaptureView view() {
        return captures.find("c", now).orElseThrow();
    }

    @Test
    void theFramesOfAWorkerAreTakenFromItsSlabAtItsTime() {
        start(at(WAN, CaptureDirection.BOTH));
        received(FRAME, WAN_INDEX);
        Bytes another = FRAME.plus(Bytes.zero(3));
        int slot = workersSlab.of(another.toArray());
        workersTap.received(slot, WAN_INDEX);
        workersTap.dropped(slot, Drop.NO_ROUTE);
        assertThat(packets())
                .extracting(CapturedPacket::length)
                .containsExactly(FRAME.size(), another.size());
        assertThat(packets().getLast().nanos()).isEqualTo(workersNanos);
        assertThat(packets())
                .extracting(CapturedPacket::lost)
                .containsExactly(Optional.empty(), Optional.of(Drop.NO_ROUTE));
        captures.on(new CaptureOrder.Stop("c"));
        assertThat(workersTap).isSameAs(Tap.NONE);
    }

    /// A limit of packets holds in sum.
    @Test
    void workersAddAtTheSameTime() throws InterruptedException {
        int frames = 20_000;
        start(at(WAN, CaptureDirection.BOTH).withPackets(Optional.of(frames + 100)));
        Thread worker =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    int slot = workersSlab.of(FRAME.toArray());
                                    for (int i = 0; i < frames; i++) {
                                        workersTap.received(slot, WAN_INDEX);
                                    }
                                });
        int slot = slot(FRAME);
        for (int i = 0; i < frames; i++) {
            tap.received(slot, WAN_INDEX);
        }
        worker.join();
        assertThat(view().packets()).isEqualTo(frames + 100);
        assertThat(packets()).hasSize(frames + 100);
        assertThat(view().ended()).isPresent();
    }

    @Test
    void onlyWhileOneRunsDoesAnybodyLookOn() {
        assertThat(captures.on(new CaptureOrder.Define(at(WAN, CaptureDirection.BOTH)))).isEmpty();
        assertThat(tap).isSameAs(other);
        captures.on(new CaptureOrder.Start("c"));
        assertThat(tap).isNotSameAs(other);
        captures.on(new CaptureOrder.Stop("c"));
        assertThat(tap).isSameAs(other);
        captures.on(new CaptureOrder.Start("c"));
        captures.on(new CaptureOrder.Remove("c"));
        assertThat(tap).isSameAs(other);
        assertThat(notices)
                .extracting(Notice::toString)
                .containsExactly(
                        "%BUFCAP-6-ENABLE: Capture Point c enabled.",
                        "%BUFCAP-6-DISABLE: Capture Point c disabled.",
                        "%BUFCAP-6-ENABLE: Capture Point c enabled.",
                        "%BUFCAP-6-DISABLE: Capture Point c disabled.");
    }

    @Test
    void aPortsFramesAreKeptInTheDirectionThatWasOrdered() {
        start(at(WAN, CaptureDirection.IN));
        received(FRAME, WAN_INDEX);
        received(FRAME, TRUNK_INDEX);
        int slot = slot(FRAME);
        tap.sent(slot, WAN_INDEX);
        assertThat(packets()).hasSize(1);
        CapturedPacket packet = packets().getFirst();
        assertThat(packet.octets()).isEqualTo(FRAME);
        assertThat(packet.type()).isEqualTo(LinkType.ETHERNET);
        assertThat(packet.nanos()).isEqualTo(100_000_000_000L);
    }

    @Test
    void aSubInterfaceHasTheFramesOfItsTag() {
        start(at(VLAN, CaptureDirection.BOTH));
        Bytes mine = Bytes.concat(HEAD, Bytes.hex("8100 000a 0800"), PACKET);
        received(mine, TRUNK_INDEX);
        received(Bytes.concat(HEAD, Bytes.hex("8100 000b 0800"), PACKET), TRUNK_INDEX);
        received(FRAME, TRUNK_INDEX);
        received(HEAD, TRUNK_INDEX);
        assertThat(packets()).extracting(CapturedPacket::octets).containsExactly(mine);
    }

    @Test
    void aTunnelHasWhatIsInsideLabelsAndAll() {
        start(at(TUNNEL, CaptureDirection.BOTH));
        Bytes labelled = Bytes.concat(Bytes.hex("000111ff"), PACKET);
        tap.tunnelIn(slot(labelled), TUNNEL_INDEX, 0x8847);
        tap.tunnelOut(slot(PACKET), TUNNEL_INDEX, 0x0800);
        tap.tunnelOut(slot(PACKET), TUNNEL_INDEX, 0x9999);
        received(FRAME, TUNNEL_INDEX);
        assertThat(packets())
                .extracting(CapturedPacket::type)
                .containsExactly(LinkType.MPLS, LinkType.RAW);
    }

    @Test
    void theFilterLooksUnderLabels() {
        var https = new CaptureFilter.Ports(53, 53, false, "eq 53");
        var flow =
                new CaptureFilter.Flow(
                        Optional.of(17),
                        Prefix.DEFAULT_IPV4,
                        CaptureFilter.Ports.ANY,
                        Prefix.of("10.0.0.2/32"),
                        https);
        start(at(TUNNEL, CaptureDirection.BOTH).withFilter(Optional.of(flow)));
        tap.tunnelIn(slot(Bytes.concat(Bytes.hex("000111ff"), PACKET)), TUNNEL_INDEX, 0x8847);
        tap.tunnelIn(slot(Bytes.concat(PACKET.slice(0, 22), Bytes.zero(10))), TUNNEL_INDEX, 0x0800);
        assertThat(packets()).extracting(CapturedPacket::type).containsExactly(LinkType.MPLS);
    }

    @Test
    void theControlPlaneHasWhatTheRouterGetsAndSends() {
        start(CaptureSettings.of("c").with(CapturePoint.controlPlane(CaptureDirection.BOTH)));
        int slot = slot(PACKET);
        tap.delivered(slot, WAN_INDEX, 0);
        tap.originated(slot, 0);
        tap.received(slot, WAN_INDEX);
        assertThat(packets()).hasSize(2);
    }

    @Test
    void aPacketThatIsDroppedLaterSaysWhy() throws IOException {
        start(at(WAN, CaptureDirection.IN));
        int slot = slot(FRAME);
        tap.received(slot, WAN_INDEX);
        tap.dropped(slot, Drop.NO_ROUTE);
        tap.received(slot, WAN_INDEX);
        tap.sent(slot, TRUNK_INDEX);
        tap.dropped(slot, Drop.ACL_IN);
        assertThat(packets())
                .extracting(CapturedPacket::lost)
                .containsExactly(Optional.of(Drop.NO_ROUTE), Optional.empty());
        var file = new ByteArrayOutputStream();
        captures.export("c", "R1", Instant.EPOCH::plusNanos, file);
        assertThat(file.toString(StandardCharsets.ISO_8859_1))
                .contains("Dropped, NO_ROUTE: No route leads to the destination.")
                .doesNotContain("ACL_IN");
    }

    @Test
    void onlyTheFirstOctetsAreKeptWhereThatWasOrdered() {
        start(at(WAN, CaptureDirection.IN).withPacketOctets(Optional.of(20)));
        received(FRAME, WAN_INDEX);
        assertThat(packets().getFirst().octets()).isEqualTo(FRAME.slice(0, 20));
        assertThat(packets().getFirst().length()).isEqualTo(FRAME.size());
    }

    private void fill(int packets) {
        int slot = slot(Bytes.zero(1000));
        for (int i = 0; i < packets; i++) {
            tap.received(slot, WAN_INDEX);
        }
        slab.free(slot);
    }

    @Test
    void aFullBufferTakesNothingMoreAndCountsWhatItMissed() {
        start(at(WAN, CaptureDirection.IN).withBuffer(1, false));
        fill(2000);
        CaptureView full = view();
        assertThat(full.octets()).isLessThanOrEqualTo(1 << 20);
        assertThat(full.packets()).isBetween(1000L, 1024L);
        assertThat(full.missed()).isEqualTo(2000 - full.packets());
        assertThat(full.overwritten()).isZero();
        assertThat(packets().getFirst().number()).isZero();
    }

    @Test
    void aCircularBufferGivesUpTheOldest() {
        start(at(WAN, CaptureDirection.IN).withBuffer(1, true));
        fill(5000);
        CaptureView full = view();
        assertThat(full.octets()).isLessThanOrEqualTo(1 << 20);
        assertThat(full.missed()).isZero();
        assertThat(full.packets() + full.overwritten()).isEqualTo(5000);
        assertThat(full.packets()).isGreaterThan(800);
        assertThat(packets()).hasSize((int) full.packets());
        assertThat(packets().getFirst().number()).isEqualTo(full.overwritten());
        assertThat(packets().getLast().number()).isEqualTo(4999);
    }

    @Test
    void aDropIsNotWrittenDownWhereThePacketMadeRoom() {
        start(at(WAN, CaptureDirection.IN).withBuffer(1, true));
        int first = slot(FRAME);
        tap.received(first, WAN_INDEX);
        fill(5000);
        tap.dropped(first, Drop.NO_ROUTE);
        assertThat(packets()).noneMatch(packet -> packet.lost().isPresent());
    }

    @Test
    void itStopsAfterSoManyPackets() {
        start(at(WAN, CaptureDirection.IN).withPackets(Optional.of(3)));
        fill(10);
        assertThat(view().packets()).isEqualTo(3);
        captures.settle();
        assertThat(view().active()).isFalse();
        assertThat(tap).isSameAs(other);
        assertThat(notices.getLast().toString())
                .isEqualTo(
                        "%BUFCAP-6-DISABLE_ASYNC: Capture Point c disabled. Reason : the packet"
                                + " limit was reached");
    }

    @Test
    void itStopsAfterSoLong() {
        start(at(WAN, CaptureDirection.IN).withSeconds(Optional.of(5)));
        Instant end = now.plusSeconds(5);
        assertThat(captures.wakeAt()).contains(end);
        captures.onTime(end.minusNanos(1));
        captures.settle();
        assertThat(view().active()).isTrue();
        now = end;
        captures.onTime(now);
        captures.settle();
        assertThat(view().active()).isFalse();
        assertThat(captures.wakeAt()).isEmpty();
    }

    @Test
    void whatRunsIsNeitherChangedNorClearedNorStartedAgain() {
        start(at(WAN, CaptureDirection.IN));
        fill(1);
        assertThat(captures.on(new CaptureOrder.Define(at(TUNNEL, CaptureDirection.IN))))
                .hasValueSatisfying(why -> assertThat(why).contains("is active"));
        assertThat(captures.on(new CaptureOrder.Clear("c"))).isPresent();
        assertThat(captures.on(new CaptureOrder.Start("c"))).isPresent();
        captures.on(new CaptureOrder.Stop("c"));
        assertThat(captures.on(new CaptureOrder.Stop("c"))).isPresent();
        assertThat(captures.on(new CaptureOrder.Clear("c"))).isEmpty();
        assertThat(packets()).isEmpty();
    }

    @Test
    void theFileNamesThePlacesThatTheRunHad() throws IOException {
        start(at(WAN, CaptureDirection.IN));
        fill(1);
        captures.on(new CaptureOrder.Stop("c"));
        captures.on(new CaptureOrder.Define(CaptureSettings.of("c")));
        var file = new ByteArrayOutputStream();
        captures.export("c", "R1", Instant.EPOCH::plusNanos, file);
        assertThat(file.toString(StandardCharsets.ISO_8859_1)).contains("R1 Ethernet0/0");
    }

    @Test
    void capturesPointsAndMemoryHaveLimits() {
        for (int i = 0; i < Captures.CAPTURES_MAX; i++) {
            var settings = CaptureSettings.of("n" + i).withBuffer(1, false);
            assertThat(captures.on(new CaptureOrder.Define(settings))).isEmpty();
        }
        assertThat(captures.on(new CaptureOrder.Define(CaptureSettings.of("more"))))
                .hasValueSatisfying(why -> assertThat(why).startsWith("There are 8 captures"));
        var points = CaptureSettings.of("n0");
        for (int i = 0; i <= CaptureSettings.POINTS_MAX; i++) {
            points =
                    points.with(
                            CapturePoint.at(InterfaceName.of("Tunnel" + i), CaptureDirection.BOTH));
        }
        assertThat(captures.on(new CaptureOrder.Define(points)))
                .hasValueSatisfying(why -> assertThat(why).contains("at most 8 points"));
        for (int i = 0; i < 2; i++) {
            var large = CaptureSettings.of("n" + i).withBuffer(100, false);
            assertThat(captures.on(new CaptureOrder.Define(large))).isEmpty();
        }
        assertThat(
                        captures.on(
                                new CaptureOrder.Define(
                                        CaptureSettings.of("n2").withBuffer(100, false))))
                .hasValueSatisfying(why -> assertThat(why).contains("at most 256 MB"));
    }

    private static Secret key(String digits) {
        return Secret.of(Bytes.hex(digits));
    }

    private static IkeKeys keys() {
        return new IkeKeys(
                key("00"), key("a1"), key("a2"), key("e1"), key("e2"), key("00"), key("00"));
    }

    private void newIkeSa(long spi, IkeKeys keys) {
        var suite =
                new IkeSuite(
                        Encryption.AES_CBC_256,
                        Prf.HMAC_SHA2_256,
                        Integrity.HMAC_SHA2_256_128,
                        KeyExchangeMethod.ECP_256);
        captures.keyLog().ikeSa(spi, 2, suite, keys);
    }

    @Test
    void keysAreGatheredFromTheOrderOnAndWipedWithTheCapture() {
        captures.on(new CaptureOrder.Define(at(WAN, CaptureDirection.BOTH)));
        newIkeSa(1, keys());
        assertThat(captures.keys("c")).isEmpty();
        captures.on(new CaptureOrder.GatherKeys("c", "Ada on vty 0"));
        IkeKeys used = keys();
        newIkeSa(3, used);
        used.wipe();
        WiresharkKeys gathered = captures.keys("c").orElseThrow();
        assertThat(gathered.ikeTable())
                .isEqualTo(
                        "0000000000000003,0000000000000002,e1,e2,\"AES-CBC-256 [RFC3602]\",a1,a2,"
                                + "\"HMAC_SHA2_256_128 [RFC4868]\"\n");
        captures.on(new CaptureOrder.KeysWritten("c", "Ada on vty 0", "here"));
        captures.on(new CaptureOrder.Remove("c"));
        assertThat(gathered.ikeTable()).isEmpty();
        newIkeSa(5, keys());
        assertThat(gathered.size()).isZero();
        assertThat(notices)
                .extracting(Notice::toString)
                .containsExactly(
                        "%CAPTURE-4-KEYS: Ada on vty 0 ordered capture c to gather the keys of all"
                                + " security associations made from now on",
                        "%CAPTURE-4-KEYS: Ada on vty 0 wrote the keys of 1 security associations to"
                                + " here: who reads them reads the traffic");
    }
}
