package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.Prf;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.ProtocolId;
import io.culvert.wire.ike.SaPayload;
import java.util.List;
import java.util.Optional;

/// Replaces an IKE SA by a new one, which inherits everything, RFC 7296 sections 1.3.2, 2.8.2, 2.18 and 2.25.2.
/// ```
///   SK {SA, Ni, KEi} -->
///                        <-- SK {SA, Nr, KEr}: the new SA has all
///   SK {D} of the old -->
/// ```
/// If both begin at once, two new SAs come into being. What the peer began waits as the rival until the answer to our request is
/// here; then the one with the lowest of the four nonces is deleted by its maker.
final class IkeRekey {
    private final RekeyCarrier sa;
    private Optional<IkeSa> rival = Optional.empty();
    private Bytes rivalLowest = Bytes.EMPTY;

    IkeRekey(RekeyCarrier sa) {
        this.sa = sa;
    }

    /// Whether a CREATE_CHILD_SA request is for an IKE SA.
    static boolean isMeant(PayloadChain chain) {
        return chain.find(SaPayload.class)
                .filter(offer -> offer.proposals().getFirst().protocol().equals(ProtocolId.IKE))
                .isPresent();
    }

    /// The peer deletes the old SA while both made a new one: what it made is the one that stays.
    Optional<IkeSa> rival() {
        return rival;
    }

    /// A job is done. Once the SA does no more than to end, only the peer's request still wants an answer.
    void worked(Turn turn, Work.OfIke work, Outcome outcome) {
        boolean isOver = !sa.isEstablished();
        switch (work) {
            case Work.AnswerIke _ when isOver -> refuse(turn, NotifyType.TEMPORARY_FAILURE);
            case Work.OfferIke _ when isOver -> {}
            case Work.AcceptIke _ when isOver -> {}
            case Work.OfferIke _ -> ask(turn, Outcome.generated(outcome));
            case Work.AcceptIke accept -> accept(turn, accept, Outcome.agreed(outcome));
            case Work.AnswerIke answer -> answer(turn, answer, Outcome.agreed(outcome));
        }
    }

    private void refuse(Turn turn, NotifyType error) {
        sa.exchanges().reply(turn, List.of(new NotifyPayload(error)));
    }

    // --- we ask ---

    /// What the configuration allows, with the pseudorandom function of the running SA alone as long as it does allow that one.
    /// RFC 7296 section 2.18 wants SKEYSEED from the old function and the keys from the new one; strongSwan (5.9.8) takes both
    /// from the old one, so that an SA with another function would be deaf.
    private List<Ikev2Proposal> proposals(Turn turn) {
        List<Ikev2Proposal> allowed =
                turn.config()
                        .proposalsFor(sa.exchanges().path().fvrf(), sa.exchanges().path().local());
        Prf running = sa.exchanges().channel().suite().prf();
        List<Ikev2Proposal> same =
                allowed.stream()
                        .filter(proposal -> proposal.prfs().contains(running))
                        .map(proposal -> proposal.withPrf(List.of(running)))
                        .toList();
        return same.isEmpty() ? allowed : same;
    }

    private static Bytes octets(long spi) {
        return new ByteWriter(8).i64(spi).toBytes();
    }

    void begin(Turn turn) {
        if (!sa.isEstablished()) {
            return;
        }
        boolean isBusy = sa.isRekeying() || sa.isChildBusy();
        if (isBusy || proposals(turn).isEmpty()) {
            turn.timer(new TimerKey.RekeyIke(sa.exchanges().sa()), Children.PATIENCE);
            return;
        }
        // The group of the running SA spares us a refusal.
        KeyExchangeMethod method = sa.exchanges().channel().suite().keyExchange();
        var exchanges = turn.world().exchanges();
        sa.works()
                .order(
                        turn,
                        () -> new Outcome.Generated(exchanges.apply(method)),
                        new Work.OfferIke());
    }

