package io.culvert.wire.nhrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.testkit.Golden;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.mpls.AssociatedChannel;
import io.culvert.wire.mpls.MplsEntry;
import io.culvert.wire.nhrp.LabelExtension.Transport;
import io.culvert.wire.nhrp.LabelExtension.VpnLabel;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NhrpWireTest {
    private static final IpAddress SPOKE1 = IpAddress.of("10.1.1.3");
    private static final IpAddress SPOKE2 = IpAddress.of("10.1.1.4");
    private static final IpAddress WANTED = IpAddress.of("192.168.114.1");

    private static Bytes golden(int number) {
        return Golden.of("nhrp").stream()
                .filter(line -> line.name().startsWith("vectors"))
                .toList()
                .get(number - 1)
                .octets();
    }

    private static NhrpPacket read(int number) {
        return NhrpPacket.parse(golden(number)).orElseThrow();
    }

    private static Cie cie(int prefixLength, String nbma, String protocol) {
        return new Cie(
                CieCode.SUCCESS,
                prefixLength,
                17_912,
                7200,
                0,
                Optional.of(IpAddress.of(nbma)),
                Optional.of(IpAddress.of(protocol)));
    }

    @Test
    void aRedirectHoldsTheHeadOfThePacket() {
        NhrpPacket n1 = read(1);
        assertThat(n1.type()).isEqualTo(NhrpType.TRAFFIC_INDICATION);
        assertThat(n1.sourceNbma()).isEqualTo(IpAddress.of("172.16.0.1"));
        assertThat(n1.source()).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(n1.destination()).isEqualTo(IpAddress.of("192.168.113.10"));
        assertThat(n1.body())
                .isEqualTo(
                        new NhrpBody.TrafficIndication(
                                NhrpBody.TrafficIndication.REDIRECT, golden(1).slice(40, 68)));
        assertThat(n1.extensions()).isEmpty();
    }

    /// FRR 8.4.4 sends them so.
    @Test
    void aRedirectMayHaveNoPartOfExtensions() {
        Bytes frr =
                Bytes.hex(
                        """
                        00010800000000000001007c16700000010804000404000000000000c0000201
                        0a0000010a02020145000054102040003f0112840a0202010a020301080018b9
                        036b0001e606026b000000003496000000000000101112131415161718191a1b
                        1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637
                        """);
        NhrpPacket packet = NhrpPacket.parse(frr).orElseThrow();
        assertThat(packet.body()).isEqualTo(new NhrpBody.TrafficIndication(0, frr.slice(40)));
        assertThat(NhrpPacket.parse(packet.toBytes())).isEqualTo(Parse.ok(packet));
    }

    @Test
    void aRequestOffersLabels() {
        NhrpPacket n2 = read(2);
        var entry = new Cie(0, 32, 17_912, 7200, 0, Optional.empty(), Optional.empty());
        assertThat(n2)
                .isEqualTo(
                        new NhrpPacket(
                                NhrpType.RESOLUTION_REQUEST,
                                NhrpPacket.HOP_COUNT,
                                IpAddress.of("172.16.1.103"),
                                SPOKE1,
                                WANTED,
                                new NhrpBody.Exchange(
                                        NhrpFlag.REQUESTER_IS_ROUTER
                                                | NhrpFlag.AUTHORITATIVE
                                                | NhrpFlag.SOURCE_STABLE
                                                | NhrpFlag.NAT,
                                        1,
                                        List.of(entry)),
                                n2.extensions()));
        assertThat(n2.extensions())
                .extracting(NhrpExtension::type)
                .containsExactly(3, 4, 5, 9, 0x3801);
        assertThat(n2.extensions())
                .extracting(NhrpExtension::compulsory)
                .containsExactly(true, true, true, false, false);
        assertThat(n2.cies(NhrpExtension.RESPONDER_ADDRESS)).isEqualTo(Parse.ok(List.of()));
        var offer =
                new LabelExtension(
                        false,
                        false,
                        LabelExtension.CAPABILITY_LABELS,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(n2.labels()).isEqualTo(Parse.ok(Optional.of(offer)));
        assertThat(offer.toExtension()).isEqualTo(n2.extensions().getLast());
    }

    @Test
    void aReplyHoldsLabelsAndTheRoadOfTheRequest() {
        NhrpPacket n3 = read(3);
        assertThat(((NhrpBody.Exchange) n3.body()).cies())
                .containsExactly(cie(24, "172.16.1.104", "10.1.1.4"));
        assertThat(n3.cies(NhrpExtension.RESPONDER_ADDRESS))
                .isEqualTo(Parse.ok(List.of(cie(0, "172.16.1.104", "10.1.1.4"))));
        assertThat(n3.cies(NhrpExtension.FORWARD_TRANSIT))
                .isEqualTo(Parse.ok(List.of(cie(0, "172.16.0.1", "10.0.0.1"))));
        assertThat(
                        NhrpExtension.ofCies(
                                true,
                                NhrpExtension.FORWARD_TRANSIT,
                                List.of(cie(0, "172.16.0.1", "10.0.0.1"))))
                .isEqualTo(n3.extension(NhrpExtension.FORWARD_TRANSIT).orElseThrow());
        var answer =
                new LabelExtension(
                        true,
                        false,
                        LabelExtension.CAPABILITY_LABELS,
                        List.of(),
                        List.of(new VpnLabel(0, 24, List.of(new Label(16)))),
                        Optional.of(new Transport(Label.IMPLICIT_NULL, SPOKE2)),
                        Optional.of(1));
        assertThat(n3.labels()).isEqualTo(Parse.ok(Optional.of(answer)));
        assertThat(answer.toExtension()).isEqualTo(n3.extensions().getLast());
    }

    @Test
    void aPurgeNamesWhatToForget() {
        assertThat(((NhrpBody.Exchange) read(4).body()).cies())
                .containsExactly(
                        new Cie(
                                0,
                                24,
                                0,
                                0,
                                0,
                                Optional.empty(),
                                Optional.of(IpAddress.of("192.168.114.0"))));
    }

    /// N5: N2 under label 18, the generic associated channel label and the header of the channel.
    @Test
    void aChannelOfALabelCarriesTheSamePacket() {
        Bytes octets = Golden.of("gre").getLast().octets();
        MemorySegment in = MemorySegment.ofArray(octets.toArray());
        assertThat(Gre.protocol(in, 0)).isEqualTo(Gre.MPLS);
        assertThat(MplsEntry.label(in, 4)).isEqualTo(18);
        assertThat(MplsEntry.label(in, 8)).isEqualTo(MplsEntry.GAL);
        assertThat(MplsEntry.isBottom(in, 8)).isTrue();
        assertThat(AssociatedChannel.stands(in, 12, octets.size())).isTrue();
        assertThat(AssociatedChannel.type(in, 12)).isEqualTo(AssociatedChannel.NHRP);
        assertThat(octets.slice(16)).isEqualTo(golden(2));
        MemorySegment out = MemorySegment.ofArray(Bytes.hex("a5a5a5a5").toArray());
        AssociatedChannel.write(out, 0, AssociatedChannel.NHRP);
        assertThat(Bytes.of(out, 0, 4)).isEqualTo(octets.slice(12, 16));
    }

    @Test
    void aChannelHeaderIsOfVersionZeroAndItsReservedOctetIsIgnored() {
        MemorySegment in = MemorySegment.ofArray(Bytes.hex("10ff7ff8 11007ff8 45007ff8").toArray());
        assertThat(AssociatedChannel.stands(in, 0, 12)).isTrue();
        assertThat(AssociatedChannel.type(in, 0)).isEqualTo(AssociatedChannel.NHRP);
        assertThat(AssociatedChannel.stands(in, 4, 12)).isFalse();
        assertThat(AssociatedChannel.stands(in, 8, 12)).isFalse();
        assertThat(AssociatedChannel.stands(in, 0, 3)).isFalse();
    }

    @Test
    void anErrorIndicationIsSentWithoutExtensionsAndReadWithThem() {
        var error =
                new NhrpPacket(
                        NhrpType.ERROR_INDICATION,
                        NhrpPacket.HOP_COUNT,
                        IpAddress.of("172.16.0.1"),
                        IpAddress.of("10.0.0.1"),
                        SPOKE1,
                        new NhrpBody.ErrorIndication(
                                ErrorCode.HOP_COUNT_EXCEEDED, 9, golden(2).slice(0, 52)),
                        List.of());
        Bytes octets = error.toBytes();
        assertThat(octets.u16(14)).as("offset of extensions").isZero();
        assertThat(octets.slice(20, 28)).isEqualTo(Bytes.hex("0404 0000 000f 0009"));
        assertThat(NhrpPacket.parse(octets)).isEqualTo(Parse.ok(error));
        NhrpPacket extended = error.with(Authentication.clear("secret").toExtension());
        assertThat(NhrpPacket.parse(extended.toBytes())).isEqualTo(Parse.ok(extended));
    }

    @Test
    void addressesOfBothFamiliesMayBeOfEither() {
        var packet =
                new NhrpPacket(
                        NhrpType.RESOLUTION_REPLY,
                        3,
                        IpAddress.of("172.16.1.103"),
                        IpAddress.of("2001:db8::3"),
                        IpAddress.of("2001:db8:1::1"),
                        new NhrpBody.Exchange(
                                0, -1, List.of(cie(64, "172.16.1.104", "2001:db8::4"))),
                        List.of());
        assertThat(packet.toBytes().slice(0, 4)).isEqualTo(Bytes.hex("0001 86dd"));
        assertThat(NhrpPacket.parse(packet.toBytes())).isEqualTo(Parse.ok(packet));
        var other =
                new NhrpPacket(
                        NhrpType.REGISTRATION_REQUEST,
                        0,
                        IpAddress.of("2001:db8::7"),
                        SPOKE1,
                        SPOKE2,
                        new NhrpBody.Exchange(
                                NhrpFlag.REGISTRATION_UNIQUE,
                                7,
                                List.of(cie(255, "2001:db8::7", "10.1.1.3"))),
                        List.of());
        assertThat(other.toBytes().slice(0, 4)).isEqualTo(Bytes.hex("0002 0800"));
        assertThat(NhrpPacket.parse(other.toBytes())).isEqualTo(Parse.ok(other));
    }

    /// The octets with one changed, and the checksum right again.
    private static Bytes changed(int number, int at, int value) {
        byte[] octets = golden(number).toArray();
        octets[at] = (byte) value;
        return sealed(octets);
    }

    private static Bytes sealed(byte[] octets) {
        octets[12] = 0;
        octets[13] = 0;
        int right = InternetChecksum.of(Bytes.of(octets));
        octets[12] = (byte) (right >>> 8);
        octets[13] = (byte) right;
        return Bytes.of(octets);
    }

    private static void refused(Bytes octets, String what) {
        assertThat(NhrpPacket.parse(octets))
                .isInstanceOfSatisfying(
                        Parse.Malformed.class,
                        failure -> assertThat(failure.what()).isEqualTo(what));
    }

    @Test
    void eachRuleOfLengthIsKept() {
        byte[] wrongSum = golden(2).toArray();
        wrongSum[13] ^= 1;
        refused(Bytes.of(wrongSum), "checksum");
        refused(changed(2, 1, 15), "NBMA address family");
        refused(changed(2, 3, 6), "protocol type");
        refused(changed(2, 11, 0x59), "packet length");
        refused(changed(2, 16, 0), "version");
        refused(changed(2, 17, 9), "type");
        refused(changed(2, 17, 0), "type");
        refused(changed(2, 18, 0), "source NBMA address length");
        refused(changed(2, 18, 16), "source NBMA address length");
        refused(changed(2, 18, 0x44), "source NBMA address length");
        refused(changed(2, 19, 4), "source subaddress");
        refused(changed(2, 20, 0), "source protocol address length");
        refused(changed(2, 20, 16), "source protocol address length");
        refused(changed(2, 21, 0), "destination protocol address length");
        refused(changed(2, 41, 33), "prefix length of a client");
        refused(changed(2, 48, 4), "truncated");
        refused(changed(2, 48, 16), "NBMA address length of a client");
        refused(changed(2, 49, 4), "subaddress of a client");
        refused(changed(2, 50, 4), "truncated");
    }

    @Test
    void theOffsetOfExtensionsLiesBehindTheMandatoryPartAndInsideThePacket() {
        refused(changed(2, 15, 19), "truncated");
        refused(changed(2, 15, 20), "truncated");
        refused(changed(2, 15, 39), "truncated");
        refused(changed(2, 15, 51), "truncated");
        refused(changed(1, 15, 72), "truncated");
        refused(changed(1, 15, 73), "truncated");
        refused(changed(1, 14, 0xFF), "truncated");
        // Without extensions the rest would be entries.
        refused(changed(2, 15, 0), "subaddress of a client");
    }

    @Test
    void extensionsEndWithTheirEndAndComeOnce() {
        Bytes end = Bytes.hex("80000000");
        refused(withExtensions("8003 0000"), "truncated");
        refused(withExtensions("8003 0005 01020304"), "truncated");
        refused(withExtensions("8000 0001 00"), "length of the end of extensions");
        refused(withExtensions(end.toHex() + "00"), "trailing octets");
        refused(withExtensions("8003 0000 0003 0000" + end.toHex()), "an extension twice");
        Bytes vendors = withExtensions("0008 0003 000001 0008 0003 000002" + end.toHex());
        NhrpPacket packet = NhrpPacket.parse(vendors).orElseThrow();
        assertThat(packet.extensions()).hasSize(2);
        assertThat(packet.toBytes()).isEqualTo(vendors);
    }

    /// N4 with other extensions.
    private static Bytes withExtensions(String hex) {
        Bytes octets = golden(4).slice(0, 56).plus(Bytes.hex(hex));
        byte[] all = octets.toArray();
        all[11] = (byte) all.length;
        return sealed(all);
    }

    @Test
    void whatHasNoMeaningIsIgnored() {
        assertThat(NhrpPacket.parse(changed(2, 4, 1))).as("SNAP").isEqualTo(Parse.ok(read(2)));
        Bytes unused = withExtensions("4003 0000 80000000");
        assertThat(NhrpPacket.parse(unused).orElseThrow().extensions())
                .containsExactly(new NhrpExtension(false, 3, Bytes.EMPTY));
    }

    @Test
    void aPacketThatCannotBeWrittenCannotBeMade() {
        NhrpPacket n2 = read(2);
        assertThatThrownBy(() -> n2.withHopCount(256)).isInstanceOf(IllegalArgumentException.class);
        var long1 = new NhrpExtension(false, 0x3802, Bytes.zero(40_000));
        assertThatThrownBy(
                        () -> n2.with(long1).with(new NhrpExtension(false, 0x3803, long1.value())))
                .hasMessageContaining("octets");
        assertThatThrownBy(() -> n2.withExtensions(List.of(long1, long1)))
                .hasMessageContaining("twice");
        assertThatThrownBy(
                        () ->
                                new NhrpPacket(
                                        NhrpType.TRAFFIC_INDICATION,
                                        0,
                                        SPOKE1,
                                        SPOKE1,
                                        SPOKE2,
                                        n2.body(),
                                        List.of()))
                .hasMessageContaining("another type");
        assertThatThrownBy(
                        () ->
                                new NhrpPacket(
                                        NhrpType.PURGE_REPLY,
                                        0,
                                        IpAddress.of("2001:db8::1"),
                                        SPOKE1,
                                        SPOKE2,
                                        read(3).body(),
                                        List.of()))
                .hasMessageContaining("family");
    }

    @Test
    void anExtensionIsReplacedWhereItStands() {
        NhrpPacket n2 = read(2);
        var filled = new NhrpExtension(true, NhrpExtension.FORWARD_TRANSIT, Bytes.hex("01"));
        var fresh = Authentication.clear("secret").toExtension();
        assertThat(n2.with(filled).with(fresh).extensions())
                .extracting(NhrpExtension::type)
                .containsExactly(3, 4, 5, 9, 0x3801, 7);
        assertThat(n2.with(filled).extension(4)).contains(filled);
    }

    @Test
    void theWordInClearIsBehindIndexOne() {
        NhrpExtension extension = Authentication.clear("NHRPauth").toExtension();
        assertThat(extension)
                .isEqualTo(new NhrpExtension(true, 7, Bytes.hex("00000001 4e48525061757468")));
        assertThat(Authentication.parse(extension))
                .isEqualTo(
                        Parse.ok(
                                new Authentication(Authentication.CLEAR, Bytes.ascii("NHRPauth"))));
        assertThat(Authentication.clear("NHRPauth").toString()).doesNotContain("4e48");
        assertThat(Authentication.parse(new NhrpExtension(true, 7, Bytes.hex("000000"))).isOk())
                .isFalse();
    }

    /// RFC 2735 puts source and target word into type 9.
    @Test
    void deviceCapabilitiesAreNoAddresses() {
        NhrpPacket packet =
                read(4).with(new NhrpExtension(false, 9, Bytes.hex("00000001 00000000")));
        assertThat(packet.cies(NhrpExtension.NAT_ADDRESS).isOk()).isFalse();
        assertThat(NhrpPacket.parse(packet.toBytes())).isEqualTo(Parse.ok(packet));
    }

    private static Parse<Optional<LabelExtension>> labels(String hex) {
        return LabelExtension.parse(new NhrpExtension(false, NhrpExtension.LABEL, Bytes.hex(hex)));
    }

    @Test
    void theLabelExtensionOfSomebodyElseIsNone() {
        assertThat(labels("")).isEqualTo(Parse.ok(Optional.empty()));
        assertThat(labels("4d504e48 010000")).isEqualTo(Parse.ok(Optional.empty()));
        assertThat(labels("4d504e49 01000000 ff")).isEqualTo(Parse.ok(Optional.empty()));
        assertThat(labels("4d504e48 02000000 ff")).isEqualTo(Parse.ok(Optional.empty()));
        assertThat(
                        LabelExtension.parse(
                                new NhrpExtension(false, 0x3802, Bytes.hex("4d504e48 01000000"))))
                .isEqualTo(Parse.ok(Optional.empty()));
    }

    @Test
    void unknownSubTypesAreSkipped() {
        assertThat(labels("4d504e48 01010000 c803010203 0504ffffffff 0000"))
                .isEqualTo(
                        Parse.ok(
                                Optional.of(
                                        new LabelExtension(
                                                true,
                                                false,
                                                0,
                                                List.of(),
                                                List.of(),
                                                Optional.empty(),
                                                Optional.of(-1)))));
    }

    @Test
    void labelsThatMayNotStandAreRefused() {
        for (int label = 0; label < Label.FIRST_UNRESERVED; label++) {
            boolean mayStand = label == 0 || label == 2 || label == 3;
            String entry = "%08x".formatted(label << 12 | 0x100);
            assertThat(labels("4d504e48 01010000 0308 00180000" + entry).isOk())
                    .as("label " + label)
                    .isEqualTo(mayStand);
            assertThat(labels("4d504e48 01010000 0408" + entry + "0a010104").isOk())
                    .as("transport label " + label)
                    .isEqualTo(mayStand);
        }
    }

    @Test
    void subTypesOfAWrongLengthAreRefused() {
        for (String wrong :
                List.of(
                        "01",
                        "0103000001",
                        "01050000000001",
                        "010400000001 010400000001",
                        "0207 00020000000100",
                        "0208 0003000000010001",
                        "0304 00180000",
                        "0306 00180000 0001",
                        "0308 00180000 00010000",
                        "030c 00180000 00010100 00011100",
                        "0404 00003100",
                        "0409 00003100 0a010104 00",
                        "0408 00003000 0a010104",
                        "0408 00003100 0a010104 0408 00003100 0a010104",
                        "0503 000000",
                        "0504 00000001 0504 00000002")) {
            assertThat(labels("4d504e48 01010000" + wrong))
                    .as(wrong)
                    .isInstanceOf(Parse.Malformed.class);
        }
    }

    @Test
    void classAndTimeToLiveOfALabelDoNotMatter() {
        Optional<LabelExtension> read =
                labels("4d504e48 01030000 030c 00180000 00010eff 000111ff").orElseThrow();
        assertThat(read.orElseThrow().vpnLabels())
                .containsExactly(new VpnLabel(0, 24, List.of(new Label(16), new Label(17))));
    }

    @Test
    void aStackHasABound() {
        List<Label> most = Collections.nCopies(LabelExtension.STACK_MAX, new Label(99));
        var extension =
                new LabelExtension(
                        true,
                        true,
                        0,
                        List.of(),
                        List.of(new VpnLabel(255, 255, most)),
                        Optional.empty(),
                        Optional.empty());
        assertThat(LabelExtension.parse(extension.toExtension()))
                .isEqualTo(Parse.ok(Optional.of(extension)));
        List<Label> more = Collections.nCopies(LabelExtension.STACK_MAX + 1, new Label(99));
        assertThatThrownBy(() -> new VpnLabel(0, 0, more)).hasMessageContaining("stack");
        assertThatThrownBy(() -> new VpnLabel(0, 0, List.of())).hasMessageContaining("stack");
        assertThatThrownBy(() -> new VpnLabel(0, 0, List.of(Label.GAL)))
                .hasMessageContaining("reserved");
    }
}
