package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
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
import io.culvert.wire.ike.PayloadType;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import io.culvert.wire.ike.TrafficSelector;
import io.culvert.wire.ike.TsPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The Child SAs of a session: made, rekeyed without a gap, deleted, RFC 7296 sections 1.3, 1.4.1, 2.8 and 2.25. They move
/// as a whole to the IKE SA that replaces theirs.
final class Children {
    /// How long a replaced inbound SA still takes packets that were on their way.
    static final Duration LINGER = Duration.ofSeconds(5);

    /// Before we try again what has to wait for something of our own.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Before we ask again after a refusal.
    static final Duration RETRY = Duration.ofSeconds(30);

    /// Child SAs of one session, replaced ones included.
    static final int CHILDREN_MAX = 16;

    /// A Child SA that the peer asks for, checked.
    ///
    /// @param replaced the one that it takes the place of
    record Request(
            Suites.ChildChoice choice,
            ChildPolicy policy,
            int ourSpi,
            Bytes peerNonce,
            boolean isTransport,
            TrafficSelector.Range local,
            TrafficSelector.Range remote,
            OptionalLong replaced) {}

    private IkeSa sa;
    private final TreeMap<Long, Child> children = new TreeMap<>();

    Children(IkeSa sa) {
        this.sa = sa;
    }

    void moveTo(IkeSa successor) {
        sa = successor;
    }

    IkeSa sa() {
        return sa;
    }

    List<Child> toList() {
        return List.copyOf(children.values());
    }

    Optional<Child> get(long id) {
        return Optional.ofNullable(children.get(id));
    }

    boolean hasUsable() {
        return children.values().stream().anyMatch(Child::isUsable);
    }

    private Optional<Child> byOutbound(int spi) {
        return children.values().stream()
                .filter(child -> child.sa.outboundSpi() == spi)
                .findFirst();
    }

    /// What took the place of a Child SA. After a collision there are two for a moment; the one that we send on goes first.
    private Optional<Child> successorOf(long id) {
        List<Child> successors =
                children.values().stream()
                        .filter(child -> child.sa.replaces().equals(OptionalLong.of(id)))
                        .filter(Child::isUsable)
                        .toList();
        return successors.stream()
                .filter(child -> child.isOutboundReady)
                .findFirst()
                .or(() -> successors.stream().findFirst());
    }

    // --- coming and going ---

    Child add(Turn turn, ChildSa made, boolean isOurs, Bytes lowestNonce, boolean isOutboundReady) {
        var child = new Child(made, isOurs, turn.now(), lowestNonce, isOutboundReady);
        children.put(made.id(), child);
        turn.engine().own(made, this);
        turn.world().keyLog().childSa(made);
        turn.emit(new IkeEffect.ChildUp(made, isOutboundReady));
        long lifetime = made.lifetime().toMillis();
        turn.timer(
                new TimerKey.RekeyChild(made.id()),
                Duration.ofMillis((long) (lifetime * ChildMaker.share(turn))));
        turn.timer(new TimerKey.ExpireChild(made.id()), made.lifetime());
        return child;
    }

    private void outboundReady(Turn turn, Child child) {
        if (!child.isOutboundReady) {
            child.isOutboundReady = true;
            turn.emit(new IkeEffect.OutboundReady(child.sa.session(), child.sa.id()));
        }
    }

    void remove(Turn turn, Child child, String reason) {
        children.remove(child.sa.id());
        turn.engine().disown(child.sa);
        turn.cancel(new TimerKey.RekeyChild(child.sa.id()));
        turn.cancel(new TimerKey.ExpireChild(child.sa.id()));
        turn.cancel(new TimerKey.Linger(child.sa.id()));
        turn.emit(new IkeEffect.ChildDown(child.sa.session(), child.sa.id(), reason));
    }

    void removeAll(Turn turn, String reason) {
        toList().forEach(child -> remove(turn, child, reason));
    }

    /// A replaced Child SA takes what is on its way for a while.
    private void retire(Turn turn, Child child) {
        successorOf(child.sa.id()).ifPresent(successor -> outboundReady(turn, successor));
        child.state = Child.State.LINGERING;
        turn.cancel(new TimerKey.RekeyChild(child.sa.id()));
        turn.cancel(new TimerKey.ExpireChild(child.sa.id()));
        turn.timer(new TimerKey.Linger(child.sa.id()), LINGER);
    }

