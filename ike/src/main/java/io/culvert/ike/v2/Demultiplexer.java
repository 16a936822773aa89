package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ike.IkeMessage;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.NotifyType;
import io.culvert.wire.ike.ProtocolId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Finds the IKE SA of a datagram, RFC 7296 sections 2.5, 2.6 and 3.1, and answers what belongs to none, sections 1.5 and
/// 2.21.4.
/// ```
///   header --of version 2--> IKE_SA_INIT request? --yes--> SA of that first message, or the gate
///     |                                +-----------no--+-> SA of our SPI: a message for it, or a hint that nobody signed
///     +-> INVALID_MAJOR_VERSION                        +-> INVALID_IKE_SPI
/// ```
final class Demultiplexer {
    /// Answers to messages of unknown SPI: not more than one in this time, whoever asks.
    static final Duration STRAY_PAUSE = Duration.ofMillis(100);

    private final Gate gate;
    private final Hints hints;
    private Instant strayAt = Instant.MIN;

    Demultiplexer(Gate gate, Hints hints) {
        this.gate = gate;
        this.hints = hints;
    }

    void onDatagram(Turn turn, IkeEvent.Datagram datagram) {
        var path =
                new Path(
                        datagram.fvrf(),
                        datagram.local(),
                        datagram.localPort(),
                        datagram.remote(),
                        datagram.remotePort());
        Bytes octets = datagram.octets();
        switch (IkeHeader.parse(octets.reader())) {
            case Parse.Malformed<IkeHeader> _ -> turn.drop(IkeDrop.MALFORMED_HEADER);
            case Parse.Ok<IkeHeader>(var header) when header.majorVersion() != 2 -> {
                turn.drop(IkeDrop.MAJOR_VERSION);
                if (header.majorVersion() > 2 && !header.isResponse()) {
                    refuse(turn, path, header, NotifyType.INVALID_MAJOR_VERSION);
                }
            }
            case Parse.Ok<IkeHeader>(var header) -> {
                switch (IkeMessage.parse(octets)) {
                    case Parse.Malformed<IkeMessage> _ -> turn.drop(IkeDrop.MALFORMED_MESSAGE);
                    case Parse.Ok<IkeMessage>(var message) ->
                            onMessage(turn, path, octets, header, message);
                }
            }
        }
    }

    private void onMessage(
            Turn turn, Path path, Bytes octets, IkeHeader header, IkeMessage message) {
        boolean isFirst =
                message.exchange().equals(ExchangeType.IKE_SA_INIT)
                        && !message.isResponse()
                        && message.fromInitiator();
        if (isFirst) {
            onFirst(turn, path, octets, message);
            return;
        }
        long ours = message.fromInitiator() ? message.responderSpi() : message.initiatorSpi();
        long theirs = message.fromInitiator() ? message.initiatorSpi() : message.responderSpi();
        Optional<IkeSa> sa =
                turn.sas().bySpi(ours).filter(found -> isFrom(found.exchanges(), path, theirs));
        if (sa.isEmpty()) {
            unknownIkeSpi(turn, path, header, message);
        } else if (isComplaint(message)) {
            turn.drop(IkeDrop.UNAUTHENTICATED_ERROR);
            hints.hear(turn, path.ends());
        } else {
            sa.get().machine().onMessage(turn, path, octets, message);
        }
    }

    private static boolean isFrom(Exchanges ours, Path path, long theirSpi) {
        boolean isTheirs = ours.remoteSpi() == 0 || ours.remoteSpi() == theirSpi;
        return isTheirs && ours.path().fvrf().equals(path.fvrf());
    }

    private void onFirst(Turn turn, Path path, Bytes octets, IkeMessage message) {
        Optional<IkeSa> known = turn.sas().byFirstMessage(path, message.initiatorSpi());
        if (known.isEmpty()) {
            gate.onInit(turn, path, message, octets);
        } else if (known.get().state() instanceof SaState.Responding(var handshake)) {
            handshake.repeat(turn, octets);
        } else {
            turn.drop(IkeDrop.DUPLICATE_REQUEST);
        }
    }

    private static boolean isComplaint(IkeMessage message) {
        return message.exchange().equals(ExchangeType.INFORMATIONAL)
                && (message.chain().has(NotifyType.INVALID_IKE_SPI)
                        || message.chain().has(NotifyType.INVALID_SPI));
    }

    private void unknownIkeSpi(Turn turn, Path path, IkeHeader header, IkeMessage message) {
        turn.drop(IkeDrop.UNKNOWN_SPI);
        if (isComplaint(message)) {
            hints.hear(turn, path.ends());
        } else if (!message.isResponse()) {
            refuse(turn, path, header, NotifyType.INVALID_IKE_SPI);
        }
    }

    // --- answers to strangers ---

    /// RFC 7296 section 2.21.4: an unprotected answer with the SPIs and the message ID of the request, at a limited rate.
    private void refuse(Turn turn, Path path, IkeHeader header, NotifyType type) {
        if (!mayAnswer(turn)) {
            return;
        }
        var answer =
                new IkeMessage(
                        header.initiatorSpi(),
                        header.responderSpi(),
                        header.exchange().equals(ExchangeType.IKE_SA_INIT)
                                ? header.exchange()
                                : ExchangeType.INFORMATIONAL,
                        !header.fromInitiator(),
                        true,
                        header.messageId(),
                        List.of(new NotifyPayload(type)));
        turn.emit(Requests.send(path, answer.toBytes()));
    }

    private boolean mayAnswer(Turn turn) {
        boolean isTime = !turn.now().isBefore(strayAt);
        if (isTime) {
            strayAt = turn.now().plus(STRAY_PAUSE);
        }
        return isTime;
    }

    /// ESP that nobody can read, RFC 7296 section 1.5: told inside an IKE SA if there is one, else in the clear with SPIs of
    /// zero.
    void onUnknownSpi(Turn turn, IkeEvent.UnknownSpi unknown) {
        if (!mayAnswer(turn)) {
            return;
        }
        var path = Path.ike(unknown.fvrf(), unknown.local(), unknown.remote());
        var notify =
                new NotifyPayload(
                        ProtocolId.NONE,
                        Bytes.EMPTY,
                        NotifyType.INVALID_SPI,
                        new ByteWriter(4).i32(unknown.spi()).toBytes());
        Optional<IkeSa> known = turn.sas().established(path.ends());
        if (known.isPresent()) {
            Informational.tell(turn, known.get().exchanges(), notify);
            return;
        }
        var message =
                new IkeMessage(0, 0, ExchangeType.INFORMATIONAL, true, false, 0, List.of(notify));
        turn.emit(Requests.send(path, message.toBytes()));
    }
}
