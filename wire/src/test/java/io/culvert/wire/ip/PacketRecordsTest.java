package io.culvert.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpError;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.icmp.IcmpMessage.Echo;
import io.culvert.wire.icmp.IcmpMessage.NeighborAdvertisement;
import io.culvert.wire.icmp.IcmpMessage.NeighborSolicitation;
import io.culvert.wire.icmp.QuotedLabel;
import io.culvert.wire.icmp.RouterAdvertisement;
import io.culvert.wire.tcp.TcpFlags;
import io.culvert.wire.tcp.TcpOption;
import io.culvert.wire.tcp.TcpSegment;
import io.culvert.wire.udp.UdpDatagram;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records of packets that hosts speak: bytes of other programs, and generated values there and back.
class PacketRecordsTest {
    private static final Ipv4Address A = Ipv4Address.of("192.0.2.1");
    private static final Ipv4Address B = Ipv4Address.of("192.0.2.2");
    private static final Ipv6Address A6 = Ipv6Address.of("2001:db8::1");
    private static final Ipv6Address B6 = Ipv6Address.of("2001:db8::2");

    /// The header of the worked example that textbooks share: checksum b861.
    private static final Bytes HEADER =
            Bytes.hex("4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7");

    @Test
    void theExampleOfRfc1071SumsToItsChecksum() {
        assertThat(InternetChecksum.of(Bytes.hex("0001 f203 f4f5 f6f7"))).isEqualTo(0x220D);
    }

    @Test
    void aKnownHeaderIsReadAndWrittenAlike() {
        Bytes packet = HEADER.plus(Bytes.zero(0x73 - 20));
        var read = (Ipv4Packet) IpPacket.parse(packet).orElseThrow();
        assertThat(read.source()).isEqualTo(IpAddress.of("192.168.0.1"));
        assertThat(read.destination()).isEqualTo(IpAddress.of("192.168.0.199"));
        assertThat(read.dontFragment()).isTrue();
        assertThat(read.protocol()).isEqualTo(IpPacket.UDP);
        assertThat(read.toBytes()).isEqualTo(packet);
    }

    @Test
    void everyShorterPrefixIsRefused() {
        for (Bytes whole : samples()) {
            for (int size = 0; size < whole.size(); size++) {
                assertThat(IpPacket.parse(whole.slice(0, size)).isOk()).isFalse();
            }
        }
    }

    @Test
    void paddingBehindThePacketIsIgnored() {
        for (Bytes whole : samples()) {
            assertThat(IpPacket.parse(whole.plus(Bytes.zero(9))).orElseThrow().toBytes())
                    .isEqualTo(whole);
        }
    }

    @Test
    void aDamagedHeaderIsRefused() {
        byte[] octets = HEADER.plus(Bytes.zero(0x73 - 20)).toArray();
        octets[8] ^= 1;
        assertThat(IpPacket.parse(Bytes.of(octets))).isInstanceOf(Parse.Malformed.class);
    }

    @Test
    void extensionHeadersAreWalkedAndEndlessOnesAreNot() {
        Bytes options = Bytes.hex("3c00 0104 0000 0000").plus(Bytes.hex("3a00 0104 0000 0000"));
        var packet =
                new Ipv6Packet(
                        0, 0, 64, IpPacket.HOP_BY_HOP, A6, B6, options.plus(Bytes.hex("80")));
        assertThat(packet.protocol()).isEqualTo(IpPacket.ICMPV6);
        assertThat(packet.message()).isEqualTo(Bytes.hex("80"));
        var endless =
                new Ipv6Packet(0, 0, 64, 60, A6, B6, Bytes.hex("3c00 0104 0000 0000".repeat(20)));
        assertThat(endless.protocol()).isEqualTo(IpPacket.NO_NEXT_HEADER);
        var cut = new Ipv6Packet(0, 0, 64, 60, A6, B6, Bytes.hex("3aff 0104 0000 0000"));
        assertThat(cut.protocol()).isEqualTo(IpPacket.NO_NEXT_HEADER);
        var fragment = new Ipv6Packet(0, 0, 64, 44, A6, B6, Bytes.hex("1100 0001 0000 0007 aabb"));
        assertThat(fragment.isFragment()).isTrue();
    }

