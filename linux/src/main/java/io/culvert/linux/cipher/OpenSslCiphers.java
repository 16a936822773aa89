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
import java.util.function.Supplier;

/// The rung of OpenSSL 3: every suite whose algorithms its configuration allows.
final class OpenSslCiphers implements EspCiphers {
    static final List<String> NAMES = List.of("libcrypto.so.3");

    private final LibCrypto crypto;
    private final Supplier<Arena> arenas;

    private OpenSslCiphers(LibCrypto crypto, Supplier<Arena> arenas) {
        this.crypto = crypto;
        this.arenas = arenas;
    }

    /// @param names of the library, the first that is there counts
    /// @param arenas makes the memory of each SA
    static Found load(List<String> names, Supplier<Arena> arenas) {
        Optional<NativeLibrary> library = NativeLibrary.first(names);
        if (library.isEmpty()) {
            return Found.absent(CipherLibrary.OPENSSL, "not installed");
        }
        return library.flatMap(LibCrypto::of)
                .map(
                        crypto ->
                                Found.there(
                                        CipherLibrary.OPENSSL,
                                        crypto.version(),
                                        new OpenSslCiphers(crypto, arenas)))
                .orElseGet(
                        () ->
                                Found.absent(
                                        CipherLibrary.OPENSSL,
                                        library.get().name() + " lacks functions of OpenSSL 3"));
    }

    @Override
    public String name() {
        return "OpenSSL";
    }

    @Override
    public boolean supports(EspSuite suite) {
        return crypto.has(suite.encryption()) && crypto.has(suite.integrity());
    }

    @Override
    public EspSealer sealer(
            EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        return switch (suite.encryption().mode()) {
            case GCM, CHACHA20, GMAC ->
                    new OpenSslAead(suite, keys, extendedSequence, true, crypto, arenas.get());
            case CBC, NULL ->
                    OpenSslMac.sealer(
                            suite,
                            keys,
                            extendedSequence,
                            suite.encryption().mode() == Encryption.Mode.CBC
                                    ? entropy.bytes(IV_KEY_OCTETS)
                                    : Bytes.EMPTY,
                            crypto,
                            arenas.get());
        };
    }

    @Override
    public EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        Invariant.hold(supports(suite), "the rung supports the suite");
        return switch (suite.encryption().mode()) {
            case GCM, CHACHA20, GMAC ->
                    new OpenSslAead(suite, keys, extendedSequence, false, crypto, arenas.get());
            case CBC, NULL ->
                    OpenSslMac.opener(suite, keys, extendedSequence, crypto, arenas.get());
        };
    }
}
