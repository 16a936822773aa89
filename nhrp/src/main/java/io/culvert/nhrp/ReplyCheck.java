package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The rules of a resolution reply that was asked for (nhrp.md sections 6.4 and 7).
final class ReplyCheck {
    sealed interface Verdict {
        /// @param nbma where the next hop is, as we have to address it
        record Good(
                Prefix prefix,
                Cie cie,
                IpAddress nextHop,
                IpAddress nbma,
                Optional<IpAddress> claimed,
                Optional<Label> label,
                Optional<Integer> generation,
                IpAddress responder)
                implements Verdict {}

        /// The responder refused.
        record Refused(String why) implements Verdict {}

        /// The responder has no label for us.
        record Useless(String why) implements Verdict {}

        /// A rule is broken, of which the responder hears.
        record Bad(String why) implements Verdict {}
    }

    private final Core core;
    private final Endpoints endpoints;

    ReplyCheck(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    Verdict check(Arrival arrival, Requests.Request request) {
        NhrpPacket reply = arrival.packet();
        List<Cie> cies = arrival.exchange().cies();
        if (cies.isEmpty()) {
            return new Verdict.Bad("the reply has no entry");
        }
        Cie cie = cies.stream().max(Comparator.comparingInt(Cie::preference)).orElseThrow();
        if (cie.code() != 0) {
            return new Verdict.Refused(Refusals.answer(cie.code(), request.question()));
        }
        if (cie.nbma().isEmpty() || cie.protocol().isEmpty() || cie.holdingSeconds() == 0) {
            return new Verdict.Bad("the entry of the reply is not complete");
        }
        IpAddress nextHop = OverlayAddress.of(cie.protocol().get());
        IpAddress nbma = nbma(arrival, cie);
        int bits = request.question().destination().family().bits();
        int length =
                cie.prefixLength() == 0 || cie.prefixLength() == Cie.HOST
                        ? bits
                        : cie.prefixLength();
        var prefix = Prefix.containing(request.question().destination(), length);
        Optional<String> objection =
                objection(arrival.in(), request, prefix, nextHop, nbma, cie.nbma().get());
        if (objection.isPresent()) {
            return new Verdict.Bad(objection.get());
        }
        Optional<IpAddress> claimed = cie.nbma().filter(own -> !own.equals(nbma));
        IpAddress responder = Extensions.responder(reply).map(OverlayAddress::of).orElse(nextHop);
        var plain =
                new Verdict.Good(
                        prefix,
                        cie,
                        nextHop,
                        nbma,
                        claimed,
                        Optional.empty(),
                        Optional.empty(),
                        responder);
        return request.question().labelled() ? withLabel(reply, cies.indexOf(cie), plain) : plain;
    }

    /// Where to address the next hop: behind a NAT its outside, as the first receiver of the reply saw it, which may be us.
    private static IpAddress nbma(Arrival arrival, Cie cie) {
        NhrpPacket reply = arrival.packet();
        IpAddress protocol = cie.protocol().orElseThrow();
        boolean speaksForItself =
                Extensions.responder(reply).filter(protocol::equals).isPresent()
                        && Extensions.isFresh(reply, NhrpExtension.REVERSE_TRANSIT);
        return speaksForItself
                ? arrival.nbma()
                : Extensions.outside(reply, protocol).orElse(cie.nbma().orElseThrow());
    }

    private Optional<String> objection(
            NhrpInterface in,
            Requests.Request request,
            Prefix prefix,
            IpAddress nextHop,
            IpAddress nbma,
            IpAddress claimed) {
        Question question = request.question();
        if (prefix.length() < Egress.lengthMin(prefix.family())) {
            return Optional.of("the answer is for " + prefix + ", which is too much");
        }
        if (question.vrf().equals(in.frontDoor())
                && (prefix.contains(nbma)
                        || prefix.contains(claimed)
                        || prefix.contains(in.localNbma()))) {
            return Optional.of("the answer covers the address of the tunnel's end itself");
        }
        if (core.surroundings.connected(question.vrf()).stream().anyMatch(prefix::covers)) {
            return Optional.of("the answer covers a network that is connected here");
        }
        if (core.interfaces.isOurs(in.overlay(), nextHop)) {
            return Optional.of("the answer names an address of our own as next hop");
        }
        if (nbma.equals(in.localNbma()) || !PacketHead.isHost(nbma)) {
            return Optional.of("the answer names no possible outer address");
        }
        if (Responder.isSomebodyElse(core, endpoints, in, nextHop, nbma)) {
            return Optional.of("the next hop " + nextHop + " is known to be behind another tunnel");
        }
        return Optional.empty();
    }

    private static Verdict withLabel(NhrpPacket reply, int index, Verdict.Good plain) {
        if (!(reply.labels() instanceof Parse.Ok<Optional<LabelExtension>>(var labels))) {
            return new Verdict.Bad("the label extension makes no sense, or names a reserved label");
        }
        Optional<LabelExtension.VpnLabel> vpn =
                labels.filter(LabelExtension::isReply).stream()
                        .flatMap(one -> one.vpnLabels().stream())
                        .filter(one -> one.cie() == index)
                        .findFirst();
        if (vpn.isEmpty()) {
            return new Verdict.Useless("the other end has no labels for NHRP (mpls nhrp)");
        }
        Label label = vpn.get().stack().getFirst();
        if (vpn.get().stack().size() > 1 || vpn.get().prefixLength() != plain.prefix.length()) {
            return new Verdict.Bad("the label is not for the prefix of the answer");
        }
        if (label.isReserved()) {
            return new Verdict.Useless("label " + label + " names no VRF at the other end");
        }
        boolean isNeighbour =
                labels.flatMap(LabelExtension::transport)
                        .filter(one -> one.label().equals(Label.IMPLICIT_NULL))
                        .filter(one -> OverlayAddress.of(one.nextHop()).equals(plain.nextHop))
                        .isPresent();
        if (!isNeighbour) {
            return new Verdict.Useless("the answer binds no label to the next hop");
        }
        return new Verdict.Good(
                plain.prefix,
                plain.cie,
                plain.nextHop,
                plain.nbma,
                plain.claimed,
                Optional.of(label),
                labels.flatMap(LabelExtension::generation),
                plain.responder);
    }
}
