package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.RouteTarget;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.ErrorCode;
import io.culvert.wire.nhrp.NhrpBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The side that asks: a redirect or an unmapped next hop makes a request, its reply a shortcut.
/// ```
///             redirect                     reply, tunnel there
///   nothing ------------> asked ---------------------------------> complete --used, before its end--> asked again
///      ^                    | reply, no tunnel --> tunnel wished ------^  |                              |
///      |                    | no reply, refusal, bad reply, no tunnel     | end, purge, no route <-------+
///      +---180 s--- held off (traffic stays on the way over the hub)      +--> nothing
/// ```
final class Resolver {
    /// A reply that passed all rules, and has no tunnel yet.
    record Accepted(Requests.Request request, NhrpInterface in, ReplyCheck.Verdict.Good answer) {}

    private final Core core;
    private final Endpoints endpoints;
    private final Servers servers;
    private final Requests requests;
    private final Shortcuts shortcuts;
    private final Failures failures;
    private final Tunnels tunnels;
    private final Transit transit;
    private final Refusals refusals;
    private final ReplyCheck check;

    Resolver(
            Core core,
            Endpoints endpoints,
            Servers servers,
            Requests requests,
            Shortcuts shortcuts,
            Failures failures,
            Tunnels tunnels,
            Transit transit,
            Refusals refusals) {
        this.core = core;
        this.endpoints = endpoints;
        this.servers = servers;
        this.requests = requests;
        this.shortcuts = shortcuts;
        this.failures = failures;
        this.tunnels = tunnels;
        this.transit = transit;
        this.refusals = refusals;
        check = new ReplyCheck(core, endpoints);
    }

    /// A redirect: ours if the traffic enters the network here (nhrp.md section 2.4).
    void redirected(Turn turn, Arrival arrival) {
        var body = (NhrpBody.TrafficIndication) arrival.packet().body();
        Optional<PacketHead> head = PacketHead.parse(body.head());
        if (body.code() != NhrpBody.TrafficIndication.REDIRECT
                || head.isEmpty()
                || !head.get().isBetweenHosts()
                || head.get().source().family() != arrival.family()) {
            core.ledger.drop(NhrpDrop.MALFORMED);
            return;
        }
        IpAddress source = head.get().source();
        Optional<Way> back = core.surroundings.way(arrival.vrf(), source);
        Optional<NhrpInterface> before =
                back.flatMap(Way::out)
                        .flatMap(core.interfaces::find)
                        .filter(
                                out ->
                                        Interfaces.areOneNetwork(
                                                arrival.in(), out, arrival.family()));
        if (before.isPresent()) {
            IpAddress next = back.orElseThrow().nextHop().orElse(source);
            transit.redirect(turn, arrival, before.get(), source, next);
            return;
        }
        var question =
                new Question(
                        arrival.vrf(), head.get().destination(), arrival.labelled().isPresent());
        NhrpSettings settings = arrival.settings();
        Optional<String> objection = objection(settings, question, arrival.in());
        if (objection.isPresent()) {
            core.ledger.drop(NhrpDrop.REDIRECT_IGNORED);
            refusals.redirect(turn, arrival, objection.get());
            return;
        }
        refusals.forget(question);
        ask(turn, question);
    }

    /// Why a redirect is not followed.
    private Optional<String> objection(NhrpSettings settings, Question question, NhrpInterface in) {
        if (settings.shortcut().isEmpty()) {
            return Optional.of("there is no ip nhrp shortcut on " + in.name());
        }
        if (settings.serverOnly()) {
            return Optional.of("ip nhrp server-only on " + in.name() + " forbids to ask");
        }
        return way(question, in).isEmpty()
                ? Optional.of("packets to it do not leave by the network of " + in.name())
                : Optional.empty();
    }

    /// The way to what is asked for, if it goes through the network of `in`.
    private Optional<Way> way(Question question, NhrpInterface in) {
        return core.surroundings
                .way(question.vrf(), question.destination())
                .filter(way -> !way.isLocal())
                .filter(
                        way ->
                                way.out().stream()
                                        .anyMatch(
                                                out ->
                                                        core.interfaces.isInNetwork(
                                                                in,
                                                                out,
                                                                question.destination().family())));
    }

