package io.culvert.wire.nhrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.base.RouteTarget;
import io.culvert.testkit.Golden;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.nhrp.LabelExtension.Transport;
import io.culvert.wire.nhrp.LabelExtension.VpnLabel;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NhrpPropertyTest {
    private static final int SEEDS = 500;

    private static IpAddress address(Random chance, boolean isIpv4) {
        var octets = new byte[isIpv4 ? 4 : 16];
        chance.nextBytes(octets);
        return IpAddress.of(Bytes.of(octets));
    }

    private static Bytes octets(Random chance, int most) {
        var octets = new byte[chance.nextInt(most + 1)];
        chance.nextBytes(octets);
        return Bytes.of(octets);
    }

    private static <T> Optional<T> perhaps(Random chance, Supplier<T> value) {
        return chance.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private static <T> List<T> some(Random chance, int most, Supplier<T> value) {
        return Stream.generate(value).limit(chance.nextInt(most + 1)).toList();
    }

    private static Cie cie(Random chance, boolean nbmaIpv4, boolean isIpv4) {
        return new Cie(
                chance.nextInt(256),
                chance.nextInt(8) == 0 ? Cie.HOST : chance.nextInt(isIpv4 ? 33 : 129),
                chance.nextInt(65_536),
                chance.nextInt(65_536),
                chance.nextInt(256),
                perhaps(chance, () -> address(chance, nbmaIpv4)),
                perhaps(chance, () -> address(chance, isIpv4)));
    }

    private static Label label(Random chance) {
        return new Label(
                chance.nextInt(4) == 0
                        ? List.of(0, 2, 3).get(chance.nextInt(3))
                        : Label.FIRST_UNRESERVED
                                + chance.nextInt(Label.MAX + 1 - Label.FIRST_UNRESERVED));
    }

    private static LabelExtension labels(Random chance) {
        return new LabelExtension(
                chance.nextBoolean(),
                chance.nextBoolean(),
                chance.nextInt(4),
                some(
                        chance,
                        100,
                        () ->
                                RouteTarget.of(
                                        chance.nextInt(65_536) + ":" + chance.nextInt(65_536))),
                some(
                        chance,
                        3,
                        () ->
                                new VpnLabel(
                                        chance.nextInt(256),
                                        chance.nextInt(256),
                                        Stream.generate(() -> label(chance))
                                                .limit(1 + chance.nextInt(5))
                                                .toList())),
                perhaps(
                        chance,
                        () -> new Transport(label(chance), address(chance, chance.nextBoolean()))),
                perhaps(chance, chance::nextInt));
    }

    private static NhrpPacket packet(Random chance) {
        boolean nbmaIpv4 = chance.nextBoolean();
        boolean isIpv4 = chance.nextBoolean();
        NhrpType type = List.of(NhrpType.values()).get(chance.nextInt(NhrpType.values().length));
        NhrpBody body =
                switch (type) {
                    case ERROR_INDICATION ->
                            new NhrpBody.ErrorIndication(
                                    chance.nextInt(20), chance.nextInt(65_536), octets(chance, 99));
                    case TRAFFIC_INDICATION ->
                            new NhrpBody.TrafficIndication(chance.nextInt(2), octets(chance, 99));
                    default ->
                            new NhrpBody.Exchange(
                                    chance.nextInt(65_536),
                                    chance.nextInt(),
                                    some(chance, 3, () -> cie(chance, nbmaIpv4, isIpv4)));
                };
        List<NhrpExtension> extensions =
                IntStream.of(3, 4, 5, 7, 8, 9, 0x3801, 0x3FFF)
                        .filter(_ -> chance.nextBoolean())
                        .mapToObj(
                                kind ->
                                        new NhrpExtension(
                                                chance.nextBoolean(), kind, octets(chance, 30)))
                        .toList();
        return new NhrpPacket(
                type,
                chance.nextInt(256),
                address(chance, nbmaIpv4),
                address(chance, isIpv4),
                address(chance, isIpv4),
                body,
                extensions);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            NhrpPacket packet = packet(new Random(seed));
            Bytes octets = packet.toBytes();
            assertThat(octets.size()).as("seed " + seed).isEqualTo(packet.wireLength());
            assertThat(InternetChecksum.of(octets)).as("seed " + seed).isZero();
            assertThat(NhrpPacket.parse(octets)).as("seed " + seed).isEqualTo(Parse.ok(packet));
        }
    }

    @Test
    void labelsThatAreWrittenAreReadBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            LabelExtension labels = labels(new Random(seed));
            assertThat(LabelExtension.parse(labels.toExtension()))
                    .as("seed " + seed)
                    .isEqualTo(Parse.ok(Optional.of(labels)));
        }
    }

    @Test
    void entriesOfExtensionsThatAreWrittenAreReadBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var chance = new Random(seed);
            boolean nbmaIpv4 = chance.nextBoolean();
            boolean isIpv4 = chance.nextBoolean();
            List<Cie> cies = some(chance, 4, () -> cie(chance, nbmaIpv4, isIpv4));
            IpAddress nbma = address(chance, nbmaIpv4);
            IpAddress protocol = address(chance, isIpv4);
            assertThat(
                            NhrpExtension.ofCies(true, NhrpExtension.REVERSE_TRANSIT, cies)
                                    .cies(nbma.family(), protocol.family()))
                    .as("seed " + seed)
                    .isEqualTo(Parse.ok(cies));
        }
    }

    /// Golden packets with changed octets and lengths, their checksum made right again.
    @Test
    void noOctetsMakeTheParserThrowAndWhatItTakesItWritesAlike() {
        for (long seed = 1; seed <= 100; seed++) {
            var chance = new Random(seed);
            for (Golden golden : Golden.of("nhrp")) {
                for (int round = 0; round < 20; round++) {
                    Bytes octets = changed(chance, golden.octets().toArray());
                    if (NhrpPacket.parse(octets) instanceof Parse.Ok<NhrpPacket>(var packet)) {
                        assertThat(NhrpPacket.parse(packet.toBytes()))
                                .as("seed " + seed)
                                .isEqualTo(Parse.ok(packet));
                        for (NhrpExtension extension : packet.extensions()) {
                            assertThat(packet.cies(extension)).isNotNull();
                            assertThat(Authentication.parse(extension)).isNotNull();
                        }
                        assertThat(packet.labels()).isNotNull();
                    }
                }
            }
        }
    }

    private static Bytes changed(Random chance, byte[] octets) {
        for (int i = 0; i <= chance.nextInt(4); i++) {
            octets[chance.nextInt(octets.length)] = (byte) chance.nextInt();
        }
        octets[12] = 0;
        octets[13] = 0;
        int right = InternetChecksum.of(Bytes.of(octets));
        octets[12] = (byte) (right >>> 8);
        octets[13] = (byte) right;
        return Bytes.of(octets);
    }
}
