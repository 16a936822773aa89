package io.culvert.linux.publickey;

import io.culvert.base.Invariant;
import io.culvert.crypto.ike.ExchangeArithmetic;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.linux.cipher.Downcalls;
import io.culvert.linux.cipher.LibCryptoVersion;
import io.culvert.linux.cipher.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// X25519, X448 and powers modulo a prime by the libcrypto of OpenSSL 3. All of it runs in a time that does not depend on the
/// private value. The calls may wait, so they are plain.
final class LibCryptoArithmetic implements ExchangeArithmetic {
    static final List<String> NAMES = List.of("libcrypto.so.3");

    private static final List<String> NEEDED =
            List.of(
                    "EVP_PKEY_new_raw_private_key",
                    "EVP_PKEY_new_raw_public_key",
                    "EVP_PKEY_get_raw_public_key",
                    "EVP_PKEY_CTX_new",
                    "EVP_PKEY_CTX_free",
                    "EVP_PKEY_derive_init",
                    "EVP_PKEY_derive_set_peer",
                    "EVP_PKEY_derive",
                    "EVP_PKEY_free",
                    "BN_CTX_new",
                    "BN_CTX_free",
                    "BN_new",
                    "BN_bin2bn",
                    "BN_bn2binpad",
                    "BN_clear_free",
                    "BN_MONT_CTX_new",
                    "BN_MONT_CTX_set",
                    "BN_mod_exp_mont_consttime",
                    "ERR_clear_error",
                    "OPENSSL_version_major",
                    "OPENSSL_version_minor",
                    "OPENSSL_version_patch");

    /// `EVP_PKEY_X25519` and `EVP_PKEY_X448` of `openssl/evp.h`.
    private static final int X25519 = 1034;

    private static final int X448 = 1035;

    /// A prime and what Montgomery's method needs of it; they stay for the life of the process and are only read.
    private record Field(long prime, long montgomery) {}

    private final NativeLibrary library;
    private final Map<KeyExchangeMethod, Field> fields = new EnumMap<>(KeyExchangeMethod.class);
    private final MemorySegment newPrivate;
    private final MemorySegment newPublic;
    private final MemorySegment getPublic;
    private final MemorySegment newContext;
    private final MemorySegment freeContext;
    private final MemorySegment beginDerive;
    private final MemorySegment setPeer;
    private final MemorySegment derive;
    private final MemorySegment freeKey;
    private final MemorySegment newScratch;
    private final MemorySegment freeScratch;
    private final MemorySegment newNumber;
    private final MemorySegment readNumber;
    private final MemorySegment writeNumber;
    private final MemorySegment freeNumber;
    private final MemorySegment power;
    private final MemorySegment clearErrors;

    private LibCryptoArithmetic(NativeLibrary library) {
        this.library = library;
        newPrivate = library.function("EVP_PKEY_new_raw_private_key");
        newPublic = library.function("EVP_PKEY_new_raw_public_key");
        getPublic = library.function("EVP_PKEY_get_raw_public_key");
        newContext = library.function("EVP_PKEY_CTX_new");
        freeContext = library.function("EVP_PKEY_CTX_free");
        beginDerive = library.function("EVP_PKEY_derive_init");
        setPeer = library.function("EVP_PKEY_derive_set_peer");
        derive = library.function("EVP_PKEY_derive");
        freeKey = library.function("EVP_PKEY_free");
        newScratch = library.function("BN_CTX_new");
        freeScratch = library.function("BN_CTX_free");
        newNumber = library.function("BN_new");
        readNumber = library.function("BN_bin2bn");
        writeNumber = library.function("BN_bn2binpad");
        freeNumber = library.function("BN_clear_free");
        power = library.function("BN_mod_exp_mont_consttime");
        clearErrors = library.function("ERR_clear_error");
        for (KeyExchangeMethod method : KeyExchangeMethod.values()) {
            if (method.kind() == KeyExchangeMethod.Kind.MODP) {
                fields.put(method, field(method.prime()));
            }
        }
    }

    /// Empty if the library is another one than it says, or lacks a function.
    static Optional<LibCryptoArithmetic> of(NativeLibrary library) {
        return NEEDED.stream().allMatch(library::has)
                ? Optional.of(new LibCryptoArithmetic(library))
                : Optional.empty();
    }

    String version() {
        return LibCryptoVersion.of(library);
    }

    @Override
    public String name() {
        return "OpenSSL " + version();
    }

    @Override
    public boolean has(KeyExchangeMethod method) {
        return method.kind() != KeyExchangeMethod.Kind.ECP;
    }

    private static long made(long address) {
        Invariant.hold(address != 0, "libcrypto has memory");
        return address;
    }

