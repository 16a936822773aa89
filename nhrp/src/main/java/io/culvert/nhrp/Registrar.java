package io.culvert.nhrp;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.CieCode;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpFlag;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The server that clients register with: RFC 2332 sections 5.2.3 and 5.2.4. Whole prefixes are not registered: a client is one
/// address.
final class Registrar {
    static final int REGISTRATIONS_MAX = 65_536;
    static final int REGISTRATIONS_PER_PEER_MAX = 16;

    private final Core core;
    private final Endpoints endpoints;
    private final Promises promises;
    private final Failures failures;
    private final Transit transit;
    private final Refusals refusals;

    Registrar(
            Core core,
            Endpoints endpoints,
            Promises promises,
            Failures failures,
            Transit transit,
            Refusals refusals) {
        this.core = core;
        this.endpoints = endpoints;
        this.promises = promises;
        this.failures = failures;
        this.transit = transit;
        this.refusals = refusals;
    }

    /// A request that is for us: it names us, or its sender, who knows no server's address.
    void requested(Turn turn, Arrival arrival) {
        NhrpPacket request = arrival.packet();
        if (Extensions.hasUnknownCompulsory(request)) {
            core.ledger.drop(NhrpDrop.EXTENSION);
            transit.error(turn, arrival, ErrorCode.UNRECOGNIZED_EXTENSION);
            return;
        }
        IpAddress outside = Extensions.originator(arrival);
        var answers = new ArrayList<Cie>();
        for (Cie cie : arrival.exchange().cies()) {
            int code = register(turn, arrival, cie, outside);
            answers.add(
                    new Cie(
                            code,
                            cie.prefixLength(),
                            cie.mtu(),
                            code == CieCode.SUCCESS ? cie.holdingSeconds() : 0,
                            cie.preference(),
                            cie.nbma(),
                            cie.protocol()));
        }
        core.sender.send(turn, arrival.back(), reply(arrival, answers, outside));
    }

    private static NhrpPacket reply(Arrival arrival, List<Cie> answers, IpAddress outside) {
        NhrpPacket request = arrival.packet();
        var exchange = arrival.exchange();
        NhrpPacket reply =
                new NhrpPacket(
                        NhrpType.REGISTRATION_REPLY,
                        NhrpPacket.HOP_COUNT,
                        request.sourceNbma(),
                        request.source(),
                        server(arrival),
                        new NhrpBody.Exchange(exchange.flags(), exchange.requestId(), answers),
                        request.extensions());
        Optional<NhrpExtension> responder = request.extension(NhrpExtension.RESPONDER_ADDRESS);
        if (responder.isPresent()) {
            reply =
                    reply.with(
                            Messages.filled(
                                    responder.get(), Messages.ourselves(arrival.in(), request)));
        }
        boolean tellsOfNat =
                !outside.equals(request.sourceNbma())
                        && Extensions.outside(request, request.source()).isEmpty();
        return tellsOfNat ? Extensions.withOutside(reply, request.source(), outside) : reply;
    }

    /// Whom the client registered with. One who knows no server's address names itself (RFC 2332 section 5.2.3) and, as deployed
    /// clients do (`nhs dynamic`), takes the server's from here.
    private static IpAddress server(Arrival arrival) {
        NhrpPacket request = arrival.packet();
        if (!request.destination().equals(request.source())) {
            return request.destination();
        }
        return Interfaces.address(arrival.in(), arrival.family())
                .map(ours -> OverlayAddress.inPacket(ours, arrival.family()))
                .orElse(request.destination());
    }