    @Test
    void aRequestOfArpIsReadAsRfc826DrawsIt() {
        Bytes octets = Bytes.hex("0001 0800 0604 0001 aabbcc000100 c0000201 000000000000 c0000202");
        ArpPacket packet = ArpPacket.parse(octets.reader()).orElseThrow();
        assertThat(packet).isEqualTo(ArpPacket.request(new MacAddress(0xAABBCC000100L), A, B));
        assertThat(packet.toBytes()).isEqualTo(octets);
        assertThat(ArpPacket.parse(octets.plus(Bytes.zero(18)).reader()).orElseThrow())
                .isEqualTo(packet);
        for (int size = 0; size < octets.size(); size++) {
            assertThat(ArpPacket.parse(octets.slice(0, size).reader()).isOk()).isFalse();
        }
    }

    @Test
    void taggedFramesKeepTheirTags() {
        Bytes octets = Bytes.hex("ffffffffffff aabbcc000100 88a8 0064 8100 200a 0800 45");
        EthernetFrame frame = EthernetFrame.parse(octets.reader()).orElseThrow();
        assertThat(frame.tags().stream().map(EthernetFrame.VlanTag::vlan)).containsExactly(100, 10);
        assertThat(frame.type()).isEqualTo(EthernetFrame.IPV4);
        assertThat(frame.toBytes()).isEqualTo(octets);
    }

    @Test
    void aChecksumOfUdpMayBeAbsentInIpv4Alone() {
        Bytes octets = Bytes.hex("01f4 01f4 000a 0000 abcd");
        assertThat(UdpDatagram.parse(A, B, octets).orElseThrow())
                .isEqualTo(new UdpDatagram(500, 500, Bytes.hex("abcd")));
        assertThat(UdpDatagram.parse(A6, B6, octets).isOk()).isFalse();
    }