    void wanted(Turn turn, NhrpEvent.EndpointWanted event) {
        Optional<NhrpInterface> on =
                core.interfaces
                        .find(event.on())
                        .filter(one -> one.up() && one.isMultipoint())
                        .filter(one -> Interfaces.settings(one, event.nextHop().family()).isOn());
        if (on.isEmpty() || !PacketHead.isHost(event.nextHop())) {
            return;
        }
        Optional<IpAddress> mapped = endpoints.mapped(on.get(), event.nextHop());
        if (mapped.isPresent()) {
            endpoints.learn(turn, new Endpoints.Key(event.on(), event.nextHop()), mapped.get());
        } else if (!Interfaces.settings(on.get(), event.nextHop().family()).serverOnly()) {
            ask(turn, new Question(on.get().overlay(), event.nextHop(), false));
        }
    }

    private void ask(Turn turn, Question question) {
        if (failures.has(question)
                || requests.has(question)
                || tunnels.awaits(question)
                || shortcuts.covering(question).isPresent()) {
            return;
        }
        if (requests.isFull()) {
            core.ledger.drop(NhrpDrop.TABLE_FULL);
            return;
        }
        begin(turn, question, Optional.empty());
    }

    private void begin(Turn turn, Question question, Optional<Shortcut> refreshed) {
        Optional<Path> path = path(question, refreshed);
        Optional<IpAddress> ours =
                path.flatMap(one -> Interfaces.address(one.out(), question.destination().family()));
        if (ours.isEmpty()) {
            if (refreshed.isEmpty()) {
                failures.add(turn, question, "there is no next-hop server to ask");
            }
            return;
        }
        send(
                turn,
                new Requests.Request(
                        core.nextRequestId(),
                        question,
                        ours.get(),
                        path.get().out(),
                        refreshed.map(Shortcut::place),
                        turn.now(),
                        1),
                path.get());
    }

    private void send(Turn turn, Requests.Request request, Path path) {
        Question question = request.question();
        List<RouteTarget> exported =
                question.labelled()
                        ? core.surroundings.exported(
                                question.vrf(), question.destination().family())
                        : List.of();
        requests.sent(turn, request);
        core.sender.send(
                turn,
                path,
                Messages.request(path.out(), question, request.source(), request.id(), exported));
    }

    /// A request takes the way of the traffic that it is about; one that refreshes, the way there is.
    private Optional<Path> path(Question question, Optional<Shortcut> refreshed) {
        if (refreshed.isPresent() && !question.labelled()) {
            Shortcut there = refreshed.get();
            return Optional.of(Path.to(core.now(there.out()), there.nbma()));
        }
        Optional<Way> way = core.surroundings.way(question.vrf(), question.destination());
        Optional<NhrpInterface> out =
                way.flatMap(Way::out)
                        .flatMap(core.interfaces::find)
                        .filter(
                                one ->
                                        Interfaces.settings(one, question.destination().family())
                                                .isOn());
        if (out.isEmpty()) {
            return Optional.empty();
        }
        if (question.labelled()) {
            return Optional.of(new Path.OnLabel(out.get(), question.vrf(), question.destination()));
        }
        if (!out.get().isMultipoint()) {
            return Optional.of(new Path.Plain(out.get(), Optional.empty()));
        }
        IpAddress next = way.orElseThrow().nextHop().orElse(question.destination());
        return endpoints
                .nbma(out.get(), next)
                .or(() -> servers.best(out.get(), next.family()))
                .map(nbma -> new Path.Plain(out.get(), Optional.of(nbma)));
    }

    void onAskTimer(Turn turn, int id) {
        Optional<Requests.Request> request = requests.find(id);
        if (request.isEmpty()) {
            return;
        }
        Optional<Shortcut> refreshed = request.get().refreshes().flatMap(shortcuts::find);
        Optional<Path> path = path(request.get().question(), refreshed);
        if (path.isEmpty()) {
            fail(turn, request.get(), "there is no way to ask any more");
        } else if (request.get().attempt() >= Requests.ATTEMPTS_MAX) {
            fail(turn, request.get(), "nobody answered");
        } else {
            send(turn, request.get().again(), path.get());
        }
    }

