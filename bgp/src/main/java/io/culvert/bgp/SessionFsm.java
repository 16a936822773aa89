package io.culvert.bgp;

import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Notification;
import io.culvert.wire.bgp.Open;
import io.culvert.wire.bgp.ParsedUpdate;
import io.culvert.wire.bgp.RouteRefresh;
import java.util.Optional;

/// The session state machine of RFC 4271 section 8, one for each connection. Each state has its method, in the order of
/// section 8.2.2, which answers every event.
///
/// ```
///   Idle --start--> Connect --connected--> OpenSent --OPEN--> OpenConfirm --KEEPALIVE--> Established
///     |                |  ^                   ^                    |                          |
///     |             failed  retry             |                    |                          |
///     |                v  |                   |                    v                          v
///     +--passive--> Active --accepted---------+            any error: NOTIFICATION, back to Idle
/// ```
///
/// Idle is left by [Event.Start], which the peer sends after a pause; the pause stands for the oscillation damping of
/// section 8.1.1. Where we differ from section 8.2.2, with its events by number:
/// - A connection that a peer opens is taken in Idle as well: it counts as a start (16, 17).
/// - Without DelayOpenTimer a failed connection in Connect goes to Active and not to Idle (18): what peers and operators
///   know, and the connection is tried again either way.
/// - A connection that is lost in OpenSent goes to Idle and not to Active (18): a peer that accepts and closes is asked
///   again after the growing pause, not at once.
/// - A NOTIFICATION is never answered by another (25 in OpenSent).
/// - What is wrong with a header or a message is said by its own NOTIFICATION in every state (21, 22, 28), as section 6
///   demands.
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

        /// How far it is: of two machines the one that is further tells the state of the peer.
        default int progress() {
            return switch (this) {
                case Idle _ -> 0;
                case Active _ -> 1;
                case Connect _ -> 2;
                case OpenSent _ -> 3;
                case OpenConfirm _ -> 4;
                case Established _ -> 5;
            };
        }

        /// Whether an OPEN went out on its connection.
        default boolean isOpening() {
            return progress() >= 3;
        }
    }

    /// What happens, with the numbers of RFC 4271 section 8.1.
    sealed interface Event {
        /// May speak now (1, 3); a passive one waits to be called (4, 5).
        record Start(boolean passive) implements Event {}

        /// Must not speak any more (2, 8), or lost a collision (23).
        record Stop(Notification why) implements Event {}

        /// 16, 17.
        record TcpUp(ConnectionId connection) implements Event {}

        /// 18.
        record TcpDown(Ending.Lost how) implements Event {}

        /// 19.
        record GotOpen(Open open) implements Event {}

        /// 26.
        record GotKeepalive() implements Event {}

        /// 27.
        record GotUpdate(ParsedUpdate update) implements Event {}

        /// RFC 2918; where it comes unexpected, it is treated as an UPDATE is.
        record GotRefresh(RouteRefresh refresh) implements Event {}

        /// 24, 25.
        record GotNotification(Notification notification) implements Event {}

        /// What came makes no sense, or what it says breaks the session (21, 22, 28).
        record GotFault(Notification answer) implements Event {}

        /// 9, 10, 11, and 29 of RFC 9687 section 4.2.
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

        /// Sets the hold timer; none for a hold time of zero.
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
                switch (state) {
                    case State.Idle idle -> inIdle(idle, event);
                    case State.Connect connect -> inConnect(connect, event);
                    case State.Active active -> inActive(active, event);
                    case State.OpenSent sent -> inOpenSent(sent, event);
                    case State.OpenConfirm confirm -> inOpenConfirm(confirm, event);
                    case State.Established established -> inEstablished(established, event);
                };
    }

    private State inIdle(State.Idle idle, Event event) {
        return switch (event) {
            case Event.Start(boolean passive) -> passive ? new State.Active() : connect();
            case Event.TcpUp(var connection) -> openSent(connection);
            case Event.Stop _,
                    Event.TcpDown _,
                    Event.GotOpen _,
                    Event.GotKeepalive _,
                    Event.GotUpdate _,
                    Event.GotRefresh _,
                    Event.GotNotification _,
                    Event.GotFault _,
                    Event.Due _ ->
                    idle;
        };
    }

    private State inConnect(State.Connect connect, Event event) {
        var connection = connect.connection();
        return switch (event) {
            case Event.Start _ -> connect;
            case Event.Stop(var why) -> idle(connection, new Ending.Sent(why));
            case Event.Due(var timer) when timer == Timer.CONNECT_RETRY -> {
                actions.close(connection);
                yield connect();
            }
            case Event.Due _ -> connect;
            case Event.TcpUp(var up) -> openSent(up);
            case Event.TcpDown _ -> {
                actions.close(connection);
                yield active();
            }
            case Event.GotOpen _,
                    Event.GotKeepalive _,
                    Event.GotUpdate _,
                    Event.GotRefresh _,
                    Event.GotNotification _,
                    Event.GotFault _ ->
                    idle(connection, Ending.Lost.byTcp("a message before the connection"));
        };
    }

    private State inActive(State.Active active, Event event) {
        return switch (event) {
            case Event.Start(boolean passive) -> passive ? active : connect();
            case Event.Stop(var why) -> ended(new Ending.Sent(why));
            case Event.Due(var timer) when timer == Timer.CONNECT_RETRY -> connect();
            case Event.Due _ -> active;
            case Event.TcpUp(var connection) -> openSent(connection);
            // nothing can come without a connection
            case Event.TcpDown _,
                    Event.GotOpen _,
                    Event.GotKeepalive _,
                    Event.GotUpdate _,
                    Event.GotRefresh _,
                    Event.GotNotification _,
                    Event.GotFault _ ->
                    active;
        };
    }

    private State inOpenSent(State.OpenSent sent, Event event) {
        var connection = sent.connection();
        return switch (event) {
            case Event.Start _, Event.TcpUp _ -> sent;
            case Event.Stop(var why) -> tell(connection, why);
            case Event.Due(var timer) -> due(sent, connection, timer);
            case Event.TcpDown(var how) -> idle(connection, how);
            case Event.GotOpen(var open) -> judge(connection, open);
            case Event.GotFault(var answer) -> tell(connection, answer);
            case Event.GotNotification(var got) -> idle(connection, new Ending.Received(got));
            case Event.GotKeepalive _, Event.GotUpdate _, Event.GotRefresh _ ->
                    tell(connection, unexpected(Notification.FSM_IN_OPEN_SENT));
        };
    }

    private State inOpenConfirm(State.OpenConfirm confirm, Event event) {
        var connection = confirm.connection();
        return switch (event) {
            case Event.Start _, Event.TcpUp _ -> confirm;
            case Event.Stop(var why) -> tell(connection, why);
            case Event.Due(var timer) when timer == Timer.KEEPALIVE -> {
                keepalive(connection, confirm.agreed());
                yield confirm;
            }
            case Event.Due(var timer) -> due(confirm, connection, timer);
            case Event.TcpDown(var how) -> idle(connection, how);
            case Event.GotNotification(var got) -> idle(connection, new Ending.Received(got));
            case Event.GotFault(var answer) -> tell(connection, answer);
            case Event.GotKeepalive _ -> {
                actions.hold(confirm.agreed());
                actions.up(connection, confirm.agreed());
                yield new State.Established(connection, confirm.agreed());
            }
            case Event.GotOpen _, Event.GotUpdate _, Event.GotRefresh _ ->
                    tell(connection, unexpected(Notification.FSM_IN_OPEN_CONFIRM));
        };
    }

    private State inEstablished(State.Established established, Event event) {
        var connection = established.connection();
        var agreed = established.agreed();
        return switch (event) {
            case Event.Start _, Event.TcpUp _ -> established;
            case Event.Stop(var why) -> tell(connection, why);
            case Event.Due(var timer) when timer == Timer.KEEPALIVE -> {
                keepalive(connection, agreed);
                yield established;
            }
            case Event.Due(var timer) -> due(established, connection, timer);
            case Event.TcpDown(var how) -> idle(connection, how);
            case Event.GotNotification(var got) -> idle(connection, new Ending.Received(got));
            case Event.GotFault(var answer) -> tell(connection, answer);
            case Event.GotKeepalive _ -> {
                actions.hold(agreed);
                yield established;
            }
            case Event.GotUpdate(var update) -> {
                actions.hold(agreed);
                actions.update(agreed, update);
                yield established;
            }
            case Event.GotRefresh(var refresh) -> {
                actions.hold(agreed);
                actions.refresh(agreed, refresh);
                yield established;
            }
            case Event.GotOpen _ -> tell(connection, unexpected(Notification.FSM_IN_ESTABLISHED));
        };
    }

    /// RFC 6608 section 3.
    private static Notification unexpected(int subcode) {
        return Notification.of(Notification.FSM, subcode);
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

    private State openSent(ConnectionId connection) {
        actions.stopTimers();
        actions.sendOpen(connection);
        actions.holdLong();
        return new State.OpenSent(connection);
    }

    private State judge(ConnectionId connection, Open open) {
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

    private void keepalive(ConnectionId connection, Negotiated agreed) {
        actions.send(connection, new BgpMessage.Keepalive());
        actions.keepaliveLater(agreed);
    }

    /// Event 10, and RFC 9687 section 4.3; the other timers do not run here.
    private State due(State state, ConnectionId connection, Timer timer) {
        return switch (timer) {
            case HOLD -> tell(connection, Notification.of(Notification.HOLD_TIMER, 0));
            case SEND_HOLD -> tell(connection, Notification.of(Notification.SEND_HOLD_TIMER, 0));
            case CONNECT_RETRY, KEEPALIVE -> state;
        };
    }

    private State tell(ConnectionId connection, Notification notification) {
        actions.send(connection, notification);
        return idle(connection, new Ending.Sent(notification));
    }

    private State idle(ConnectionId connection, Ending ending) {
        actions.close(connection);
        return ended(ending);
    }

    private State ended(Ending ending) {
        actions.stopTimers();
        actions.down(state, ending);
        return new State.Idle();
    }
}