    void delete(Turn turn, Child child) {
        child.state = Child.State.DELETING;
        turn.cancel(new TimerKey.RekeyChild(child.sa.id()));
        sa.ask(
                turn,
                ExchangeType.INFORMATIONAL,
                new Asked.DeleteChild(child.sa.id()),
                List.of(DeletePayload.esp(List.of(child.sa.inboundSpi()))));
    }

    /// The peer answered our Delete, or never will.
    void deleted(Turn turn, long id) {
        get(id).filter(child -> child.state == Child.State.DELETING)
                .ifPresent(
                        child -> {
                            if (children.size() > 1) {
                                retire(turn, child);
                            } else {
                                remove(turn, child, "deleted");
                            }
                        });
    }

    /// The peer deletes; the SPIs are those on which it receives. Returns ours, for the answer.
    List<Integer> onDelete(Turn turn, List<Bytes> spis) {
        var answer = new ArrayList<Integer>();
        for (Bytes spi : spis) {
            Optional<Child> found = spi.size() == 4 ? byOutbound(spi.i32(0)) : Optional.empty();
            if (found.isEmpty() || found.get().state == Child.State.LINGERING) {
                continue;
            }
            Child child = found.get();
            if (child.state != Child.State.DELETING) {
                // RFC 7296 section 1.4.1: where both deletions cross, the answer stays empty.
                answer.add(child.sa.inboundSpi());
            }
            if (successorOf(child.sa.id()).isPresent() || children.size() > 1) {
                retire(turn, child);
            } else {
                remove(turn, child, "the peer deleted it");
            }
        }
        return answer;
    }

    /// The peer says that it does not have the SA that we send on, RFC 7296 section 1.5; inside the IKE SA that is true.
    void onInvalidSpi(Turn turn, int spi) {
        byOutbound(spi)
                .filter(Child::isUsable)
                .ifPresent(
                        child -> {
                            remove(turn, child, "the peer has lost it");
                            if (!hasUsable()) {
                                start(turn, OptionalLong.empty());
                            }
                        });
    }

    void onLinger(Turn turn, long id) {
        get(id).ifPresent(child -> remove(turn, child, "replaced"));
    }

    void onExpire(Turn turn, long id) {
        get(id).ifPresent(
                        child -> {
                            boolean hasSuccessor = successorOf(id).isPresent();
                            successorOf(id).ifPresent(successor -> outboundReady(turn, successor));
                            if (child.state != Child.State.DELETING) {
                                delete(turn, child);
                            }
                            if (!hasSuccessor) {
                                remove(turn, child, "its lifetime ended");
                                start(turn, OptionalLong.empty());
                            }
                        });
    }

    /// A packet on a new Child SA shows that the peer has it whole.
    void onFirstInbound(Turn turn, long id) {
        get(id).filter(Child::isUsable)
                .filter(
                        child ->
                                child.sa.replaces().isEmpty()
                                        || successorOf(child.sa.replaces().getAsLong())
                                                .filter(first -> first == child)
                                                .isPresent())
                .ifPresent(child -> outboundReady(turn, child));
    }

    // --- we ask ---

    void rekey(Turn turn, long id) {
        Optional<Child> child = get(id).filter(found -> found.state == Child.State.LIVE);
        if (child.isEmpty()) {
            return;
        }
        if (!sa.isEstablished() || sa.isRekeying() || children.size() >= CHILDREN_MAX) {
            turn.timer(new TimerKey.RekeyChild(id), PATIENCE);
            return;
        }
        child.get().state = Child.State.REKEYING;
        start(turn, OptionalLong.of(id));
    }

    /// Begins a Child SA: a new one, or one in place of `replaced`.
    void start(Turn turn, OptionalLong replaced) {
        Optional<ChildPolicy> policy = sa.peering().policy;
        if (policy.isEmpty() || !sa.isEstablished()) {
            return;
        }
        Optional<KeyExchangeMethod> group = policy.get().profile().pfsGroup();
        if (group.isPresent()) {
            var entropy = turn.world().entropy();
            sa.work(
                    turn,
                    () -> new Outcome.Generated(group.get().generate(entropy)),
                    new Work.OfferChild(replaced));
        } else {
            ask(turn, replaced, Optional.empty());
        }
    }

