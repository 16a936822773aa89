package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.engine.Notice;
import io.culvert.wire.nhrp.CieCode;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpBody;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is said about packets that are refused, by us and by others. Nothing is decided by it: whoever can send a packet can cause it.
final class Refusals {
    /// One and the same peer is complained about once in so long.
    static final Duration INTERVAL = Duration.ofMinutes(1);

    static final int PEERS_MAX = 1024;

    /// One and the same overlay address is complained about once in so long: whoever is refused it asks about once a minute.
    static final Duration ADDRESS_INTERVAL = Duration.ofMinutes(10);

    /// Destinations of refused redirects that are remembered; the oldest gives way.
    static final int REDIRECTS_MAX = 256;

    private final RateLimit<Endpoints.Key> rate = new RateLimit<>(1, INTERVAL, PEERS_MAX);
    private final RateLimit<Endpoints.Key> addresses =
            new RateLimit<>(1, ADDRESS_INTERVAL, PEERS_MAX);
    private final Map<Place, NhrpRefusedRedirect> redirects = new LinkedHashMap<>();

    /// A packet with another authentication string than ours, or without one.
    void authentication(Turn turn, Arrival arrival) {
        boolean isOther = Extensions.word(arrival.packet()).isPresent();
        String objection =
                isOther
                        ? "its authentication string is another than that of ip nhrp authentication here"
                        : "it has no authentication string, and there is an ip nhrp authentication here";
        if (rate.passes(turn.now(), new Endpoints.Key(arrival.in().name(), arrival.nbma()))) {
            turn.order(
                    new NhrpEffect.Notify(
                            new Notice(
                                    "NHRP",
                                    4,
                                    "AUTHENTICATION",
                                    "%s of %s from %s on %s is refused: %s"
                                            .formatted(
                                                    arrival.packet().type(),
                                                    arrival.source(),
                                                    arrival.nbma(),
                                                    arrival.in().name(),
                                                    objection))));
        }
        redirect(turn, arrival, objection);
    }

    /// A client that wants an overlay address which is another's.
    ///
    /// @param nbma of the client
    /// @param holder who has the address, in words
    void overlay(Turn turn, Endpoints.Key key, IpAddress nbma, String holder) {
        if (addresses.passes(turn.now(), key)) {
            turn.order(
                    new NhrpEffect.Notify(
                            new Notice(
                                    "NHRP",
                                    4,
                                    "SAME_OVERLAY",
                                    "Registration of %s from %s on %s is refused: %s"
                                            .formatted(key.overlay(), nbma, key.on(), holder))));
        }
    }

    /// If it is a redirect, it is remembered.
    void redirect(Turn turn, Arrival arrival, String objection) {
        if (arrival.packet().body() instanceof NhrpBody.TrafficIndication indication) {
            PacketHead.parse(indication.head())
                    .ifPresent(head -> remember(turn, arrival, head.destination(), objection));
        }
    }

    private void remember(Turn turn, Arrival arrival, IpAddress destination, String objection) {
        var place = new Question(arrival.vrf(), destination, false).place();
        redirects.remove(place);
        if (redirects.size() >= REDIRECTS_MAX) {
            redirects.remove(redirects.keySet().iterator().next());
        }
        redirects.put(
                place,
                new NhrpRefusedRedirect(
                        arrival.vrf(),
                        destination,
                        arrival.in().name(),
                        arrival.nbma(),
                        turn.now(),
                        objection));
    }

    /// A redirect for it was followed.
    void forget(Question question) {
        redirects.remove(question.place());
    }

    /// The youngest last.
    List<NhrpRefusedRedirect> redirects() {
        return List.copyOf(redirects.values());
    }

    /// An error indication in words (RFC 2332 section 5.2.7), with the line to look at where there is one.
    static String error(int code) {
        String name = "error %d, %s".formatted(code, ErrorCode.name(code));
        return code == ErrorCode.AUTHENTICATION_FAILURE
                ? name + ": compare ip nhrp authentication there with that here"
                : name;
    }

    /// The refusal of an answer (RFC 2332 section 5.2.2).
    static String answer(int code, Question question) {
        return switch (code) {
            case CieCode.PROHIBITED ->
                    "the other end refuses (code 4, administratively prohibited: %s)"
                            .formatted(prohibited(question));
            case CieCode.INSUFFICIENT_RESOURCES ->
                    "the other end could not make a tunnel to us, or has no room (code 5, insufficient resources)";
            case CieCode.NO_BINDING_DE_FACTO, CieCode.NO_BINDING ->
                    "nobody leads there (code " + code + ", no binding exists)";
            case CieCode.NOT_UNIQUE -> "the other end is not unique (code 13)";
            default -> "the other end refuses (code " + code + ")";
        };
    }

    private static String prohibited(Question question) {
        return question.labelled()
                ? "as where its VRF imports nothing that ours exports, or its ip nhrp shortcut names no virtual-template to make a tunnel from"
                : "as where its ip nhrp shortcut names no virtual-template to make a tunnel from, it has only a default route there, or it knows our addresses as another's";
    }

    /// The refusal of a registration (RFC 2332 section 5.2.4).
    static String registration(int code) {
        return switch (code) {
            case CieCode.ALREADY_REGISTERED ->
                    "another router has registered our address there, from another NBMA address (code 14, unique address registered already): give each router a tunnel address of its own";
            case CieCode.PROHIBITED -> "it will not serve us (code 4, administratively prohibited)";
            case CieCode.INSUFFICIENT_RESOURCES ->
                    "it has no room for us (code 5, insufficient resources)";
            default -> "it refuses (code " + code + ")";
        };
    }
}
