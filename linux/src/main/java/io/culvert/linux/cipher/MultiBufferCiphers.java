package io.culvert.linux.cipher;

import io.culvert.base.Bytes;
import io.culvert.base.Invariant;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The rung of Intel's multi-buffer library for IPsec: AES-GCM and GMAC by its functions for single packets, and by its jobs
/// ChaCha20-Poly1305, AES-CBC and NULL with HMAC, the latter two in bursts alone.
final class MultiBufferCiphers implements EspCiphers {
    /// The newer of the two that are known, first.
    static final List<String> NAMES = List.of("libIPSec_MB.so.2", "libIPSec_MB.so.1");

    private final Supplier<Arena> arenas;
    private final Gcm gcm128;
    private final Gcm gcm192;
    private final Gcm gcm256;
    private final boolean hasJobs;
    private final ThreadLocal<JobRing> rings;
    private final EspCiphers singles;

    private MultiBufferCiphers(
            NativeLibrary library,
            Instructions instructions,
            Supplier<Arena> arenas,
            EspCiphers singles) {
        this.arenas = arenas;
        this.singles = singles;
        hasJobs = JobRing.knows(library);
        rings = ThreadLocal.withInitial(() -> JobRing.of(library));
        gcm128 = Gcm.of(library, instructions, 128);
        gcm192 = Gcm.of(library, instructions, 192);
        gcm256 = Gcm.of(library, instructions, 256);
    }

    /// @param names of the library, the first that is there counts
    /// @param processor its flags
    /// @param arenas makes the memory of each SA
    /// @param singles takes packets that come alone where the library is fast in bursts alone
    static Found load(
            List<String> names, Set<String> processor, Supplier<Arena> arenas, EspCiphers singles) {
        Optional<NativeLibrary> library = NativeLibrary.first(names);
        if (library.isEmpty()) {
            return Found.absent(CipherLibrary.MULTI_BUFFER, "not installed");
        }
        for (Instructions instructions : Instructions.values()) {
            if (instructions.areIn(processor) && Gcm.isIn(library.get(), instructions)) {
                return Found.there(
                        CipherLibrary.MULTI_BUFFER,
                        version(library.get()) + ", instructions " + instructions.suffix(),
                        new MultiBufferCiphers(library.get(), instructions, arenas, singles));
            }
        }
        return Found.absent(
                CipherLibrary.MULTI_BUFFER,
                library.get().name() + " has nothing for this processor");
    }

    /// Major, minor and patch version stand in the octets of a number.
    private static String version(NativeLibrary library) {
        int version = versionOf(library);
        return (version >>> 16) + "." + (version >>> 8 & 0xFF) + "." + (version & 0xFF);
    }

    static int versionOf(NativeLibrary library) {
        return (int) Downcalls.plain(library.function("imb_get_version"));
    }

    @Override
    public String name() {
        return CipherLibrary.MULTI_BUFFER.word();
    }

    @Override
    public boolean supports(EspSuite suite) {
        return switch (suite.encryption().mode()) {
            case GCM, GMAC -> true;
            case CHACHA20 -> hasJobs;
            case CBC, NULL -> hasJobs && singles.supports(suite);
        };
    }

    private Gcm gcm(Encryption encryption) {
        return switch (encryption.keyBits()) {
            case 128 -> gcm128;
            case 192 -> gcm192;
            default -> gcm256;
        };
    }

    @Override
    public EspSealer sealer(
            EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        Gcm gcm = gcm(suite.encryption());
        return switch (suite.encryption().mode()) {
            case GCM -> new MultiBufferGcm(suite, keys, extendedSequence, gcm, arenas.get());
            case GMAC -> new MultiBufferGmac(suite, keys, extendedSequence, gcm, arenas.get());
            case CHACHA20 -> new MultiBufferChaCha(keys, extendedSequence, rings, arenas.get());
            case CBC -> bursts(suite, keys, extendedSequence, entropy.bytes(IV_KEY_OCTETS));
            case NULL -> bursts(suite, keys, extendedSequence, Bytes.EMPTY);
        };
    }

    private EspSealer bursts(
            EspSuite suite, EspKeys keys, boolean extendedSequence, Bytes vectorKey) {
        Entropy same = octets -> vectorKey.copyTo(octets, 0);
        return MultiBufferMac.sealer(
                suite,
                keys,
                extendedSequence,
                vectorKey,
                rings,
                arenas.get(),
                singles.sealer(suite, keys, extendedSequence, same));
    }

    @Override
    public EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        Gcm gcm = gcm(suite.encryption());
        return switch (suite.encryption().mode()) {
            case GCM -> new MultiBufferGcm(suite, keys, extendedSequence, gcm, arenas.get());
            case GMAC -> new MultiBufferGmac(suite, keys, extendedSequence, gcm, arenas.get());
            case CHACHA20 -> new MultiBufferChaCha(keys, extendedSequence, rings, arenas.get());
            case CBC, NULL ->
                    MultiBufferMac.opener(
                            suite,
                            keys,
                            extendedSequence,
                            rings,
                            arenas.get(),
                            singles.opener(suite, keys, extendedSequence));
        };
    }
}
