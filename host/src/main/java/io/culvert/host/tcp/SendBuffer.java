package io.culvert.host.tcp;

import io.culvert.base.Bytes;

/// What the user sent and the peer has not acknowledged, oldest first, up to a limit.
final class SendBuffer {
    private static final int FIRST_CAPACITY = 4_096;

    private final int sizeMax;
    private byte[] octets = new byte[FIRST_CAPACITY];
    private int head;
    private int size;

    SendBuffer(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    int size() {
        return size;
    }

    int room() {
        return sizeMax - size;
    }

    /// Takes as much as there is room for; says how much that was.
    int append(Bytes data) {
        int count = Math.min(data.size(), room());
        if (head + size + count > octets.length) {
            // Twice the content, so that moving it costs each octet a constant number of copies.
            var larger = new byte[Math.max(octets.length, 2 * (size + count))];
            System.arraycopy(octets, head, larger, 0, size);
            octets = larger;
            head = 0;
        }
        data.slice(0, count).copyTo(octets, head + size);
        size += count;
        return count;
    }

    /// `count` octets from `offset` behind the oldest.
    Bytes read(int offset, int count) {
        return Bytes.of(octets, head + offset, head + offset + count);
    }

    /// Forgets the oldest `count` octets.
    void release(int count) {
        head = size == count ? 0 : head + count;
        size -= count;
    }
}
