package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.base.Vrf;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TsPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Asks for Child SAs: the first inside IKE_AUTH, further ones and rekeyed ones with CREATE_CHILD_SA, RFC 7296 sections 1.2,
/// 1.3.1, 1.3.3, 2.8.1 and 2.25.1.
/// ```
///   SK {[N(REKEY_SA)], SA, Ni, [KEi], TSi, TSr} -->
///                                                 <-- SK {SA, Nr, [KEr], TSi, TSr}
/// ```
final class ChildInitiator {
    private final ChildSet set;
    private final ResourceChildren resources;

    ChildInitiator(ChildSet set, ResourceChildren resources) {
        this.set = set;
        this.resources = resources;
    }

    private ChildCarrier carrier() {
        return set.carrier();
    }

    private ChildRefusal refusal() {
        return new ChildRefusal(carrier());
    }

    // --- the first, inside IKE_AUTH ---

    /// Our half of the Child SA that IKE_AUTH makes; its nonce is that of IKE_SA_INIT.
    static Asked.ChildOffer firstOffer(Turn turn, ChildPolicy policy, Bytes nonce) {
        int spi = turn.nextChildSpi(OptionalInt.empty());
        SaPayload proposals =
                Suites.offerChild(policy.suites(), Optional.empty(), policy.profile().isEsn(), spi);
        WantedChild wanted = policy.children().getFirst();
        return new Asked.ChildOffer(
                proposals,
                spi,
                nonce,
                Optional.empty(),
                policy,
                Aim.ofAll(wanted),
                wanted,
                OptionalLong.empty());
    }

