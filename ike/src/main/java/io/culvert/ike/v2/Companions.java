package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Several IKE SAs with the same peer, or for the same tunnel: which of them stays, RFC 7296 section 2.4 and D15.
final class Companions {
    /// The loser of two IKE SAs between the same tunnel ends is sent on this long, until the other surely is there whole ...
    static final Duration REDUNDANT = Duration.ofSeconds(2);

    /// ... and then takes packets this long, until the peer too sends on the other alone; so no packet is lost (D15).
    static final Duration SILENT = Duration.ofSeconds(3);

    private Companions() {}

    /// Whether there is no IKE SA with the peer beside this one.
    static boolean isFirstContact(Turn turn, Exchanges fresh) {
        return turn.sas().establishedBeside(fresh.path().ends(), fresh.sa()).isEmpty();
    }

    /// RFC 7296 section 2.4: SAs that the peer had before it began this one are gone with its memory.
    static void initialContact(Turn turn, IkeSa fresh) {
        Peering peer = fresh.peer().orElseThrow();
        turn.sas().ofPeer(peer).stream()
                .filter(sa -> sa != fresh && sa.isEstablished())
                .filter(sa -> sa.establishedAt().isBefore(fresh.begunAt()))
                .filter(sa -> sa.path().fvrf().equals(fresh.path().fvrf()))
                .filter(sa -> sa.peer().filter(other -> other.isSamePeer(peer)).isPresent())
                .forEach(sa -> sa.end(turn, "the peer began anew", false));
    }

    /// A session came up. If its tunnel already has one, the SA begun by the lower address stays, or, if the same side began
    /// both, the newer one (D15).
    static void sessionUp(Turn turn, IkeSa fresh) {
        Optional<InterfaceName> tunnel = fresh.tunnel();
        if (tunnel.isEmpty()) {
            return;
        }
        turn.dialer().up(turn, tunnel.get());
        boolean isAlone =
                turn.sas().ofTunnel(tunnel.get()).stream()
                        .noneMatch(other -> other != fresh && other.isEstablished());
        if (!isAlone) {
            fresh.isKnownToPeer(turn); // finds out
        }
        turn.sas().ofTunnel(tunnel.get()).stream()
                .filter(other -> other != fresh && other.isEstablished())
                .filter(other -> other.session() != fresh.session() && other.session().isUp())
                .forEach(
                        other ->
                                turn.timer(
                                        new TimerKey.Redundant(
                                                stays(other, fresh) ? fresh.id() : other.id()),
                                        REDUNDANT));
    }

    /// The loser's time is over: first nothing is sent on it, then it goes; but not before the peer surely has the one that stays.
    static void giveWay(Turn turn, IkeSa loser) {
        List<IkeSa> others =
                loser.tunnel().stream()
                        .flatMap(name -> turn.sas().ofTunnel(name).stream())
                        .filter(other -> other != loser && other.isEstablished())
                        .toList();
        if (others.isEmpty()) {
            return; // it is the last one now
        }
        if (!others.stream().allMatch(other -> other.isKnownToPeer(turn))) {
            turn.timer(new TimerKey.Redundant(loser.id()), REDUNDANT);
        } else if (loser.isEstablished() && !loser.isSilent()) {
            others.forEach(other -> other.children().outboundReady(turn));
            loser.silence(turn);
            turn.timer(new TimerKey.Redundant(loser.id()), SILENT);
        } else {
            loser.close(turn, "another SA with the peer stays");
        }
    }

    /// RFC 4478 section 3: a responder says for how long our proof holds. We prove ourselves again in time, in a new IKE SA whose
    /// session takes the place of this one (D15). A rekeyed IKE SA stands on the same proof, and its peer tells again.
    static void limitAuthentication(Turn turn, IkeSa sa, PayloadChain chain) {
        chain.notify(NotifyType.AUTH_LIFETIME)
                .filter(notify -> notify.data().size() == 4 && sa.isEstablished())
                .filter(_ -> sa.session().peer().isInitiator())
                .ifPresent(
                        notify -> {
                            long seconds = Integer.toUnsignedLong(notify.data().i32(0));
                            turn.timer(
                                    new TimerKey.Reauthenticate(sa.id()),
                                    Duration.ofMillis(
                                            (long) (1000 * seconds * ChildMaker.share(turn))));
                        });
    }

    static void reauthenticate(Turn turn, IkeSa sa) {
        turn.timer(new TimerKey.Reauthenticate(sa.id()), Children.RETRY);
        sa.tunnel().ifPresent(name -> turn.dialer().dialAnew(turn, name));
    }

    private static boolean stays(IkeSa older, IkeSa newer) {
        return older.session().peer().isInitiator() != newer.session().peer().isInitiator()
                && initiator(older).compareTo(initiator(newer)) < 0;
    }

    private static IpAddress initiator(IkeSa sa) {
        return sa.session().peer().isInitiator() ? sa.path().local() : sa.path().remote();
    }

    /// Whether something can be sent to the peer by another SA of the tunnel: then the peer, whom our last message may not have reached,
    /// is to show first that it has this one.
    static boolean hasOther(Turn turn, long sa) {
        return turn.sas().get(sa).flatMap(IkeSa::tunnel).stream()
                .flatMap(name -> turn.sas().ofTunnel(name).stream())
                .anyMatch(
                        other ->
                                other.id() != sa
                                        && other.isEstablished()
                                        && other.children().hasUsable());
    }

    /// An attempt or a session of this SA is over; its tunnel, if it has no other SA, is dialled again.
    static void left(Turn turn, IkeSa gone) {
        gone.tunnel().stream()
                .flatMap(name -> turn.sas().ofTunnel(name).stream())
                .filter(other -> other != gone && other.isEstablished())
                .forEach(other -> other.children().outboundReady(turn));
        gone.tunnel()
                .filter(
                        name ->
                                turn.sas().ofTunnel(name).stream()
                                        .noneMatch(
                                                other ->
                                                        other != gone
                                                                && (other.isEstablished()
                                                                        || other.isHalfOpen())))
                .ifPresent(name -> turn.dialer().down(turn, name));
    }
}
