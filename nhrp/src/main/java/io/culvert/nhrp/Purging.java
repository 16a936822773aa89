package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpFlag;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.util.List;
import java.util.Optional;

/// Purges that others send us (RFC 2332 sections 5.2.5 and 5.2.6). Only who answered, or is itself the next hop, can take an entry
/// back; one who registered, his registration.
final class Purging {
    private final Core core;
    private final Shortcuts shortcuts;
    private final Registrar registrar;
    private final Transit transit;

    Purging(Core core, Shortcuts shortcuts, Registrar registrar, Transit transit) {
        this.core = core;
        this.shortcuts = shortcuts;
        this.registrar = registrar;
        this.transit = transit;
    }

    void requested(Turn turn, Arrival arrival) {
        NhrpPacket request = arrival.packet();
        if (Extensions.hasUnknownCompulsory(request)) {
            core.ledger.drop(NhrpDrop.EXTENSION);
            transit.error(turn, arrival, ErrorCode.UNRECOGNIZED_EXTENSION);
            return;
        }
        if (!(request.labels() instanceof Parse.Ok<Optional<LabelExtension>>(var labels))) {
            core.ledger.drop(NhrpDrop.MALFORMED);
            transit.error(turn, arrival, ErrorCode.INVALID_EXTENSION);
            return;
        }
        for (Cie cie : arrival.exchange().cies()) {
            cie.protocol().ifPresent(address -> purge(turn, arrival, labels, address, cie));
        }
        if ((arrival.exchange().flags() & NhrpFlag.NO_REPLY) == 0) {
            core.sender.send(
                    turn,
                    arrival.back(),
                    new NhrpPacket(
                            NhrpType.PURGE_REPLY,
                            NhrpPacket.HOP_COUNT,
                            request.sourceNbma(),
                            request.source(),
                            request.destination(),
                            request.body(),
                            request.extensions()));
        }
    }

    private void purge(
            Turn turn,
            Arrival arrival,
            Optional<LabelExtension> labels,
            IpAddress address,
            Cie cie) {
        int bits = address.family().bits();
        boolean isHost = cie.prefixLength() == 0 || cie.prefixLength() == Cie.HOST;
        var prefix = Prefix.containing(address, isHost ? bits : cie.prefixLength());
        shortcuts.remove(turn, one -> isMeant(one, arrival, labels, prefix));
        if (prefix.isHost() && labels.isEmpty()) {
            registrar.purged(turn, arrival, OverlayAddress.of(address));
        }
    }

    private boolean isMeant(
            Shortcut one, Arrival arrival, Optional<LabelExtension> labels, Prefix prefix) {
        boolean isSpeakers =
                arrival.source().equals(one.nextHop()) || arrival.source().equals(one.responder());
        return isSpeakers
                && one.place().prefix().overlaps(prefix)
                && Interfaces.areOneNetwork(arrival.in(), one.out(), prefix.family())
                && isOfVrf(one, arrival, labels)
                && isCancelled(one, labels);
    }

    /// Of the VRF of the label, or of one that the named targets are imported into; without a word about it, of any.
    private boolean isOfVrf(Shortcut one, Arrival arrival, Optional<LabelExtension> labels) {
        if (arrival.labelled().isPresent()) {
            return one.place().vrf().equals(arrival.labelled().get());
        }
        List<RouteTarget> targets = labels.map(LabelExtension::routeTargets).orElse(List.of());
        return targets.isEmpty()
                || core
                        .surroundings
                        .imported(one.place().vrf(), one.place().prefix().family())
                        .stream()
                        .anyMatch(targets::contains);
    }

    /// Generations are numbers in a circle.
    private static boolean isCancelled(Shortcut one, Optional<LabelExtension> labels) {
        Optional<Integer> upTo = labels.flatMap(LabelExtension::generation);
        return upTo.isEmpty()
                || one.generation().isEmpty()
                || upTo.get() - one.generation().get() >= 0;
    }
}