    // --- Montgomery curves ---

    @Override
    public byte[] multiply(KeyExchangeMethod method, byte[] scalar, byte[] u) {
        return multiply(method, scalar, List.of(u)).getFirst();
    }

    /// The library multiplies the base point whenever it makes a key, so one key serves all.
    @Override
    public List<byte[]> multiply(KeyExchangeMethod method, byte[] scalar, List<byte[]> all) {
        int type = method == KeyExchangeMethod.CURVE25519 ? X25519 : X448;
        int octets = method.elementOctets();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment secret = copy(arena, scalar);
            long key = made(Downcalls.plain(newPrivate, type, 0, secret.address(), octets, 0, 0));
            secret.fill((byte) 0);
            try {
                var products = new ArrayList<byte[]>();
                for (byte[] u : all) {
                    products.add(
                            isBase(method, u)
                                    ? publicValue(arena, key, octets)
                                    : derived(arena, type, key, u));
                }
                return products;
            } finally {
                Downcalls.plain(freeKey, key);
            }
        }
    }

    /// Whether it is the base point, whose product the library made with the key: RFC 7748 sections 4.1 and 4.2.
    private static boolean isBase(KeyExchangeMethod method, byte[] u) {
        int rest = 0;
        for (int i = 1; i < u.length; i++) {
            rest |= u[i];
        }
        return rest == 0 && u[0] == (method == KeyExchangeMethod.CURVE25519 ? 9 : 5);
    }

    private byte[] publicValue(Arena arena, long key, int octets) {
        MemorySegment out = arena.allocate(octets);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, octets);
        long done = Downcalls.plain(getPublic, key, out.address(), length.address());
        Invariant.hold((int) done == 1, "libcrypto knows the public value of a key");
        return out.toArray(ValueLayout.JAVA_BYTE);
    }

    /// The library refuses a product of zero, which stays zero here.
    private byte[] derived(Arena arena, int type, long key, byte[] u) {
        MemorySegment out = arena.allocate(u.length);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, u.length);
        long peer =
                made(Downcalls.plain(newPublic, type, 0, copy(arena, u).address(), u.length, 0, 0));
        long context = made(Downcalls.plain(newContext, key, 0));
        boolean isDone =
                (int) Downcalls.plain(beginDerive, context) == 1
                        && (int) Downcalls.plain(setPeer, context, peer) == 1
                        && (int) Downcalls.plain(derive, context, out.address(), length.address())
                                == 1;
        Downcalls.plain(freeContext, context);
        Downcalls.plain(freeKey, peer);
        if (!isDone) {
            Downcalls.plain(clearErrors);
            return new byte[u.length];
        }
        byte[] product = out.toArray(ValueLayout.JAVA_BYTE);
        out.fill((byte) 0);
        return product;
    }

    // --- prime fields ---

    private Field field(BigInteger prime) {
        try (Arena arena = Arena.ofConfined()) {
            long scratch = made(Downcalls.plain(newScratch));
            long modulus = number(copy(arena, prime.toByteArray()));
            long montgomery = made(Downcalls.plain(library.function("BN_MONT_CTX_new")));
            long done =
                    Downcalls.plain(
                            library.function("BN_MONT_CTX_set"), montgomery, modulus, scratch);
            Invariant.hold((int) done == 1, "libcrypto takes an odd modulus");
            Downcalls.plain(freeScratch, scratch);
            return new Field(modulus, montgomery);
        }
    }

    private long number(MemorySegment octets) {
        return made(Downcalls.plain(readNumber, octets.address(), octets.byteSize(), 0));
    }

    @Override
    public byte[] power(KeyExchangeMethod method, byte[] base, byte[] exponent) {
        Field field = Optional.ofNullable(fields.get(method)).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment secret = copy(arena, exponent);
            MemorySegment out = arena.allocate(method.elementOctets());
            long scratch = made(Downcalls.plain(newScratch));
            long x = number(secret);
            secret.fill((byte) 0);
            long g = number(copy(arena, base));
            long result = made(Downcalls.plain(newNumber));
            long done =
                    Downcalls.plain(power, result, g, x, field.prime, scratch, field.montgomery);
            Invariant.hold((int) done == 1, "libcrypto can raise to a power");
            Downcalls.plain(writeNumber, result, out.address(), out.byteSize());
            for (long each : new long[] {x, g, result}) {
                Downcalls.plain(freeNumber, each);
            }
            Downcalls.plain(freeScratch, scratch);
            byte[] octets = out.toArray(ValueLayout.JAVA_BYTE);
            out.fill((byte) 0);
            return octets;
        }
    }

    private static MemorySegment copy(Arena arena, byte[] octets) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, octets);
    }
}
