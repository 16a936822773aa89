package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.wire.ike.EncryptedFragmentPayload;
import io.culvert.wire.ike.IkeLimits;
import io.culvert.wire.ike.PayloadType;
import java.util.Optional;
import java.util.TreeMap;

/// Puts fragments together again, RFC 7383 section 2.6. Only fragments that were opened come here.
final class Reassembly {
    /// Fragments of one message.
    static final int FRAGMENTS_MAX = 256;

    /// Messages that are collected at the same time, in one direction.
    static final int MESSAGES_MAX = 8;

    /// What became of a fragment.
    sealed interface Result {
        record Whole(PayloadType first, Bytes inner, Bytes firstPacket) implements Result {}

        record Waiting() implements Result {}

        record Refused(IkeDrop drop) implements Result {}
    }

    private static final class Collection {
        private final int total;
        private final TreeMap<Integer, Bytes> parts = new TreeMap<>();
        private int size;
        private PayloadType first = PayloadType.NONE;
        private Bytes firstPacket = Bytes.EMPTY;

        Collection(int total) {
            this.total = total;
        }
    }

    private final TreeMap<Integer, Collection> collections = new TreeMap<>();
    private int size;

    /// Whether this very fragment is already here, so that it need not be opened.
    boolean has(int messageId, EncryptedFragmentPayload fragment) {
        return Optional.ofNullable(collections.get(messageId))
                .filter(
                        collection ->
                                collection.total > fragment.total()
                                        || collection.total == fragment.total()
                                                && collection.parts.containsKey(fragment.number()))
                .isPresent();
    }

    Result add(int messageId, EncryptedFragmentPayload fragment, Bytes inner, Bytes packet) {
        if (fragment.total() > FRAGMENTS_MAX) {
            return new Result.Refused(IkeDrop.FRAGMENT_LIMIT);
        }
        var collection =
                Optional.ofNullable(collections.get(messageId))
                        .orElseGet(() -> new Collection(fragment.total()));
        if (fragment.total() > collection.total) {
            // The sender found a smaller path MTU and began again.
            collection = new Collection(fragment.total());
        }
        if (fragment.total() < collection.total
                || collection.parts.containsKey(fragment.number())) {
            return new Result.Refused(IkeDrop.FRAGMENT_DUPLICATE);
        }
        put(messageId, collection);
        collection.parts.put(fragment.number(), inner);
        collection.size += inner.size();
        size += inner.size();
        if (fragment.number() == 1) {
            collection.first = fragment.firstInside();
            collection.firstPacket = packet;
        }
        if (collection.size > IkeLimits.MESSAGE_MAX) {
            remove(messageId);
            return new Result.Refused(IkeDrop.FRAGMENT_LIMIT);
        }
        if (collection.parts.size() < collection.total) {
            return new Result.Waiting();
        }
        remove(messageId);
        return new Result.Whole(
                collection.first,
                Bytes.concat(collection.parts.values().toArray(Bytes[]::new)),
                collection.firstPacket);
    }

    /// Enters a collection, in place of one of the same message; the oldest messages make room. All together are no longer than
    /// one message may be, as who is not authenticated yet can send fragments too.
    private void put(int messageId, Collection collection) {
        Collection former = collections.put(messageId, collection);
        if (former != null && former != collection) {
            size -= former.size;
        }
        while (collections.size() > 1
                && (collections.size() > MESSAGES_MAX || size > IkeLimits.MESSAGE_MAX)) {
            int oldest = collections.firstKey();
            remove(oldest == messageId ? collections.lastKey() : oldest);
        }
    }

    private void remove(int messageId) {
        Collection gone = collections.remove(messageId);
        size -= gone == null ? 0 : gone.size;
    }
}
