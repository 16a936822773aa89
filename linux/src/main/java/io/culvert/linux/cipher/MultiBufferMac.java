package io.culvert.linux.cipher;

import io.culvert.base.Bytes;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// AES-CBC (RFC 3602) or nothing (RFC 2410) with an HMAC, in bursts: the lanes of the multi-buffer library work on as many packets
/// at a time. A packet or two alone would take twice as long there as elsewhere, so another rung takes them; the keys are the
/// same, and so are the packets ([io.culvert.crypto.esp.EspCiphers] says how IVs are made).
///
/// An opener authenticates the whole burst before it decrypts the good ones, so that nothing is ever shown of the others. The high
/// half of an extended sequence number is authenticated behind the ciphertext (RFC 4303 section 2.2.1): it stands in the place of
/// the tag meanwhile.
final class MultiBufferMac {
    /// A burst that pays.
    private static final int BURST_LEAST = 3;

    private static final int BLOCK_OCTETS = 16;
    private static final int KEYS_OCTETS = 256;
    private static final int STATE_OCTETS = 64;
    private static final int HASH_BLOCK_MOST = 128;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5C;

    // The memory of an association.
    private static final int FOR_ENCRYPTION = 0;
    private static final int FOR_DECRYPTION = FOR_ENCRYPTION + KEYS_OCTETS;
    private static final int FOR_VECTORS = FOR_DECRYPTION + KEYS_OCTETS;
    private static final int UNUSED = FOR_VECTORS + KEYS_OCTETS;
    private static final int INNER_STATE = UNUSED + KEYS_OCTETS;
    private static final int OUTER_STATE = INNER_STATE + STATE_OCTETS;
    private static final int KEY = OUTER_STATE + STATE_OCTETS;
    private static final int HASH_BLOCK = KEY + 64;
    private static final int SIZE = HASH_BLOCK + HASH_BLOCK_MOST;

    // The scratch of a burst: by packet, one after the other.
    private static final int COUNTERS = 0;
    private static final int VECTORS = COUNTERS + JobRing.BURST * BLOCK_OCTETS;
    private static final int TAGS = VECTORS + JobRing.BURST * BLOCK_OCTETS;
    private static final int TAG_ROOM = 64;
    private static final int RECEIVED = TAGS + JobRing.BURST * TAG_ROOM;
    private static final int RECEIVED_ROOM = 32;

    private final EspSuite suite;
    private final int clearAt;
    private final int icvOctets;
    private final boolean isCbc;
    private final boolean extendedSequence;
    private final int hash;
    private final ThreadLocal<JobRing> rings;
    private final SaMemory memory;

    private MultiBufferMac(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            ThreadLocal<JobRing> rings,
            Arena arena) {
        this.suite = suite;
        clearAt = suite.clearAt();
        icvOctets = suite.icvOctets();
        isCbc = suite.encryption().mode() == Encryption.Mode.CBC;
        this.extendedSequence = extendedSequence;
        this.rings = rings;
        hash = hash(suite.integrity());
        memory = new SaMemory(arena, SIZE);
        JobRing jobs = rings.get();
        state(jobs, keys.integrity(), INNER, INNER_STATE);
        state(jobs, keys.integrity(), OUTER, OUTER_STATE);
        if (isCbc) {
            memory.put(KEY, keys.encryption());
            jobs.expand(
                    suite.encryption().keyBits(),
                    memory.address + KEY,
                    memory.address + FOR_ENCRYPTION,
                    memory.address + FOR_DECRYPTION);
        }
        memory.wipe(KEY, SIZE - KEY);
    }

    private static int hash(Integrity integrity) {
        return switch (integrity) {
            case NONE -> JobRing.HASH_NONE;
            case HMAC_SHA1_96 -> JobRing.HASH_SHA_1;
            case HMAC_SHA2_256_128 -> JobRing.HASH_SHA_256;
            case HMAC_SHA2_384_192 -> JobRing.HASH_SHA_384;
            case HMAC_SHA2_512_256 -> JobRing.HASH_SHA_512;
        };
    }