    private void ask(Turn turn, KeyExchange exchange) {
        long spi = turn.nextIkeSpi();
        var offer =
                new Asked.IkeOffer(
                        Suites.offerIke(proposals(turn), octets(spi)),
                        spi,
                        turn.world().entropy().bytes(IkeSa.NONCE_OCTETS),
                        exchange);
        sa.exchanges()
                .ask(
                        turn,
                        ExchangeType.CREATE_CHILD_SA,
                        new Asked.RekeyIke(offer),
                        List.of(
                                offer.sa(),
                                new NoncePayload(offer.nonce()),
                                new KePayload(
                                        exchange.method().transformId(), exchange.publicValue())));
    }

    void onAnswer(Turn turn, Asked.IkeOffer offer, PayloadChain chain) {
        Optional<Suites.IkeChoice> choice =
                chain.find(SaPayload.class).flatMap(answer -> Suites.acceptIke(offer.sa(), answer));
        Optional<KePayload> ke = chain.find(KePayload.class);
        Optional<NoncePayload> nonce = chain.find(NoncePayload.class);
        boolean isWhole =
                choice.isPresent()
                        && ke.isPresent()
                        && nonce.isPresent()
                        && choice.get().answer().spi().size() == 8
                        && choice.get().suite().keyExchange() == offer.exchange().method()
                        && ke.get().method() == offer.exchange().method().transformId();
        if (isWhole) {
            KeyExchange exchange = offer.exchange();
            Bytes theirs = ke.get().data();
            sa.works()
                    .order(
                            turn,
                            () -> Outcome.agree(exchange, theirs),
                            new Work.AcceptIke(
                                    offer,
                                    choice.get(),
                                    choice.get().answer().spi().i64(0),
                                    nonce.get().nonce()));
        } else if (rival.isPresent()) {
            sa.handOver(turn, rival.get());
        } else {
            retry(turn, chain);
        }
    }

    private void retry(Turn turn, PayloadChain chain) {
        Optional<KeyExchangeMethod> other =
                chain.notify(NotifyType.INVALID_KE_PAYLOAD)
                        .filter(notify -> notify.data().size() == 2)
                        .flatMap(notify -> KeyExchangeMethod.of(notify.data().u16(0)))
                        .filter(
                                method ->
                                        proposals(turn).stream()
                                                .anyMatch(
                                                        proposal ->
                                                                proposal.groups()
                                                                        .contains(method)));
        if (other.isPresent()) {
            var exchanges = turn.world().exchanges();
            sa.works()
                    .order(
                            turn,
                            () -> new Outcome.Generated(exchanges.apply(other.get())),
                            new Work.OfferIke());
            return;
        }
        boolean isBusy = chain.has(NotifyType.TEMPORARY_FAILURE);
        turn.timer(
                new TimerKey.RekeyIke(sa.exchanges().sa()),
                sa.exchanges().againAfter(turn, isBusy));
    }

    private void accept(Turn turn, Work.AcceptIke work, Outcome.Agreed agreed) {
        if (agreed.shared().isEmpty()) {
            turn.timer(new TimerKey.RekeyIke(sa.exchanges().sa()), Children.RETRY);
            return;
        }
        Bytes lowest = Child.lower(work.offer().nonce(), work.peerNonce());
        IkeSa next =
                successor(
                        turn,
                        true,
                        work.offer().spi(),
                        work.peerSpi(),
                        work.choice().suite(),
                        agreed.shared().get(),
                        work.offer().nonce(),
                        work.peerNonce());
        if (rival.isPresent() && lowest.compareTo(rivalLowest) < 0) {
            // RFC 7296 section 2.8.2: the SA with the lowest nonce is taken away by its maker; the
            // peer deletes the old one.
            sa.handOver(turn, rival.get());
            next.discard(turn);
        } else {
            sa.handOver(turn, next);
            sa.exchanges()
                    .ask(
                            turn,
                            ExchangeType.INFORMATIONAL,
                            new Asked.DeleteIke(),
                            List.of(DeletePayload.IKE_SA));
        }
    }

