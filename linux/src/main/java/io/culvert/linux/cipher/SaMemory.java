package io.culvert.linux.cipher;

import io.culvert.base.Secret;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The native memory of one SA and direction: its keys and what a call needs beside the packet. It may be made by one thread and
/// used by another, one at a time. Wiped before it is given back.
final class SaMemory implements AutoCloseable {
    /// Of a cache line; the widest loads of the libraries want it.
    private static final int ALIGNMENT = 64;

    private final Arena arena;
    final MemorySegment octets;
    final long address;

    /// @param arena of this memory alone
    SaMemory(Arena arena, long size) {
        this.arena = arena;
        octets = arena.allocate(size, ALIGNMENT);
        address = octets.address();
    }

    void put(long at, Secret secret) {
        byte[] key = secret.toArray();
        MemorySegment.copy(key, 0, octets, ValueLayout.JAVA_BYTE, at, key.length);
        Arrays.fill(key, (byte) 0);
    }

    void wipe(long at, long size) {
        octets.asSlice(at, size).fill((byte) 0);
    }

    /// What needs the memory to be there says so, if it does not touch it first.
    void requireOpen() {
        if (!octets.scope().isAlive()) {
            throw new IllegalStateException("the keys are wiped");
        }
    }

    @Override
    public void close() {
        if (octets.scope().isAlive()) {
            octets.fill((byte) 0);
            arena.close();
        }
    }
}
