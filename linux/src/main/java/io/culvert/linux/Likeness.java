package io.culvert.linux;

import io.culvert.dataplane.HeaderPlaces;
import io.culvert.wire.Net;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The headers of a packet without what differs among segments of one flow: lengths, IPv4 identification, sequence number, flags of TCP and
/// checksums. Kept in words of eight octets, so that the headers of another are compared in a few steps.
final class Likeness {
    /// An Ethernet header with two tags, IPv6 and the longest TCP header.
    private static final int OCTETS_MAX = 22 + 40 + 60;

    private static final int WORDS_MAX = (OCTETS_MAX + 7) / 8;

    private final MemorySegment memory;
    private final long[] masks = new long[WORDS_MAX];
    private final long[] wanted = new long[WORDS_MAX];
    private int words;

    Likeness(MemorySegment memory) {
        this.memory = memory;
    }

    /// Takes the headers of the packet at `at` for those that others must have.
    void learn(int at, HeaderPlaces places) {
        words = (places.payload + 7) / 8;
        Arrays.fill(masks, 0, words, -1);
        leaveOut(places.payload, 8 * words);
        if (places.isIpv6) {
            leaveOut(places.ip + 4, places.ip + 6); // length
        } else {
            leaveOut(places.ip + 2, places.ip + 6); // length, identification
            leaveOut(places.ip + 10, places.ip + 12); // checksum
        }
        int transport = places.transport;
        leaveOut(
                transport + 4,
                transport + 8); // of TCP the sequence number, of UDP length and checksum
        if (places.protocol == Ipv4.TCP) {
            leaveOut(transport + 13, transport + 14); // flags
            leaveOut(transport + 16, transport + 18); // checksum
        }
        for (int i = 0; i < words; i++) {
            wanted[i] = Net.i64(memory, at + 8L * i) & masks[i];
        }
    }

    /// The first octet of a word is its highest.
    private void leaveOut(int from, int end) {
        for (int i = from; i < end; i++) {
            masks[i / 8] &= ~(0xFFL << 56 - 8 * (i % 8));
        }
    }

    /// Whether the packet at `at` has such headers. It reads up to seven octets beyond them, which a slot has always.
    boolean isOf(int at) {
        long difference = 0;
        for (int i = 0; i < words; i++) {
            difference |= Net.i64(memory, at + 8L * i) & masks[i] ^ wanted[i];
        }
        return difference == 0;
    }
}