    /// The state of the digest after the key's block, RFC 2104 section 4.
    private void state(JobRing jobs, Secret key, byte pad, int target) {
        memory.wipe(HASH_BLOCK, HASH_BLOCK_MOST);
        memory.put(HASH_BLOCK, key);
        for (long at = HASH_BLOCK; at < SIZE; at++) {
            byte octet = memory.octets.get(ValueLayout.JAVA_BYTE, at);
            memory.octets.set(ValueLayout.JAVA_BYTE, at, (byte) (octet ^ pad));
        }
        jobs.firstBlock(hash, memory.address + HASH_BLOCK, memory.address + target);
    }

    /// @param vectorKey for the initialisation vectors, of no octets if the suite has none
    /// @param single seals packets that come alone, with the same keys
    static EspSealer sealer(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            Bytes vectorKey,
            ThreadLocal<JobRing> rings,
            Arena arena,
            EspSealer single) {
        var mac = new MultiBufferMac(suite, keys, extendedSequence, rings, arena);
        if (mac.isCbc) {
            Secret key = Secret.of(vectorKey);
            mac.memory.put(KEY, key);
            key.wipe();
            rings.get()
                    .expand(
                            128,
                            mac.memory.address + KEY,
                            mac.memory.address + FOR_VECTORS,
                            mac.memory.address + UNUSED);
            mac.memory.wipe(KEY, SIZE - KEY);
        }
        return new Sealer(mac, single);
    }

    /// @param single opens packets that come alone, with the same keys
    static EspOpener opener(
            EspSuite suite,
            EspKeys keys,
            boolean extendedSequence,
            ThreadLocal<JobRing> rings,
            Arena arena,
            EspOpener single) {
        return new Opener(new MultiBufferMac(suite, keys, extendedSequence, rings, arena), single);
    }

    private record Sealer(MultiBufferMac mac, EspSealer single) implements EspSealer {
        @Override
        public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
            single.seal(slab, espAt, clearLength, sequence);
        }

        @Override
        public void seal(
                MemorySegment slab, long[] espAt, int[] clearLength, long[] sequence, int count) {
            int at = 0;
            while (count - at >= BURST_LEAST) {
                int end = Math.min(count, at + JobRing.BURST);
                mac.seal(slab, espAt, clearLength, sequence, at, end);
                at = end;
            }
            for (; at < count; at++) {
                single.seal(slab, espAt[at], clearLength[at], sequence[at]);
            }
        }

