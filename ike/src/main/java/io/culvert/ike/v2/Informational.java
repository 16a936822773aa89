package io.culvert.ike.v2;

import io.culvert.wire.ike.ConfigPayload;
import io.culvert.wire.ike.ConfigType;
import io.culvert.wire.ike.DeletePayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.ProtocolId;
import java.util.ArrayList;
import java.util.List;

/// What a peer tells us, and we tell it, in an INFORMATIONAL exchange short of the end of the IKE SA, RFC 7296 sections 1.4, 1.4.1, 1.5, 2.3 and
/// 3.15.
final class Informational {
    private Informational() {}

    static boolean deletes(PayloadChain chain) {
        return !chain.all(DeletePayload.class).isEmpty();
    }

    static boolean deletesIke(PayloadChain chain) {
        return chain.all(DeletePayload.class).stream()
                .anyMatch(delete -> delete.protocol().equals(ProtocolId.IKE));
    }

    /// Obeys and answers: the deletion of Child SAs, other routes, a wider window, an SPI that the peer does not have.
    ///
    /// @param first what the answer begins with
    static void answer(
            Turn turn, ChildCarrier sa, PayloadChain chain, List<? extends IkePayload> first) {
        var answer = new ArrayList<IkePayload>(first);
        for (DeletePayload delete : chain.all(DeletePayload.class)) {
            if (delete.protocol().equals(ProtocolId.ESP)) {
                List<Integer> ours = sa.children().onDelete(turn, delete.spis());
                if (!ours.isEmpty()) {
                    answer.add(DeletePayload.esp(ours));
                }
            }
        }
        chain.find(ConfigPayload.class)
                .filter(config -> config.config().equals(ConfigType.SET) && sa.isEstablished())
                .ifPresent(
                        set -> {
                            sa.session().routesFrom(turn, sa.exchanges().path(), set);
                            answer.add(ConfigExchange.acknowledge(set));
                        });
        widen(sa.exchanges(), chain);
        sa.exchanges().reply(turn, answer);
        chain.notify(NotifyType.INVALID_SPI)
                .filter(_ -> sa.isEstablished())
                .ifPresent(notify -> sa.children().onInvalidSpi(turn, notify.data()));
    }

    /// Tells the peer something that needs no more than an answer, unless there is enough to say already.
    static void tell(Turn turn, Exchanges exchanges, NotifyPayload notify) {
        if (exchanges.isIdle()) {
            exchanges.ask(turn, ExchangeType.INFORMATIONAL, new Asked.Tell(), List.of(notify));
        }
    }

    /// RFC 7296 section 2.3: the peer takes this many requests at once.
    static void widen(Exchanges exchanges, PayloadChain chain) {
        chain.notify(NotifyType.SET_WINDOW_SIZE)
                .filter(notify -> notify.data().size() == 4)
                .ifPresent(
                        notify ->
                                exchanges.widen(
                                        Math.clamp(notify.data().i32(0), 1, Requests.QUEUE_MAX)));
    }
}
