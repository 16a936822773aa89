package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static io.culvert.nhrp.Playground.CUST2;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Attacks, one for each rule of nhrp.md section 7. The hub and spoke4 do what an attacker in their place would.
class SecurityTest {
    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    /// Lets spoke3 ask, keeps everybody else from answering, and brings up the tunnel that the answer comes by.
    private NhrpPacket ask() {
        hub.transited(
                InterfaceName.of("Virtual-Access1"),
                InterfaceName.of("Virtual-Access2"),
                CUST1,
                "192.168.113.10",
                "192.168.114.1");
        spoke3.links.clear();
        spoke3.receive("Tunnel0", "172.16.0.1", Optional.of(CUST1), hub.lastSent());
        spoke3.change(
                spoke3.tunnel(
                        InterfaceName.of("Virtual-Access1"),
                        true,
                        spoke4.outside,
                        spoke3.template));
        return spoke3.lastSent();
    }

    private static Cie entry(int length, String nbma, String nextHop) {
        return new Cie(
                0,
                length,
                1400,
                7200,
                0,
                Optional.of(IpAddress.of(nbma)),
                Optional.of(IpAddress.of(nextHop)));
    }

    private static LabelExtension labels(int label, int length, String nextHop) {
        return new LabelExtension(
                true,
                false,
                1,
                List.of(),
                List.of(new LabelExtension.VpnLabel(0, length, List.of(new Label(label)))),
                Optional.of(
                        new LabelExtension.Transport(Label.IMPLICIT_NULL, IpAddress.of(nextHop))),
                Optional.of(1));
    }

    private static NhrpPacket reply(NhrpPacket request, int length, String nextHop, int label) {
        Cie cie = entry(length, "172.16.1.104", nextHop);
        return Messages.reply(
                request, 0, cie, Optional.of(cie), Optional.of(labels(label, length, nextHop)));
    }

