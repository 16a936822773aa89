package io.culvert.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// What we answered to whom: until it is over, or taken back and that acknowledged, packets may come by it.
///
/// @param out by which tunnel we answered
/// @param nbma where the requester is
/// @param generation of the answer; a purge says up to which one it speaks
/// @param registered the client whose registration we answered from; empty where we are the egress ourselves
/// @param purge the request id of the purge that takes it back
record Promise(
        Key key,
        Question question,
        NhrpInterface out,
        IpAddress nbma,
        Optional<IpAddress> claimed,
        Optional<Label> label,
        int generation,
        Instant created,
        Instant until,
        int requestId,
        Optional<Endpoints.Key> registered,
        Optional<Integer> purge) {
    /// @param requester on the overlay
    record Key(Place place, IpAddress requester) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::place).thenComparing(Key::requester);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    Peers.User user() {
        return new Peers.User(key.place, Optional.of(key.requester));
    }

    /// When the requester is to forget it.
    Instant granted() {
        return registered.isPresent() ? until : until.minus(Promises.SLACK);
    }

    boolean stands() {
        return purge.isEmpty();
    }

    Promise withdrawn(int id) {
        return new Promise(
                key,
                question,
                out,
                nbma,
                claimed,
                label,
                generation,
                created,
                until,
                requestId,
                registered,
                Optional.of(id));
    }

    Promise by(NhrpInterface other) {
        return new Promise(
                key,
                question,
                other,
                nbma,
                claimed,
                label,
                generation,
                created,
                until,
                requestId,
                registered,
                purge);
    }
}
