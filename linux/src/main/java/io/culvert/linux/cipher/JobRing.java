package io.culvert.linux.cipher;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.culvert.base.Invariant;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The job interface of the multi-buffer library: packets are handed in as jobs and worked on side by side, in the lanes of wide
/// registers, which is where the library is fast for AES-CBC and HMAC. Jobs lie in a ring inside the manager (`IMB_MGR`), whose
/// functions stand in a table at offsets that are private to a version. Those of versions 1.3 and 2.0 are the same and are
/// known; others are refused. A manager belongs to one thread, and no job outlives the call that began it.
final class JobRing {
    /// Jobs of one go; the ring holds 128 at least.
    static final int BURST = 32;

    /// Octets of scratch for each packet of a burst, for whoever begins the jobs.
    static final int SCRATCH_OCTETS = 128;

    private static final int VERSION_1_3 = 0x0001_0300;
    private static final int VERSION_2_0 = 0x0002_0000;
    private static final int SIZE_1_3 = 52_520;
    private static final int SIZE_2_0 = 56_744;

    // Offsets in IMB_MGR.
    private static final int GET_NEXT_JOB = 64;
    private static final int SUBMIT_JOB = 72;
    private static final int FLUSH_JOB = 96;
    private static final int EXPAND_128 = 112;
    private static final int EXPAND_192 = 120;
    private static final int EXPAND_256 = 128;
    private static final int SHA_1_BLOCK = 160;
    private static final int SHA_256_BLOCK = 176;
    private static final int SHA_384_BLOCK = 184;
    private static final int SHA_512_BLOCK = 192;

    // Offsets in IMB_JOB.
    private static final int ENCRYPTION_KEYS = 0;
    private static final int DECRYPTION_KEYS = 8;
    private static final int KEY_OCTETS = 16;
    private static final int FROM = 24;
    private static final int TO = 32;
    private static final int TEXT_OFFSET = 40;
    private static final int TEXT_OCTETS = 48;
    private static final int HASH_OFFSET = 56;
    private static final int HASH_OCTETS = 64;
    private static final int IV = 72;
    private static final int IV_OCTETS = 80;
    private static final int TAG = 88;
    private static final int TAG_OCTETS = 96;
    private static final int FIRST_OF_HASH = 104;
    private static final int SECOND_OF_HASH = 112;
    private static final int STATUS = 128;
    private static final int CIPHER = 132;
    private static final int DIRECTION = 136;
    private static final int HASH = 140;
    private static final int ORDER = 144;

    private static final int STATUS_COMPLETED = 3;
    private static final int CIPHER_THEN_HASH = 1;
    private static final int HASH_THEN_CIPHER = 2;

    // Ciphers and hashes of IMB_CIPHER_MODE and IMB_HASH_ALG.
    static final int CIPHER_CBC = 1;
    static final int CIPHER_NONE = 3;
    static final int CIPHER_ECB = 12;
    static final int CIPHER_CHACHA20_POLY1305 = 19;
    static final int HASH_SHA_1 = 1;
    static final int HASH_SHA_256 = 3;
    static final int HASH_SHA_384 = 4;
    static final int HASH_SHA_512 = 5;
    static final int HASH_NONE = 8;
    static final int HASH_CHACHA20_POLY1305 = 29;

    private final long address;
    private final MemorySegment manager;
    private final MemorySegment next;
    private final MemorySegment submit;
    private final MemorySegment flush;
    final MemorySegment scratch;
    private long job;
    private int failed;

    private JobRing(NativeLibrary library, int size) {
        address = Downcalls.plain(library.function("alloc_mb_mgr"), 0);
        Invariant.hold(address != 0, "the library has memory for a manager");
        Downcalls.plain(library.function("init_mb_mgr_auto"), address, 0);
        manager = MemorySegment.ofAddress(address).reinterpret(size);
        next = pointer(GET_NEXT_JOB);
        submit = pointer(SUBMIT_JOB);
        flush = pointer(FLUSH_JOB);
        scratch = Arena.ofAuto().allocate((long) BURST * SCRATCH_OCTETS, 64);
    }

    private MemorySegment pointer(int at) {
        return MemorySegment.ofAddress(manager.get(JAVA_LONG, at));
    }

