package io.culvert.ike.v2;

import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import java.util.Optional;

/// The IKE SA is up and what it was made for is not: the operator hears why, and we ask again later.
final class ChildRefusal {
    private final ChildCarrier carrier;

    ChildRefusal(ChildCarrier carrier) {
        this.carrier = carrier;
    }

    /// RFC 7296 section 3.15.4: the IKE SA is up, and there is nothing to use it for. Only a new one can ask for an address again.
    void noAddress(Turn turn) {
        tellOfNoAddress(turn, "the peer has no address for us (INTERNAL_ADDRESS_FAILURE)");
        turn.timer(new TimerKey.RetryChild(carrier.exchanges().sa()), Children.RETRY);
    }

    void tellOfNoAddress(Turn turn, String what) {
        Path path = carrier.exchanges().path();
        String whose =
                carrier.session().peer().staticTunnel().map(name -> " of " + name).orElse("");
        turn.noAddress(
                path,
                what + ", and ip address negotiated" + whose + " takes it from there",
                "look there with 'show crypto ikev2 why "
                        + path.local()
                        + "', above all for the pool");
    }

    /// The IKE SA is up and its Child SA is not (RFC 7296 section 1.2): we try again later.
    void refusedNew(Turn turn, Optional<NotifyPayload> error) {
        Exchanges exchanges = carrier.exchanges();
        String what =
                error.map(notify -> notify.what().toString())
                        .orElse("an answer that does not fit our offer");
        boolean wantsPairs =
                error.filter(notify -> notify.what().equals(NotifyType.SINGLE_PAIR_REQUIRED))
                        .isPresent();
        turn.failure(
                exchanges.path(),
                "the peer refuses the Child SA with " + what,
                wantsPairs
                        ? "it makes an SA for each pair of hosts: name single hosts in the access list of the tunnel"
                        : "compare transform sets, pools and tunnels; look there with 'show crypto ikev2 why "
                                + exchanges.path().local()
                                + "'");
        turn.timer(new TimerKey.RetryChild(exchanges.sa()), Children.RETRY);
    }
}