    private int register(Turn turn, Arrival arrival, Cie cie, IpAddress outside) {
        NhrpPacket request = arrival.packet();
        NhrpInterface in = arrival.in();
        IpAddress address = OverlayAddress.of(cie.protocol().orElse(request.source()));
        IpAddress own = cie.nbma().orElse(request.sourceNbma());
        IpAddress nbma = own.equals(request.sourceNbma()) ? outside : own;
        int bits = request.source().family().bits();
        boolean isHost =
                cie.prefixLength() == 0
                        || cie.prefixLength() == Cie.HOST
                        || cie.prefixLength() == bits;
        boolean unique = (arrival.exchange().flags() & NhrpFlag.REGISTRATION_UNIQUE) != 0;
        if (!isHost
                || !PacketHead.isHost(address)
                || !PacketHead.isHost(nbma)
                || unique && arrival.exchange().cies().size() > 1) {
            return CieCode.PROHIBITED;
        }
        var key = new Endpoints.Key(in.name(), address);
        int objection = another(turn, in, key, nbma);
        if (objection != CieCode.SUCCESS) {
            return objection;
        }
        Optional<Endpoints.Registered> before = endpoints.registered(key);
        if (before.isEmpty()
                && (endpoints.registrations() >= REGISTRATIONS_MAX
                        || endpoints.registrationsOf(in.name(), nbma)
                                >= REGISTRATIONS_PER_PEER_MAX)) {
            return CieCode.INSUFFICIENT_RESOURCES;
        }
        long holding =
                cie.holdingSeconds() == 0
                        ? Messages.seconds(arrival.settings().holdingTime())
                        : cie.holdingSeconds();
        endpoints.register(
                turn,
                key,
                new Endpoints.Registered(
                        nbma,
                        Optional.of(own).filter(claimed -> !claimed.equals(nbma)),
                        unique,
                        before.map(Endpoints.Registered::created).orElse(turn.now()),
                        turn.now().plusSeconds(holding),
                        Optional.empty(),
                        arrival.exchange().requestId()));
        failures.forget(new Question(in.overlay(), address, false)); // it is found now
        if (before.isPresent() && !before.get().nbma().equals(nbma)) {
            withdraw(turn, key);
        }
        return CieCode.SUCCESS;
    }

    /// Whether an overlay address is somebody else's: ours, configured for another place, or registered from there as a unique one
    /// (RFC 2332 section 5.2.3, the U bit).
    private int another(Turn turn, NhrpInterface in, Endpoints.Key key, IpAddress nbma) {
        if (core.interfaces.isOurs(in.overlay(), key.overlay())) {
            refusals.overlay(turn, key, nbma, "it is an address of this router");
            return CieCode.PROHIBITED;
        }
        Optional<IpAddress> configured = endpoints.configured(key).filter(at -> !at.equals(nbma));
        if (configured.isPresent()) {
            core.ledger.drop(NhrpDrop.SPOOFED);
            refusals.overlay(
                    turn, key, nbma, "configuration here says it is at " + configured.get());
            return CieCode.PROHIBITED;
        }
        Optional<Endpoints.Registered> holder =
                endpoints
                        .registered(key)
                        .filter(client -> client.unique() && client.lost().isEmpty())
                        .filter(client -> !client.nbma().equals(nbma));
        if (holder.isPresent()) {
            refusals.overlay(
                    turn,
                    key,
                    nbma,
                    holder.get().nbma() + " has registered that address already, as a unique one");
            return CieCode.ALREADY_REGISTERED;
        }
        return CieCode.SUCCESS;
    }

    void onEnd(Turn turn, Endpoints.Key key) {
        endpoints.deregister(turn, key);
        withdraw(turn, key);
    }

    /// A client takes back its own registration (RFC 2332 section 5.2.5).
    void purged(Turn turn, Arrival arrival, IpAddress address) {
        var key = new Endpoints.Key(arrival.in().name(), address);
        boolean isOwn =
                endpoints
                        .registered(key)
                        .filter(
                                client ->
                                        address.equals(arrival.source())
                                                && client.nbma().equals(arrival.nbma()))
                        .isPresent();
        if (isOwn) {
            onEnd(turn, key);
        }
    }

    /// Clients whose session ended, or began again, or whose address is another's now.
    void turned(Turn turn, NhrpEvent.PeerTurned event) {
        for (IpAddress overlay : event.overlays()) {
            var key = new Endpoints.Key(event.on(), overlay);
            if (endpoints.registered(key).isPresent()) {
                switch (event.turn()) {
                    case LOST -> endpoints.turned(key, Optional.of(turn.now()));
                    case BACK -> endpoints.turned(key, Optional.empty());
                    case REPLACED -> onEnd(turn, key);
                }
            }
        }
    }

    /// Whoever got an answer from this registration hears that it is over.
    private void withdraw(Turn turn, Endpoints.Key key) {
        promises.withdraw(turn, promise -> promise.registered().equals(Optional.of(key)));
    }

    /// @return whether anything was there
    boolean clear(Turn turn, InterfaceName on, IpAddress address) {
        var key = new Endpoints.Key(on, address);
        if (endpoints.registered(key).isEmpty()) {
            return false;
        }
        onEnd(turn, key);
        return true;
    }
}
