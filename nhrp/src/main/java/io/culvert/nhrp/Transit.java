package io.culvert.nhrp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.util.List;
import java.util.Optional;

/// Passes on what is for others (RFC 2332 sections 5.1 and 5.3.2), and tells of errors on the way (section 5.2.7).
final class Transit {
    /// The header and addresses of an error indication at their longest.
    private static final int ERROR_OVERHEAD = 96;

    private final Core core;
    private final Endpoints endpoints;

    Transit(Core core, Endpoints endpoints) {
        this.core = core;
        this.endpoints = endpoints;
    }

    /// Whether the packet has been here: our address stands in its record, or it is our own.
    boolean isLoop(Arrival arrival, int record) {
        return arrival.packet().cies(record).toOptional().stream()
                .flatMap(List::stream)
                .flatMap(cie -> cie.protocol().stream())
                .anyMatch(
                        address ->
                                core.interfaces.isOurs(
                                        arrival.in().overlay(), OverlayAddress.of(address)));
    }

    /// A request, towards the destination.
    void request(Turn turn, Arrival arrival, NhrpInterface out, IpAddress next) {
        Optional<Path> path =
                arrival.labelled().isPresent()
                        ? Optional.of(
                                new Path.OnLabel(
                                        out, arrival.vrf(), arrival.packet().destination()))
                        : plain(out, next);
        if (path.isEmpty()) {
            core.ledger.drop(NhrpDrop.UNREACHABLE);
            error(turn, arrival, ErrorCode.PROTOCOL_ADDRESS_UNREACHABLE);
            return;
        }
        forward(turn, arrival, arrival.packet(), path.get(), NhrpExtension.FORWARD_TRANSIT);
    }

    private Optional<Path> plain(NhrpInterface out, IpAddress next) {
        return out.isMultipoint()
                ? endpoints.nbma(out, next).map(nbma -> new Path.Plain(out, Optional.of(nbma)))
                : Optional.of(new Path.Plain(out, Optional.empty()));
    }

    /// Anything that is for an overlay address: replies go to whom the packet names as source, the rest to its destination.
    void towards(Turn turn, Arrival arrival, NhrpPacket packet, IpAddress target) {
        NhrpInterface in = arrival.in();
        Optional<Way> way = core.surroundings.way(in.overlay(), target);
        Optional<NhrpInterface> out =
                way.flatMap(Way::out)
                        .flatMap(core.interfaces::find)
                        .filter(one -> Interfaces.areOneNetwork(in, one, arrival.family()));
        Optional<Path> path =
                out.flatMap(one -> plain(one, way.orElseThrow().nextHop().orElse(target)))
                        .filter(one -> !one.equals(arrival.back()));
        if (path.isEmpty()) {
            core.ledger.drop(NhrpDrop.UNREACHABLE);
            return;
        }
        int record =
                switch (packet.type()) {
                    case RESOLUTION_REPLY, REGISTRATION_REPLY, PURGE_REPLY ->
                            NhrpExtension.REVERSE_TRANSIT;
                    default -> NhrpExtension.FORWARD_TRANSIT;
                };
        if (isLoop(arrival, record)) {
            core.ledger.drop(NhrpDrop.LOOP);
            error(turn, arrival, ErrorCode.LOOP_DETECTED);
            return;
        }
        forward(turn, arrival, packet, path.get(), record);
    }

    /// A redirect, towards the source of the packet that it is about.
    void redirect(Turn turn, Arrival arrival, NhrpInterface out, IpAddress source, IpAddress next) {
        Optional<Path> path =
                arrival.labelled().isPresent()
                        ? Optional.of(new Path.OnLabel(out, arrival.vrf(), source))
                        : plain(out, next);
        path.filter(one -> !one.equals(arrival.back()))
                .ifPresentOrElse(
                        one ->
                                forward(
                                        turn,
                                        arrival,
                                        arrival.packet(),
                                        one,
                                        NhrpExtension.FORWARD_TRANSIT),
                        () -> core.ledger.drop(NhrpDrop.UNREACHABLE));
    }

    private void forward(Turn turn, Arrival arrival, NhrpPacket packet, Path path, int record) {
        if (packet.hopCount() == 0) {
            core.ledger.drop(NhrpDrop.HOP_COUNT);
            error(turn, arrival, ErrorCode.HOP_COUNT_EXCEEDED);
            return;
        }
        NhrpPacket passed = recorded(packet, path.out(), record);
        var outcome = core.sender.send(turn, path, passed.withHopCount(packet.hopCount() - 1));
        if (outcome == Sender.Outcome.TOO_BIG) {
            error(turn, arrival, ErrorCode.SIZE_EXCEEDED);
        }
    }

    /// With our own entry in the record, unless there is something compulsory in the packet that we do not know: then we are nothing
    /// but who passes it on (section 5.3).
    private static NhrpPacket recorded(NhrpPacket packet, NhrpInterface out, int record) {
        if (packet.type() == NhrpType.ERROR_INDICATION || Extensions.hasUnknownCompulsory(packet)) {
            return packet;
        }
        Optional<Cie> ourselves = Messages.ourselves(out, packet);
        return ourselves.map(cie -> Extensions.appended(packet, record, cie)).orElse(packet);
    }

    /// Tells the originator of the packet, back by where it came from. Never about an error indication.
    void error(Turn turn, Arrival arrival, int code) {
        NhrpPacket packet = arrival.packet();
        Optional<IpAddress> ours = Interfaces.address(arrival.in(), arrival.family());
        Optional<IpAddress> to =
                switch (packet.type()) {
                    case ERROR_INDICATION -> Optional.empty();
                    case RESOLUTION_REPLY -> Extensions.responder(packet);
                    case REGISTRATION_REPLY, PURGE_REPLY -> Optional.of(packet.destination());
                    case RESOLUTION_REQUEST,
                            REGISTRATION_REQUEST,
                            PURGE_REQUEST,
                            TRAFFIC_INDICATION ->
                            Optional.of(packet.source());
                };
        if (ours.isEmpty() || to.isEmpty()) {
            return;
        }
        Bytes all = packet.toBytes();
        int room = Math.max(0, arrival.in().mtu() - ERROR_OVERHEAD);
        core.sender.send(
                turn,
                arrival.back(),
                Messages.error(
                        arrival.in(),
                        ours.get(),
                        to.get(),
                        code,
                        0,
                        all.slice(0, Math.min(all.size(), room))));
    }
}
