package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.ike.v2.config.Ikev2Proposal;
import io.culvert.ike.v2.config.Ikev2Settings;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.KePayload;
import io.culvert.wire.ike.NoncePayload;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.SaPayload;
import java.util.List;
import java.util.Optional;

/// What a first message meets before anything is remembered about it: limits, cookies and the choice of a proposal, RFC 7296
/// sections 2.6 and 2.7. Refusals cost one packet and no memory.
final class Gate {
    /// Octets of a first message: what is longer than any key exchange and any list of proposals needs is not kept.
    static final int FIRST_MESSAGE_MAX = 8192;

    /// First messages whose key exchange may wait to be computed. Whoever comes then asks again, as RFC 7296 section 2.1 has it,
    /// when there may be time; so a queue never holds what nobody waits for any more.
    static final int WORK_MAX = 512;

    private final Cookies cookies;

    Gate(Cookies cookies) {
        this.cookies = cookies;
    }

    void onInit(Turn turn, Path path, IkeMessage message, Bytes octets) {
        if (octets.size() > FIRST_MESSAGE_MAX) {
            turn.drop(IkeDrop.FIRST_MESSAGE_LIMIT);
            return;
        }
        if (!Shapes.holds(ExchangeType.IKE_SA_INIT, false, message.chain())
                || message.responderSpi() != 0
                || message.initiatorSpi() == 0
                || message.messageId() != 0) {
            turn.drop(IkeDrop.MESSAGE_SHAPE);
            return;
        }
        if (message.chain().unsupported().isPresent()) {
            int type = message.chain().unsupported().get().type().code();
            refuse(
                    turn,
                    path,
                    message,
                    new NotifyPayload(
                            NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Bytes.of((byte) type)));
            return;
        }
        Ikev2Settings settings = turn.config().settings();
        Bytes nonce = message.chain().find(NoncePayload.class).orElseThrow().nonce();
        int halfOpen = turn.sas().halfOpen();
        if (halfOpen >= settings.cookieChallenge() && !hasCookie(turn, path, message, nonce)) {
            return;
        }
        Optional<IkeDrop> limit = limit(turn, path, settings, halfOpen);
        if (limit.isPresent()) {
            turn.drop(limit.get());
            return;
        }
        choose(turn, path, message, octets);
    }

    private boolean hasCookie(Turn turn, Path path, IkeMessage message, Bytes nonce) {
        Optional<NotifyPayload> cookie = message.chain().notify(NotifyType.COOKIE);
        if (cookie.isPresent()
                && cookies.holds(
                        turn.now(), cookie.get().data(), path, message.initiatorSpi(), nonce)) {
            return true;
        }
        if (cookie.isPresent()) {
            turn.drop(IkeDrop.COOKIE_WRONG);
        }
        // Section 2.6: a wrong cookie is treated as none.
        Bytes fresh = cookies.make(turn.now(), path, message.initiatorSpi(), nonce);
        refuse(turn, path, message, new NotifyPayload(NotifyType.COOKIE, fresh));
        return false;
    }

    private static Optional<IkeDrop> limit(
            Turn turn, Path path, Ikev2Settings settings, int halfOpen) {
        if (halfOpen >= settings.halfOpenMax()) {
            return Optional.of(IkeDrop.HALF_OPEN_LIMIT);
        }
        if (turn.sas().halfOpen(path.remote()) >= settings.halfOpenPerSourceMax()) {
            return Optional.of(IkeDrop.SOURCE_LIMIT);
        }
        if (turn.sas().size() >= settings.sasMax()) {
            return Optional.of(IkeDrop.SA_LIMIT);
        }
        return turn.newJobs() >= WORK_MAX ? Optional.of(IkeDrop.WORK_LIMIT) : Optional.empty();
    }

    private static void choose(Turn turn, Path path, IkeMessage message, Bytes octets) {
        List<Ikev2Proposal> ours = turn.config().proposalsFor(path.fvrf(), path.local());
        SaPayload offered = message.chain().find(SaPayload.class).orElseThrow();
        KePayload ke = message.chain().find(KePayload.class).orElseThrow();
        Optional<Suites.IkeChoice> choice =
                Suites.chooseIke(offered, ours, ke.method(), Bytes.EMPTY);
        if (choice.isEmpty()) {
            turn.failure(
                    path,
                    "no proposal fits: the peer offers " + Suites.words(offered),
                    "add its algorithms to crypto ikev2 proposal; we have "
                            + (ours.isEmpty()
                                    ? "none"
                                    : Suites.words(Suites.offerIke(ours, Bytes.EMPTY))));
            refuse(turn, path, message, new NotifyPayload(NotifyType.NO_PROPOSAL_CHOSEN));
            return;
        }
        KeyExchangeMethod wanted = choice.get().suite().keyExchange();
        if (wanted.transformId() != ke.method()) {
            refuse(turn, path, message, Suites.otherGroup(wanted));
            return;
        }
        IkeSa.respond(turn, path, message, octets, choice.get());
    }

    private static void refuse(Turn turn, Path path, IkeMessage message, IkePayload payload) {
        var answer =
                new IkeMessage(
                        message.initiatorSpi(),
                        0,
                        ExchangeType.IKE_SA_INIT,
                        false,
                        true,
                        0,
                        List.of(payload));
        turn.emit(Requests.send(path, answer.toBytes()));
    }
}
