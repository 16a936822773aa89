package io.culvert.ike.v2;

import io.culvert.engine.Engine;
import io.culvert.ike.v2.config.IkeConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/// All IKE SAs of a router. It leads what happens to the part that it concerns: datagrams to the [Demultiplexer], tunnels to the
/// [Dialer], deadlines and jobs to their IKE SA, packets and lifetimes to the [Children] of theirs.
public final class IkeEngine implements Engine<IkeEvent, IkeEffect> {
    private final Shared shared;
    private final Demultiplexer demultiplexer;
    private final Clearing clearing = new Clearing();
    private final Hints hints = new Hints();

    public IkeEngine(IkeConfig config, Surroundings surroundings) {
        shared = new Shared(config, surroundings);
        demultiplexer = new Demultiplexer(new Gate(new Cookies(surroundings.entropy())), hints);
    }

    @Override
    public void on(Instant now, IkeEvent event, Consumer<? super IkeEffect> effects) {
        inTurn(now, effects, turn -> handle(turn, event));
    }

    /// What the peer is to hear goes out before what the router does with it: else the first packets on a Child SA that we granted
    /// would be on their way before the answer by which the peer has it (RFC 7296 section 2.8).
    private void inTurn(
            Instant now, Consumer<? super IkeEffect> effects, Consumer<Turn> happening) {
        var rest = new ArrayList<IkeEffect>();
        var turn =
                new Turn(
                        now,
                        effect -> {
                            if (effect instanceof IkeEffect.Send) {
                                effects.accept(effect);
                            } else {
                                rest.add(effect);
                            }
                        },
                        shared);
        happening.accept(turn);
        fireDue(turn);
        rest.forEach(effects);
    }

    private void handle(Turn turn, IkeEvent event) {
        SaTable sas = shared.sas();
        switch (event) {
            case IkeEvent.ConfigChanged(var changed) -> {
                shared.configure(changed);
                shared.dialer().retryAll(turn);
                sas.toList().forEach(sa -> sa.announce(turn));
            }
            case IkeEvent.Datagram datagram -> demultiplexer.onDatagram(turn, datagram);
            case IkeEvent.UnknownSpi unknown -> demultiplexer.onUnknownSpi(turn, unknown);
            case IkeEvent.Connect(var tunnel) -> shared.dialer().connect(turn, tunnel);
            case IkeEvent.Disconnect(var name) -> shared.dialer().disconnect(turn, name);
            case IkeEvent.SessionBound(long session, var name) ->
                    sas.ofSession(session).forEach(sa -> sa.bind(turn, name));
            case IkeEvent.RoutesToAnnounceChanged _ ->
                    sas.toList().forEach(sa -> sa.announce(turn));
            case IkeEvent.SoftLimit(long child) ->
                    around(child, children -> children.rekey(turn, child));
            case IkeEvent.FirstInbound(long child) ->
                    around(child, children -> children.onFirstInbound(turn, child));
            case IkeEvent.PeerMoved(_, _, var remote, int port, long child) ->
                    shared.children()
                            .carrier(child)
                            .ifPresent(sa -> sa.peerMoved(turn, remote, port));
            case IkeEvent.ClearSession(var remote) -> clearing.begin(turn, remote);
            case IkeEvent.ShutDown _ ->
                    sas.toList().forEach(sa -> sa.close(turn, "the router is shut down"));
            case IkeEvent.SuspectSession(long session) ->
                    sas.ofSession(session).forEach(sa -> Liveness.suspect(turn, sa));
            case IkeEvent.CloseSession(long session) ->
                    sas.ofSession(session).forEach(sa -> sa.close(turn, "no longer needed"));
            case IkeEvent.Computed(long sa, long job, var outcome) -> {
                shared.done(job);
                sas.get(sa).ifPresent(found -> found.machine().onComputed(turn, job, outcome));
            }
        }
    }

    private void around(long child, Consumer<Children> action) {
        shared.children().around(child).ifPresent(action);
    }

    @Override
    public void onTime(Instant now, Consumer<? super IkeEffect> effects) {
        inTurn(now, effects, _ -> {});
    }

    @Override
    public Optional<Instant> wakeAt() {
        return shared.timers().next();
    }

    private void fireDue(Turn turn) {
        for (Optional<TimerKey> due = shared.timers().takeDue(turn.now());
                due.isPresent();
                due = shared.timers().takeDue(turn.now())) {
            fire(turn, due.get());
        }
    }

    private void fire(Turn turn, TimerKey key) {
        switch (key) {
            case TimerKey.OfSa deadline ->
                    shared.sas()
                            .get(deadline.sa())
                            .ifPresent(sa -> sa.machine().onTime(turn, deadline));
            case TimerKey.RekeyChild(long child) ->
                    around(child, children -> children.rekey(turn, child));
            case TimerKey.ExpireChild(long child) ->
                    around(child, children -> children.onExpire(turn, child));
            case TimerKey.Linger(long child) ->
                    around(child, children -> children.onLinger(turn, child));
            case TimerKey.SettleChild(long child) ->
                    around(child, children -> children.onFirstInbound(turn, child));
            case TimerKey.Clear _ -> clearing.proceed(turn);
            case TimerKey.AskHinted _ -> hints.proceed(turn);
            case TimerKey.Dial(var name) -> shared.dialer().onDial(turn, name);
        }
    }

    /// Rekeys every IKE SA now; tests use it to make both ends begin at once.
    void rekeyAll(Instant now, Consumer<? super IkeEffect> effects) {
        inTurn(
                now,
                effects,
                turn ->
                        shared.sas()
                                .toList()
                                .forEach(
                                        sa ->
                                                sa.machine()
                                                        .onTime(
                                                                turn,
                                                                new TimerKey.RekeyIke(sa.id()))));
    }

    /// Deletes a Child SA and leaves its IKE SA; tests are a peer that does.
    void deleteChild(Instant now, long child, Consumer<? super IkeEffect> effects) {
        inTurn(now, effects, turn -> around(child, children -> children.delete(turn, child)));
    }

    /// Whether an IKE SA has this SPI on our side: what carries it goes before what strangers send.
    public boolean hasSpi(long ours) {
        return shared.sas().bySpi(ours).isPresent();
    }

    /// Whether something translates our address on the way to the peer of a session (RFC 7296 section 2.23).
    public boolean isTranslated(long session) {
        return shared.sas().ofSession(session).stream()
                .anyMatch(sa -> sa.exchanges().abilities().nat().areWeBehind());
    }

    IkeConfig config() {
        return shared.config();
    }

    private IkeSnapshot.Sa view(IkeSa sa) {
        return SaView.of(sa, shared.config(), shared.surroundings().credentials());
    }

    public IkeSnapshot snapshot() {
        return new IkeSnapshot(
                shared.sas().toList().stream().map(this::view).toList(),
                shared.failures().toList(),
                shared.drops(),
                shared.sas().halfOpen());
    }
}
