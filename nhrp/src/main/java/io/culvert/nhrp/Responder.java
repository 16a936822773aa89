package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.CieCode;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpFlag;
import io.culvert.wire.nhrp.NhrpPacket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Resolution requests: answered as the egress of the destination (flexvpn-mpls.md S11 to S14), answered from the registration of a
/// client, passed on, or refused.
final class Responder {
    /// Requests of one originator that are looked at within [#WINDOW].
    static final int REQUESTS_MAX = 50;

    static final Duration WINDOW = Duration.ofSeconds(1);
    static final int ORIGINATORS_MAX = 4096;

    private record Origin(InterfaceName in, IpAddress source) implements Comparable<Origin> {
        private static final Comparator<Origin> ORDER =
                Comparator.comparing(Origin::in).thenComparing(Origin::source);

        @Override
        public int compareTo(Origin other) {
            return ORDER.compare(this, other);
        }
    }

    private final Core core;
    private final Endpoints endpoints;
    private final Egress egress;
    private final Transit transit;
    private final Tunnels tunnels;
    private final Promises promises;
    private final Labels labels;
    private final RateLimit<Origin> rate = new RateLimit<>(REQUESTS_MAX, WINDOW, ORIGINATORS_MAX);

    Responder(
            Core core,
            Endpoints endpoints,
            Egress egress,
            Transit transit,
            Tunnels tunnels,
            Promises promises,
            Labels labels) {
        this.core = core;
        this.endpoints = endpoints;
        this.egress = egress;
        this.transit = transit;
        this.tunnels = tunnels;
        this.promises = promises;
        this.labels = labels;
    }

    void requested(Turn turn, Arrival arrival) {
        var origin = new Origin(arrival.in().name(), arrival.source());
        if (!rate.passes(turn.now(), origin)) {
            core.ledger.drop(NhrpDrop.FLOOD);
            return;
        }
        if (core.interfaces.isOurs(arrival.in().overlay(), arrival.source())) {
            core.ledger.drop(NhrpDrop.LOOP); // the error would go to ourselves
            return;
        }
        if (!arrival.packet().cies(NhrpExtension.FORWARD_TRANSIT).isOk()) {
            core.ledger.drop(NhrpDrop.MALFORMED);
            transit.error(turn, arrival, ErrorCode.INVALID_EXTENSION);
            return;
        }
        if (transit.isLoop(arrival, NhrpExtension.FORWARD_TRANSIT)) {
            core.ledger.drop(NhrpDrop.LOOP);
            transit.error(turn, arrival, ErrorCode.LOOP_DETECTED);
            return;
        }
        dispatch(turn, withOutside(arrival));
    }

    /// The first who receives a request tells of a NAT before the requester: nhrp.md section 5.
    private static Arrival withOutside(Arrival arrival) {
        NhrpPacket packet = arrival.packet();
        boolean isBehindNat =
                Extensions.isFresh(packet, NhrpExtension.FORWARD_TRANSIT)
                        && !packet.sourceNbma().equals(arrival.nbma())
                        && Extensions.outside(packet, packet.source()).isEmpty();
        return isBehindNat
                ? new Arrival(
                        arrival.in(),
                        arrival.nbma(),
                        arrival.labelled(),
                        Extensions.withOutside(packet, packet.source(), arrival.nbma()))
                : arrival;
    }

    private void dispatch(Turn turn, Arrival arrival) {
        Optional<Endpoints.Registered> client = client(arrival);
        if (client.isPresent()) {
            answerFor(turn, arrival, client.get());
            return;
        }
        switch (egress.decide(arrival.in(), arrival.nbma(), arrival.question())) {
            case Egress.Decision.Here(var prefix) -> answer(turn, arrival, prefix);
            case Egress.Decision.Onwards(var out, var next) ->
                    transit.request(turn, arrival, out, next);
            case Egress.Decision.Nowhere(var code) -> refuse(turn, arrival, code);
        }
    }

    /// The client whose own address is asked for, if it registered here: about it we speak with authority.
    private Optional<Endpoints.Registered> client(Arrival arrival) {
        return arrival.labelled().isPresent()
                ? Optional.empty()
                : endpoints
                        .registered(clientKey(arrival))
                        .filter(client -> !client.nbma().equals(Extensions.originator(arrival)));
    }

    private static Endpoints.Key clientKey(Arrival arrival) {
        return new Endpoints.Key(
                arrival.in().name(), OverlayAddress.of(arrival.packet().destination()));
    }

