package io.culvert.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.testkit.Golden;
import io.culvert.wire.arp.ArpPacket;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.MessageReader;
import io.culvert.wire.ethernet.EthernetFrame;
import io.culvert.wire.icmp.IcmpMessage;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ip.IpPacket;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.tcp.TcpSegment;
import io.culvert.wire.udp.UdpDatagram;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every codec of records on all golden octets of its folder: read and written they are the same (or, where a writer may
/// choose, read as the same), and no shorter prefix is read.
class GoldenTest {
    /// Writers append: what stands in front of a message neither changes nor is changed.
    private static final Bytes DIRT = Bytes.hex("a5".repeat(37));

    /// The first payload in the files of `ike/payloads` is named by the encrypted payload around, which is not there.
    private static final List<Integer> FIRST_PAYLOADS = List.of(33, 35, 36, 41, 42);

    /// What was read from octets, and how it is written.
    private record Read(Object value, Bytes written) {}

    /// @param isExact the octets leave no choice to who writes them
    private record RecordCodec(String folder, boolean isExact, Function<Bytes, Parse<Read>> read) {
        @Override
        public String toString() {
            return folder;
        }
    }

    private static Stream<RecordCodec> codecs() {
        return Stream.of(
                new RecordCodec("arp", true, GoldenTest::arp),
                new RecordCodec("bgp", false, GoldenTest::bgp),
                new RecordCodec("ethernet", true, GoldenTest::ethernet),
                new RecordCodec("icmp", true, GoldenTest::icmp),
                new RecordCodec("ike", true, GoldenTest::ike),
                new RecordCodec("ip", true, GoldenTest::ip),
                new RecordCodec("nhrp", true, GoldenTest::nhrp),
                new RecordCodec("tcp", false, GoldenTest::tcp),
                new RecordCodec("udp", true, GoldenTest::udp));
    }

    static Stream<Arguments> lines() {
        Stream<Arguments> records =
                codecs().flatMap(
                                codec ->
                                        Golden.of(codec.folder()).stream()
                                                .map(line -> Arguments.of(codec, line)));
        Stream<Arguments> chains =
                FIRST_PAYLOADS.stream()
                        .flatMap(
                                first ->
                                        Golden.of("ike/payloads").stream()
                                                .filter(
                                                        line ->
                                                                line.name()
                                                                        .contains(
                                                                                "-" + first + "."))
                                                .map(line -> Arguments.of(chain(first), line)));
        return Stream.concat(records, chains);
    }

    private static RecordCodec chain(int first) {
        return new RecordCodec(
                "ike/payloads",
                true,
                octets ->
                        PayloadChain.parse(new PayloadType(first), octets.reader())
                                .map(chain -> new Read(chain, withoutDirt(chain::writeTo))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void whatIsReadIsWrittenAlike(RecordCodec codec, Golden line) {
        Read read = codec.read().apply(line.octets()).orElseThrow();
        if (codec.isExact()) {
            assertThat(read.written()).isEqualTo(line.octets());
        }
        assertThat(codec.read().apply(read.written())).isEqualTo(Parse.ok(read));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyShorterPrefixIsRefused(RecordCodec codec, Golden line) {
        int least =
                codec.folder().equals("ethernet")
                        ? EthernetFrame.HEADER_SIZE
                        : line.octets().size();
        for (int size = 0; size < least; size++) {
            assertThat(codec.read().apply(line.octets().slice(0, size)))
                    .as("the first %d octets", size)
                    .isInstanceOf(Parse.Malformed.class);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyProtocolHasGoldenOctets(RecordCodec codec) {
        assertThat(Golden.of(codec.folder())).isNotEmpty();
    }

    private static Bytes withoutDirt(Consumer<ByteWriter> writer) {
        var out = new ByteWriter(16).bytes(DIRT);
        writer.accept(out);
        assertThat(out.toBytes().startsWith(DIRT)).isTrue();
        return out.toBytes().slice(DIRT.size());
    }

    private static Parse<Read> arp(Bytes octets) {
        return ArpPacket.parse(octets.reader()).map(packet -> new Read(packet, packet.toBytes()));
    }

    private static Parse<Read> ethernet(Bytes octets) {
        return EthernetFrame.parse(octets.reader()).map(frame -> new Read(frame, frame.toBytes()));
    }

    private static Parse<Read> ike(Bytes octets) {
        return IkeMessage.parse(octets).map(message -> new Read(message, message.toBytes()));
    }

    private static Parse<Read> ip(Bytes octets) {
        return IpPacket.parse(octets)
                .map(packet -> new Read(packet, withoutDirt(packet::writeTo)))
                .map(
                        read -> {
                            int promised = ((IpPacket) read.value()).wireLength();
                            assertThat(read.written().size()).isEqualTo(promised);
                            return read;
                        });
    }

    private static Parse<Read> nhrp(Bytes octets) {
        return NhrpPacket.parse(octets).map(packet -> new Read(packet, packet.toBytes()));
    }

    /// A message inside an IP packet, of which the checksum covers the addresses.
    private static <M> Parse<Read> inside(
            Bytes octets,
            Function<IpPacket, Parse<M>> parse,
            BiFunction<M, IpPacket, Bytes> write) {
        return IpPacket.parse(octets)
                .flatMap(
                        packet ->
                                parse.apply(packet)
                                        .map(
                                                message ->
                                                        new Read(
                                                                message,
                                                                with(
                                                                        packet,
                                                                        write.apply(
                                                                                message,
                                                                                packet)))));
    }

    private static Bytes with(IpPacket packet, Bytes message) {
        Bytes octets = packet.toBytes();
        return octets.slice(0, octets.size() - packet.message().size()).plus(message);
    }

    private static Parse<Read> icmp(Bytes octets) {
        return inside(
                octets,
                IcmpMessage::parse,
                (message, ip) -> message.toBytes(ip.source(), ip.destination()));
    }

    private static Parse<Read> tcp(Bytes octets) {
        return inside(
                octets,
                ip -> TcpSegment.parse(ip.source(), ip.destination(), ip.message()),
                (segment, ip) -> segment.toBytes(ip.source(), ip.destination()));
    }

    private static Parse<Read> udp(Bytes octets) {
        return inside(
                octets,
                ip -> UdpDatagram.parse(ip.source(), ip.destination(), ip.message()),
                (datagram, ip) -> datagram.toBytes(ip.source(), ip.destination()));
    }

    /// The sessions of the files agreed on path identifiers for IPv4 alone; the vectors hold no IPv4 routes.
    private static Parse<Read> bgp(Bytes octets) {
        var codec = Codec.EXTERNAL.withAddPath(new TreeSet<>(List.of(Family.IPV4)));
        var reader = new MessageReader();
        reader.add(octets);
        Optional<Decoded> decoded = reader.next(codec);
        if (decoded.isEmpty()) {
            return Parse.malformed(octets.size(), "truncated");
        }
        return switch (decoded.get()) {
            case Decoded.Refused(String what, _) -> Parse.malformed(0, what);
            case Decoded.Message(BgpMessage message) ->
                    Parse.ok(new Read(message, message.write(codec)));
            case Decoded.Routes(var update) when update.faults().isEmpty() ->
                    Parse.ok(new Read(update, update.update().write(codec)));
            case Decoded.Routes(var update) -> Parse.malformed(0, update.faults().toString());
        };
    }
}
