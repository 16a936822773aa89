package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// MOBIKE, RFC 4555: an IKE SA and its Child SAs in tunnel mode go to other addresses without a new handshake.
/// ```
///   initiator: SK {N(UPDATE_SA_ADDRESSES), N(NAT_DETECTION_*), N(COOKIE2)} -->     from its new address
///                                         <-- SK {N(NAT_DETECTION_*), N(COOKIE2)} :responder; the IKE SA is there
///                                         <-- SK {N(COOKIE2)}  can you hear me there?
///   SK {N(COOKIE2)} -->                       the Child SAs are there
/// ```
/// As an initiator we move when our own address does; the peer's other addresses are not tried. As a responder we never move of
/// our own accord.
final class Mobility {
    /// RFC 4555 section 4.2.5: 8 to 64 octets.
    private static final int COOKIE_OCTETS = 16;

    /// What a request of the peer says of addresses, and its answer.
    ///
    /// @param hasMoved the Child SAs follow once the peer proved that it hears us there
    record Reaction(List<NotifyPayload> payloads, boolean hasMoved) {
        Reaction {
            payloads = List.copyOf(payloads);
        }
    }

    private Mobility() {}

    // --- whether ---

    /// Whether an initiator is to offer it: its traffic must not be bound to the address that may change.
    static boolean isWanted(Attempt attempt) {
        TunnelRequest tunnel = attempt.tunnel();
        return !attempt.policy().wantsTransport()
                && tunnel.children().stream().noneMatch(child -> child.isFrom(tunnel.local()));
    }

    static NotifyPayload offer() {
        return new NotifyPayload(NotifyType.MOBIKE_SUPPORTED);
    }

    /// The answer to an offer: transport mode cannot move (RFC 4555 section 1.2).
    ///
    /// @param answer what else the IKE_AUTH answer says
    static Optional<NotifyPayload> accept(
            Exchanges exchanges, PayloadChain chain, List<IkePayload> answer) {
        boolean isTransport =
                answer.stream()
                        .anyMatch(
                                payload ->
                                        payload instanceof NotifyPayload notify
                                                && notify.what()
                                                        .equals(NotifyType.USE_TRANSPORT_MODE));
        if (!chain.has(NotifyType.MOBIKE_SUPPORTED) || isTransport) {
            return Optional.empty();
        }
        exchanges.learn(exchanges.abilities().mobile());
        return Optional.of(offer());
    }

    /// RFC 4555 section 3.9: the peer forbids translation, and there is one.
    static boolean isNatUnexpected(PayloadChain chain, Path from) {
        Bytes seen =
                new ByteWriter(36)
                        .bytes(from.remote().bytes())
                        .bytes(from.local().bytes())
                        .u16(from.remotePort())
                        .u16(from.localPort())
                        .toBytes();
        return chain.notify(NotifyType.NO_NATS_ALLOWED)
                .filter(notify -> !notify.data().equals(seen))
                .isPresent();
    }

    // --- the responder ---

    /// Takes what an INFORMATIONAL request says of addresses; the IKE SA itself moves at once.
    static Reaction onRequest(Turn turn, IkeSa sa, PayloadChain chain) {
        Exchanges exchanges = sa.exchanges();
        Path from = exchanges.requestPath();
        var payloads = new ArrayList<NotifyPayload>();
        boolean hasMoved = false;
        if (isNatUnexpected(chain, from)) {
            payloads.add(new NotifyPayload(NotifyType.UNEXPECTED_NAT_DETECTED));
        } else if (chain.has(NotifyType.UPDATE_SA_ADDRESSES)) {
            boolean isAllowed =
                    sa.isEstablished()
                            && exchanges.abilities().isMobile()
                            && !sa.session().peer().isInitiator();
            if (isAllowed) {
                hasMoved = moves(turn, exchanges, chain, from);
            } else {
                turn.complain(from, "the peer moves its addresses, which it may not here");
                payloads.add(new NotifyPayload(NotifyType.UNACCEPTABLE_ADDRESSES));
            }
        }
        if (Nat.isIn(chain)) {
            boolean isForced = exchanges.abilities().nat().isForced();
            payloads.addAll(Nat.payloads(from, exchanges.spis(), isForced));
        }
        chain.notify(NotifyType.COOKIE2).ifPresent(payloads::add);
        return new Reaction(payloads, hasMoved);
    }

