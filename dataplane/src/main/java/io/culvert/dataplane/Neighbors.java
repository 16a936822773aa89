package io.culvert.dataplane;

import io.culvert.base.Invariant;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.dataplane.fib.Hop;
import java.util.Arrays;

/// Link layer addresses of neighbours by interface and address: open addressing with linear probing. The control side
/// changes it between batches; IPv4 addresses stand as IPv4-mapped ones (RFC 4291 section 2.5.5.2).
final class Neighbors {
    static final int NEIGHBORS_MAX = 1 << 18;
    static final long UNKNOWN = -1;

    private static final int FIRST_SIZE = 64;

    private long[] high = new long[FIRST_SIZE];
    private long[] low = new long[FIRST_SIZE];
    private int[] ifIndex = new int[FIRST_SIZE];
    private long[] mac = new long[FIRST_SIZE];
    private int count;

    Neighbors() {
        Arrays.fill(mac, UNKNOWN);
    }

    /// The MAC address in the low 48 bits, or [#UNKNOWN].
    long lookup(int face, long addressHigh, long addressLow) {
        return mac[find(face, addressHigh, addressLow)];
    }

    private int find(int face, long wantedHigh, long wantedLow) {
        int mask = mac.length - 1;
        int at = hash(face, wantedHigh, wantedLow) & mask;
        // There is always a free place, so this ends.
        while (mac[at] != UNKNOWN
                && (low[at] != wantedLow || high[at] != wantedHigh || ifIndex[at] != face)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private static int hash(int face, long high, long low) {
        long mixed =
                (low ^ high * 0x9E37_79B9_7F4A_7C15L ^ (long) face << 32) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (mixed >>> 32);
    }

    /// Whether there was room.
    boolean set(int face, IpAddress address, long macBits) {
        if (count >= NEIGHBORS_MAX) {
            return false;
        }
        if (4 * (count + 1) > 3 * mac.length) {
            grow();
        }
        Ipv6Address key = Hop.mapped(address);
        put(face, key.high(), key.low(), macBits);
        return true;
    }

    private void put(int face, long keyHigh, long keyLow, long macBits) {
        int at = find(face, keyHigh, keyLow);
        if (mac[at] == UNKNOWN) {
            count++;
        }
        ifIndex[at] = face;
        high[at] = keyHigh;
        low[at] = keyLow;
        mac[at] = macBits;
    }

    void remove(int face, IpAddress address) {
        Ipv6Address key = Hop.mapped(address);
        int at = find(face, key.high(), key.low());
        if (mac[at] == UNKNOWN) {
            return;
        }
        mac[at] = UNKNOWN;
        count--;
        int mask = mac.length - 1;
        // What follows may have been displaced by the place just freed.
        for (int next = at + 1 & mask; mac[next] != UNKNOWN; next = next + 1 & mask) {
            long moved = mac[next];
            mac[next] = UNKNOWN;
            count--;
            put(ifIndex[next], high[next], low[next], moved);
        }
    }

    int count() {
        return count;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldIndex = ifIndex;
        long[] oldMac = mac;
        int size = mac.length * 2;
        high = new long[size];
        low = new long[size];
        ifIndex = new int[size];
        mac = new long[size];
        Arrays.fill(mac, UNKNOWN);
        int before = count;
        count = 0;
        for (int i = 0; i < oldMac.length; i++) {
            if (oldMac[i] != UNKNOWN) {
                put(oldIndex[i], oldHigh[i], oldLow[i], oldMac[i]);
            }
        }
        Invariant.hold(count == before, "no neighbour is lost when the table grows");
    }
}