    /// An offer to the peer: SA, TSi and TSr, and its notifications.
    static List<IkePayload> payloads(Turn turn, Vrf fvrf, Asked.ChildOffer offer) {
        ChildPolicy policy = offer.policy();
        var payloads = new ArrayList<IkePayload>();
        turn.emit(new IkeEffect.SpiOffered(fvrf, offer.spi()));
        payloads.add(offer.sa());
        payloads.add(new TsPayload(true, List.copyOf(offer.wanted().local())));
        payloads.add(new TsPayload(false, List.copyOf(offer.wanted().remote())));
        if (policy.wantsTransport()) {
            payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        }
        payloads.add(new NotifyPayload(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        if (offer.isOneOfSeveral()) {
            payloads.add(ResourceChildren.notification(offer.aim().resource()));
        }
        return payloads;
    }

    /// The rest of the IKE_AUTH answer: the configuration and the first Child SA. Their failure leaves the IKE SA.
    void onFirstAnswer(Turn turn, Asked.ChildOffer offer, PayloadChain chain, Bytes peerNonce) {
        Exchanges exchanges = carrier().exchanges();
        Optional<Granted> granted = Granted.read(offer, chain, exchanges);
        if (granted.isEmpty()) {
            forget(turn, offer, chain);
            if (chain.has(NotifyType.INTERNAL_ADDRESS_FAILURE)) {
                refusal().noAddress(turn);
            } else {
                refusal().refusedNew(turn, chain.error());
            }
            return;
        }
        carrier().session().configured(chain);
        if (carrier().session().lacksAddress()) {
            refusal().tellOfNoAddress(turn, "the peer gives no address");
        }
        Optional<String> mismatch = granted.get().mismatch(offer);
        if (mismatch.isPresent()) {
            forget(turn, offer, chain);
            turn.failure(
                    exchanges.path(),
                    mismatch.get(),
                    "make the selectors of the peer cover what the tunnel carries");
            turn.timer(new TimerKey.RetryChild(exchanges.sa()), Children.RETRY);
            return;
        }
        carrier().sessionUp(turn);
        granted.get().narrowed(offer.wanted()).ifPresent(what -> turn.notice(5, "NARROWED", what));
        ChildSa made = make(turn, offer, granted.get(), peerNonce, Optional.empty());
        set.add(turn, made, offer.wanted(), true, Child.lower(offer.nonce(), peerNonce), true);
        startMissing(turn);
        sharedUp(turn, offer, granted.get());
    }

    /// One for all workers is up.
    private void sharedUp(Turn turn, Asked.ChildOffer offer, Granted granted) {
        if (!offer.isOneOfSeveral() || resources.isTaken(turn, granted.isOneOfSeveral())) {
            resources.proceed(turn, true);
        }
    }

    /// RFC 7296 section 2.21.3: the peer made a Child SA out of our offer and we cannot use it, so it is to delete it.
    private void forget(Turn turn, Asked.ChildOffer offer, PayloadChain chain) {
        if (chain.find(SaPayload.class).isPresent()) {
            forget(turn, offer);
        }
    }

    private void forget(Turn turn, Asked.ChildOffer offer) {
        carrier()
                .exchanges()
                .ask(
                        turn,
                        ExchangeType.INFORMATIONAL,
                        new Asked.Tell(),
                        List.of(DeletePayload.esp(List.of(offer.spi()))));
    }

    // --- further ones ---

    void rekey(Turn turn, Child child) {
        long id = child.sa().id();
        boolean isFull = set.isFull(child.aim().isOfResource());
        if (!carrier().isEstablished() || carrier().isRekeying() || isFull) {
            turn.timer(new TimerKey.RekeyChild(id), Children.PATIENCE);
            return;
        }
        child.on(Child.Event.REKEY_ASKED);
        start(turn, child.aim(), OptionalLong.of(id));
    }

    /// The IKE SA stands and a Child SA is missing: asks once more. False if a new IKE SA is needed for that, because an address
    /// is only given in IKE_AUTH.
    boolean mayRetry(Turn turn) {
        PeerSession session = carrier().session();
        if (session.peer().wantsAddress()
                && !session.isUp()
                && !set.hasUsable()
                && !carrier().exchanges().hasAsked(Asked::concernsChild)) {
            return false;
        }
        startMissing(turn);
        return true;
    }

    /// Begins every Child SA that the tunnel wants and does not have.
    void startMissing(Turn turn) {
        carrier()
                .session()
                .peer()
                .policy()
                .map(ChildPolicy::children)
                .orElse(List.of())
                .forEach(wanted -> startAnew(turn, wanted));
    }

    /// Asks for what is missing after a while: whoever took it away is not to be answered at once.
    void completeLater(Turn turn) {
        Optional<ChildPolicy> policy = carrier().session().peer().policy();
        boolean isIncomplete =
                policy.isPresent()
                        && carrier().session().peer().staticTunnel().isPresent()
                        && !policy.get().profile().isResponderOnly()
                        && !policy.get().children().stream().allMatch(set::hasUsable);
        if (isIncomplete) {
            turn.timer(new TimerKey.RetryChild(carrier().exchanges().sa()), Children.RETRY);
        }
    }

    /// Begins a Child SA for all workers that is not a rekeyed one, unless there is one or one is under way.
    void startAnew(Turn turn, WantedChild wanted) {
        Aim aim = Aim.ofAll(wanted);
        boolean isUnderWay =
                carrier()
                                .exchanges()
                                .hasAsked(
                                        asked ->
                                                asked instanceof Asked.CreateChild(var offer)
                                                        && offer.aim().equals(aim))
                        || carrier()
                                .works()
                                .has(
                                        work ->
                                                work instanceof Work.OfferChild(var meant, _)
                                                        && meant.equals(aim));
        if (!isUnderWay && !set.hasUsable(aim) && !set.isFull(false)) {
            start(turn, aim, OptionalLong.empty());
        }
    }

    /// Begins the next Child SA of a single worker, if one is missing and it is time.
    void startNextOfResource(Turn turn) {
        resources.next(turn).ifPresent(aim -> start(turn, aim, OptionalLong.empty()));
    }

    /// Begins a Child SA: a new one, or one in place of `replaced`.
    private void start(Turn turn, Aim aim, OptionalLong replaced) {
        Optional<ChildPolicy> policy = carrier().session().peer().policy();
        if (policy.isEmpty() || !carrier().isEstablished()) {
            return;
        }
        Optional<KeyExchangeMethod> group = policy.get().profile().pfsGroup();
        if (group.isPresent()) {
            var exchanges = turn.world().exchanges();
            carrier()
                    .works()
                    .order(
                            turn,
                            () -> new Outcome.Generated(exchanges.apply(group.get())),
                            new Work.OfferChild(aim, replaced));
        } else {
            ask(turn, aim, replaced, Optional.empty());
        }
    }

    void offer(Turn turn, Aim aim, OptionalLong replaced, KeyExchange exchange) {
        if (carrier().isEstablished()) {
            ask(turn, aim, replaced, Optional.of(exchange));
        }
    }

    private void ask(Turn turn, Aim aim, OptionalLong replaced, Optional<KeyExchange> exchange) {
        Optional<Child> old = set.get(replaced);
        Optional<ChildSa> model = aim.isOfResource() ? model(aim, old) : Optional.empty();
        boolean isPointless =
                replaced.isPresent() ? old.isEmpty() : aim.isOfResource() && model.isEmpty();
        if (isPointless) {
            return;
        }
        var offer = offer(turn, aim, model, replaced, exchange);
        var payloads = new ArrayList<IkePayload>();
        old.ifPresent(
                child ->
                        payloads.add(
                                new NotifyPayload(
                                        ProtocolId.ESP,
                                        Suites.spi(child.sa().inboundSpi()),
                                        NotifyType.REKEY_SA,
                                        Bytes.EMPTY)));
        payloads.addAll(payloads(turn, carrier().exchanges().path().fvrf(), offer));
        payloads.add(new NoncePayload(offer.nonce()));
        exchange.ifPresent(
                half ->
                        payloads.add(
                                new KePayload(half.method().transformId(), half.publicValue())));
        carrier()
                .exchanges()
                .ask(turn, ExchangeType.CREATE_CHILD_SA, new Asked.CreateChild(offer), payloads);
    }

    /// What one of a single worker must be like: the one for all, or else the one that it takes the place of.
    private Optional<ChildSa> model(Aim aim, Optional<Child> old) {
        return resources.model(aim.wanted()).or(() -> old.map(Child::sa));
    }

    private Asked.ChildOffer offer(
            Turn turn,
            Aim aim,
            Optional<ChildSa> model,
            OptionalLong replaced,
            Optional<KeyExchange> exchange) {
        ChildPolicy usual = carrier().session().peer().policy().orElseThrow();
        ChildPolicy policy = model.map(usual::like).orElse(usual);
        int spi = turn.nextChildSpi(aim.resource());
        return new Asked.ChildOffer(
                Suites.offerChild(
                        policy.suites(),
                        exchange.map(KeyExchange::method),
                        policy.profile().isEsn(),
                        spi),
                spi,
                turn.world().entropy().bytes(IkeSa.NONCE_OCTETS),
                exchange,
                policy,
                aim,
                model.map(WantedChild::of).orElse(aim.wanted()),
                replaced);
    }

    // --- the answer ---

    void onAnswer(Turn turn, Asked.ChildOffer offer, PayloadChain chain) {
        Optional<Granted> granted =
                Granted.read(offer, chain, carrier().exchanges())
                        .filter(grant -> grant.fits(offer, chain));
        if (granted.isEmpty()) {
            forget(turn, offer, chain);
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
            forget(turn, work.offer());
            refused(turn, work.offer(), Optional.empty());
        }
    }

    private void accept(
            Turn turn,
            Asked.ChildOffer offer,
            Granted granted,
            Bytes peerNonce,
            Optional<Secret> shared) {
        boolean isNew = offer.replaced().isEmpty();
        boolean isNewOfResource = isNew && offer.aim().isOfResource();
        if (isNewOfResource && !set.hasUsable(offer.aim().wanted())) {
            // What it was to stand beside is gone.
            forget(turn, offer);
            shared.ifPresent(Secret::wipe);
            return;
        }
        boolean isTaken = !isNewOfResource || resources.isTaken(turn, granted.isOneOfSeveral());
        ChildSa made = make(turn, offer, granted, peerNonce, shared);
        Bytes lowest = Child.lower(offer.nonce(), peerNonce);
        Optional<Child> old = set.get(offer.replaced());
        Optional<Child> rival =
                offer.replaced().isPresent()
                        ? set.successorOf(offer.replaced().getAsLong())
                        : Optional.empty();
        boolean loses = rival.isPresent() && lowest.compareTo(rival.get().lowestNonce) < 0;
        if (isNew) {
            carrier().sessionUp(turn);
            granted.narrowed(offer.wanted()).ifPresent(what -> turn.notice(5, "NARROWED", what));
        }
        Child child = set.add(turn, made, offer.aim().wanted(), true, lowest, !loses && isTaken);
        if (loses) {
            // RFC 7296 section 2.8.1: who made the SA with the lowest nonce takes it away again;
            // the peer deletes the old one.
            old.ifPresent(replaced -> replaced.on(Child.Event.SUCCEEDED));
            set.delete(turn, child);
        } else if (!isTaken) {
            // The peer may send on it until it hears that it goes.
            set.delete(turn, child);
        } else {
            old.filter(
                            replaced ->
                                    replaced.is(Child.State.REKEYING)
                                            || replaced.is(Child.State.REPLACED))
                    .ifPresent(replaced -> set.delete(turn, replaced));
        }
        if (isNewOfResource) {
            resources.proceed(turn, true);
        } else if (isNew) {
            sharedUp(turn, offer, granted);
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
                        offer.replaced(),
                        offer.aim().resource()),
                new ChildMaker.Material(true, offer.nonce(), peerNonce, shared, offer.spi()));
    }

    // --- the refusal ---

    private void refused(Turn turn, Asked.ChildOffer offer, Optional<NotifyPayload> error) {
        if (offer.replaced().isEmpty() && offer.aim().isOfResource()) {
            resources.refused(turn, error.map(NotifyPayload::what));
            return;
        }
        if (offer.replaced().isEmpty()) {
            refusal().refusedNew(turn, error);
            return;
        }
        NotifyType what = error.map(NotifyPayload::what).orElse(NotifyType.NO_PROPOSAL_CHOSEN);
        set.get(offer.replaced())
                .filter(old -> old.is(Child.State.REKEYING))
                .ifPresent(old -> refusedRekey(turn, old, what));
    }

    private void refusedRekey(Turn turn, Child old, NotifyType error) {
        if (set.successorOf(old.sa().id()).isPresent()) {
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
                new TimerKey.RekeyChild(old.sa().id()),
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
        gone(turn, child);
    }

    /// A Child SA ended without a successor: begins it anew, that of a single worker in a while.
    void gone(Turn turn, Child child) {
        if (child.aim().isOfResource()) {
            resources.missed(turn);
        } else {
            startAnew(turn, child.wanted());
        }
    }
}
