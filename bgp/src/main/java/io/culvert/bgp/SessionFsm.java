package io.culvert.bgp;

import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.RouteRefresh;
import java.util.Optional;

/// The session state machine of RFC 4271 section 8, one for each connection.
///
/// ```
///   Idle --start--> Connect --connected--> OpenSent --OPEN--> OpenConfirm --KEEPALIVE--> Established
///     |                |  ^                   ^                    |                          |
///     |             failed  retry             |                    |                          |
///     |                v  |                   |                    v                          v
///     +--passive--> Active --accepted---------+            any error: NOTIFICATION, back to Idle
/// ```
///
/// Idle is left by [Event.Start], which the peer sends after a pause. A connection that a peer opens is taken in Idle as
/// well: it counts as a start.
final class SessionFsm {
    sealed interface State {
        record Idle() implements State {}

        record Connect(ConnectionId connection) implements State {}

        record Active() implements State {}

        record OpenSent(ConnectionId connection) implements State {}

        record OpenConfirm(ConnectionId connection, Negotiated agreed) implements State {}

        record Established(ConnectionId connection, Negotiated agreed) implements State {}

        /// The name in tables.
        default String title() {
            return switch (this) {
                case Idle _ -> "Idle";
                case Connect _ -> "Connect";
                case Active _ -> "Active";
                case OpenSent _ -> "OpenSent";
                case OpenConfirm _ -> "OpenConfirm";
                case Established _ -> "Established";
            };
        }

        /// The connection of this state, if it has one.
        default Optional<ConnectionId> connected() {
            return switch (this) {
                case Idle _, Active _ -> Optional.empty();
                case Connect(var connection) -> Optional.of(connection);
                case OpenSent(var connection) -> Optional.of(connection);
                case OpenConfirm(var connection, _) -> Optional.of(connection);
                case Established(var connection, _) -> Optional.of(connection);
            };
        }
    }

    sealed interface Event {
        /// May speak now; a passive one waits to be called.
        record Start(boolean passive) implements Event {}

        /// Must not speak any more.
        record Stop(Notification why) implements Event {}

        record TcpUp(ConnectionId connection) implements Event {}

        record TcpDown(String reason) implements Event {}

        record GotOpen(Open open) implements Event {}

        record GotKeepalive() implements Event {}

        record GotUpdate(ParsedUpdate update) implements Event {}

        record GotRefresh(RouteRefresh refresh) implements Event {}

        record GotNotification(Notification notification) implements Event {}

        /// What came makes no sense, or what it says breaks the session.
        record GotFault(Notification answer) implements Event {}

        record Due(Timer timer) implements Event {}
    }

    enum Timer {
        CONNECT_RETRY,
        HOLD,
        KEEPALIVE,
        SEND_HOLD
    }

    /// What the machine wants done, in the words of RFC 4271 section 8.2.2.
    interface Actions {
        ConnectionId connect();

        void close(ConnectionId connection);

        void send(ConnectionId connection, BgpMessage message);

        void sendOpen(ConnectionId connection);

        /// Judges an OPEN: agreement, or the NOTIFICATION it deserves.
        Verdict judge(ConnectionId connection, Open open);

        void retryLater();

        /// Sets the hold timer for OpenSent, where no hold time is agreed on.
        void holdLong();

        /// Sets hold and keepalive timers; none for a hold time of zero.
        void hold(Negotiated agreed);

        void keepaliveLater(Negotiated agreed);

        void stopTimers();

        void up(ConnectionId connection, Negotiated agreed);

        void update(Negotiated agreed, ParsedUpdate update);

        void refresh(Negotiated agreed, RouteRefresh refresh);

        /// The session, or the try, is over.
        void down(State from, Ending ending);
    }

    sealed interface Verdict {
        record Agreed(Negotiated agreed) implements Verdict {}

        record Refused(Notification notification) implements Verdict {}
    }

    /// Why a session ended.
    sealed interface Ending {
        record Sent(Notification notification) implements Ending {}

        record Received(Notification notification) implements Ending {}

        record Lost(String reason) implements Ending {}
    }

    private record Step(State state, Event event) {}

