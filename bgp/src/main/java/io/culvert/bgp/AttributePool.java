package io.culvert.bgp;

import io.culvert.bgp.route.PathAttributes;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// One instance of equal attributes, so that a million routes with a thousand attribute sets hold a thousand, and equal
/// sets are known by identity. Sets that no route holds any more go by themselves; nothing ever walks the pool, so when
/// they go does not matter.
final class AttributePool {
    private static final int BUCKETS_LEAST = 64;

    private static final class Entry extends WeakReference<PathAttributes> {
        private final int hash;
        private @Nullable Entry chained;

        Entry(PathAttributes attributes, int hash, ReferenceQueue<PathAttributes> gone) {
            super(attributes, gone);
            this.hash = hash;
        }
    }

    private final ReferenceQueue<PathAttributes> gone = new ReferenceQueue<>();
    private @Nullable Entry[] buckets = new Entry[BUCKETS_LEAST];
    private int size;

    PathAttributes shared(PathAttributes attributes) {
        forgetWhatIsGone();
        int hash = attributes.hashCode();
        for (Entry one = buckets[bucket(hash)]; one != null; one = one.chained) {
            PathAttributes known = one.hash == hash ? one.get() : null;
            if (known != null && known.equals(attributes)) {
                return known;
            }
        }
        if (size == buckets.length) {
            grow();
        }
        size++;
        chain(new Entry(attributes, hash, gone));
        return attributes;
    }

    private int bucket(int hash) {
        return hash * 0x9E37_79B9 >>> Integer.numberOfLeadingZeros(buckets.length - 1);
    }

    private void chain(Entry entry) {
        int at = bucket(entry.hash);
        entry.chained = buckets[at];
        buckets[at] = entry;
    }

    private void grow() {
        var before = buckets;
        buckets = new Entry[2 * before.length];
        for (Entry first : before) {
            Entry one = first;
            while (one != null) {
                Entry following = one.chained;
                chain(one);
                one = following;
            }
        }
    }

    private void forgetWhatIsGone() {
        for (var one = gone.poll(); one != null; one = gone.poll()) {
            if (one instanceof Entry entry) {
                unchain(entry);
                size--;
            }
        }
    }

    private void unchain(Entry entry) {
        int at = bucket(entry.hash);
        Entry before = buckets[at];
        if (before == entry) {
            buckets[at] = entry.chained;
            return;
        }
        while (before != null) {
            if (before.chained == entry) {
                before.chained = entry.chained;
                return;
            }
            before = before.chained;
        }
    }
}