    /// A SYN of Linux, as every capture shows it: MSS, SACK permitted, timestamps, no-operation, window scale.
    @Test
    void optionsOfASynAreRead() {
        Bytes options = Bytes.hex("020405b4 0402 080a 00000001 00000000 01 030307");
        assertThat(TcpOption.parseAll(options))
                .containsExactly(
                        new TcpOption.MaximumSegmentSize(1_460),
                        new TcpOption.SackPermitted(),
                        new TcpOption.Timestamps(1, 0),
                        new TcpOption.WindowScale(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "0200", "0201", "02ff05b4", "0203aa", "080a00", "0104", "fd"})
    void optionsThatMakeNoSenseDoNotSpoilTheSegment(String hex) {
        assertThat(TcpOption.parseAll(Bytes.hex(hex)))
                .noneMatch(option -> option instanceof TcpOption.MaximumSegmentSize);
    }

    @Test
    void theLabelStackOfATimeExceededIsRead() {
        var error =
                new IcmpError(
                        AddressFamily.IPV4,
                        IcmpError.Kind.TIME_EXCEEDED,
                        0,
                        0,
                        Bytes.zero(128),
                        List.of(
                                new QuotedLabel(new Label(18), 0, false, 1),
                                new QuotedLabel(new Label(16), 5, true, 255)));
        Bytes octets = error.toBytes(A, B);
        assertThat(octets.slice(136)).isEqualTo(Bytes.hex("2000 b2f0 000c 0101 00012001 00010bff"));
        assertThat(octets.u8(5)).isEqualTo(32);
        assertThat(icmp(A, B, octets)).isEqualTo(error);
        byte[] old = octets.toArray();
        old[5] = 0; // a router older than RFC 4884
        old[2] = 0;
        old[3] = 0;
        int checksum = InternetChecksum.of(Bytes.of(old));
        old[2] = (byte) (checksum >>> 8);
        old[3] = (byte) checksum;
        assertThat(icmp(A, B, Bytes.of(old))).isEqualTo(error);
    }

    /// RFC 4884 section 7: a checksum of zero is none, and without a length it might be part of the quoted packet.
    @Test
    void aLabelStackWithoutLengthAndChecksumIsNotGuessed() {
        Bytes extension = Bytes.hex("2000 0000 0008 0101 00012001");
        for (int length : new int[] {32, 0}) {
            byte[] octets =
                    Bytes.hex("0b00 0000 0000 0000")
                            .plus(Bytes.zero(128))
                            .plus(extension)
                            .toArray();
            octets[5] = (byte) length;
            int checksum = InternetChecksum.of(Bytes.of(octets));
            octets[2] = (byte) (checksum >>> 8);
            octets[3] = (byte) checksum;
            var error = (IcmpError) icmp(A, B, Bytes.of(octets));
            assertThat(error.labels()).hasSize(length == 0 ? 0 : 1);
            assertThat(error.quoted().size()).isEqualTo(length == 0 ? 140 : 128);
        }
    }

    private static IcmpMessage icmp(IpAddress from, IpAddress to, Bytes message) {
        int protocol = from.isIpv4() ? IpPacket.ICMP : IpPacket.ICMPV6;
        return IcmpMessage.parse(IpPacket.of(from, to, protocol, IpHeaderFields.DEFAULT, message))
                .orElseThrow();
    }

    @Test
    void fragmentationNeededTellsTheNextHopsMtu() {
        Bytes octets = Bytes.hex("0304 0000 0000 0578").plus(HEADER).plus(Bytes.zero(8));
        octets =
                Bytes.concat(
                        octets.slice(0, 2),
                        Bytes.of(
                                (byte) (InternetChecksum.of(octets) >>> 8),
                                (byte) InternetChecksum.of(octets)),
                        octets.slice(4));
        var error = (IcmpError) icmp(A, B, octets);
        assertThat(error.kind()).isEqualTo(IcmpError.Kind.PACKET_TOO_BIG);
        assertThat(error.parameter()).isEqualTo(1_400);
        assertThat(error.quote().orElseThrow().destination())
                .isEqualTo(IpAddress.of("192.168.0.199"));
    }

    @Test
    void aMessageOfTheWrongFamilyOrChecksumIsRefused() {
        Bytes echo = new Echo(false, 1, 2, Bytes.ascii("x")).toBytes(A6, B6);
        assertThat(
                        IcmpMessage.parse(
                                        IpPacket.of(
                                                A6,
                                                B6,
                                                IpPacket.ICMP,
                                                IpHeaderFields.DEFAULT,
                                                echo))
                                .isOk())
                .isFalse();
        assertThat(
                        IcmpMessage.parse(
                                        IpPacket.of(
                                                A6,
                                                A6,
                                                IpPacket.ICMPV6,
                                                IpHeaderFields.DEFAULT,
                                                echo))
                                .isOk())
                .isFalse();
        assertThatThrownBy(() -> IpPacket.of(A, B6, IpPacket.UDP, IpHeaderFields.DEFAULT, echo))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsWrittenIsReadAlike() {
        for (long seed = 1; seed <= 500; seed++) {
            var random = new Random(seed);
            boolean v4 = random.nextBoolean();
            IpAddress from = v4 ? A : A6;
            IpAddress to = v4 ? B : B6;
            var datagram =
                    new UdpDatagram(
                            random.nextInt(65_536), random.nextInt(65_536), bytes(random, 300));
            assertThat(UdpDatagram.parse(from, to, datagram.toBytes(from, to)).orElseThrow())
                    .as("seed %d", seed)
                    .isEqualTo(datagram);
            var segment = segment(random);
            assertThat(TcpSegment.parse(from, to, segment.toBytes(from, to)).orElseThrow())
                    .as("seed %d", seed)
                    .isEqualTo(segment);
            IcmpMessage message = message(random, v4);
            assertThat(icmp(from, to, message.toBytes(from, to)))
                    .as("seed %d", seed)
                    .isEqualTo(message);
        }
    }

    private static TcpSegment segment(Random random) {
        List<TcpOption> options =
                List.of(
                        new TcpOption.MaximumSegmentSize(random.nextInt(65_536)),
                        new TcpOption.Timestamps(random.nextInt(), random.nextInt()),
                        new TcpOption.WindowScale(random.nextInt(15)),
                        new TcpOption.Unknown(200, bytes(random, 10)));
        return new TcpSegment(
                random.nextInt(65_536),
                random.nextInt(65_536),
                random.nextInt(),
                random.nextInt(),
                new TcpFlags(random.nextInt(256)),
                random.nextInt(65_536),
                0,
                options.subList(0, random.nextInt(5)),
                bytes(random, 500));
    }

    private static IcmpMessage message(Random random, boolean v4) {
        AddressFamily family = v4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        return switch (random.nextInt(v4 ? 3 : 7)) {
            case 0 ->
                    new Echo(
                            random.nextBoolean(),
                            random.nextInt(65_536),
                            random.nextInt(65_536),
                            bytes(random, 99));
            case 1 ->
                    new IcmpError(
                            family,
                            IcmpError.Kind.DESTINATION_UNREACHABLE,
                            3,
                            0,
                            bytes(random, 100),
                            List.of());
            case 2 ->
                    new IcmpError(
                            family,
                            IcmpError.Kind.PACKET_TOO_BIG,
                            v4 ? 4 : 0,
                            1_300,
                            bytes(random, 100),
                            List.of());
            case 3 ->
                    new IcmpMessage.RouterSolicitation(
                            Optional.of(new MacAddress(random.nextLong() >>> 16)));
            case 4 ->
                    new RouterAdvertisement(
                            random.nextInt(256),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(65_536),
                            Optional.of(new MacAddress(random.nextLong() >>> 16)),
                            Optional.of(1_500),
                            List.of(
                                    new RouterAdvertisement.PrefixInformation(
                                            Prefix.of("2001:db8::/64"),
                                            random.nextBoolean(),
                                            random.nextBoolean(),
                                            random.nextInt(100),
                                            random.nextInt(100))));
            case 5 ->
                    new NeighborSolicitation(
                            A6, Optional.of(new MacAddress(random.nextLong() >>> 16)));
            default ->
                    new NeighborAdvertisement(
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            B6,
                            random.nextBoolean()
                                    ? Optional.empty()
                                    : Optional.of(new MacAddress(random.nextLong() >>> 16)));
        };
    }

    private static Bytes bytes(Random random, int most) {
        var octets = new byte[random.nextInt(most)];
        random.nextBytes(octets);
        return Bytes.of(octets);
    }

    @Test
    void noOctetsMakeAParserThrow() {
        var random = new Random(5);
        List<Bytes> samples = samples();
        for (int i = 0; i < 100_000; i++) {
            byte[] octets = samples.get(i % samples.size()).toArray();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            Bytes bytes = Bytes.of(octets, 0, random.nextInt(octets.length + 1));
            IpPacket.parse(bytes).toOptional().ifPresent(PacketRecordsTest::readAll);
            // Behind checksums, which would stop nearly all of these:
            var packet =
                    IpPacket.of(
                            A6, B6, IpPacket.ICMPV6, IpHeaderFields.DEFAULT, checksummed(bytes));
            readAll(packet);
            TcpOption.parseAll(bytes);
            ArpPacket.parse(bytes.reader());
            EthernetFrame.parse(bytes.reader());
        }
    }

    private static Bytes checksummed(Bytes bytes) {
        if (bytes.size() < 4) {
            return bytes;
        }
        byte[] octets = bytes.toArray();
        octets[0] = (byte) (octets[0] & 3 | (octets[1] & 1) << 7);
        octets[1] = 0;
        octets[2] = 0;
        octets[3] = 0;
        int checksum = InternetChecksum.of(A6, B6, IpPacket.ICMPV6, Bytes.of(octets));
        octets[2] = (byte) (checksum >>> 8);
        octets[3] = (byte) checksum;
        return Bytes.of(octets);
    }

    private static void readAll(IpPacket packet) {
        packet.isFragment();
        UdpDatagram.parse(packet.source(), packet.destination(), packet.message());
        TcpSegment.parse(packet.source(), packet.destination(), packet.message());
        IcmpMessage.parse(packet)
                .toOptional()
                .ifPresent(
                        message -> {
                            if (message instanceof IcmpError error) {
                                error.quote();
                                error.reason();
                            }
                        });
    }

    private static List<Bytes> samples() {
        var fields = new IpHeaderFields(0xC0, 64, true, 7);
        var segment =
                new TcpSegment(
                        179,
                        50_000,
                        1,
                        2,
                        new TcpFlags(TcpFlags.ACK),
                        5,
                        0,
                        List.of(new TcpOption.Timestamps(1, 2)),
                        Bytes.ascii("bgp"));
        var error =
                new IcmpError(
                        AddressFamily.IPV6,
                        IcmpError.Kind.TIME_EXCEEDED,
                        0,
                        0,
                        IpPacket.of(A6, B6, IpPacket.TCP, fields, segment.toBytes(A6, B6))
                                .toBytes(),
                        List.of(new QuotedLabel(new Label(30), 1, true, 9)));
        return List.of(
                IpPacket.of(A, B, IpPacket.TCP, fields, segment.toBytes(A, B)).toBytes(),
                IpPacket.of(A6, B6, IpPacket.TCP, fields, segment.toBytes(A6, B6)).toBytes(),
                IpPacket.of(A6, B6, IpPacket.ICMPV6, fields, error.toBytes(A6, B6)).toBytes(),
                IpPacket.of(
                                A,
                                B,
                                IpPacket.ICMP,
                                fields,
                                new Echo(false, 1, 2, Bytes.zero(50)).toBytes(A, B))
                        .toBytes());
    }
}