    private final Actions actions;
    private State state = new State.Idle();

    SessionFsm(Actions actions) {
        this.actions = actions;
    }

    State state() {
        return state;
    }

    void on(Event event) {
        state =
                switch (new Step(state, event)) {
                    case Step(State.Idle _, Event.Start(boolean passive)) -> start(passive);
                    case Step(State.Idle _, Event.TcpUp(var connection)) -> openSent(connection);
                    case Step(State.Idle idle, _) -> idle;

                    case Step(State.Connect(_), Event.TcpUp(var connection)) ->
                            openSent(connection);
                    case Step(State.Connect _, Event.TcpDown _) -> active();
                    case Step(State.Connect(var old), Event.Due(var timer)) ->
                            timer == Timer.CONNECT_RETRY ? again(old) : state;
                    case Step(State.Connect(var old), Event.Stop(var why)) ->
                            idle(old, new Ending.Sent(why));
                    case Step(State.Connect connect, Event.Start _) -> connect;
                    case Step(State.Connect(var old), _) ->
                            idle(old, new Ending.Lost("a message before the connection"));

                    case Step(State.Active _, Event.TcpUp(var connection)) -> openSent(connection);
                    case Step(State.Active _, Event.Due(var timer)) ->
                            timer == Timer.CONNECT_RETRY ? connect() : state;
                    case Step(State.Active _, Event.Start(boolean passive)) ->
                            passive ? state : connect();
                    case Step(State.Active _, Event.Stop(var why)) -> ended(new Ending.Sent(why));
                    case Step(State.Active active, _) -> active;

                    case Step(State.OpenSent(var c), Event.GotOpen(var open)) -> opened(c, open);
                    case Step(State.OpenSent _, Event.TcpDown(var reason)) ->
                            lostBeforeOpen(reason);
                    case Step(State.OpenSent(var c), Event.GotNotification(var n)) ->
                            idle(c, new Ending.Received(n));
                    case Step(State.OpenSent(var c), Event.Stop(var why)) -> tell(c, why);
                    case Step(State.OpenSent(var c), Event.GotFault(var answer)) -> tell(c, answer);
                    case Step(State.OpenSent(var c), Event.Due(var timer)) -> late(c, timer);
                    case Step(State.OpenSent sent, Event.Start _) -> sent;
                    case Step(State.OpenSent sent, Event.TcpUp _) -> sent;
                    case Step(State.OpenSent(var c), Event.GotKeepalive _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_SENT));
                    case Step(State.OpenSent(var c), Event.GotUpdate _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_SENT));
                    case Step(State.OpenSent(var c), Event.GotRefresh _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_SENT));

                    case Step(State.OpenConfirm(var c, var agreed), Event.GotKeepalive _) ->
                            established(c, agreed);
                    case Step(State.OpenConfirm(var c, _), Event.GotNotification(var n)) ->
                            idle(c, new Ending.Received(n));
                    case Step(State.OpenConfirm(var c, _), Event.TcpDown(var reason)) ->
                            idle(c, new Ending.Lost(reason));
                    case Step(State.OpenConfirm(var c, _), Event.Stop(var why)) -> tell(c, why);
                    case Step(State.OpenConfirm(var c, _), Event.GotFault(var answer)) ->
                            tell(c, answer);
                    case Step(State.OpenConfirm confirm, Event.Due(var timer))
                            when timer == Timer.KEEPALIVE ->
                            keepalive(confirm, confirm.connection(), confirm.agreed());
                    case Step(State.OpenConfirm(var c, _), Event.Due(var timer)) -> late(c, timer);
                    case Step(State.OpenConfirm confirm, Event.Start _) -> confirm;
                    case Step(State.OpenConfirm confirm, Event.TcpUp _) -> confirm;
                    case Step(State.OpenConfirm(var c, _), Event.GotOpen _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_CONFIRM));
                    case Step(State.OpenConfirm(var c, _), Event.GotUpdate _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_CONFIRM));
                    case Step(State.OpenConfirm(var c, _), Event.GotRefresh _) ->
                            tell(c, fsmError(Notification.FSM_IN_OPEN_CONFIRM));

                    case Step(State.Established e, Event.GotUpdate(var update)) ->
                            alive(e, () -> actions.update(e.agreed(), update));
                    case Step(State.Established e, Event.GotKeepalive _) -> alive(e, () -> {});
                    case Step(State.Established e, Event.GotRefresh(var r)) ->
                            alive(e, () -> actions.refresh(e.agreed(), r));
                    case Step(State.Established(var c, _), Event.GotNotification(var n)) ->
                            idle(c, new Ending.Received(n));
                    case Step(State.Established(var c, _), Event.TcpDown(var reason)) ->
                            idle(c, new Ending.Lost(reason));
                    case Step(State.Established(var c, _), Event.Stop(var why)) -> tell(c, why);
                    case Step(State.Established(var c, _), Event.GotFault(var answer)) ->
                            tell(c, answer);
                    case Step(State.Established e, Event.Due(var timer))
                            when timer == Timer.KEEPALIVE ->
                            keepalive(e, e.connection(), e.agreed());
                    case Step(State.Established(var c, _), Event.Due(var timer)) -> late(c, timer);
                    case Step(State.Established e, Event.Start _) -> e;
                    case Step(State.Established e, Event.TcpUp _) -> e;
                    case Step(State.Established(var c, _), Event.GotOpen _) ->
                            tell(c, fsmError(Notification.FSM_IN_ESTABLISHED));
                };
    }

    /// RFC 6608.
    private static Notification fsmError(int subcode) {
        return Notification.of(Notification.FSM, subcode);
    }

    private State start(boolean passive) {
        return passive ? new State.Active() : connect();
    }

    private State connect() {
        var connection = actions.connect();
        actions.retryLater();
        return new State.Connect(connection);
    }

    private State active() {
        actions.retryLater();
        return new State.Active();
    }

    private State again(ConnectionId old) {
        actions.close(old);
        return connect();
    }

    private State openSent(ConnectionId connection) {
        actions.stopTimers();
        actions.sendOpen(connection);
        actions.holdLong();
        return new State.OpenSent(connection);
    }

    private State opened(ConnectionId connection, Open open) {
        return switch (actions.judge(connection, open)) {
            case Verdict.Refused(var notification) -> tell(connection, notification);
            case Verdict.Agreed(var agreed) -> {
                actions.send(connection, new BgpMessage.Keepalive());
                actions.hold(agreed);
                actions.keepaliveLater(agreed);
                yield new State.OpenConfirm(connection, agreed);
            }
        };
    }

    private State established(ConnectionId connection, Negotiated agreed) {
        actions.hold(agreed);
        actions.up(connection, agreed);
        return new State.Established(connection, agreed);
    }

    private State alive(State.Established established, Runnable action) {
        actions.hold(established.agreed());
        action.run();
        return established;
    }

    private State keepalive(State same, ConnectionId connection, Negotiated agreed) {
        actions.send(connection, new BgpMessage.Keepalive());
        actions.keepaliveLater(agreed);
        return same;
    }

    /// RFC 4271 section 8.2.2, events 10 and 28; RFC 9687 section 3.
    private State late(ConnectionId connection, Timer timer) {
        return switch (timer) {
            case HOLD -> tell(connection, Notification.of(Notification.HOLD_TIMER, 0));
            case SEND_HOLD -> tell(connection, Notification.of(Notification.SEND_HOLD_TIMER, 0));
            case CONNECT_RETRY, KEEPALIVE -> state;
        };
    }

    /// RFC 4271 section 8.2.2, event 18 in OpenSent: the connection may be tried again.
    private State lostBeforeOpen(String reason) {
        actions.stopTimers();
        return ended(new Ending.Lost(reason));
    }

    private State tell(ConnectionId connection, Notification notification) {
        actions.send(connection, notification);
        return idle(connection, new Ending.Sent(notification));
    }

    private State idle(ConnectionId connection, Ending ending) {
        actions.stopTimers();
        actions.close(connection);
        return ended(ending);
    }

    private State ended(Ending ending) {
        actions.stopTimers();
        actions.down(state, ending);
        return new State.Idle();
    }
}