    void ask(Turn turn, OptionalLong replaced, Optional<KeyExchange> exchange) {
        ChildPolicy policy = sa.peering().policy.orElseThrow();
        Optional<Child> old = replaced.isPresent() ? get(replaced.getAsLong()) : Optional.empty();
        if (replaced.isPresent() && old.isEmpty()) {
            return;
        }
        int spi = turn.engine().nextChildSpi();
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
        payloads.addAll(IkeSa.childPayloads(policy, offer.sa()));
        payloads.add(new NoncePayload(offer.nonce()));
        exchange.ifPresent(
                half ->
                        payloads.add(
                                new KePayload(half.method().transformId(), half.publicValue())));
        sa.ask(turn, ExchangeType.CREATE_CHILD_SA, new Asked.CreateChild(offer), payloads);
    }

    void onAnswer(Turn turn, Asked.ChildOffer offer, PayloadChain chain) {
        Optional<SaPayload> answer = chain.find(SaPayload.class);
        Optional<NoncePayload> nonce = chain.find(NoncePayload.class);
        Optional<Suites.ChildChoice> choice =
                answer.flatMap(payload -> Suites.acceptChild(offer.sa(), payload));
        Optional<TsPayload> local = selectors(chain, PayloadType.TS_I);
        Optional<TsPayload> remote = selectors(chain, PayloadType.TS_R);
        Optional<KePayload> ke = chain.find(KePayload.class);
        boolean isWhole =
                choice.isPresent()
                        && nonce.isPresent()
                        && local.isPresent()
                        && remote.isPresent()
                        && offer.exchange().isPresent() == ke.isPresent()
                        && choice.get().group().equals(offer.exchange().map(KeyExchange::method))
                        && IkeSa.mismatch(
                                        offer.policy(),
                                        local.get().selectors(),
                                        remote.get().selectors())
                                .isEmpty();
        if (!isWhole) {
            refused(turn, offer, chain);
        } else if (offer.exchange().isPresent()) {
            KeyExchange exchange = offer.exchange().get();
            Bytes theirs = ke.orElseThrow().data();
            sa.work(
                    turn,
                    () -> IkeSa.agree(exchange, theirs),
                    new Work.AcceptChild(offer, choice.get(), chain));
        } else {
            accept(turn, offer, choice.get(), chain, Optional.empty());
        }
    }

    private static Optional<TsPayload> selectors(PayloadChain chain, PayloadType type) {
        return chain.find(type).map(TsPayload.class::cast);
    }

    private void refused(Turn turn, Asked.ChildOffer offer, PayloadChain chain) {
        NotifyType error =
                chain.error().map(NotifyPayload::what).orElse(NotifyType.NO_PROPOSAL_CHOSEN);
        Optional<Child> old =
                offer.replaced().isPresent() ? get(offer.replaced().getAsLong()) : Optional.empty();
        if (old.isEmpty()) {
            if (offer.replaced().isEmpty()) {
                sa.childRefused(turn, chain.error());
            }
            return;
        }
        Child child = old.get();
        if (child.state != Child.State.REKEYING) {
            return;
        }
        if (successorOf(child.sa.id()).isPresent()) {
            child.state = Child.State.REPLACED;
        } else if (error.equals(NotifyType.CHILD_SA_NOT_FOUND)) {
            // RFC 7296 section 2.25.1: the peer has lost it; we go on with what it has, or begin
            // anew.
            remove(turn, child, "the peer does not have it any more");
            if (!hasUsable()) {
                start(turn, OptionalLong.empty());
            }
        } else {
            child.state = Child.State.LIVE;
            boolean isBusy = error.equals(NotifyType.TEMPORARY_FAILURE);
            turn.timer(new TimerKey.RekeyChild(child.sa.id()), sa.againAfter(turn, isBusy));
            if (!isBusy) {
                sa.complain(turn, "the peer refuses to rekey the Child SA with " + error);
            }
        }
    }

    void accept(
            Turn turn,
            Asked.ChildOffer offer,
            Suites.ChildChoice choice,
            PayloadChain chain,
            Optional<Secret> shared) {
        Bytes peerNonce = chain.find(NoncePayload.class).orElseThrow().nonce();
        Bytes lowest = Child.lower(offer.nonce(), peerNonce);
        var material = new ChildMaker.Material(true, offer.nonce(), peerNonce, shared, offer.spi());
        ChildSa made =
                ChildMaker.make(
                        turn,
                        sa,
                        offer.policy(),
                        choice,
                        material,
                        chain.has(NotifyType.USE_TRANSPORT_MODE),
                        selectors(chain, PayloadType.TS_I).orElseThrow().selectors(),
                        selectors(chain, PayloadType.TS_R).orElseThrow().selectors(),
                        offer.replaced());
        Optional<Child> rival =
                offer.replaced().isPresent()
                        ? successorOf(offer.replaced().getAsLong())
                        : Optional.empty();
        boolean loses = rival.isPresent() && lowest.compareTo(rival.get().lowestNonce) < 0;
        if (offer.replaced().isEmpty()) {
            sa.sessionUp(turn);
        }
        Child child = add(turn, made, true, lowest, !loses);
        Optional<Child> old =
                offer.replaced().isPresent() ? get(offer.replaced().getAsLong()) : Optional.empty();
        if (loses) {
            // RFC 7296 section 2.8.1: who made the SA with the lowest nonce takes it away again;
            // the peer deletes the old one.
            old.ifPresent(replaced -> replaced.state = Child.State.REPLACED);
            delete(turn, child);
        } else {
            old.filter(
                            replaced ->
                                    replaced.state == Child.State.REKEYING
                                            || replaced.state == Child.State.REPLACED)
                    .ifPresent(replaced -> delete(turn, replaced));
        }
    }

