package io.culvert.lab.check;

import io.culvert.base.Bytes;
import io.culvert.base.Vrf;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The payloads that were seen in the clear, found again wherever they stand in a packet.
///
/// Of each packet a chunk of at most [#CHUNK_MAX] octets is kept, and eight octets of it are its key. A payload with
/// eight distinctive octets among its first ones is its own chunk. One without, such as the two-octet pattern that
/// routers ping with, would be found in every such ping; so its chunk begins at the IP addresses and its key is the
/// transport header, and it is found only as that very packet.
final class Fingerprints {
    static final int PAYLOAD_LEAST = 8;
    static final int CHUNK_MAX = 64;

    /// Two generations of this many are kept; the elder goes when the younger is full.
    static final int GENERATION_MAX = 32_768;

    private static final int KEY = 8;
    private static final int DISTINCT_LEAST = 6;
    private static final int FILTER_BITS = 20;

    /// One payload: what is known of it.
    static final class Entry {
        final Bytes chunk;
        final int keyAt;
        final String where;
        final Set<Vrf> entered = new TreeSet<>();

        Entry(Bytes chunk, int keyAt, String where) {
            this.chunk = chunk;
            this.keyAt = keyAt;
            this.where = where;
        }

        long key() {
            return chunk.i64(keyAt);
        }
    }

    private static final class Generation {
        final Map<Long, Entry> entries = new LinkedHashMap<>();
        final long[] filter = new long[1 << FILTER_BITS - 6];
    }

    private Generation young = new Generation();
    private Generation old = new Generation();

    /// The entry of this packet's payload, made if need be; nothing if it has none of eight octets or more.
    Optional<Entry> add(MemorySegment slab, long network, long end, String where) {
        var fresh = of(slab, network, end, where);
        if (fresh.isEmpty()) {
            return fresh;
        }
        var known = known(fresh.get());
        if (known.isPresent()) {
            return known;
        }
        if (young.entries.size() >= GENERATION_MAX) {
            old = young;
            young = new Generation();
        }
        long key = fresh.get().key();
        young.entries.put(key, fresh.get());
        int bit = bit(key);
        young.filter[bit >>> 6] |= 1L << bit;
        return fresh;
    }

    /// The entry of this packet's payload if it was added before.
    Optional<Entry> find(MemorySegment slab, long network, long end) {
        return of(slab, network, end, "").flatMap(this::known);
    }

    private Optional<Entry> known(Entry like) {
        for (Generation generation : new Generation[] {young, old}) {
            Entry entry = generation.entries.get(like.key());
            if (entry != null && agree(entry, like)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /// A fragment may have cut one of the two short.
    private static boolean agree(Entry a, Entry b) {
        int common = Math.min(a.chunk.size(), b.chunk.size());
        return a.keyAt == b.keyAt && a.chunk.slice(0, common).equals(b.chunk.slice(0, common));
    }

    /// The first payload that stands anywhere between the two offsets.
    Optional<Entry> scan(MemorySegment slab, long from, long end) {
        if (young.entries.isEmpty() && old.entries.isEmpty()) {
            return Optional.empty();
        }
        for (long at = from; at + KEY <= end; at++) {
            long key = PacketParts.i64(slab, at);
            int bit = bit(key);
            if ((young.filter[bit >>> 6] & 1L << bit) != 0) {
                var found = at(young, slab, from, end, at, key);
                if (found.isPresent()) {
                    return found;
                }
            }
            if ((old.filter[bit >>> 6] & 1L << bit) != 0) {
                var found = at(old, slab, from, end, at, key);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /// Whether the chunk of that key stands around `at`, as far as the packet reaches.
    private static Optional<Entry> at(
            Generation generation, MemorySegment slab, long from, long end, long at, long key) {
        Entry entry = generation.entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        long begin = at - entry.keyAt;
        for (int i = 0; i < entry.chunk.size(); i++) {
            long place = begin + i;
            if (place >= from && place < end && PacketParts.u8(slab, place) != entry.chunk.u8(i)) {
                return Optional.empty();
            }
        }
        return Optional.of(entry);
    }

    private static int bit(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 64 - FILTER_BITS);
    }

    private static Optional<Entry> of(MemorySegment slab, long network, long end, String where) {
        return PacketParts.of(slab, network, end)
                .filter(parts -> parts.end() - parts.payload() >= PAYLOAD_LEAST)
                .filter(parts -> !isNeighborDiscovery(slab, parts))
                .flatMap(parts -> of(slab, parts, where));
    }

    /// What nodes tell their neighbours about themselves (RFC 4861) is no payload of anybody's.
    private static boolean isNeighborDiscovery(MemorySegment slab, PacketParts parts) {
        int type = parts.icmpType(slab);
        return parts.protocol() == PacketParts.ICMPV6 && type >= 133 && type <= 137;
    }

    private static Optional<Entry> of(MemorySegment slab, PacketParts parts, String where) {
        int length = (int) Math.min(parts.end() - parts.payload(), CHUNK_MAX);
        Bytes payload = Bytes.of(slab, parts.payload(), length);
        for (int at = 0; at + KEY <= length; at++) {
            if (isDistinctive(payload, at)) {
                return Optional.of(new Entry(payload, at, where));
            }
        }
        if (parts.payload() - parts.transport() < KEY) {
            return Optional.empty();
        }
        int whole = (int) Math.min(parts.end() - parts.addresses(), CHUNK_MAX);
        Bytes chunk = Bytes.of(slab, parts.addresses(), whole);
        return Optional.of(new Entry(chunk, (int) (parts.transport() - parts.addresses()), where));
    }

    /// Neither a short pattern repeated nor one octet counted up.
    private static boolean isDistinctive(Bytes payload, int at) {
        int distinct = 0;
        boolean counts = true;
        int step = payload.u8(at + 1) - payload.u8(at) & 0xFF;
        for (int i = at; i < at + KEY; i++) {
            boolean seen = false;
            for (int j = at; j < i; j++) {
                seen |= payload.u8(j) == payload.u8(i);
            }
            distinct += seen ? 0 : 1;
            counts &= i == at || (payload.u8(i) - payload.u8(i - 1) & 0xFF) == step;
        }
        return distinct >= DISTINCT_LEAST && !counts;
    }
}
