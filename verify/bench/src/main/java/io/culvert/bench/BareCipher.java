package io.culvert.bench;

import io.culvert.base.Secret;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.engine.Entropy;
import io.culvert.linux.cipher.CipherLadder;
import io.culvert.wire.esp.Esp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM over clear text of one length with nothing around it, the nonce new each time: what a library costs by itself.
interface BareCipher {
    void seal(int times) throws GeneralSecurityException;

    void open(int times) throws GeneralSecurityException;

    static BareCipher of(String rung, int octets) {
        try {
            return switch (rung) {
                case "jdk" -> new Jdk(octets);
                case "multi-buffer" -> new MultiBuffer(octets);
                default -> new Rung(rung, octets);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The cipher of the JDK over arrays.
    final class Jdk implements BareCipher {
        private final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        private final byte[] nonce = new byte[12];
        private final byte[] associated = new byte[8];
        private final byte[] zero = new byte[12];
        private final byte[] from;
        private final byte[] to;
        private final byte[] sealed;
        private int sequence;

        Jdk(int octets) throws GeneralSecurityException {
            from = new byte[octets];
            to = new byte[octets + 16];
            sealed = new byte[octets + 16];
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(associated);
            cipher.doFinal(from, 0, octets, sealed, 0);
        }

        @Override
        public void seal(int times) throws GeneralSecurityException {
            for (int i = 0; i < times; i++) {
                sequence++;
                nonce[8] = (byte) (sequence >>> 24);
                nonce[9] = (byte) (sequence >>> 16);
                nonce[10] = (byte) (sequence >>> 8);
                nonce[11] = (byte) sequence;
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
                cipher.updateAAD(associated);
                cipher.doFinal(from, 0, from.length, to, 0);
            }
        }

        @Override
        public void open(int times) throws GeneralSecurityException {
            for (int i = 0; i < times; i++) {
                cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, zero));
                cipher.updateAAD(associated);
                cipher.doFinal(sealed, 0, sealed.length, to, 0);
            }
        }
    }

    /// One downcall a packet, in place, over as many buffers as the path has.
    final class MultiBuffer implements BareCipher {
        private static final int BUFFERS = 32;
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle CRYPT = crypt();

        private final MemorySegment memory = Arena.global().allocate(8192, 64);
        private final MemorySegment buffers;
        private final MemorySegment sealFunction;
        private final MemorySegment openFunction;
        private final int octets;
        private final int size;
        private long sequence;

        MultiBuffer(int octets) {
            this.octets = octets;
            size = octets + 64 & -64;
            buffers = Arena.global().allocate((long) BUFFERS * size, 64);
            SymbolLookup library = SymbolLookup.libraryLookup("libIPSec_MB.so.1", Arena.global());
            String end = "256_" + suffix();
            sealFunction = library.findOrThrow("aes_gcm_enc_" + end);
            openFunction = library.findOrThrow("aes_gcm_dec_" + end);
            MethodHandle expand =
                    LINKER.downcallHandle(
                            library.findOrThrow("aes_gcm_pre_" + end),
                            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            try {
                expand.invokeExact(Arena.global().allocate(32), memory);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private static String suffix() {
            try {
                String flags = Files.readString(Path.of("/proc/cpuinfo"));
                boolean isNewest = flags.contains(" avx512f") && flags.contains(" vaes");
                return isNewest ? "vaes_avx512" : "avx_gen4";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static MethodHandle crypt() {
            var words = new ValueLayout[10];
            java.util.Arrays.fill(words, ValueLayout.JAVA_LONG);
            return LINKER.downcallHandle(
                    FunctionDescriptor.ofVoid(words), Linker.Option.critical(false));
        }

        private void call(MemorySegment function, int times) {
            long key = memory.address();
            long nonce = key + 4096 + 128;
            for (int i = 0; i < times; i++) {
                memory.set(ValueLayout.JAVA_LONG, 4096 + 136, ++sequence);
                long text = buffers.address() + (long) (i & BUFFERS - 1) * size;
                try {
                    CRYPT.invokeExact(
                            function,
                            key,
                            key + 4096,
                            text,
                            text,
                            (long) octets,
                            nonce,
                            nonce + 32,
                            8L,
                            nonce + 64,
                            16L);
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void seal(int times) {
            call(sealFunction, times);
        }

        @Override
        public void open(int times) {
            call(openFunction, times);
        }
    }

    /// A rung's own packet calls, where its library needs several to a packet; opening copies the packet in first.
    final class Rung implements BareCipher {
        private final MemorySegment memory = Arena.global().allocate(4096, 64);
        private final MemorySegment sealed = Arena.global().allocate(4096, 64);
        private final EspSealer sealer;
        private final EspOpener opener;
        private final int octets;
        private final int whole;
        private long sequence;

        Rung(String rung, int octets) {
            this.octets = octets;
            whole = EspSuite.GCM_256.espOctets(octets);
            EspCiphers ciphers =
                    CipherLadder.ofThisMachine(_ -> {})
                            .on(CipherLibrary.valueOf(rung.toUpperCase(java.util.Locale.ROOT)));
            EspKeys keys =
                    new EspKeys(
                            Secret.of(new byte[32]),
                            Secret.of(new byte[4]),
                            Secret.of(new byte[0]));
            sealer = ciphers.sealer(EspSuite.GCM_256, keys, false, Entropy.seeded("bare"));
            opener = ciphers.opener(EspSuite.GCM_256, keys, false);
            seal(1);
            MemorySegment.copy(memory, 0, sealed, 0, whole);
        }

        @Override
        public void seal(int times) {
            for (int i = 0; i < times; i++) {
                Esp.write(memory, 0, 0x1000, (int) ++sequence);
                sealer.seal(memory, 0, octets, sequence);
            }
        }

        @Override
        public void open(int times) {
            for (int i = 0; i < times; i++) {
                MemorySegment.copy(sealed, 0, memory, 0, whole);
                opener.open(memory, 0, whole, 1);
            }
        }
    }
}
