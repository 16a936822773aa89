package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.ike.v2.config.PerResource;
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
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Grants the Child SAs that a peer asks for, RFC 7296 sections 1.3.1, 1.3.3, 2.7, 2.9 and 2.25.1.
/// ```
///   SK {[N(REKEY_SA)], SA, Ni, [KEi], TSi, TSr} --> may it now? --> does it fit? --> [secret] --> installed
///   SK {SA, Nr, [KEr], TSi, TSr}                <------------------------------------------------+
///   SK {N(error)}                               <---------+--------------+
/// ```
final class ChildResponder {
    /// A Child SA that the peer asks for and that fits.
    ///
    /// @param replaced the one that it takes the place of
    /// @param resource the worker that gets it
    record Request(
            Suites.ChildChoice choice,
            ChildPolicy policy,
            int ourSpi,
            Bytes peerNonce,
            Narrowing traffic,
            OptionalLong replaced,
            OptionalInt resource,
            boolean isOneOfSeveral) {}

    /// What the peer asks for, as it came.
    ///
    /// @param withGroup whether the exchange may have a key exchange of its own
    private record Wish(PayloadChain chain, Bytes nonce, OptionalLong replaced, boolean withGroup) {
        /// RFC 9611 section 3: the first says it too, and is for all.
        boolean isOneOfSeveral() {
            return chain.has(NotifyType.SA_RESOURCE_INFO);
        }
    }

    /// How a Child SA of a single worker is to be.
    private record Place(Narrowing traffic, ChildSa model) {}

    private sealed interface Check {
        record Fine(Request request) implements Check {}

        record Refused(NotifyPayload reason) implements Check {}
    }

    private final ChildSet set;
    private final ResourceChildren resources;

    ChildResponder(ChildSet set, ResourceChildren resources) {
        this.set = set;
        this.resources = resources;
    }

    private ChildCarrier carrier() {
        return set.carrier();
    }

    /// The first Child SA, inside IKE_AUTH: the payloads of the answer.
    List<IkePayload> answerFirst(Turn turn, PayloadChain chain, Bytes peerNonce, Bytes ourNonce) {
        return switch (check(turn, new Wish(chain, peerNonce, OptionalLong.empty(), false))) {
            case Check.Refused(var reason) -> List.of(reason);
            case Check.Fine(var request) -> {
                carrier().sessionUp(turn);
                yield install(turn, request, ourNonce, Optional.empty());
            }
        };
    }

    /// CREATE_CHILD_SA for a Child SA.
    void onRequest(Turn turn, PayloadChain chain) {
        Optional<NotifyPayload> rekey = chain.notify(NotifyType.REKEY_SA);
        Optional<Child> old = rekey.flatMap(notify -> set.byOutbound(notify.spi()));
        Optional<NotifyPayload> refusal =
                refusal(rekey, old, chain.has(NotifyType.SA_RESOURCE_INFO));
        if (refusal.isPresent()) {
            reply(turn, refusal.get());
            return;
        }
        Bytes peerNonce = chain.find(NoncePayload.class).orElseThrow().nonce();
        OptionalLong replaced =
                old.isPresent() ? OptionalLong.of(old.get().sa().id()) : OptionalLong.empty();
        switch (check(turn, new Wish(chain, peerNonce, replaced, true))) {
            case Check.Refused(var reason) -> reply(turn, reason);
            case Check.Fine(var request) when request.choice().group().isPresent() -> {
                KeyExchangeMethod method = request.choice().group().get();
                Bytes theirs = chain.find(KePayload.class).orElseThrow().data();
                var answers = turn.world().answers();
                carrier()
                        .works()
                        .order(
                                turn,
                                () -> Outcome.agreed(answers.apply(method, theirs)),
                                new Work.AnswerChild(request));
            }
            case Check.Fine(var request) ->
                    answer(turn, request, Optional.empty(), Optional.empty());
        }
    }

    private void reply(Turn turn, NotifyPayload error) {
        carrier().exchanges().reply(turn, List.of(error));
    }

    // --- may it ---

