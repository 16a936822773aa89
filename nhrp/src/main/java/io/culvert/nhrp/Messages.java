package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpFlag;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The packets that we originate.
final class Messages {
    /// What deployed routers say of the largest packet; a hint that nobody takes for a path MTU.
    static final int MTU_HINT = 17_912;

    private static final int HOLDING_MAX = 0xFFFF;
    private static final int COPIED =
            NhrpFlag.REQUESTER_IS_ROUTER | NhrpFlag.SOURCE_STABLE | NhrpFlag.NAT;

    private Messages() {}

    static int seconds(Duration holding) {
        return Math.clamp(holding.toSeconds(), 0, HOLDING_MAX);
    }

    /// RFC 2332 section 5.2.1. Empty extensions ask for an answer in them.
    static NhrpPacket request(
            NhrpInterface out,
            Question question,
            IpAddress source,
            int id,
            List<RouteTarget> exported) {
        AddressFamily family = question.destination().family();
        NhrpSettings settings = Interfaces.settings(out, family);
        var cie =
                new Cie(
                        0,
                        family.bits(),
                        MTU_HINT,
                        seconds(settings.holdingTime()),
                        0,
                        Optional.empty(),
                        Optional.empty());
        int flags = COPIED | NhrpFlag.AUTHORITATIVE;
        List<NhrpExtension> extensions = questions();
        if (question.labelled()) {
            extensions.add(offer(exported).toExtension());
        }
        return new NhrpPacket(
                NhrpType.RESOLUTION_REQUEST,
                NhrpPacket.HOP_COUNT,
                out.localNbma(),
                OverlayAddress.inPacket(source, family),
                question.destination(),
                new NhrpBody.Exchange(flags, id, List.of(cie)),
                extensions);
    }

