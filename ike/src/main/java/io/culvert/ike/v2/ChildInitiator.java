package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TsPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Asks for Child SAs: the first inside IKE_AUTH, further ones and rekeyed ones with CREATE_CHILD_SA, RFC 7296 sections 1.2,
/// 1.3.1, 1.3.3, 2.8.1 and 2.25.1.
/// ```
///   SK {[N(REKEY_SA)], SA, Ni, [KEi], TSi, TSr} -->
///                                                 <-- SK {SA, Nr, [KEr], TSi, TSr}
/// ```
final class ChildInitiator {
    private final ChildSet set;

    ChildInitiator(ChildSet set) {
        this.set = set;
    }

    private ChildCarrier carrier() {
        return set.carrier();
    }

    // --- the first, inside IKE_AUTH ---

    /// Our half of the Child SA that IKE_AUTH makes; its nonce is that of IKE_SA_INIT.
    static Asked.ChildOffer firstOffer(Turn turn, ChildPolicy policy, Bytes nonce) {
        int spi = turn.nextChildSpi();
        SaPayload proposals =
                Suites.offerChild(policy.suites(), Optional.empty(), policy.profile().isEsn(), spi);
        return new Asked.ChildOffer(
                proposals,
                spi,
                nonce,
                Optional.empty(),
                policy,
                policy.children().getFirst(),
                OptionalLong.empty());
    }