    private static Optional<Integer> sizeIn(NativeLibrary library) {
        if (!library.has("alloc_mb_mgr") || !library.has("init_mb_mgr_auto")) {
            return Optional.empty();
        }
        return switch (MultiBufferCiphers.versionOf(library)) {
            case VERSION_1_3 -> Optional.of(SIZE_1_3);
            case VERSION_2_0 -> Optional.of(SIZE_2_0);
            default -> Optional.empty();
        };
    }

    /// Whether the offsets of this library's version are known.
    static boolean knows(NativeLibrary library) {
        return sizeIn(library).isPresent();
    }

    static JobRing of(NativeLibrary library) {
        return new JobRing(library, sizeIn(library).orElseThrow());
    }

    /// Expands an AES key: 240 octets for encryption and for decryption each.
    void expand(int keyBits, long key, long forEncryption, long forDecryption) {
        int at = keyBits == 128 ? EXPAND_128 : keyBits == 192 ? EXPAND_192 : EXPAND_256;
        Downcalls.plain(pointer(at), key, forEncryption, forDecryption);
    }

    /// What a digest makes of its first block: the state that an HMAC begins with.
    void firstBlock(int hash, long block, long state) {
        int at =
                switch (hash) {
                    case HASH_SHA_1 -> SHA_1_BLOCK;
                    case HASH_SHA_256 -> SHA_256_BLOCK;
                    case HASH_SHA_384 -> SHA_384_BLOCK;
                    default -> SHA_512_BLOCK;
                };
        Downcalls.plain(pointer(at), block, state);
    }

    /// Begins a job; its parts follow, then [#submit].
    void begin(int cipher, int hash, boolean encrypts) {
        job = Downcalls.critical(next, address) - address;
        manager.set(JAVA_INT, job + STATUS, 0);
        manager.set(JAVA_INT, job + CIPHER, cipher);
        manager.set(JAVA_INT, job + DIRECTION, encrypts ? 1 : 2);
        manager.set(JAVA_INT, job + HASH, hash);
        manager.set(JAVA_INT, job + ORDER, encrypts ? CIPHER_THEN_HASH : HASH_THEN_CIPHER);
    }

    /// @param octets of the key before it was expanded
    void key(long forEncryption, long forDecryption, int octets) {
        manager.set(JAVA_LONG, job + ENCRYPTION_KEYS, forEncryption);
        manager.set(JAVA_LONG, job + DECRYPTION_KEYS, forDecryption);
        manager.set(JAVA_LONG, job + KEY_OCTETS, octets);
    }

    void iv(long at, int octets) {
        manager.set(JAVA_LONG, job + IV, at);
        manager.set(JAVA_LONG, job + IV_OCTETS, octets);
    }

    /// @param from where text and hash count from
    /// @param to where the text goes
    void text(long from, long to, long offset, int octets) {
        manager.set(JAVA_LONG, job + FROM, from);
        manager.set(JAVA_LONG, job + TO, to);
        manager.set(JAVA_LONG, job + TEXT_OFFSET, offset);
        manager.set(JAVA_LONG, job + TEXT_OCTETS, octets);
    }

    /// @param first what the hash needs: the inner state of an HMAC, or the associated data
    /// @param second the outer state, or the octets of the associated data
    void hash(long offset, int octets, long first, long second) {
        manager.set(JAVA_LONG, job + HASH_OFFSET, offset);
        manager.set(JAVA_LONG, job + HASH_OCTETS, octets);
        manager.set(JAVA_LONG, job + FIRST_OF_HASH, first);
        manager.set(JAVA_LONG, job + SECOND_OF_HASH, second);
    }

    void tag(long at, int octets) {
        manager.set(JAVA_LONG, job + TAG, at);
        manager.set(JAVA_LONG, job + TAG_OCTETS, octets);
    }

    void submit() {
        note(Downcalls.critical(submit, address));
    }

    private boolean note(long finished) {
        if (finished == 0) {
            return false;
        }
        if (manager.get(JAVA_INT, finished - address + STATUS) != STATUS_COMPLETED) {
            failed++;
        }
        return true;
    }

    /// Ends all jobs that were begun.
    void finish() {
        for (int i = 0; i <= BURST; i++) {
            if (!note(Downcalls.critical(flush, address))) {
                break;
            }
        }
        if (failed > 0) {
            failed = 0;
            throw new IllegalStateException("the multi-buffer library refuses a job");
        }
    }
}