    // --- the peer asks ---

    /// The first Child SA, inside IKE_AUTH: the payloads of the answer.
    List<IkePayload> answerFirst(Turn turn, PayloadChain chain, Bytes peerNonce, Bytes ourNonce) {
        Check check = check(turn, chain, peerNonce, OptionalLong.empty(), false);
        return switch (check) {
            case Check.Refused(var reason) -> List.of(reason);
            case Check.Fine(var request) -> {
                sa.sessionUp(turn);
                yield install(turn, request, ourNonce, Optional.empty(), true);
            }
        };
    }

    private sealed interface Check {
        record Fine(Request request) implements Check {}

        record Refused(NotifyPayload reason) implements Check {}
    }

    private Check check(
            Turn turn,
            PayloadChain chain,
            Bytes peerNonce,
            OptionalLong replaced,
            boolean withGroup) {
        Optional<ChildPolicy> known = sa.peering().policy;
        Optional<TsPayload> theirs = selectors(chain, PayloadType.TS_I);
        Optional<TsPayload> ours = selectors(chain, PayloadType.TS_R);
        if (theirs.isEmpty() || ours.isEmpty()) {
            return refuse(NotifyType.INVALID_SYNTAX);
        }
        if (known.isEmpty()) {
            sa.complain(
                    turn,
                    "there is no interface for the peer: neither a tunnel to it nor a virtual template of crypto ikev2 profile "
                            + sa.peering().profile.name());
            return refuse(NotifyType.TS_UNACCEPTABLE);
        }
        ChildPolicy policy = known.get();
        Optional<TrafficSelector.Range> local =
                Selectors.narrow(ours.get().selectors(), policy.local());
        Optional<TrafficSelector.Range> remote =
                Selectors.narrow(theirs.get().selectors(), policy.remote());
        if (local.isEmpty() || remote.isEmpty()) {
            sa.complain(
                    turn,
                    "the peer offers other traffic than the tunnel carries: "
                            + theirs.get().selectors()
                            + " to "
                            + ours.get().selectors()
                            + ", wanted "
                            + policy.remote()
                            + " to "
                            + policy.local());
            return refuse(NotifyType.TS_UNACCEPTABLE);
        }
        SaPayload offered = chain.find(SaPayload.class).orElseThrow();
        int keMethod = chain.find(KePayload.class).map(KePayload::method).orElse(0);
        int spi = turn.engine().nextChildSpi();
        Optional<Suites.ChildChoice> choice =
                Suites.chooseChild(
                        offered,
                        policy.suites(),
                        policy.profile().pfsGroup(),
                        policy.profile().isEsn(),
                        withGroup,
                        keMethod,
                        spi);
        if (choice.isEmpty()) {
            sa.complain(
                    turn,
                    "no transform set fits: the peer offers "
                            + Suites.words(offered)
                            + "; we have "
                            + policy.suites()
                            + policy.profile()
                                    .pfsGroup()
                                    .map(group -> " with pfs " + group)
                                    .orElse(""));
            return refuse(NotifyType.NO_PROPOSAL_CHOSEN);
        }
        Optional<KeyExchangeMethod> group = choice.get().group();
        if (group.isPresent() && group.get().transformId() != keMethod) {
            int method = group.get().transformId();
            return new Check.Refused(
                    new NotifyPayload(
                            NotifyType.INVALID_KE_PAYLOAD,
                            Bytes.of((byte) (method >>> 8), (byte) method)));
        }
        boolean isTransport = chain.has(NotifyType.USE_TRANSPORT_MODE) && policy.wantsTransport();
        return new Check.Fine(
                new Request(
                        choice.get(),
                        policy,
                        spi,
                        peerNonce,
                        isTransport,
                        local.get(),
                        remote.get(),
                        replaced));
    }