    private static LabelExtension offer(List<RouteTarget> exported) {
        return new LabelExtension(
                false,
                false,
                LabelExtension.CAPABILITY_LABELS,
                exported,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<NhrpExtension> questions() {
        var all = new ArrayList<NhrpExtension>();
        all.add(new NhrpExtension(true, NhrpExtension.RESPONDER_ADDRESS, Bytes.EMPTY));
        all.add(new NhrpExtension(true, NhrpExtension.FORWARD_TRANSIT, Bytes.EMPTY));
        all.add(new NhrpExtension(true, NhrpExtension.REVERSE_TRANSIT, Bytes.EMPTY));
        all.add(new NhrpExtension(false, NhrpExtension.NAT_ADDRESS, Bytes.EMPTY));
        return all;
    }

    /// RFC 2332 section 5.2.3. The client's addresses are those of the packet.
    ///
    /// @param server empty where nobody knows its address: then the packet is to ourselves, which whoever gets it takes for itself
    static NhrpPacket registration(
            NhrpInterface out,
            AddressFamily family,
            IpAddress source,
            Optional<IpAddress> server,
            int id,
            NhrpSettings settings) {
        IpAddress ours = OverlayAddress.inPacket(source, family);
        boolean unique = settings.registration().unique();
        var cie =
                new Cie(
                        0,
                        unique ? Cie.HOST : family.bits(),
                        MTU_HINT,
                        seconds(settings.holdingTime()),
                        0,
                        Optional.empty(),
                        Optional.empty());
        int flags = NhrpFlag.NAT | (unique ? NhrpFlag.REGISTRATION_UNIQUE : 0);
        return new NhrpPacket(
                NhrpType.REGISTRATION_REQUEST,
                NhrpPacket.HOP_COUNT,
                out.localNbma(),
                ours,
                server.orElse(ours),
                new NhrpBody.Exchange(flags, id, List.of(cie)),
                questions());
    }

    /// RFC 2332 section 5.2.5.
    ///
    /// @param labels which VRF is meant and up to which generation, for labelled entries
    static NhrpPacket purge(
            NhrpInterface out,
            IpAddress source,
            IpAddress holder,
            int id,
            Prefix gone,
            Optional<LabelExtension> labels) {
        AddressFamily family = gone.family();
        var cie = new Cie(0, gone.length(), 0, 0, 0, Optional.empty(), Optional.of(gone.address()));
        return new NhrpPacket(
                NhrpType.PURGE_REQUEST,
                NhrpPacket.HOP_COUNT,
                out.localNbma(),
                OverlayAddress.inPacket(source, family),
                OverlayAddress.inPacket(holder, family),
                new NhrpBody.Exchange(0, id, List.of(cie)),
                labels.map(LabelExtension::toExtension).stream().toList());
    }

    /// A client takes back what it registered under an address that it gives up; nobody is there for an answer any more.
    static NhrpPacket farewell(NhrpInterface out, IpAddress given, IpAddress server, int id) {
        NhrpPacket purge = purge(out, given, server, id, Prefix.host(given), Optional.empty());
        List<Cie> cies = ((NhrpBody.Exchange) purge.body()).cies();
        return new NhrpPacket(
                purge.type(),
                purge.hopCount(),
                purge.sourceNbma(),
                purge.source(),
                purge.destination(),
                new NhrpBody.Exchange(NhrpFlag.NO_REPLY, id, cies),
                purge.extensions());
    }

    static LabelExtension purged(List<RouteTarget> exported, int generation) {
        return new LabelExtension(
                false, false, 0, exported, List.of(), Optional.empty(), Optional.of(generation));
    }

    /// RFC 2332 section 5.2.2. What the request held besides comes back unchanged; what the way there added about the requester's
    /// NAT does not.
    static NhrpPacket reply(
            NhrpPacket request,
            int moreFlags,
            Cie cie,
            Optional<Cie> responder,
            Optional<LabelExtension> labels) {
        var asked = (NhrpBody.Exchange) request.body();
        var extensions = new ArrayList<NhrpExtension>();
        for (NhrpExtension one : request.extensions()) {
            extensions.add(
                    switch (one.type()) {
                        case NhrpExtension.RESPONDER_ADDRESS -> filled(one, responder);
                        case NhrpExtension.NAT_ADDRESS -> emptied(request, one);
                        case NhrpExtension.LABEL ->
                                labels.map(LabelExtension::toExtension).orElse(one);
                        default -> one;
                    });
        }
        return new NhrpPacket(
                NhrpType.RESOLUTION_REPLY,
                NhrpPacket.HOP_COUNT,
                request.sourceNbma(),
                request.source(),
                request.destination(),
                new NhrpBody.Exchange(
                        asked.flags() & COPIED | moreFlags, asked.requestId(), List.of(cie)),
                extensions);
    }

    static NhrpExtension filled(NhrpExtension asked, Optional<Cie> answer) {
        return answer.map(
                        cie -> NhrpExtension.ofCies(asked.compulsory(), asked.type(), List.of(cie)))
                .orElse(asked);
    }

    /// The device capabilities of RFC 2735 have the same type and are not ours to empty.
    private static NhrpExtension emptied(NhrpPacket request, NhrpExtension nat) {
        return request.cies(nat).isOk()
                ? new NhrpExtension(nat.compulsory(), nat.type(), Bytes.EMPTY)
                : nat;
    }

    /// A refusal: one entry with the code alone (RFC 2332 section 5.2.2).
    static NhrpPacket refusal(NhrpPacket request, int code, Optional<Cie> responder) {
        var cie = new Cie(code, 0, 0, 0, 0, Optional.empty(), Optional.empty());
        return reply(request, 0, cie, responder, Optional.empty());
    }

    /// An entry about ourselves in an extension: who answered, who passed it on.
    static Optional<Cie> ourselves(NhrpInterface on, NhrpPacket packet) {
        AddressFamily family = packet.source().family();
        if (on.localNbma().family() != packet.sourceNbma().family()) {
            return Optional.empty();
        }
        int holding = seconds(Interfaces.settings(on, family).holdingTime());
        return Interfaces.address(on, family)
                .map(
                        address ->
                                new Cie(
                                        0,
                                        0,
                                        MTU_HINT,
                                        holding,
                                        0,
                                        Optional.of(on.localNbma()),
                                        Optional.of(OverlayAddress.inPacket(address, family))));
    }

    /// RFC 2332 section 5.2.7.
    static NhrpPacket error(
            NhrpInterface out, IpAddress source, IpAddress to, int code, int offset, Bytes about) {
        return new NhrpPacket(
                NhrpType.ERROR_INDICATION,
                NhrpPacket.HOP_COUNT,
                out.localNbma(),
                OverlayAddress.inPacket(source, to.family()),
                to,
                new NhrpBody.ErrorIndication(code, offset, about),
                List.of());
    }

    /// draft-detienne-dmvpn-01 section 5, addressed to the source of the packet, as deployed routers do.
    static NhrpPacket redirect(NhrpInterface out, IpAddress source, PacketHead head) {
        return new NhrpPacket(
                NhrpType.TRAFFIC_INDICATION,
                NhrpPacket.HOP_COUNT,
                out.localNbma(),
                OverlayAddress.inPacket(source, head.source().family()),
                head.source(),
                new NhrpBody.TrafficIndication(
                        NhrpBody.TrafficIndication.REDIRECT, head.embedded()),
                List.of());
    }
}
