package io.culvert.linux.cipher;

import io.culvert.base.Invariant;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions of OpenSSL's libcrypto that the ciphers are made of, and the algorithms by name. Those that set a cipher up may
/// wait and are called plain; those for a packet are critical.
final class LibCrypto {
    /// Those of version 3, and none that a later one dropped.
    private static final List<String> NEEDED =
            List.of(
                    "EVP_CIPHER_fetch",
                    "EVP_MD_fetch",
                    "EVP_CIPHER_CTX_new",
                    "EVP_CIPHER_CTX_free",
                    "EVP_CIPHER_CTX_set_padding",
                    "EVP_CipherInit_ex",
                    "EVP_CipherUpdate",
                    "EVP_CipherFinal_ex",
                    "EVP_CIPHER_CTX_ctrl",
                    "HMAC_CTX_new",
                    "HMAC_CTX_free",
                    "HMAC_Init_ex",
                    "HMAC_Update",
                    "HMAC_Final",
                    "OPENSSL_version_major",
                    "OPENSSL_version_minor",
                    "OPENSSL_version_patch");

    private final NativeLibrary library;
    private final Map<Encryption, MemorySegment> ciphers = new EnumMap<>(Encryption.class);
    private final Map<Integrity, MemorySegment> digests = new EnumMap<>(Integrity.class);

    /// Makes the initialisation vectors of AES-CBC.
    final MemorySegment vectorCipher;

    final MemorySegment newContext;
    final MemorySegment freeContext;
    final MemorySegment setPadding;

    /// `(context, cipher, 0, key, nonce, direction)`; what is 0 stays as it was, and so does a direction of -1.
    final MemorySegment begin;

    /// `(context, to, where its octets go, from, octets)`; to nowhere for associated data.
    final MemorySegment update;

    /// `(context, to, where its octets go)`.
    final MemorySegment end;

    /// `(context, order, number, address)`.
    final MemorySegment control;

    final MemorySegment newMac;
    final MemorySegment freeMac;

    /// `(context, key, its octets, digest, 0)`; without a key and a digest it begins anew with those of before.
    final MemorySegment beginMac;

    final MemorySegment updateMac;

    /// `(context, to, where its octets go)`.
    final MemorySegment endMac;

    private LibCrypto(NativeLibrary library) {
        this.library = library;
        newContext = library.function("EVP_CIPHER_CTX_new");
        freeContext = library.function("EVP_CIPHER_CTX_free");
        setPadding = library.function("EVP_CIPHER_CTX_set_padding");
        begin = library.function("EVP_CipherInit_ex");
        update = library.function("EVP_CipherUpdate");
        end = library.function("EVP_CipherFinal_ex");
        control = library.function("EVP_CIPHER_CTX_ctrl");
        newMac = library.function("HMAC_CTX_new");
        freeMac = library.function("HMAC_CTX_free");
        beginMac = library.function("HMAC_Init_ex");
        updateMac = library.function("HMAC_Update");
        endMac = library.function("HMAC_Final");
        try (Arena arena = Arena.ofConfined()) {
            for (Encryption encryption : Encryption.values()) {
                name(encryption)
                        .flatMap(name -> fetch(arena, "EVP_CIPHER_fetch", name))
                        .ifPresent(cipher -> ciphers.put(encryption, cipher));
            }
            for (Integrity integrity : Integrity.values()) {
                name(integrity)
                        .flatMap(name -> fetch(arena, "EVP_MD_fetch", name))
                        .ifPresent(digest -> digests.put(integrity, digest));
            }
            vectorCipher =
                    fetch(arena, "EVP_CIPHER_fetch", "AES-128-ECB").orElse(MemorySegment.NULL);
        }
    }

    /// Empty if the library is another one than it says, or lacks a function.
    static Optional<LibCrypto> of(NativeLibrary library) {
        return NEEDED.stream().allMatch(library::has)
                ? Optional.of(new LibCrypto(library))
                : Optional.empty();
    }

    /// An algorithm of the providers that the library's own configuration allows, which may be fewer than it has. It stays for
    /// the life of the process.
    private Optional<MemorySegment> fetch(Arena arena, String function, String name) {
        long found =
                Downcalls.plain(
                        library.function(function), 0, arena.allocateFrom(name).address(), 0);
        return found == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(found));
    }

    private static Optional<String> name(Encryption encryption) {
        return switch (encryption.mode()) {
            case GCM, GMAC -> Optional.of("AES-" + encryption.keyBits() + "-GCM");
            case CBC -> Optional.of("AES-" + encryption.keyBits() + "-CBC");
            case CHACHA20 -> Optional.of("ChaCha20-Poly1305");
            case NULL -> Optional.empty();
        };
    }

    private static Optional<String> name(Integrity integrity) {
        return switch (integrity) {
            case NONE -> Optional.empty();
            case HMAC_SHA1_96 -> Optional.of("SHA1");
            case HMAC_SHA2_256_128 -> Optional.of("SHA256");
            case HMAC_SHA2_384_192 -> Optional.of("SHA384");
            case HMAC_SHA2_512_256 -> Optional.of("SHA512");
        };
    }

    boolean has(Encryption encryption) {
        return encryption == Encryption.NULL
                || ciphers.containsKey(encryption)
                        && (encryption.mode() != Encryption.Mode.CBC
                                || vectorCipher.address() != 0);
    }

    boolean has(Integrity integrity) {
        return integrity == Integrity.NONE || digests.containsKey(integrity);
    }

    String version() {
        return LibCryptoVersion.of(library);
    }

    /// A context for one key and direction; only the nonce is set for each packet.
    ///
    /// @param cipher of an encryption, or [#vectorCipher]
    long context(MemorySegment cipher, long key, boolean encrypts) {
        long context = Downcalls.plain(newContext);
        Invariant.hold(context != 0, "libcrypto has memory for a context");
        long done = Downcalls.plain(begin, context, cipher.address(), 0, key, 0, encrypts ? 1 : 0);
        Invariant.hold((int) done == 1, "libcrypto takes a key of the right size");
        Downcalls.plain(setPadding, context, 0);
        return context;
    }

    long context(Encryption encryption, long key, boolean encrypts) {
        Optional<MemorySegment> cipher = Optional.ofNullable(ciphers.get(encryption));
        Invariant.hold(cipher.isPresent(), "the library has the cipher");
        return context(cipher.orElseThrow(), key, encrypts);
    }

    /// A context for one key.
    long mac(Integrity integrity, long key) {
        Optional<MemorySegment> digest = Optional.ofNullable(digests.get(integrity));
        Invariant.hold(digest.isPresent(), "the library has the digest");
        long context = Downcalls.plain(newMac);
        Invariant.hold(context != 0, "libcrypto has memory for a context");
        long done =
                Downcalls.plain(
                        beginMac,
                        context,
                        key,
                        integrity.keyOctets(),
                        digest.orElseThrow().address(),
                        0,
                        0);
        Invariant.hold((int) done == 1, "libcrypto takes a key for an HMAC");
        return context;
    }
}
