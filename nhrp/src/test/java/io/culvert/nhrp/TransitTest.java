package io.culvert.nhrp;

import static io.culvert.nhrp.Playground.CUST1;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.ServerRedundancy;
import io.culvert.wire.nhrp.Authentication;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The node in the middle: RFC 2332 sections 5.1, 5.2.7 and 5.3.
class TransitTest {
    private static final String ACCESS1 = "Virtual-Access1";

    private final Playground net = Playground.flexVpn(2);
    private final PlayNode hub = net.get("hub");
    private final PlayNode spoke3 = net.get("spoke3");
    private final PlayNode spoke4 = net.get("spoke4");

    private NhrpPacket request() {
        return Messages.request(
                spoke3.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template),
                new Question(CUST1, IpAddress.of("192.168.114.1"), true),
                spoke3.overlay,
                1,
                List.of());
    }

    private void passes(NhrpPacket packet) {
        hub.receive(ACCESS1, "172.16.1.103", Optional.of(CUST1), packet);
    }

    private void isError(int code) {
        assertThat(hub.lastSent().body())
                .isInstanceOfSatisfying(
                        NhrpBody.ErrorIndication.class,
                        error -> assertThat(error.code()).isEqualTo(code));
        assertThat(hub.lastSent().destination()).isEqualTo(spoke3.overlay);
    }

    private static NhrpPacket with(NhrpPacket packet, NhrpExtension... more) {
        var all = new ArrayList<>(packet.extensions());
        all.addAll(List.of(more));
        return packet.withExtensions(all);
    }

    @Test
    void aRequestThatIsPassedOnHasALowerHopCountAndOurEntryInItsRecord() {
        passes(request());
        NhrpPacket passed = hub.lastSent();
        assertThat(passed.hopCount()).isEqualTo(254);
        assertThat(passed.cies(NhrpExtension.FORWARD_TRANSIT).orElseThrow())
                .singleElement()
                .matches(cie -> cie.protocol().equals(Optional.of(hub.overlay)))
                .matches(cie -> cie.nbma().equals(Optional.of(hub.nbma)));
        assertThat(passed.extensions().stream().map(NhrpExtension::type))
                .containsExactly(3, 4, 5, 9, NhrpExtension.LABEL);
    }

    @Test
    void aHopCountThatIsUsedUpIsAnErrorToTheOriginator() {
        passes(request().withHopCount(0));
        isError(ErrorCode.HOP_COUNT_EXCEEDED);
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.HOP_COUNT, 1L);
    }

    @Test
    void whatIsTooBigForTheNextTunnelIsAnError() {
        passes(with(request(), new NhrpExtension(false, 8, Bytes.zero(1300))));
        isError(ErrorCode.SIZE_EXCEEDED);
        assertThat(hub.lastSent().wireLength()).isLessThanOrEqualTo(1400);
    }

    @Test
    void anUnknownExtensionPassesUnchangedAndComesBackInTheReply() {
        var unknown = new NhrpExtension(false, 0x3333, Bytes.hex("c0ffee"));
        passes(with(request(), unknown));
        assertThat(hub.lastSent().extension(0x3333)).contains(unknown);
        net.passSeconds(1);
        assertThat(spoke4.lastSent().type()).isEqualTo(NhrpType.RESOLUTION_REPLY);
        assertThat(spoke4.lastSent().extension(0x3333)).contains(unknown);
    }

    @Test
    void anUnknownCompulsoryExtensionIsPassedOnWithoutUsAndRefusedByTheAnswerer() {
        passes(with(request(), new NhrpExtension(true, 0x3333, Bytes.hex("c0ffee"))));
        assertThat(hub.lastSent().cies(NhrpExtension.FORWARD_TRANSIT).orElseThrow()).isEmpty();
        net.passSeconds(1);
        assertThat(spoke4.wishes).isEmpty();
        assertThat(spoke4.lastSent().body())
                .isInstanceOfSatisfying(
                        NhrpBody.ErrorIndication.class,
                        error ->
                                assertThat(error.code())
                                        .isEqualTo(ErrorCode.UNRECOGNIZED_EXTENSION));
        // and the hub passed it on to spoke3
        assertThat(net.wire).contains("hub Vi1 Error Indication");
    }

    @Test
    void aRecordThatMakesNoSenseIsAnInvalidExtension() {
        passes(
                request()
                        .with(
                                new NhrpExtension(
                                        true, NhrpExtension.FORWARD_TRANSIT, Bytes.hex("0102"))));
        isError(ErrorCode.INVALID_EXTENSION);
    }

    @Test
    void authenticationIsMadeAnewAtEachHop() {
        hub.change(hub.tunnel(InterfaceName.of(ACCESS1), true, spoke3.outside, word("one")));
        hub.change(
                hub.tunnel(InterfaceName.of("Virtual-Access2"), true, spoke4.outside, word("two")));
        passes(with(request(), Authentication.clear("one").toExtension()));
        assertThat(Extensions.word(hub.lastSent())).contains("two");
        passes(with(request(), Authentication.clear("two").toExtension()));
        isError(ErrorCode.AUTHENTICATION_FAILURE);
        passes(request());
        isError(ErrorCode.AUTHENTICATION_FAILURE);
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.AUTHENTICATION, 2L);
    }

    private static NhrpSettings word(String word) {
        return new NhrpSettings(
                Optional.of(1L),
                Optional.of(word),
                Duration.ofHours(2),
                Optional.empty(),
                Optional.of(NhrpSettings.Redirect.DEFAULT),
                List.of(),
                List.of(),
                NhrpSettings.Registration.DEFAULT,
                false,
                ServerRedundancy.DEFAULT);
    }

    @Test
    void anErrorAboutARequestEndsIt() {
        net.ping(spoke3, "192.168.113.10", "192.168.114.1");
        net.get("hub")
                .route(
                        CUST1,
                        Prefix.of("192.168.114.0/24"),
                        InterfaceName.of("Virtual-Access2"),
                        Optional.of(spoke4.overlay));
        spoke4.change(spoke4.tunnel(Playground.TUNNEL0, false, hub.outside, word("nobody knows")));
        net.passSeconds(1);
        assertThat(spoke3.engine.failures())
                .singleElement()
                .matches(failure -> failure.reason().contains("10.1.1.4 answered with error 11"));
    }

    @Test
    void aReplyByTheHubIsRecordedOnItsWayBack() {
        spoke4.labelsLeft = false;
        passes(request());
        net.passSeconds(1);
        NhrpPacket reply =
                hub.sent().stream()
                        .filter(one -> one.type() == NhrpType.RESOLUTION_REPLY)
                        .findFirst()
                        .orElseThrow();
        assertThat(reply.cies(NhrpExtension.REVERSE_TRANSIT).orElseThrow()).hasSize(1);
        assertThat(((NhrpBody.Exchange) reply.body()).cies())
                .singleElement()
                .matches(cie -> cie.code() == 5 && cie.holdingSeconds() == 0);
    }

    @Test
    void aReplyInALoopIsDropped() {
        Cie ourselves =
                Messages.ourselves(
                                hub.tunnel(
                                        InterfaceName.of(ACCESS1), true, spoke3.outside, word("x")),
                                request())
                        .orElseThrow();
        NhrpPacket reply =
                Extensions.appended(
                        Messages.refusal(request(), 12, Optional.empty()),
                        NhrpExtension.REVERSE_TRANSIT,
                        ourselves);
        hub.receive("Virtual-Access2", "172.16.1.104", Optional.empty(), reply);
        assertThat(hub.sent()).isEmpty();
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.LOOP, 1L);
    }

    // two hubs in a row: spoke3 -- hub -- middle -- spoke9
    @Test
    void aRedirectIsPassedBackToWhereTheTrafficEnters() {
        NhrpPacket redirect =
                Messages.redirect(
                        hub.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template),
                        IpAddress.of("10.0.0.2"),
                        PacketHead.parse(
                                        Heads.of(
                                                IpAddress.of("192.168.113.10"),
                                                IpAddress.of("192.168.114.1")))
                                .orElseThrow());
        hub.receive("Virtual-Access2", "172.16.1.104", Optional.of(CUST1), redirect);
        assertThat(hub.effects.getLast())
                .isInstanceOfSatisfying(
                        NhrpEffect.TransmitOnLabel.class,
                        sent ->
                                assertThat(sent.towards())
                                        .isEqualTo(IpAddress.of("192.168.113.10")));
        assertThat(hub.lastSent().hopCount()).isEqualTo(254);
    }

    @Test
    void aRequestThatLeadsBackIsRefused() {
        hub.route(
                CUST1,
                Prefix.of("192.168.99.0/24"),
                InterfaceName.of(ACCESS1),
                Optional.of(spoke3.overlay));
        NhrpPacket about =
                Messages.request(
                        spoke3.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template),
                        new Question(CUST1, IpAddress.of("192.168.99.1"), true),
                        spoke3.overlay,
                        1,
                        List.of());
        passes(about);
        assertThat(hub.lastSent().type()).isEqualTo(NhrpType.RESOLUTION_REPLY);
        assertThat(((NhrpBody.Exchange) hub.lastSent().body()).cies().getFirst().code())
                .isEqualTo(12);
    }

    @Test
    void theHubAnswersForItsOwnNetworks() {
        NhrpPacket about =
                Messages.request(
                        spoke3.tunnel(Playground.TUNNEL0, false, hub.outside, spoke3.template),
                        new Question(CUST1, IpAddress.of("192.168.110.1"), true),
                        spoke3.overlay,
                        1,
                        List.of());
        passes(about);
        assertThat(hub.lastSent().type()).isEqualTo(NhrpType.RESOLUTION_REPLY);
        assertThat(((NhrpBody.Exchange) hub.lastSent().body()).cies().getFirst().prefixLength())
                .isEqualTo(24);
        assertThat(hub.wishes).isEmpty();
    }

    @Test
    void anInterfaceWithoutNhrpTakesNone() {
        hub.on(
                new NhrpEvent.Arrived(
                        InterfaceName.of("Tunnel77"),
                        IpAddress.of("172.16.1.1"),
                        Optional.empty(),
                        true,
                        request().toBytes()));
        assertThat(hub.engine.drops()).containsEntry(NhrpDrop.NO_NHRP, 1L);
    }
}