        @Override
        public void close() {
            single.close();
            mac.memory.close();
        }
    }

    private record Opener(MultiBufferMac mac, EspOpener single) implements EspOpener {
        @Override
        public boolean open(MemorySegment slab, long espAt, int espLength, long sequence) {
            return single.open(slab, espAt, espLength, sequence);
        }

        @Override
        public void open(
                MemorySegment slab,
                long[] espAt,
                int[] espLength,
                long[] sequence,
                boolean[] isGood,
                int count) {
            int at = 0;
            while (count - at >= BURST_LEAST) {
                int end = Math.min(count, at + JobRing.BURST);
                mac.open(slab, espAt, espLength, sequence, isGood, at, end);
                at = end;
            }
            for (; at < count; at++) {
                isGood[at] = single.open(slab, espAt[at], espLength[at], sequence[at]);
            }
        }

        @Override
        public void close() {
            single.close();
            mac.memory.close();
        }
    }

    private void seal(
            MemorySegment slab,
            long[] espAt,
            int[] clearLength,
            long[] sequence,
            int begin,
            int end) {
        memory.requireOpen();
        JobRing jobs = rings.get();
        if (isCbc) {
            makeVectors(jobs, sequence, begin, end);
        }
        for (int i = begin; i < end; i++) {
            int length = clearLength[i];
            long esp = Packet.address(slab, espAt[i], clearAt + length + icvOctets);
            if (isCbc) {
                MemorySegment.copy(
                        jobs.scratch,
                        VECTORS + (long) (i - begin) * BLOCK_OCTETS,
                        slab,
                        espAt[i] + EspSuite.HEADER_OCTETS,
                        BLOCK_OCTETS);
            }
            jobs.begin(isCbc ? JobRing.CIPHER_CBC : JobRing.CIPHER_NONE, hash, true);
            cipher(jobs, esp, length);
            authenticate(jobs, slab, espAt[i], length, sequence[i]);
            jobs.tag(esp + clearAt + length, icvOctets);
            jobs.submit();
        }
        jobs.finish();
    }

    /// The sequence numbers of a burst, enciphered in one job.
    private void makeVectors(JobRing jobs, long[] sequence, int begin, int end) {
        for (int i = begin; i < end; i++) {
            long at = COUNTERS + (long) (i - begin) * BLOCK_OCTETS;
            jobs.scratch.set(Packet.U64, at, 0);
            jobs.scratch.set(Packet.U64, at + 8, sequence[i]);
        }
        long scratch = jobs.scratch.address();
        jobs.begin(JobRing.CIPHER_ECB, JobRing.HASH_NONE, true);
        jobs.key(memory.address + FOR_VECTORS, memory.address + UNUSED, BLOCK_OCTETS);
        jobs.iv(0, 0);
        jobs.text(scratch + COUNTERS, scratch + VECTORS, 0, (end - begin) * BLOCK_OCTETS);
        jobs.hash(0, 0, 0, 0);
        jobs.tag(0, 0);
        jobs.submit();
        jobs.finish();
    }

    private void cipher(JobRing jobs, long esp, int clearLength) {
        jobs.key(
                memory.address + FOR_ENCRYPTION,
                memory.address + FOR_DECRYPTION,
                suite.encryption().keyOctets());
        jobs.iv(esp + EspSuite.HEADER_OCTETS, BLOCK_OCTETS);
        jobs.text(esp, esp + clearAt, clearAt, clearLength);
    }

    private void authenticate(
            JobRing jobs, MemorySegment slab, long espAt, int clearLength, long sequence) {
        int covered = clearAt + clearLength;
        if (extendedSequence) {
            slab.set(Packet.U32, espAt + covered, (int) (sequence >>> 32));
            covered += 4;
        }
        jobs.hash(0, covered, memory.address + INNER_STATE, memory.address + OUTER_STATE);
    }

    private void open(
            MemorySegment slab,
            long[] espAt,
            int[] espLength,
            long[] sequence,
            boolean[] isGood,
            int begin,
            int end) {
        memory.requireOpen();
        JobRing jobs = rings.get();
        for (int i = begin; i < end; i++) {
            int length = suite.clearOctetsIn(espLength[i]);
            isGood[i] = length >= 0;
            if (isGood[i]) {
                long esp = Packet.address(slab, espAt[i], espLength[i]);
                long received = RECEIVED + (long) (i - begin) * RECEIVED_ROOM;
                MemorySegment.copy(
                        slab, espAt[i] + clearAt + length, jobs.scratch, received, icvOctets);
                jobs.begin(JobRing.CIPHER_NONE, hash, true);
                cipher(jobs, esp, length);
                authenticate(jobs, slab, espAt[i], length, sequence[i]);
                jobs.tag(jobs.scratch.address() + TAGS + (long) (i - begin) * TAG_ROOM, icvOctets);
                jobs.submit();
            }
        }
        jobs.finish();
        judge(jobs, slab, espAt, espLength, isGood, begin, end);
        if (isCbc) {
            decrypt(jobs, slab, espAt, espLength, isGood, begin, end);
        }
    }

    /// Puts the tags back and compares them.
    private void judge(
            JobRing jobs,
            MemorySegment slab,
            long[] espAt,
            int[] espLength,
            boolean[] isGood,
            int begin,
            int end) {
        for (int i = begin; i < end; i++) {
            if (isGood[i]) {
                long tagAt = espAt[i] + espLength[i] - icvOctets;
                long received = RECEIVED + (long) (i - begin) * RECEIVED_ROOM;
                MemorySegment.copy(jobs.scratch, received, slab, tagAt, icvOctets);
                long tag = TAGS + (long) (i - begin) * TAG_ROOM;
                isGood[i] = Packet.matches(slab, tagAt, jobs.scratch, tag, icvOctets);
            }
        }
    }

    private void decrypt(
            JobRing jobs,
            MemorySegment slab,
            long[] espAt,
            int[] espLength,
            boolean[] isGood,
            int begin,
            int end) {
        for (int i = begin; i < end; i++) {
            if (isGood[i]) {
                long esp = Packet.address(slab, espAt[i], espLength[i]);
                jobs.begin(JobRing.CIPHER_CBC, JobRing.HASH_NONE, false);
                cipher(jobs, esp, suite.clearOctetsIn(espLength[i]));
                jobs.hash(0, 0, 0, 0);
                jobs.tag(0, 0);
                jobs.submit();
            }
        }
        jobs.finish();
    }
}