    private void answerFor(Turn turn, Arrival arrival, Endpoints.Registered client) {
        NhrpPacket request = arrival.packet();
        if (!understands(turn, arrival)) {
            return;
        }
        var key = new Promise.Key(arrival.question().place(), arrival.source());
        IpAddress nbma = client.claimed().orElse(client.nbma());
        if (!promises.hasRoomFor(key) || nbma.family() != request.sourceNbma().family()) {
            refuse(turn, arrival, CieCode.INSUFFICIENT_RESOURCES);
            return;
        }
        int holding = Messages.seconds(Duration.between(turn.now(), client.until()));
        var cie =
                new Cie(
                        CieCode.SUCCESS,
                        request.destination().family().bits(),
                        Messages.MTU_HINT,
                        holding,
                        0,
                        Optional.of(nbma),
                        Optional.of(request.destination()));
        int flags =
                NhrpFlag.AUTHORITATIVE
                        | NhrpFlag.DESTINATION_STABLE
                        | (client.unique() ? NhrpFlag.UNIQUE : 0);
        NhrpPacket reply = Messages.reply(request, flags, cie, self(arrival), Optional.empty());
        if (client.claimed().isPresent()) {
            reply = Extensions.withOutside(reply, request.destination(), client.nbma());
        }
        promises.add(
                turn,
                new Promise(
                        key,
                        arrival.question(),
                        arrival.in(),
                        arrival.nbma(),
                        Optional.empty(),
                        Optional.empty(),
                        promises.generationFor(key, Optional.empty()),
                        turn.now(),
                        client.until(),
                        arrival.exchange().requestId(),
                        Optional.of(clientKey(arrival)),
                        Optional.empty()));
        core.sender.send(turn, arrival.back(), reply);
    }

    private Optional<Cie> self(Arrival arrival) {
        return Messages.ourselves(arrival.in(), arrival.packet());
    }

    /// Whoever answers must know what is compulsory: RFC 2332 section 5.3.
    private boolean understands(Turn turn, Arrival arrival) {
        if (Extensions.hasUnknownCompulsory(arrival.packet())) {
            core.ledger.drop(NhrpDrop.EXTENSION);
            transit.error(turn, arrival, ErrorCode.UNRECOGNIZED_EXTENSION);
            return false;
        }
        return true;
    }

    private void refuse(Turn turn, Arrival arrival, int code) {
        if (understands(turn, arrival)) {
            core.sender.send(
                    turn, arrival.back(), Messages.refusal(arrival.packet(), code, self(arrival)));
        }
    }

    /// We are the egress: by the tunnel to the requester, which may have to be made first.
    private void answer(Turn turn, Arrival arrival, Prefix prefix) {
        if (!understands(turn, arrival)) {
            return;
        }
        Optional<Integer> objection = objection(arrival, prefix);
        if (objection.isPresent()) {
            refuse(turn, arrival, objection.get());
            return;
        }
        NhrpInterface in = arrival.in();
        IpAddress requester = arrival.source();
        IpAddress nbma = Extensions.originator(arrival);
        if (in.isMultipoint()) {
            reply(turn, arrival, in, prefix);
            return;
        }
        Optional<NhrpInterface> tunnel =
                tunnels.find(
                        in,
                        requester,
                        nbma,
                        !nbma.equals(arrival.packet().sourceNbma()),
                        arrival.family());
        if (tunnel.isPresent()) {
            reply(turn, arrival, tunnel.get(), prefix);
            return;
        }
        Optional<NhrpEffect.TunnelWish> wish = wish(arrival);
        Optional<Integer> refusal =
                wish.isEmpty()
                        ? Optional.of(CieCode.PROHIBITED)
                        : tunnels.objection(
                                turn, wish.get(), arrival.question(), arrival.packet().source());
        if (refusal.isPresent()) {
            refuse(turn, arrival, refusal.get());
            return;
        }
        if (isTranslated(arrival) && !core.surroundings.isTranslated(in.name(), arrival.nbma())) {
            invite(turn, arrival, wish.orElseThrow(), prefix);
            return;
        }
        tunnels.wish(
                turn,
                wish.orElseThrow(),
                in,
                requester,
                arrival.packet().sourceNbma(),
                arrival.question(),
                new Tunnels.Waiter.Answer(arrival));
    }

    private static Optional<NhrpEffect.TunnelWish> wish(Arrival arrival) {
        NhrpInterface in = arrival.in();
        return arrival.settings()
                .shortcut()
                .flatMap(NhrpSettings.Shortcut::virtualTemplate)
                .map(
                        template ->
                                new NhrpEffect.TunnelWish(
                                        template,
                                        in.frontDoor(),
                                        in.localNbma(),
                                        Extensions.originator(arrival)));
    }