    /// SA, TSi and TSr of an offer, and its notifications.
    static List<IkePayload> payloads(Asked.ChildOffer offer) {
        ChildPolicy policy = offer.policy();
        var payloads = new ArrayList<IkePayload>();
        payloads.add(offer.sa());
        payloads.add(new TsPayload(true, List.copyOf(offer.wanted().local())));
        payloads.add(new TsPayload(false, List.copyOf(offer.wanted().remote())));
        if (policy.wantsTransport()) {
            payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        }
        payloads.add(new NotifyPayload(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        return payloads;
    }

    /// The rest of the IKE_AUTH answer: the configuration and the first Child SA. Their failure leaves the IKE SA.
    void onFirstAnswer(Turn turn, Asked.ChildOffer offer, PayloadChain chain, Bytes peerNonce) {
        Optional<Granted> granted = Granted.read(offer, chain);
        if (granted.isEmpty()) {
            refusedNew(turn, chain.error());
            return;
        }
        carrier().session().configured(chain);
        carrier().sessionUp(turn);
        ChildSa made = make(turn, offer, granted.get(), peerNonce, Optional.empty());
        Child child = set.add(turn, made, Child.lower(offer.nonce(), peerNonce), true);
        granted.get()
                .mismatch(offer.wanted())
                .ifPresent(
                        what -> {
                            turn.failure(
                                    carrier().exchanges().path(),
                                    what,
                                    "make the selectors of the peer cover protocol 47 between both addresses");
                            set.delete(turn, child);
                        });
    }

    /// The IKE SA is up and its Child SA is not (RFC 7296 section 1.2): we try again later.
    private void refusedNew(Turn turn, Optional<NotifyPayload> error) {
        Exchanges exchanges = carrier().exchanges();
        String what =
                error.map(notify -> notify.what().toString())
                        .orElse("an answer that does not fit our offer");
        turn.failure(
                exchanges.path(),
                "the peer refuses the Child SA with " + what,
                "compare transform sets, pools and tunnels; look there with 'show crypto ikev2 why "
                        + exchanges.path().local()
                        + "'");
        turn.timer(new TimerKey.RetryChild(exchanges.sa()), Children.RETRY);
    }

    // --- further ones ---

    void rekey(Turn turn, Child child) {
        long id = child.sa.id();
        if (!carrier().isEstablished() || carrier().isRekeying() || set.isFull()) {
            turn.timer(new TimerKey.RekeyChild(id), Children.PATIENCE);
            return;
        }
        child.on(Child.Event.REKEY_ASKED);
        start(turn, OptionalLong.of(id));
    }

    /// The IKE SA stands without a Child SA: asks once more. False if a new IKE SA is needed for that, because an address is
    /// only given in IKE_AUTH.
    boolean mayRetry(Turn turn) {
        boolean isUnderWay =
                set.hasUsable() || carrier().exchanges().hasAsked(Asked::concernsChild);
        PeerSession session = carrier().session();
        if (!isUnderWay && session.peer().wantsAddress() && !session.isUp()) {
            return false;
        }
        if (!isUnderWay) {
            start(turn, OptionalLong.empty());
        }
        return true;
    }

    /// Begins a Child SA: a new one, or one in place of `replaced`.
    void start(Turn turn, OptionalLong replaced) {
        Optional<ChildPolicy> policy = carrier().session().peer().policy();
        if (policy.isEmpty() || !carrier().isEstablished()) {
            return;
        }
        Optional<KeyExchangeMethod> group = policy.get().profile().pfsGroup();
        if (group.isPresent()) {
            var entropy = turn.world().entropy();
            carrier()
                    .works()
                    .order(
                            turn,
                            () -> new Outcome.Generated(group.get().generate(entropy)),
                            new Work.OfferChild(replaced));
        } else {
            ask(turn, replaced, Optional.empty());
        }
    }

    void offer(Turn turn, OptionalLong replaced, KeyExchange exchange) {
        if (carrier().isEstablished()) {
            ask(turn, replaced, Optional.of(exchange));
        }
    }

    private void ask(Turn turn, OptionalLong replaced, Optional<KeyExchange> exchange) {
        ChildPolicy policy = carrier().session().peer().policy().orElseThrow();
        Optional<Child> old = set.get(replaced);
        if (replaced.isPresent() && old.isEmpty()) {
            return;
        }
        int spi = turn.nextChildSpi();
        var offer =
                new Asked.ChildOffer(
                        Suites.offerChild(
                                policy.suites(),
                                exchange.map(KeyExchange::method),
                                policy.profile().isEsn(),
                                spi),
                        spi,
                        turn.world().entropy().bytes(IkeSa.NONCE_OCTETS),
                        exchange,
                        policy,
                        policy.children().getFirst(),
                        replaced);
        var payloads = new ArrayList<IkePayload>();
        old.ifPresent(
                child ->
                        payloads.add(
                                new NotifyPayload(
                                        ProtocolId.ESP,
                                        Suites.spi(child.sa.inboundSpi()),
                                        NotifyType.REKEY_SA,
                                        Bytes.EMPTY)));
        payloads.addAll(payloads(offer));
        payloads.add(new NoncePayload(offer.nonce()));
        exchange.ifPresent(
                half ->
                        payloads.add(
                                new KePayload(half.method().transformId(), half.publicValue())));
        carrier()
                .exchanges()
                .ask(turn, ExchangeType.CREATE_CHILD_SA, new Asked.CreateChild(offer), payloads);
    }

    // --- the answer ---

    void onAnswer(Turn turn, Asked.ChildOffer offer, PayloadChain chain) {
        Optional<Granted> granted =
                Granted.read(offer, chain).filter(grant -> grant.fits(offer, chain));
        if (granted.isEmpty()) {
            refused(turn, offer, chain.error());
        } else if (offer.exchange().isPresent()) {
            KeyExchange exchange = offer.exchange().get();
            Bytes theirs = chain.find(KePayload.class).orElseThrow().data();
            carrier()
                    .works()
                    .order(
                            turn,
                            () -> Outcome.agree(exchange, theirs),
                            new Work.AcceptChild(offer, granted.get(), nonce(chain)));
        } else {
            accept(turn, offer, granted.get(), nonce(chain), Optional.empty());
        }
    }

    private static Bytes nonce(PayloadChain chain) {
        return chain.find(NoncePayload.class).orElseThrow().nonce();
    }

    void agreed(Turn turn, Work.AcceptChild work, Outcome.Agreed agreed) {
        if (!carrier().isEstablished()) {
            return;
        }
        if (agreed.shared().isPresent()) {
            accept(turn, work.offer(), work.granted(), work.peerNonce(), agreed.shared());
        } else {
            refused(turn, work.offer(), Optional.empty());
        }
    }

    /// What the peer granted out of our offer; that it is enough is not said yet.
    record Granted(
            Suites.ChildChoice choice,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            boolean isTransport) {
        static Optional<Granted> read(Asked.ChildOffer offer, PayloadChain chain) {
            Optional<Suites.ChildChoice> choice =
                    chain.find(SaPayload.class)
                            .flatMap(answer -> Suites.acceptChild(offer.sa(), answer));
            Optional<List<TrafficSelector>> local = Selectors.of(chain, PayloadType.TS_I);
            Optional<List<TrafficSelector>> remote = Selectors.of(chain, PayloadType.TS_R);
            return choice.isEmpty() || local.isEmpty() || remote.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Granted(
                                    choice.get(),
                                    local.get(),
                                    remote.get(),
                                    chain.has(NotifyType.USE_TRANSPORT_MODE)));
        }

        /// Whether the answer of CREATE_CHILD_SA is whole and what the tunnel needs.
        boolean fits(Asked.ChildOffer offer, PayloadChain chain) {
            return chain.find(NoncePayload.class).isPresent()
                    && offer.exchange().isPresent() == chain.find(KePayload.class).isPresent()
                    && choice.group().equals(offer.exchange().map(KeyExchange::method))
                    && mismatch(offer.wanted()).isEmpty();
        }

        /// Why the selectors are of no use to the tunnel.
        Optional<String> mismatch(WantedChild wanted) {
            boolean fits =
                    Selectors.isWithin(local, wanted.local())
                            && Selectors.isWithin(remote, wanted.remote())
                            && (!wanted.isOnePair()
                                    || Selectors.isWhole(local, wanted.local())
                                            && Selectors.isWhole(remote, wanted.remote()));
            return fits
                    ? Optional.empty()
                    : Optional.of(
                            "the peer narrowed the traffic to "
                                    + local
                                    + " and "
                                    + remote
                                    + "; the tunnel needs "
                                    + wanted.local()
                                    + " and "
                                    + wanted.remote());
        }
    }

    private void accept(
            Turn turn,
            Asked.ChildOffer offer,
            Granted granted,
            Bytes peerNonce,
            Optional<Secret> shared) {
        ChildSa made = make(turn, offer, granted, peerNonce, shared);
        Bytes lowest = Child.lower(offer.nonce(), peerNonce);
        Optional<Child> old = set.get(offer.replaced());
        Optional<Child> rival =
                offer.replaced().isPresent()
                        ? set.successorOf(offer.replaced().getAsLong())
                        : Optional.empty();
        boolean loses = rival.isPresent() && lowest.compareTo(rival.get().lowestNonce) < 0;
        if (offer.replaced().isEmpty()) {
            carrier().sessionUp(turn);
        }
        Child child = set.add(turn, made, lowest, !loses);
        if (loses) {
            // RFC 7296 section 2.8.1: who made the SA with the lowest nonce takes it away again;
            // the peer deletes the old one.
            old.ifPresent(replaced -> replaced.on(Child.Event.SUCCEEDED));
            set.delete(turn, child);
        } else {
            old.filter(
                            replaced ->
                                    replaced.is(Child.State.REKEYING)
                                            || replaced.is(Child.State.REPLACED))
                    .ifPresent(replaced -> set.delete(turn, replaced));
        }
    }

    private ChildSa make(
            Turn turn,
            Asked.ChildOffer offer,
            Granted granted,
            Bytes peerNonce,
            Optional<Secret> shared) {
        return ChildMaker.make(
                turn,
                carrier(),
                new ChildMaker.Terms(
                        offer.policy(),
                        granted.choice(),
                        granted.isTransport(),
                        granted.local(),
                        granted.remote(),
                        offer.replaced()),
                new ChildMaker.Material(true, offer.nonce(), peerNonce, shared, offer.spi()));
    }

    // --- the refusal ---

    private void refused(Turn turn, Asked.ChildOffer offer, Optional<NotifyPayload> error) {
        if (offer.replaced().isEmpty()) {
            refusedNew(turn, error);
            return;
        }
        NotifyType what = error.map(NotifyPayload::what).orElse(NotifyType.NO_PROPOSAL_CHOSEN);
        set.get(offer.replaced())
                .filter(old -> old.is(Child.State.REKEYING))
                .ifPresent(old -> refusedRekey(turn, old, what));
    }

    private void refusedRekey(Turn turn, Child old, NotifyType error) {
        if (set.successorOf(old.sa.id()).isPresent()) {
            old.on(Child.Event.SUCCEEDED);
            return;
        }
        if (error.equals(NotifyType.CHILD_SA_NOT_FOUND)) {
            // RFC 7296 section 2.25.1: the peer has lost it; we go on with what it has, or begin
            // anew.
            lost(turn, old, "the peer does not have it any more");
            return;
        }
        old.on(Child.Event.REKEY_REFUSED);
        boolean isBusy = error.equals(NotifyType.TEMPORARY_FAILURE);
        turn.timer(
                new TimerKey.RekeyChild(old.sa.id()),
                carrier().exchanges().againAfter(turn, isBusy));
        if (!isBusy) {
            turn.complain(
                    carrier().exchanges().path(),
                    "the peer refuses to rekey the Child SA with " + error);
        }
    }

    /// The peer does not have a Child SA that we have.
    void lost(Turn turn, Child child, String reason) {
        set.remove(turn, child, reason);
        if (!set.hasUsable()) {
            start(turn, OptionalLong.empty());
        }
    }
}
