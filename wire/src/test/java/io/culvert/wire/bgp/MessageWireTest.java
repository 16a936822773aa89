package io.culvert.wire.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.RouteTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWireTest {
    private static final RouteDistinguisher RD = RouteDistinguisher.of("1:1");
    private static final Prefix LAN = Prefix.of("192.168.113.0/24");

    static Bytes golden(String name) {
        try (var in = MessageWireTest.class.getResourceAsStream(name + ".hex")) {
            return Bytes.hex(
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Decoded read(Bytes octets, Codec codec) {
        var reader = new MessageReader();
        reader.add(octets);
        return reader.next(codec).orElseThrow();
    }

    static Update update(Bytes octets, Codec codec) {
        var parsed = ((Decoded.Routes) read(octets, codec)).update();
        assertThat(parsed.faults()).isEmpty();
        return parsed.update();
    }

    @Test
    void theVpnRouteOfSpoke1IsReadAndWritten() {
        Update update = update(golden("b1"), Codec.EXTERNAL);
        var reach = update.attribute(PathAttribute.MpReach.class).orElseThrow();
        assertThat(reach.family()).isEqualTo(Family.VPNV4);
        assertThat(reach.nextHop()).contains(NextHop.of(IpAddress.of("10.1.1.3")));
        assertThat(reach.routes()).containsExactly(Nlri.Vpn.of(new Label(16), RD, LAN));
        assertThat(update.attribute(PathAttribute.Path.class).orElseThrow().path())
                .isEqualTo(AsPath.of(100L));
        assertThat(
                        update.attribute(PathAttribute.ExtendedCommunities.class)
                                .orElseThrow()
                                .communities())
                .containsExactly(ExtendedCommunity.of(RouteTarget.of("1:1")));
        assertThat(update.write(Codec.EXTERNAL)).isEqualTo(golden("b1"));
    }

    @Test
    void theWithdrawOfTheSameRouteIsReadAndWritten() {
        Update update = update(golden("b2"), Codec.EXTERNAL);
        assertThat(update.attributes())
                .containsExactly(
                        new PathAttribute.MpUnreach(
                                Family.VPNV4, List.of(Nlri.Vpn.withdrawn(RD, LAN))));
        assertThat(update.write(Codec.EXTERNAL)).isEqualTo(golden("b2"));
    }

    @Test
    void anEmptyUnreachIsTheEndOfTheFamily() {
        Update update = update(golden("b3"), Codec.EXTERNAL);
        assertThat(update.endOfRib()).contains(Family.VPNV4);
        assertThat(Update.endOfRib(Family.VPNV4).write(Codec.EXTERNAL)).isEqualTo(golden("b3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b1", "b2", "b3"})
    void noShorterPieceIsAMessage(String name) {
        Bytes whole = golden(name);
        for (int length = 0; length < whole.size(); length++) {
            var reader = new MessageReader();
            reader.add(whole.slice(0, length));
            assertThat(reader.next(Codec.EXTERNAL)).isEmpty();
            // the same octets under a header that claims to end there
            if (length > BgpMessage.HEADER_SIZE) {
                var parsed =
                        UpdateParser.parse(
                                whole.slice(BgpMessage.HEADER_SIZE, length), Codec.EXTERNAL);
                assertThat(parsed.reaction()).isGreaterThanOrEqualTo(Reaction.TREAT_AS_WITHDRAW);
            }
        }
    }

    @Test
    void aStreamIsCutIntoMessagesWhereverItsPiecesEnd() {
        Bytes stream =
                golden("b1")
                        .plus(golden("b2"))
                        .plus(new BgpMessage.Keepalive().write(Codec.EXTERNAL));
        var reader = new MessageReader();
        int messages = 0;
        for (int at = 0; at < stream.size(); at++) {
            reader.add(stream.slice(at, at + 1));
            while (reader.next(Codec.EXTERNAL).isPresent()) {
                messages++;
            }
        }
        assertThat(messages).isEqualTo(3);
        assertThat(reader.held()).isZero();
    }

    @Test
    void anOpenCarriesItsCapabilities() {
        var open =
                Open.of(
                        4_200_000_000L,
                        180,
                        Ipv4Address.of("10.0.0.1"),
                        List.of(
                                new Capability.Multiprotocol(Family.VPNV4),
                                new Capability.RefreshRoutes(),
                                new Capability.RefreshEnhanced(),
                                new Capability.ExtendedMessage(),
                                new Capability.FourOctetAs(4_200_000_000L),
                                new Capability.AddPath(
                                        List.of(
                                                new Capability.AddPath.FamilyMode(
                                                        Family.VPNV4, 3))),
                                new Capability.GracefulRestart(
                                        true,
                                        true,
                                        120,
                                        List.of(
                                                new Capability.GracefulRestart.FamilyFlags(
                                                        Family.IPV4, 0x80))),
                                new Capability.Role(3),
                                new Capability.HostName("R1-HUB", "cisco.com"),
                                new Capability.Unknown(200, Bytes.hex("0102"))));
        assertThat(open.as()).isEqualTo(23_456);
        var read =
                (Open)
                        ((Decoded.Message) read(open.write(Codec.EXTERNAL), Codec.EXTERNAL))
                                .message();
        assertThat(read).isEqualTo(open);
        assertThat(read.realAs()).isEqualTo(4_200_000_000L);
        assertThat(read.families()).containsExactly(Family.VPNV4);
    }

    @Test
    void manyCapabilitiesTakeTheLongForm() {
        var many = new ArrayList<Capability>();
        for (int i = 0; i < 60; i++) {
            many.add(new Capability.Unknown(130 + i, Bytes.zero(6)));
        }
        var open = Open.of(10, 180, Ipv4Address.of("10.0.0.1"), many);
        Bytes octets = open.write(Codec.EXTERNAL);
        assertThat(octets.u8(28)).isEqualTo(255);
        assertThat(octets.u8(29)).isEqualTo(255);
        assertThat(((Decoded.Message) read(octets, Codec.EXTERNAL)).message()).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00ffffffffffffffffffffffffffffff001304 1/1",
                "ffffffffffffffffffffffffffffffff001204 1/2",
                "ffffffffffffffffffffffffffffffff001404 1/2",
                "ffffffffffffffffffffffffffffffff100102 1/2",
                "ffffffffffffffffffffffffffffffff001306 1/3",
                "ffffffffffffffffffffffffffffffff001300 1/3",
                "ffffffffffffffffffffffffffffffff001d0103000a00b40a00000100 2/1",
                "ffffffffffffffffffffffffffffffff001d0104000a00b40a00000101 2/0",
                "ffffffffffffffffffffffffffffffff001f0104000a00b40a000001020100 2/4",
            })
    void whatEndsTheSessionSaysWithWhichCodes(String line) {
        String[] parts = line.split(" ");
        var refused = (Decoded.Refused) read(Bytes.hex(parts[0]), Codec.EXTERNAL);
        assertThat(refused.notification().code() + "/" + refused.notification().subcode())
                .isEqualTo(parts[1]);
    }

    @Test
    void everyOtherMessageComesBackAsItWas() {
        for (BgpMessage message :
                List.of(
                        new BgpMessage.Keepalive(),
                        RouteRefresh.request(Family.VPNV6),
                        new RouteRefresh(Family.IPV4, RouteRefresh.BEGIN, Bytes.EMPTY),
                        new Notification(6, 2, Bytes.hex("0568656c6c6f")))) {
            Bytes octets = message.write(Codec.EXTERNAL);
            assertThat(((Decoded.Message) read(octets, Codec.EXTERNAL)).message())
                    .isEqualTo(message);
        }
        assertThat(new Notification(6, 2, Bytes.hex("0568656c6c6f")).shutdownText())
                .isEqualTo("hello");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        for (long seed = 1; seed <= 2_000; seed++) {
            var random = new RandomUpdate(new Random(seed));
            Update update = random.update();
            var parsed =
                    ((Decoded.Routes) read(update.write(random.codec()), random.codec())).update();
            assertThat(parsed.update()).as("seed %d", seed).isEqualTo(update);
        }
    }

    @Test
    void noOctetsMakeTheReaderThrow() {
        for (long seed = 1; seed <= 20_000; seed++) {
            var random = new Random(seed);
            var maker = new RandomUpdate(random);
            byte[] octets = maker.update().write(maker.codec()).toArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                octets[
                                BgpMessage.HEADER_SIZE
                                        + random.nextInt(octets.length - BgpMessage.HEADER_SIZE)] =
                        (byte) random.nextInt();
            }
            octets[18] = (byte) (1 + random.nextInt(5));
            var reader = new MessageReader();
            reader.add(Bytes.of(octets));
            while (reader.next(maker.codec()).isPresent()) {
                assertThat(reader.held()).as("seed %d", seed).isNotNegative();
            }
        }
    }

    @Test
    void severalLabelsAreReadWhereTheyWereAgreedOn() {
        var route = new Nlri.Labelled(Optional.of(7), List.of(new Label(16), new Label(17)), LAN);
        var families = new TreeSet<>(List.of(Family.IPV4_LABELLED));
        var codec = Codec.EXTERNAL.withAddPath(families).withMultipleLabels(families);
        var reach =
                PathAttribute.MpReach.of(
                        Family.IPV4_LABELLED, NextHop.of(IpAddress.of("10.0.0.1")), List.of(route));
        var update =
                new Update(
                        List.of(),
                        List.of(
                                reach,
                                new PathAttribute.OriginCode(Origin.IGP),
                                new PathAttribute.Path(AsPath.EMPTY)),
                        List.of());
        assertThat(update(update.write(codec), codec)).isEqualTo(update);
    }

    @Test
    void anOldSpeakersPathIsJoinedWithTheLongNumbers() {
        assertThat(AsPathCodec.merge(AsPath.of(10L, 23_456L, 23_456L), AsPath.of(70_000L, 80_000L)))
                .isEqualTo(AsPath.of(10L, 70_000L, 80_000L));
        assertThat(AsPathCodec.merge(AsPath.of(23_456L), AsPath.of(70_000L, 80_000L)))
                .isEqualTo(AsPath.of(23_456L));
    }
}
