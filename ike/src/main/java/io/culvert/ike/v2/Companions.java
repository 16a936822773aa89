package io.culvert.ike.v2;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import java.time.Duration;
import java.util.Optional;

/// Several IKE SAs with the same peer, or for the same tunnel: which of them stays, RFC 7296 section 2.4 and D15.
final class Companions {
    /// The loser of two IKE SAs between the same tunnel ends stays this long, so that no packet is lost (D15).
    static final Duration REDUNDANT = Duration.ofSeconds(5);

    private Companions() {}

    /// Whether there is no IKE SA with the peer beside this one.
    static boolean isFirstContact(Turn turn, Exchanges fresh) {
        return turn.sas().between(fresh.path()).stream().allMatch(sa -> sa.id() == fresh.sa());
    }

    /// RFC 7296 section 2.4: SAs that the peer had before it began this one are gone with its memory.
    static void initialContact(Turn turn, IkeSa fresh) {
        Peering peer = fresh.peer().orElseThrow();
        turn.sas().toList().stream()
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

    /// An attempt or a session of this SA is over; its tunnel, if it has no other SA, is dialled again.
    static void left(Turn turn, IkeSa gone) {
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