    private static Check refuse(NotifyType type) {
        return new Check.Refused(new NotifyPayload(type));
    }

    /// CREATE_CHILD_SA for a Child SA.
    void onRequest(Turn turn, PayloadChain chain) {
        Optional<NotifyPayload> rekey = chain.notify(NotifyType.REKEY_SA);
        Optional<Child> old =
                rekey.filter(notify -> notify.spi().size() == 4)
                        .flatMap(notify -> byOutbound(notify.spi().i32(0)));
        Optional<NotifyPayload> refusal = refusal(rekey, old);
        if (refusal.isPresent()) {
            sa.reply(turn, List.of(refusal.get()));
            return;
        }
        Bytes peerNonce = chain.find(NoncePayload.class).orElseThrow().nonce();
        OptionalLong replaced =
                old.isPresent() ? OptionalLong.of(old.get().sa.id()) : OptionalLong.empty();
        switch (check(turn, chain, peerNonce, replaced, true)) {
            case Check.Refused(var reason) -> sa.reply(turn, List.of(reason));
            case Check.Fine(var request) when request.choice().group().isPresent() -> {
                KeyExchangeMethod method = request.choice().group().get();
                Bytes theirs = chain.find(KePayload.class).orElseThrow().data();
                var entropy = turn.world().entropy();
                sa.work(
                        turn,
                        () -> IkeSa.agree(method.generate(entropy), theirs),
                        new Work.AnswerChild(request));
            }
            case Check.Fine(var request) ->
                    answer(turn, request, Optional.empty(), Optional.empty());
        }
    }

    private Optional<NotifyPayload> refusal(Optional<NotifyPayload> rekey, Optional<Child> old) {
        if (!sa.isEstablished() || sa.isRekeying()) {
            return Optional.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE));
        }
        if (rekey.isEmpty()) {
            return hasUsable()
                    ? Optional.of(new NotifyPayload(NotifyType.NO_ADDITIONAL_SAS))
                    : Optional.empty();
        }
        if (old.isEmpty() || old.get().state == Child.State.LINGERING) {
            return Optional.of(
                    new NotifyPayload(
                            ProtocolId.ESP,
                            rekey.get().spi(),
                            NotifyType.CHILD_SA_NOT_FOUND,
                            Bytes.EMPTY));
        }
        return old.get().isUsable() && children.size() < CHILDREN_MAX
                ? Optional.empty()
                : Optional.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE));
    }

    /// Answers a request once its key exchange is done.
    void answer(Turn turn, Request request, Optional<Bytes> publicValue, Optional<Secret> shared) {
        Bytes nonce = turn.world().entropy().bytes(IkeSa.NONCE_OCTETS);
        boolean isRekey = request.replaced().isPresent();
        if (!isRekey) {
            sa.sessionUp(turn);
        }
        var payloads = new ArrayList<>(install(turn, request, nonce, shared, !isRekey));
        payloads.add(1, new NoncePayload(nonce));
        publicValue.ifPresent(
                value ->
                        payloads.add(
                                2,
                                new KePayload(
                                        request.choice().group().orElseThrow().transformId(),
                                        value)));
        sa.reply(turn, payloads);
    }

    private List<IkePayload> install(
            Turn turn,
            Request request,
            Bytes ourNonce,
            Optional<Secret> shared,
            boolean isOutboundReady) {
        var material =
                new ChildMaker.Material(
                        false, request.peerNonce(), ourNonce, shared, request.ourSpi());
        add(
                turn,
                ChildMaker.make(
                        turn,
                        sa,
                        request.policy(),
                        request.choice(),
                        material,
                        request.isTransport(),
                        List.of(request.local()),
                        List.of(request.remote()),
                        request.replaced()),
                false,
                Child.lower(request.peerNonce(), ourNonce),
                isOutboundReady);
        if (request.replaced().isPresent()) {
            get(request.replaced().getAsLong())
                    .filter(old -> old.state == Child.State.LIVE)
                    .ifPresent(old -> old.state = Child.State.REPLACED);
        }
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new SaPayload(List.of(request.choice().answer())));
        payloads.add(new TsPayload(true, List.of(request.remote())));
        payloads.add(new TsPayload(false, List.of(request.local())));
        if (request.isTransport()) {
            payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        }
        payloads.add(new NotifyPayload(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        return payloads;
    }
}