    /// Whether something translates the addresses of the requester: then it may be able to begin a tunnel, and we not.
    private static boolean isTranslated(Arrival arrival) {
        return !Extensions.originator(arrival).equals(arrival.packet().sourceNbma());
    }

    /// Answers by the way of the request, so that the requester makes the tunnel: it is the one who can.
    private void invite(Turn turn, Arrival arrival, NhrpEffect.TunnelWish expected, Prefix prefix) {
        Optional<Promise> promise = promise(turn, arrival, arrival.in(), prefix);
        if (promise.isPresent()) {
            tunnels.expect(
                    turn, expected, arrival.in(), arrival.packet().sourceNbma(), promise.get());
            core.sender.send(turn, arrival.back(), reply(arrival, promise.get()));
        }
    }

    /// What forbids an answer: the code of the refusal.
    private Optional<Integer> objection(Arrival arrival, Prefix prefix) {
        NhrpInterface in = arrival.in();
        IpAddress nbma = Extensions.originator(arrival);
        var key = new Promise.Key(new Place(arrival.vrf(), prefix), arrival.source());
        if (!promises.hasRoomFor(key)) {
            return Optional.of(CieCode.INSUFFICIENT_RESOURCES);
        }
        if (nbma.equals(in.localNbma())
                || nbma.family() != in.localNbma().family()
                || !PacketHead.isHost(nbma)
                || Interfaces.address(in, arrival.family()).isEmpty()) {
            return Optional.of(CieCode.PROHIBITED);
        }
        if (isSomebodyElse(core, endpoints, in, arrival.source(), nbma)) {
            core.ledger.drop(NhrpDrop.SPOOFED);
            return Optional.of(CieCode.PROHIBITED);
        }
        return arrival.labelled().isPresent() && !mayHaveLabels(arrival)
                ? Optional.of(CieCode.PROHIBITED)
                : Optional.empty();
    }

    /// Whether an overlay address is known to be directly behind another tunnel, or at another NBMA address, than the one that it is
    /// claimed for: then the claim is an attempt to draw its traffic away.
    static boolean isSomebodyElse(
            Core core, Endpoints endpoints, NhrpInterface on, IpAddress address, IpAddress nbma) {
        if (!PacketHead.isHost(address)) {
            return true;
        }
        if (on.isMultipoint() && endpoints.isTaken(on.name(), address, nbma)) {
            return true;
        }
        return core.surroundings
                .way(on.overlay(), address)
                .filter(way -> way.prefix().isHost() && way.nextHop().isEmpty())
                .flatMap(Way::out)
                .flatMap(core.interfaces::find)
                .filter(tunnel -> tunnel.up() && !tunnel.isMultipoint())
                .flatMap(NhrpInterface::remoteNbma)
                .filter(holder -> !holder.equals(nbma))
                .isPresent();
    }

    /// The offer must be there, and where it names what the requester's VRF exports, ours must import of it: or two VRFs met by
    /// mistake (nhrp.md section 6.4).
    private boolean mayHaveLabels(Arrival arrival) {
        Optional<LabelExtension> offer =
                arrival.packet().labels() instanceof Parse.Ok<Optional<LabelExtension>>(var there)
                        ? there
                        : Optional.empty();
        if (offer.isEmpty()) {
            return false;
        }
        List<RouteTarget> theirs = offer.get().routeTargets();
        return theirs.isEmpty()
                || core.surroundings.imported(arrival.vrf(), arrival.family()).stream()
                        .anyMatch(theirs::contains);
    }

    /// The tunnel is up: does all still hold?
    void ready(Turn turn, Arrival arrival, NhrpInterface tunnel) {
        switch (egress.decide(arrival.in(), arrival.nbma(), arrival.question())) {
            case Egress.Decision.Here(var prefix) -> reply(turn, arrival, tunnel, prefix);
            case Egress.Decision.Onwards _ -> {} // the requester asks again and gets there
            case Egress.Decision.Nowhere(var code) -> refuse(turn, arrival, code);
        }
    }