    private void fail(Turn turn, Requests.Request request, String why) {
        requests.forget(request.id());
        if (request.refreshes().isEmpty() && shortcuts.covering(request.question()).isEmpty()) {
            failures.add(turn, request.question(), why);
        }
    }

    /// A reply whose requester we are.
    void replied(Turn turn, Arrival arrival) {
        Optional<Requests.Request> request = requests.find(arrival.exchange().requestId());
        if (request.isEmpty() || !isAnswer(arrival, request.get())) {
            unsolicited(turn, arrival);
            return;
        }
        if (arrival.labelled().isPresent()
                && !arrival.labelled().get().equals(request.get().question().vrf())) {
            core.ledger.drop(NhrpDrop.OTHER_VRF);
            return;
        }
        switch (check.check(arrival, request.get())) {
            case ReplyCheck.Verdict.Good good ->
                    accept(turn, new Accepted(request.get(), arrival.in(), good));
            case ReplyCheck.Verdict.Refused(var why) -> refused(turn, request.get(), why);
            case ReplyCheck.Verdict.Useless(var why) -> refused(turn, request.get(), why);
            case ReplyCheck.Verdict.Bad(var why) -> {
                core.ledger.drop(NhrpDrop.INVALID_REPLY);
                transit.error(turn, arrival, ErrorCode.INVALID_REPLY);
                refused(turn, request.get(), why);
            }
        }
    }

    private static boolean isAnswer(Arrival arrival, Requests.Request request) {
        return arrival.source().equals(request.source())
                && arrival.packet().destination().equals(request.question().destination())
                && Interfaces.areOneNetwork(arrival.in(), request.via(), arrival.family());
    }

    /// Silence for what came twice, an error for what nobody asked for (RFC 2332 section 5.2.2).
    private void unsolicited(Turn turn, Arrival arrival) {
        boolean cameBefore = shortcuts.isAnswerTo(arrival.exchange().requestId());
        if (cameBefore) {
            core.ledger.drop(NhrpDrop.DUPLICATE);
            return;
        }
        core.ledger.drop(NhrpDrop.UNSOLICITED);
        transit.error(turn, arrival, ErrorCode.INVALID_REPLY);
    }

    /// A refusal also ends what is there already.
    private void refused(Turn turn, Requests.Request request, String why) {
        request.refreshes().ifPresent(place -> shortcuts.remove(turn, place));
        fail(turn, request, why);
        if (request.refreshes().isPresent()) {
            failures.add(turn, request.question(), why);
        }
    }

    private void accept(Turn turn, Accepted accepted) {
        ReplyCheck.Verdict.Good answer = accepted.answer;
        var place = new Place(accepted.request.question().vrf(), answer.prefix());
        if (!shortcuts.hasRoomFor(place, answer.nextHop())) {
            core.ledger.drop(NhrpDrop.TABLE_FULL);
            refused(turn, accepted.request, "the table is full");
            return;
        }
        NhrpInterface in = accepted.in;
        Optional<NhrpInterface> out =
                in.isMultipoint()
                        ? Optional.of(in)
                        : tunnels.find(
                                in,
                                answer.nextHop(),
                                answer.nbma(),
                                answer.claimed().isPresent(),
                                answer.prefix().family());
        if (out.isPresent()) {
            complete(turn, accepted, out.get());
        } else {
            wish(turn, accepted);
        }
    }