    /// Why no Child SA can be made now, whatever it is like.
    ///
    /// @param isOneOfSeveral no room for one of a single worker is found out later, and said in other words (RFC 9611 section 6)
    private Optional<NotifyPayload> refusal(
            Optional<NotifyPayload> rekey, Optional<Child> old, boolean isOneOfSeveral) {
        if (!carrier().isEstablished() || carrier().isRekeying()) {
            return Optional.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE));
        }
        if (rekey.isEmpty()) {
            return !isOneOfSeveral && set.isFull(false)
                    ? Optional.of(new NotifyPayload(NotifyType.NO_ADDITIONAL_SAS))
                    : Optional.empty();
        }
        if (old.isEmpty() || old.get().is(Child.State.LINGERING)) {
            return Optional.of(
                    new NotifyPayload(
                            ProtocolId.ESP,
                            rekey.get().spi(),
                            NotifyType.CHILD_SA_NOT_FOUND,
                            Bytes.EMPTY));
        }
        return old.get().isUsable() && !set.isFull(old.get().aim().isOfResource())
                ? Optional.empty()
                : Optional.of(new NotifyPayload(NotifyType.TEMPORARY_FAILURE));
    }

    // --- does it fit ---

    private Check check(Turn turn, Wish wish) {
        Optional<List<TrafficSelector>> theirs = Selectors.of(wish.chain, PayloadType.TS_I);
        Optional<List<TrafficSelector>> ours = Selectors.of(wish.chain, PayloadType.TS_R);
        if (theirs.isEmpty() || ours.isEmpty()) {
            return new Check.Refused(new NotifyPayload(NotifyType.INVALID_SYNTAX));
        }
        Peering peer = carrier().session().peer();
        if (peer.policy().isEmpty()) {
            return refuse(
                    turn,
                    NotifyType.TS_UNACCEPTABLE,
                    "there is no interface for the peer: neither a tunnel to it nor a virtual template of crypto ikev2 profile "
                            + peer.profile().name());
        }
        ChildPolicy policy = peer.policy().get();
        if (wish.isOneOfSeveral() && grantsThem(policy)) {
            resources.knownToPeer();
        }
        Optional<Place> place =
                wish.isOneOfSeveral() && wish.replaced.isEmpty()
                        ? place(policy, wish)
                        : Optional.empty();
        if (place.isPresent()) {
            return admit(turn, wish, policy, place.get());
        }
        if (wish.isOneOfSeveral() && wish.replaced.isEmpty() && set.isFull(false)) {
            return new Check.Refused(new NotifyPayload(NotifyType.NO_ADDITIONAL_SAS));
        }
        Optional<Narrowing> traffic =
                Narrowing.of(
                        policy,
                        wish.chain,
                        carrier().exchanges(),
                        wish.replaced.isPresent()
                                ? set.get(wish.replaced).map(Child::wanted)
                                : Optional.empty(),
                        set::hasUsable);
        if (traffic.isEmpty()) {
            return refuse(
                    turn,
                    NotifyType.TS_UNACCEPTABLE,
                    "the peer offers other traffic than the tunnel carries: "
                            + theirs.get()
                            + " to "
                            + ours.get()
                            + ", wanted "
                            + policy.children());
        }
        OptionalInt resource =
                set.get(wish.replaced).map(old -> old.sa().resource()).orElse(OptionalInt.empty());
        return choose(turn, wish, policy, traffic.get(), resource);
    }

    // --- for one worker ---

    /// Where a Child SA for all has the very selectors that the peer asks for, another one is for a single worker. Without, it is the
    /// first (RFC 9611 section 3).
    private Optional<Place> place(ChildPolicy policy, Wish wish) {
        return resources.sharedOnes().stream()
                .flatMap(
                        shared ->
                                Narrowing.of(
                                        policy.like(shared.sa()),
                                        wish.chain,
                                        carrier().exchanges(),
                                        Optional.of(shared.wanted()),
                                        set::hasUsable)
                                        .stream())
                .flatMap(
                        traffic ->
                                resources.sharedOf(traffic).stream()
                                        .map(shared -> new Place(traffic, shared.sa())))
                .findFirst();
    }

    private static boolean grantsThem(ChildPolicy policy) {
        return policy.profile().perResource() != PerResource.REFUSED;
    }

    /// RFC 9611 sections 3 and 6: it is to be like the one for all, and there is a limit of its own.
    private Check admit(Turn turn, Wish wish, ChildPolicy policy, Place place) {
        if (!grantsThem(policy)) {
            return refuse(
                    turn,
                    NotifyType.TS_MAX_QUEUE,
                    "the peer asks for a Child SA of a single worker, which the profile refuses");
        }
        if (!resources.hasRoom()) {
            return refuse(
                    turn,
                    NotifyType.TS_MAX_QUEUE,
                    "the peer asks for more than "
                            + ResourceChildren.RESOURCES_MAX
                            + " Child SAs of single workers");
        }
        if (place.traffic.isTransport() != (place.model.mode() == IpsecMode.TRANSPORT)) {
            return refuse(
                    turn,
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "the peer wants a Child SA of a single worker in another mode than the one for all");
        }
        int worker = resources.leastLoaded(turn, place.traffic.wanted());
        return choose(turn, wish, policy.like(place.model), place.traffic, OptionalInt.of(worker));
    }

    /// The traffic fits: whether the algorithms do.
    private Check choose(
            Turn turn, Wish wish, ChildPolicy policy, Narrowing traffic, OptionalInt resource) {
        PayloadChain chain = wish.chain;
        SaPayload offered = chain.find(SaPayload.class).orElseThrow();
        int keMethod = chain.find(KePayload.class).map(KePayload::method).orElse(0);
        int spi = turn.nextChildSpi(resource);
        Optional<Suites.ChildChoice> choice =
                Suites.chooseChild(
                        offered,
                        policy.suites(),
                        policy.profile().pfsGroup(),
                        policy.profile().isEsn(),
                        wish.withGroup,
                        keMethod,
                        spi);
        if (choice.isEmpty()) {
            return refuse(turn, NotifyType.NO_PROPOSAL_CHOSEN, noneFits(offered, policy));
        }
        Optional<KeyExchangeMethod> group = choice.get().group();
        if (group.isPresent() && group.get().transformId() != keMethod) {
            return new Check.Refused(Suites.otherGroup(group.get()));
        }
        return new Check.Fine(
                new Request(
                        choice.get(),
                        policy,
                        spi,
                        wish.nonce,
                        traffic,
                        wish.replaced,
                        resource,
                        wish.isOneOfSeveral() && grantsThem(policy)));
    }

    private static String noneFits(SaPayload offered, ChildPolicy policy) {
        return "no transform set fits: the peer offers "
                + Suites.words(offered)
                + "; we have "
                + policy.suites()
                + policy.profile().pfsGroup().map(group -> " with pfs " + group).orElse("");
    }

    private Check refuse(Turn turn, NotifyType type, String why) {
        turn.complain(carrier().exchanges().path(), why);
        return new Check.Refused(new NotifyPayload(type));
    }

    // --- granted ---

    /// The key exchange of a request is done. The peer waits for its answer even if the IKE SA is at its end by now.
    void agreed(Turn turn, Request request, Outcome.Agreed agreed) {
        boolean isAlone =
                request.resource().isPresent() && !set.hasUsable(request.traffic().wanted());
        if (!carrier().isEstablished() || isAlone) {
            reply(turn, new NotifyPayload(NotifyType.TEMPORARY_FAILURE));
        } else if (agreed.shared().isEmpty()) {
            reply(turn, new NotifyPayload(NotifyType.INVALID_SYNTAX));
        } else {
            answer(turn, request, Optional.of(agreed.publicValue()), agreed.shared());
        }
    }

    private void answer(
            Turn turn, Request request, Optional<Bytes> publicValue, Optional<Secret> shared) {
        Bytes nonce = turn.world().entropy().bytes(IkeSa.NONCE_OCTETS);
        if (request.replaced().isEmpty()) {
            carrier().sessionUp(turn);
        }
        var payloads = new ArrayList<>(install(turn, request, nonce, shared));
        payloads.add(1, new NoncePayload(nonce));
        publicValue.ifPresent(
                value ->
                        payloads.add(
                                2,
                                new KePayload(
                                        request.choice().group().orElseThrow().transformId(),
                                        value)));
        carrier().exchanges().reply(turn, payloads);
    }

    /// Installs what was granted. We send on a rekeyed one only when the peer surely has it (RFC 7296 section 2.8).
    private List<IkePayload> install(
            Turn turn, Request request, Bytes ourNonce, Optional<Secret> shared) {
        ChildSa made =
                ChildMaker.make(
                        turn,
                        carrier(),
                        new ChildMaker.Terms(
                                request.policy(),
                                request.choice(),
                                request.traffic().isTransport(),
                                List.copyOf(request.traffic().local()),
                                List.copyOf(request.traffic().remote()),
                                request.replaced(),
                                request.resource()),
                        new ChildMaker.Material(
                                false, request.peerNonce(), ourNonce, shared, request.ourSpi()));
        Bytes lowest = Child.lower(request.peerNonce(), ourNonce);
        Narrowing traffic = request.traffic();
        boolean isFirst =
                request.replaced().isEmpty()
                        && request.resource().isEmpty()
                        && !Companions.hasOther(turn, set.carrier().exchanges().sa());
        set.add(turn, made, traffic.wanted(), false, lowest, isFirst);
        set.get(request.replaced()).ifPresent(old -> old.on(Child.Event.PEER_REKEYED));
        if (request.replaced().isEmpty()) {
            resources.proceed(turn, false);
        }
        var payloads = new ArrayList<IkePayload>();
        payloads.add(new SaPayload(List.of(request.choice().answer())));
        payloads.add(new TsPayload(true, List.copyOf(traffic.remote())));
        payloads.add(new TsPayload(false, List.copyOf(traffic.local())));
        if (traffic.isTransport()) {
            payloads.add(new NotifyPayload(NotifyType.USE_TRANSPORT_MODE));
        }
        if (traffic.isMorePossible()) {
            payloads.add(new NotifyPayload(NotifyType.ADDITIONAL_TS_POSSIBLE));
        }
        payloads.add(new NotifyPayload(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        if (request.isOneOfSeveral()) {
            payloads.add(ResourceChildren.notification(request.resource()));
        }
        return payloads;
    }
}