    private static boolean moves(Turn turn, Exchanges exchanges, PayloadChain chain, Path from) {
        Half.Abilities before = exchanges.abilities();
        Nat nat =
                Nat.isIn(chain)
                        ? Nat.read(chain, from, exchanges.spis(), before.nat().isForced())
                        : before.nat();
        boolean hasMoved = !from.equals(exchanges.path()) || !nat.equals(before.nat());
        exchanges.learn(before.with(nat));
        exchanges.moveTo(turn, from);
        return hasMoved;
    }

    /// RFC 4555 section 3.7: return routability.
    static void verify(Turn turn, IkeSa sa) {
        NotifyPayload cookie = cookie(turn);
        sa.exchanges()
                .ask(
                        turn,
                        ExchangeType.INFORMATIONAL,
                        new Asked.Reachable(sa.path(), cookie.data()),
                        List.of(cookie));
    }

    private static NotifyPayload cookie(Turn turn) {
        return new NotifyPayload(NotifyType.COOKIE2, turn.world().entropy().bytes(COOKIE_OCTETS));
    }

    static void onReachable(Turn turn, IkeSa sa, Asked.Reachable asked, PayloadChain chain) {
        if (!isSame(asked.cookie(), chain)) {
            sa.close(turn, "the peer answered from where it cannot hear us");
        } else if (asked.path().equals(sa.path())) {
            sa.moved(turn);
        }
    }

    private static boolean isSame(Bytes cookie, PayloadChain chain) {
        return chain.notify(NotifyType.COOKIE2)
                .filter(notify -> notify.data().equals(cookie))
                .isPresent();
    }

    // --- the initiator ---

    /// Whether this side decides on addresses, and the other follows.
    static boolean isLeader(IkeSa sa) {
        return sa.isEstablished()
                && sa.exchanges().abilities().isMobile()
                && sa.session().peer().isInitiator();
    }

    /// Our own address is another one: traffic goes at once, and the peer is told.
    static void readdress(Turn turn, IkeSa sa, IpAddress local) {
        sa.exchanges().moveTo(turn, sa.path().withLocal(local));
        sa.moved(turn);
        update(turn, sa);
    }

    private static void update(Turn turn, IkeSa sa) {
        Exchanges exchanges = sa.exchanges();
        NotifyPayload cookie = cookie(turn);
        var payloads = new ArrayList<NotifyPayload>();
        payloads.add(new NotifyPayload(NotifyType.UPDATE_SA_ADDRESSES));
        payloads.addAll(hashes(exchanges));
        payloads.add(cookie);
        exchanges.ask(
                turn,
                ExchangeType.INFORMATIONAL,
                new Asked.UpdateAddresses(sa.path(), cookie.data()),
                payloads);
    }

    private static List<NotifyPayload> hashes(Exchanges exchanges) {
        Nat nat = exchanges.abilities().nat();
        return nat.isSpoken()
                ? Nat.payloads(exchanges.path(), exchanges.spis(), nat.isForced())
                : List.of();
    }

    static void onUpdated(Turn turn, IkeSa sa, Asked.UpdateAddresses asked, PayloadChain chain) {
        if (!asked.path().equals(sa.path())) {
            return; // We moved on meanwhile, and another request says so.
        }
        if (chain.error().isPresent() || !isSame(asked.cookie(), chain)) {
            String what = chain.error().map(error -> error.what().toString()).orElse("no cookie");
            turn.complain(sa.path(), "the peer does not follow to our address: " + what);
            sa.close(turn, "the peer does not follow");
            return;
        }
        Exchanges exchanges = sa.exchanges();
        Half.Abilities before = exchanges.abilities();
        if (Nat.isIn(chain)) {
            Nat nat = Nat.read(chain, sa.path(), exchanges.spis(), before.nat().isForced());
            exchanges.learn(before.with(nat));
            exchanges.seenAs(chain);
            if (!nat.equals(before.nat())) {
                sa.moved(turn);
            }
        }
    }

    /// RFC 4555 section 3.8: what goes along with a question for life, so that a NAT with another mapping is noticed.
    static List<NotifyPayload> probe(ChildCarrier sa) {
        Half.Abilities abilities = sa.exchanges().abilities();
        return abilities.isMobile()
                        && abilities.nat().areWeBehind()
                        && sa.session().peer().isInitiator()
                ? hashes(sa.exchanges())
                : List.of();
    }

    static void onProbed(Turn turn, IkeSa sa, PayloadChain chain) {
        if (isLeader(sa) && Nat.isIn(chain) && sa.exchanges().seenAs(chain)) {
            update(turn, sa);
        }
    }
}