    private void answer(NhrpPacket reply) {
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.empty(), reply);
    }

    private void isRejected(NhrpPacket reply, String why) {
        answer(reply);
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.bound).isEmpty();
        assertThat(spoke3.engine.failures())
                .singleElement()
                .matches(failure -> failure.reason().contains(why), why);
    }

    private void isAnsweredWithError(int code) {
        assertThat(spoke3.lastSent().body())
                .isInstanceOfSatisfying(
                        NhrpBody.ErrorIndication.class,
                        error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    void aProperAnswerPasses() {
        answer(reply(ask(), 24, "10.1.1.4", 16));
        assertThat(spoke3.shortcuts).hasSize(1);
    }

    @Test
    void aReplyThatNobodyAskedForIsAnsweredWithAnError() {
        NhrpPacket request = ask();
        var exchange = (NhrpBody.Exchange) request.body();
        var other =
                new NhrpPacket(
                        request.type(),
                        255,
                        request.sourceNbma(),
                        request.source(),
                        request.destination(),
                        new NhrpBody.Exchange(
                                exchange.flags(), exchange.requestId() + 1, exchange.cies()),
                        request.extensions());
        answer(reply(other, 24, "10.1.1.4", 16));
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.UNSOLICITED, 1L);
        isAnsweredWithError(ErrorCode.INVALID_REPLY);
    }

    @Test
    void aReplyAboutAnotherDestinationIsNoAnswer() {
        NhrpPacket request = ask();
        var other =
                new NhrpPacket(
                        request.type(),
                        255,
                        request.sourceNbma(),
                        request.source(),
                        IpAddress.of("8.8.8.8"),
                        request.body(),
                        request.extensions());
        answer(reply(other, 24, "10.1.1.4", 16));
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.UNSOLICITED, 1L);
    }

    @Test
    void aReplyThatComesTwiceIsTakenOnce() {
        NhrpPacket request = ask();
        answer(reply(request, 24, "10.1.1.4", 16));
        int effects = spoke3.effects.size();
        answer(reply(request, 24, "10.1.1.4", 17));
        assertThat(spoke3.effects).hasSize(effects);
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.DUPLICATE, 1L);
    }

    @Test
    void anAnswerForTooMuchIsRejected() {
        isRejected(reply(ask(), 7, "10.1.1.4", 16), "too much");
        isAnsweredWithError(ErrorCode.INVALID_REPLY);
    }

    @Test
    void anAnswerForAConnectedNetworkIsRejected() {
        isRejected(reply(ask(), 16, "10.1.1.4", 16), "connected here");
    }

    @Test
    void anAnswerThatCoversThePeersOwnOuterAddressIsRejected() {
        spoke3.lans.clear();
        spoke3.route(Vrf.GLOBAL, Prefix.of("172.16.0.0/12"), Playground.TUNNEL0, Optional.empty());
        spoke3.links.clear();
        spoke3.change(
                spoke3.tunnel(
                        InterfaceName.of("Virtual-Access1"),
                        true,
                        spoke4.outside,
                        spoke3.template));
        spoke3.receive(
                "Tunnel0",
                "172.16.0.1",
                Optional.empty(),
                Messages.redirect(
                        hub.tunnel(Playground.TUNNEL0, false, spoke3.outside, hub.template),
                        hub.overlay,
                        PacketHead.parse(
                                        Heads.of(
                                                IpAddress.of("192.168.113.10"),
                                                IpAddress.of("172.16.1.200")))
                                .orElseThrow()));
        Cie cie = entry(24, "172.16.1.104", "10.1.1.4");
        isRejected(
                Messages.reply(spoke3.lastSent(), 0, cie, Optional.of(cie), Optional.empty()),
                "the tunnel's end itself");
    }

    @Test
    void aNextHopThatIsKnownBehindAnotherTunnelIsRejected() {
        isRejected(reply(ask(), 24, "10.0.0.1", 16), "behind another tunnel");
    }

    @Test
    void ourOwnAddressAsNextHopIsRejected() {
        isRejected(reply(ask(), 24, "10.1.1.3", 16), "our own");
    }

    @Test
    void aReservedLabelIsRejected() {
        NhrpPacket good = reply(ask(), 24, "10.1.1.4", 16);
        Bytes value = good.extension(NhrpExtension.LABEL).orElseThrow().value();
        // the entry of label 16 becomes one of label 13, that of the associated channel
        String wrong = value.toHex().replace("00010100", "0000d100");
        isRejected(
                good.with(new NhrpExtension(false, NhrpExtension.LABEL, Bytes.hex(wrong))),
                "reserved label");
        isAnsweredWithError(ErrorCode.INVALID_REPLY);
    }

    @Test
    void aNullLabelNamesNoVrf() {
        isRejected(reply(ask(), 24, "10.1.1.4", 0), "names no VRF");
    }

    @Test
    void anAnswerWithoutLabelsLeavesTheTrafficOnTheHub() {
        NhrpPacket request = ask();
        Cie cie = entry(24, "172.16.1.104", "10.1.1.4");
        isRejected(
                Messages.reply(request, 0, cie, Optional.of(cie), Optional.empty()),
                "no labels for NHRP");
    }

    @Test
    void aLabelForAnotherPrefixIsRejected() {
        NhrpPacket request = ask();
        Cie cie = entry(24, "172.16.1.104", "10.1.1.4");
        isRejected(
                Messages.reply(
                        request, 0, cie, Optional.of(cie), Optional.of(labels(16, 16, "10.1.1.4"))),
                "not for the prefix");
    }

    @Test
    void anAnswerUnderTheLabelOfAnotherCustomerIsNone() {
        NhrpPacket reply = reply(ask(), 24, "10.1.1.4", 16);
        spoke3.receive("Tunnel0", "172.16.0.1", Optional.of(CUST2), reply);
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.OTHER_VRF, 1L);
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.of(CUST1), reply);
        assertThat(spoke3.shortcuts).hasSize(1);
    }

    private NhrpPacket request(String source, String nbma, String destination, int id) {
        NhrpInterface as =
                new NhrpInterface(
                        Playground.TUNNEL0,
                        true,
                        false,
                        Vrf.GLOBAL,
                        Vrf.GLOBAL,
                        true,
                        false,
                        Optional.empty(),
                        IpAddress.of(nbma),
                        Optional.of(hub.outside),
                        List.of(IpAddress.of(source)),
                        1400,
                        true,
                        spoke4.template,
                        spoke4.template);
        return Extensions.appended(
                Messages.request(
                        as,
                        new Question(CUST1, IpAddress.of(destination), true),
                        IpAddress.of(source),
                        id,
                        List.of()),
                NhrpExtension.FORWARD_TRANSIT,
                entry(0, "172.16.0.1", "10.0.0.1"));
    }

    private void asks(String source, String nbma, int id) {
        spoke4.receive(
                "Tunnel0",
                "172.16.0.1",
                Optional.of(CUST1),
                request(source, nbma, "192.168.114.1", id));
    }

    @Test
    void requestsInTheNameOfTheHubDoNotDrawItsTrafficAway() {
        asks("10.0.0.1", "172.16.9.9", 1);
        assertThat(spoke4.wishes).isEmpty();
        assertThat(spoke4.engine.drops()).containsEntry(NhrpDrop.SPOOFED, 1L);
    }

    @Test
    void halfBuiltTunnelsAreCapped() {
        spoke4.tunnelsWork = false;
        for (int i = 0; i < 40; i++) {
            asks("10.1.2." + (i + 1), "172.16.2." + (i + 1), i);
        }
        assertThat(spoke4.wishes).hasSize(Tunnels.HALF_BUILT_MAX);
        assertThat(spoke4.sent())
                .hasSize(40 - Tunnels.HALF_BUILT_MAX)
                .allSatisfy(
                        reply ->
                                assertThat(((NhrpBody.Exchange) reply.body()).cies())
                                        .singleElement()
                                        .extracting(Cie::code)
                                        .isEqualTo(5));
        net.passSeconds(31);
        assertThat(spoke4.count(NhrpEffect.DropTunnel.class)).isEqualTo(Tunnels.HALF_BUILT_MAX);
    }

    @Test
    void aFloodOfRequestsIsCutOff() {
        for (int i = 0; i < 200; i++) {
            spoke4.receive(
                    "Tunnel0",
                    "172.16.0.1",
                    Optional.of(CUST1),
                    request("10.1.2.1", "172.16.2.1", "1.2.3.4", i));
        }
        assertThat(spoke4.sent()).hasSizeLessThanOrEqualTo(Responder.REQUESTS_MAX);
        assertThat(spoke4.engine.drops())
                .containsEntry(NhrpDrop.FLOOD, 200L - Responder.REQUESTS_MAX);
        net.passSeconds(2);
        int before = spoke4.sent().size();
        asks("10.1.2.1", "172.16.2.1", 999);
        assertThat(spoke4.sent().size() + spoke4.wishes.size()).isGreaterThan(before);
    }

    @Test
    void thePromisesToOneRequesterAreCapped() {
        var net2 = Playground.flexVpn(2);
        PlayNode rich = net2.get("spoke4");
        rich.change(
                rich.tunnel(
                        InterfaceName.of("Virtual-Access1"),
                        true,
                        IpAddress.of("172.16.2.1"),
                        rich.template));
        int asked = Promises.PROMISES_PER_PEER_MAX + 5;
        for (int i = 0; i < asked; i++) {
            Prefix lan = Prefix.of("20.0." + i / 256 + "." + i % 256 + "/32");
            rich.lan(CUST1, lan);
            rich.receive(
                    "Tunnel0",
                    "172.16.0.1",
                    Optional.of(CUST1),
                    request("10.1.2.1", "172.16.2.1", lan.address().toString(), i));
            net2.pass(Duration.ofMillis(50));
        }
        assertThat(rich.labels).hasSize(Promises.PROMISES_PER_PEER_MAX);
    }

    @Test
    void aPacketFromOutsideOfAnAssociationIsDroppedOnAProtectedInterface() {
        spoke4.on(
                new NhrpEvent.Arrived(
                        Playground.TUNNEL0,
                        IpAddress.of("172.16.0.1"),
                        Optional.of(CUST1),
                        false,
                        request("10.1.2.1", "172.16.2.1", "192.168.114.1", 1).toBytes()));
        assertThat(spoke4.effects).isEmpty();
        assertThat(spoke4.engine.drops()).containsEntry(NhrpDrop.UNPROTECTED, 1L);
    }

    @Test
    void aLoopIsDetectedByOurOwnAddressInTheRecord() {
        NhrpPacket request = request("10.1.2.1", "172.16.2.1", "192.168.114.1", 1);
        hub.receive("Virtual-Access1", "172.16.1.103", Optional.of(CUST1), request);
        assertThat(hub.lastSent().body())
                .isInstanceOfSatisfying(
                        NhrpBody.ErrorIndication.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.LOOP_DETECTED));
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.LOOP, 1L);
    }

    @Test
    void octetsWithoutSenseAreCountedAndNothingElse() {
        spoke4.on(
                new NhrpEvent.Arrived(
                        Playground.TUNNEL0,
                        IpAddress.of("172.16.0.1"),
                        Optional.empty(),
                        true,
                        Bytes.hex("0001080000000000")));
        assertThat(spoke4.engine.drops()).containsEntry(NhrpDrop.MALFORMED, 1L);
        assertThat(spoke4.effects).isEmpty();
    }

    @Test
    void aStrangersPurgeDeletesNothing() {
        answer(reply(ask(), 24, "10.1.1.4", 16));
        NhrpPacket purge =
                Messages.purge(
                        spoke4.tunnel(Playground.TUNNEL0, false, hub.outside, spoke4.template),
                        IpAddress.of("10.1.1.9"),
                        spoke3.overlay,
                        7,
                        Prefix.of("192.168.114.0/24"),
                        Optional.empty());
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.empty(), purge);
        assertThat(spoke3.shortcuts).hasSize(1);
        assertThat(spoke3.lastSent().type()).isEqualTo(NhrpType.PURGE_REPLY);
    }

    @Test
    void anOlderPurgeDoesNotCancelANewerAnswer() {
        answer(reply(ask(), 24, "10.1.1.4", 16)); // generation 1
        NhrpInterface as = spoke4.tunnel(Playground.TUNNEL0, false, hub.outside, spoke4.template);
        for (int generation : new int[] {0, 1}) {
            spoke3.receive(
                    "Virtual-Access1",
                    "172.16.1.104",
                    Optional.empty(),
                    Messages.purge(
                            as,
                            spoke4.overlay,
                            spoke3.overlay,
                            7,
                            Prefix.of("192.168.114.0/24"),
                            Optional.of(
                                    Messages.purged(
                                            spoke4.exported(CUST1, AddressFamily.IPV4),
                                            generation))));
            assertThat(spoke3.shortcuts).hasSize(generation == 0 ? 1 : 0);
        }
    }

    @Test
    void aPurgeWithTheFlagIsNotAnswered() {
        answer(reply(ask(), 24, "10.1.1.4", 16));
        int before = spoke3.sent().size();
        NhrpPacket purge =
                Messages.purge(
                        spoke4.tunnel(Playground.TUNNEL0, false, hub.outside, spoke4.template),
                        spoke4.overlay,
                        spoke3.overlay,
                        7,
                        Prefix.of("192.168.114.0/24"),
                        Optional.empty());
        var exchange = (NhrpBody.Exchange) purge.body();
        var silent =
                new NhrpPacket(
                        purge.type(),
                        255,
                        purge.sourceNbma(),
                        purge.source(),
                        purge.destination(),
                        new NhrpBody.Exchange(0x8000, 7, exchange.cies()),
                        purge.extensions());
        spoke3.receive("Virtual-Access1", "172.16.1.104", Optional.empty(), silent);
        assertThat(spoke3.shortcuts).isEmpty();
        assertThat(spoke3.sent()).hasSize(before);
    }

    @Test
    void errorsAreNeverAnsweredWithErrors() {
        NhrpPacket error =
                Messages.error(
                        hub.tunnel(Playground.TUNNEL0, false, spoke3.outside, hub.template),
                        hub.overlay,
                        IpAddress.of("10.99.99.99"),
                        15,
                        0,
                        Bytes.hex("00"));
        spoke3.receive("Tunnel0", "172.16.0.1", Optional.empty(), error.withHopCount(0));
        spoke3.receive("Tunnel0", "172.16.0.1", Optional.empty(), error);
        assertThat(spoke3.sent()).isEmpty();
    }

    @Test
    void outstandingRequestsAreCapped() {
        spoke3.links.clear();
        var asked = new ArrayList<NhrpPacket>();
        for (int i = 0; i < Requests.REQUESTS_MAX + 10; i++) {
            spoke3.receive(
                    "Tunnel0",
                    "172.16.0.1",
                    Optional.of(CUST1),
                    Messages.redirect(
                            hub.tunnel(Playground.TUNNEL0, false, spoke3.outside, hub.template),
                            hub.overlay,
                            PacketHead.parse(
                                            Heads.of(
                                                    IpAddress.of("192.168.113.10"),
                                                    IpAddress.of(
                                                            "20.1." + i / 256 + "." + i % 256)))
                                    .orElseThrow()));
        }
        asked.addAll(spoke3.sent());
        assertThat(asked).hasSize(Requests.REQUESTS_MAX);
        assertThat(spoke3.engine.drops()).containsEntry(NhrpDrop.TABLE_FULL, 10L);
    }
}