    // --- the peer asks ---

    /// CREATE_CHILD_SA for an IKE SA.
    void onRequest(Turn turn, PayloadChain chain) {
        if (!sa.isEstablished() || rival.isPresent() || sa.isChildBusy()) {
            refuse(turn, NotifyType.TEMPORARY_FAILURE);
            return;
        }
        Optional<KePayload> ke = chain.find(KePayload.class);
        SaPayload offered = chain.find(SaPayload.class).orElseThrow();
        long spi = turn.nextIkeSpi();
        int method = ke.map(KePayload::method).orElse(0);
        Optional<Suites.IkeChoice> choice =
                Suites.chooseIke(offered, proposals(turn), method, octets(spi));
        Optional<Bytes> peerSpi =
                choice.flatMap(
                        chosen ->
                                offered.proposals().stream()
                                        .filter(
                                                proposal ->
                                                        proposal.number()
                                                                == chosen.answer().number())
                                        .map(proposal -> proposal.spi())
                                        .filter(octets -> octets.size() == 8)
                                        .findFirst());
        if (ke.isEmpty() || choice.isEmpty() || peerSpi.isEmpty()) {
            refuse(turn, NotifyType.NO_PROPOSAL_CHOSEN);
            return;
        }
        KeyExchangeMethod wanted = choice.get().suite().keyExchange();
        if (wanted.transformId() != method) {
            sa.exchanges().reply(turn, List.of(Suites.otherGroup(wanted)));
            return;
        }
        Bytes theirs = ke.get().data();
        var answers = turn.world().answers();
        sa.works()
                .order(
                        turn,
                        () -> Outcome.agreed(answers.apply(wanted, theirs)),
                        new Work.AnswerIke(
                                choice.get(),
                                spi,
                                peerSpi.get().i64(0),
                                chain.find(NoncePayload.class).orElseThrow().nonce()));
    }

    private void answer(Turn turn, Work.AnswerIke work, Outcome.Agreed agreed) {
        if (agreed.shared().isEmpty()) {
            refuse(turn, NotifyType.INVALID_SYNTAX);
            return;
        }
        Bytes answerNonce = turn.world().entropy().bytes(IkeSa.NONCE_OCTETS);
        IkeSa next =
                successor(
                        turn,
                        false,
                        work.ourSpi(),
                        work.peerSpi(),
                        work.choice().suite(),
                        agreed.shared().get(),
                        work.peerNonce(),
                        answerNonce);
        sa.exchanges()
                .reply(
                        turn,
                        List.of(
                                new SaPayload(List.of(work.choice().answer())),
                                new NoncePayload(answerNonce),
                                new KePayload(
                                        work.choice().suite().keyExchange().transformId(),
                                        agreed.publicValue())));
        if (sa.isRekeying()) {
            rival = Optional.of(next);
            rivalLowest = Child.lower(work.peerNonce(), answerNonce);
        } else {
            sa.handOver(turn, next);
        }
    }

    private IkeSa successor(
            Turn turn,
            boolean isInitiator,
            long ourSpi,
            long peerSpi,
            IkeSuite suite,
            Secret shared,
            Bytes initiatorNonce,
            Bytes responderNonce) {
        SecureChannel old = sa.exchanges().channel();
        Secret seed =
                IkeKeys.rekeySkeyseed(
                        old.suite().prf(), old.keys().d(), shared, initiatorNonce, responderNonce);
        shared.wipe();
        IkeKeys keys =
                IkeKeys.derive(
                        suite,
                        seed,
                        initiatorNonce,
                        responderNonce,
                        isInitiator ? ourSpi : peerSpi,
                        isInitiator ? peerSpi : ourSpi);
        seed.wipe();
        return sa.successor(turn, isInitiator, ourSpi, peerSpi, suite, keys);
    }
}