    /// The answer came over the hub, and there is no tunnel to the next hop: the asking side makes it.
    private void wish(Turn turn, Accepted accepted) {
        NhrpInterface in = accepted.in;
        ReplyCheck.Verdict.Good answer = accepted.answer;
        Question question = accepted.request.question();
        Optional<NhrpEffect.TunnelWish> wish =
                Interfaces.settings(in, answer.prefix().family())
                        .shortcut()
                        .flatMap(NhrpSettings.Shortcut::virtualTemplate)
                        .map(
                                template ->
                                        new NhrpEffect.TunnelWish(
                                                template,
                                                in.frontDoor(),
                                                in.localNbma(),
                                                answer.nbma()))
                        .filter(
                                what ->
                                        tunnels.objection(
                                                        turn,
                                                        what,
                                                        question,
                                                        accepted.request.source())
                                                .isEmpty());
        if (wish.isEmpty()) {
            boolean hasFailed = tunnels.hasFailed(turn, answer.nbma());
            accepted.request.refreshes().ifPresent(place -> shortcuts.remove(turn, place));
            failed(
                    turn,
                    accepted,
                    "no tunnel to %s %s"
                            .formatted(answer.nbma(), hasFailed ? "came up" : "may be made"));
            return;
        }
        requests.forget(accepted.request.id());
        tunnels.wish(
                turn,
                wish.get(),
                in,
                answer.nextHop(),
                answer.claimed().orElse(answer.nbma()),
                question,
                new Tunnels.Waiter.Completion(accepted));
    }

    void failed(Turn turn, Accepted accepted, String why) {
        Question question = accepted.request.question();
        requests.forget(accepted.request.id());
        if (shortcuts.covering(question).isEmpty()) {
            failures.add(turn, question, why, accepted.answer.claimed());
        }
    }

    void complete(Turn turn, Accepted accepted, NhrpInterface out) {
        Requests.Request request = accepted.request;
        ReplyCheck.Verdict.Good answer = accepted.answer;
        Question question = request.question();
        requests.forget(request.id());
        Optional<Way> way = way(question, out);
        if (way.isEmpty()) {
            return; // the route went elsewhere meanwhile
        }
        var place = new Place(question.vrf(), answer.prefix());
        request.refreshes()
                .filter(before -> !before.equals(place))
                .ifPresent(before -> shortcuts.remove(turn, before));
        Duration holding = Duration.ofSeconds(answer.cie().holdingSeconds());
        Instant created = shortcuts.find(place).map(Shortcut::created).orElse(turn.now());
        boolean isNextHopItself =
                !question.labelled()
                        && question.vrf().equals(out.overlay())
                        && place.prefix().isHost()
                        && answer.nextHop().equals(place.prefix().address());
        failures.forget(question);
        shortcuts.install(
                turn,
                new Shortcut(
                        place,
                        question,
                        out,
                        answer.nextHop(),
                        answer.nbma(),
                        answer.claimed(),
                        answer.label(),
                        answer.responder(),
                        answer.generation(),
                        request.id(),
                        holding,
                        created,
                        turn.now().plus(holding),
                        way.get().prefix().equals(place.prefix()),
                        !isNextHopItself));
    }

    void onRefreshTimer(Turn turn, Place place) {
        Optional<Shortcut> shortcut = shortcuts.find(place);
        if (shortcut.isPresent()
                && shortcuts.isWanted(turn, shortcut.get())
                && !requests.refreshes(place)
                && !requests.isFull()) {
            begin(turn, shortcut.get().question(), shortcut);
        }
    }

    /// A shortcut stands on the route that it shortens: when that goes, or leads elsewhere, so does the shortcut.
    void routeChanged(Turn turn, Vrf vrf, Prefix prefix) {
        for (Shortcut shortcut : shortcuts.around(vrf, prefix)) {
            if (way(shortcut.question(), shortcut.out()).isEmpty()) {
                core.ledger.count(shortcut.tunnel(), NhrpCounter.WATCH_WITHOUT_ROUTE);
                shortcuts.remove(turn, shortcut.place());
            }
        }
    }

    /// An error indication about a request of ours.
    void error(Turn turn, int requestId, int code, IpAddress from) {
        requests.find(requestId)
                .ifPresent(
                        request ->
                                refused(
                                        turn,
                                        request,
                                        from + " answered with " + Refusals.error(code)));
    }

    void tunnelDown(Turn turn, NhrpInterface tunnel) {
        shortcuts.remove(turn, one -> one.tunnel().equals(tunnel.name()));
    }
}