    /// We could not make the tunnel. What stands between may let the requester through: now it is its turn.
    ///
    /// @param wasTried whether it is for what is between us
    void failed(Turn turn, Arrival arrival, boolean wasTried) {
        Optional<NhrpEffect.TunnelWish> expected = wish(arrival).filter(_ -> wasTried);
        Egress.Decision now = egress.decide(arrival.in(), arrival.nbma(), arrival.question());
        if (expected.isPresent() && now instanceof Egress.Decision.Here(var prefix)) {
            invite(turn, arrival, expected.get(), prefix);
        } else {
            refuse(turn, arrival, CieCode.INSUFFICIENT_RESOURCES);
        }
    }

    /// Promises what is asked for, if there is room for that; if not, the requester hears of it.
    private Optional<Promise> promise(
            Turn turn, Arrival arrival, NhrpInterface out, Prefix prefix) {
        var place = new Place(arrival.vrf(), prefix);
        var key = new Promise.Key(place, arrival.source());
        boolean isLabelled = arrival.labelled().isPresent();
        Optional<Label> label = isLabelled ? labels.hold(place, out) : Optional.empty();
        if (isLabelled && label.isEmpty() || !promises.hasRoomFor(key)) {
            labels.forgetIfUnused(turn, place, out);
            refuse(turn, arrival, CieCode.INSUFFICIENT_RESOURCES);
            return Optional.empty();
        }
        Optional<IpAddress> claimed =
                Optional.of(arrival.packet().sourceNbma()).filter(_ -> isTranslated(arrival));
        Duration holding = arrival.settings().holdingTime();
        var promise =
                new Promise(
                        key,
                        arrival.question(),
                        out,
                        Extensions.originator(arrival),
                        claimed,
                        label,
                        promises.generationFor(key, label),
                        turn.now(),
                        turn.now().plusSeconds(Messages.seconds(holding)).plus(Promises.SLACK),
                        arrival.exchange().requestId(),
                        Optional.empty(),
                        Optional.empty());
        promises.add(turn, promise);
        return Optional.of(promise);
    }

    private void reply(Turn turn, Arrival arrival, NhrpInterface out, Prefix prefix) {
        Optional<Promise> made = promise(turn, arrival, out, prefix);
        if (made.isEmpty()) {
            return;
        }
        Promise promise = made.get();
        boolean isLearned = !out.isMultipoint() || mayLearn(arrival);
        if (isLearned) {
            promises.hold(turn, promise);
        }
        boolean canOnlyRequesterBegin =
                out.isMultipoint()
                        && isTranslated(arrival)
                        && !core.surroundings.reaches(out.name(), promise.nbma());
        core.sender.send(
                turn,
                isLearned && !canOnlyRequesterBegin ? Path.to(out, promise.nbma()) : arrival.back(),
                reply(arrival, promise));
    }

    /// Whether the requester lets its binding be kept (RFC 2332 section 6.2.1).
    private static boolean mayLearn(Arrival arrival) {
        return (arrival.exchange().flags() & NhrpFlag.SOURCE_STABLE) != 0
                && arrival.exchange().cies().stream().anyMatch(cie -> cie.holdingSeconds() > 0);
    }

    private NhrpPacket reply(Arrival arrival, Promise promise) {
        NhrpPacket request = arrival.packet();
        NhrpInterface out = promise.out();
        IpAddress ours =
                OverlayAddress.inPacket(
                        Interfaces.address(out, arrival.family())
                                .or(() -> Interfaces.address(arrival.in(), arrival.family()))
                                .orElseThrow(),
                        arrival.family());
        int length = promise.key().place().prefix().length();
        var cie =
                new Cie(
                        CieCode.SUCCESS,
                        length,
                        Messages.MTU_HINT,
                        Messages.seconds(arrival.settings().holdingTime()),
                        0,
                        Optional.of(out.localNbma()),
                        Optional.of(ours));
        Optional<LabelExtension> labelled =
                promise.label()
                        .map(
                                label ->
                                        new LabelExtension(
                                                true,
                                                false,
                                                LabelExtension.CAPABILITY_LABELS,
                                                List.of(),
                                                List.of(
                                                        new LabelExtension.VpnLabel(
                                                                0, length, List.of(label))),
                                                Optional.of(
                                                        new LabelExtension.Transport(
                                                                Label.IMPLICIT_NULL, ours)),
                                                Optional.of(promise.generation())));
        Optional<Cie> responder =
                Optional.of(
                        new Cie(
                                0,
                                0,
                                cie.mtu(),
                                cie.holdingSeconds(),
                                0,
                                cie.nbma(),
                                cie.protocol()));
        return Messages.reply(
                request,
                NhrpFlag.AUTHORITATIVE | NhrpFlag.DESTINATION_STABLE,
                cie,
                responder,
                labelled);
    }
}
