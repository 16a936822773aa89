package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.NotifyPayload;
import io.culvert.wire.ike.PayloadChain;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The peer's requests of one IKE SA: taken in order of their IDs, each answered once and the answer kept for repetition,
/// RFC 7296 sections 2.1 to 2.3.
final class Responses {
    /// A request that was opened.
    ///
    /// @param packet the message, or its first fragment: a repetition has the same octets
    /// @param fault what it is to be answered if it is authentic and makes no sense
    record Request(
            ExchangeType exchange,
            int messageId,
            Bytes packet,
            PayloadChain chain,
            Optional<NotifyPayload> fault,
            Path path) {}

    private record Answered(Bytes request, List<Bytes> packets) {}

    private final int window;
    private final TreeMap<Integer, Answered> answers = new TreeMap<>();
    private final TreeMap<Integer, Request> early = new TreeMap<>();
    private int next;
    private int repeats;
    private Optional<Request> current = Optional.empty();

    Responses(int window, int firstMessageId) {
        this.window = window;
        this.next = firstMessageId;
    }

    int nextMessageId() {
        return next;
    }

    /// Handles what needs no opening: a repetition is answered with the kept packets. True if nothing is left to do.
    ///
    /// @param open how many requests are taken ahead of their turn, at most the window
    boolean repeat(Turn turn, Path path, int id, Bytes packet, boolean isLaterFragment, int open) {
        if (current.isPresent() && current.get().messageId() == id) {
            turn.drop(IkeDrop.DUPLICATE_REQUEST);
            return true;
        }
        if (Integer.compareUnsigned(id, next) >= 0) {
            boolean isInside = Integer.compareUnsigned(id - next, Math.min(open, window)) < 0;
            if (!isInside) {
                turn.drop(IkeDrop.MESSAGE_ID);
            }
            return !isInside;
        }
        Answered answered = answers.get(id);
        if (answered == null) {
            turn.drop(IkeDrop.MESSAGE_ID);
        } else if (isLaterFragment) {
            // RFC 7383 section 2.6.1: only the first fragment of a repeated request is answered.
            turn.drop(IkeDrop.FRAGMENT_DUPLICATE);
        } else if (answered.request.equals(packet)) {
            repeats++;
            answered.packets.forEach(answer -> turn.emit(Requests.send(path, answer)));
        } else {
            turn.drop(IkeDrop.REQUEST_DIFFERS);
        }
        return true;
    }

    void take(Request request) {
        early.put(request.messageId(), request);
    }

    /// The next request in order, unless one is being worked on.
    Optional<Request> begin() {
        if (current.isPresent() || !early.containsKey(next)) {
            return Optional.empty();
        }
        current = Optional.ofNullable(early.remove(next));
        return current;
    }

    Optional<Request> current() {
        return current;
    }

    /// Keeps the answer to the request that is being worked on.
    void answer(List<Bytes> packets) {
        Request request = current.orElseThrow();
        answers.put(request.messageId(), new Answered(request.packet(), packets));
        while (answers.size() > window) {
            answers.pollFirstEntry();
        }
        next = request.messageId() + 1;
        repeats = 0;
        current = Optional.empty();
    }

    /// How often the peer asked again for what we answered, since it last asked something new.
    int repeats() {
        return repeats;
    }
}
