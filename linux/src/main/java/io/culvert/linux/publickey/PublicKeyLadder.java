package io.culvert.linux.publickey;

import io.culvert.base.Bytes;
import io.culvert.crypto.ike.ExchangeArithmetic;
import io.culvert.crypto.ike.KeyExchange;
import io.culvert.crypto.ike.KeyExchangeMethod;
import io.culvert.crypto.ike.LibraryKeys;
import io.culvert.crypto.ike.PublicKeyLibrary;
import io.culvert.crypto.ike.PublicKeyRung;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import io.culvert.linux.cipher.NativeLibrary;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The ladder of public-key work. Until [#prepare] is done the JDK does it all, so that neither the start nor the first peer
/// waits for libraries.
public final class PublicKeyLadder implements PublicKeys {
    /// What was found, ready to work.
    private record Ladder(
            List<PublicKeyRung> rungs, PublicKeys all, PublicKeys corretto, PublicKeys openSsl) {
        PublicKeys on(PublicKeyLibrary library) {
            return switch (library) {
                case AUTO -> all;
                case CORRETTO -> corretto;
                case OPENSSL -> openSsl;
                case JDK -> LibraryKeys.JDK;
            };
        }
    }

    private final Supplier<Optional<Provider>> corretto;
    private final List<String> openSsl;
    private final Consumer<Notice> notices;
    private final CompletableFuture<Ladder> found = new CompletableFuture<>();

    private PublicKeyLadder(
            Supplier<Optional<Provider>> corretto, List<String> openSsl, Consumer<Notice> notices) {
        this.corretto = corretto;
        this.openSsl = openSsl;
        this.notices = notices;
    }

    /// @param notices told of a library that gives wrong answers
    public static PublicKeyLadder ofThisMachine(Consumer<Notice> notices) {
        return of(Corretto::find, LibCryptoArithmetic.NAMES, notices);
    }

    /// @param corretto finds the provider; asked once
    /// @param openSsl names of the library, the first that is there counts
    static PublicKeyLadder of(
            Supplier<Optional<Provider>> corretto, List<String> openSsl, Consumer<Notice> notices) {
        return new PublicKeyLadder(corretto, openSsl, notices);
    }

    /// Loads and tries what this machine has, in the calling thread: up to half a second of a processor.
    public void prepare() {
        var rungs = new ArrayList<PublicKeyRung>();
        Optional<Provider> provider = corretto(rungs);
        Optional<ExchangeArithmetic> arithmetic = openSsl(rungs);
        rungs.add(new PublicKeyRung(PublicKeyLibrary.JDK, true, Runtime.version().toString()));
        found.complete(
                new Ladder(
                        List.copyOf(rungs),
                        new LibraryKeys(provider, arithmetic),
                        new LibraryKeys(provider, Optional.empty()),
                        new LibraryKeys(Optional.empty(), arithmetic)));
    }

    private Optional<Provider> corretto(List<PublicKeyRung> rungs) {
        Optional<Provider> provider = corretto.get();
        if (provider.isEmpty()) {
            rungs.add(absent(PublicKeyLibrary.CORRETTO, "not there, or not for this processor"));
            return provider;
        }
        if (!KnownAnswers.holds(new LibraryKeys(provider, Optional.empty()))) {
            rungs.add(wrong(PublicKeyLibrary.CORRETTO));
            return Optional.empty();
        }
        rungs.add(
                new PublicKeyRung(PublicKeyLibrary.CORRETTO, true, provider.get().getVersionStr()));
        return provider;
    }

    private Optional<ExchangeArithmetic> openSsl(List<PublicKeyRung> rungs) {
        Optional<LibCryptoArithmetic> library =
                NativeLibrary.first(openSsl).flatMap(LibCryptoArithmetic::of);
        if (library.isEmpty()) {
            rungs.add(absent(PublicKeyLibrary.OPENSSL, "not installed"));
            return Optional.empty();
        }
        if (!KnownAnswers.holds(library.get())) {
            rungs.add(wrong(PublicKeyLibrary.OPENSSL));
            return Optional.empty();
        }
        rungs.add(new PublicKeyRung(PublicKeyLibrary.OPENSSL, true, library.get().version()));
        return Optional.of(library.get());
    }

    private static PublicKeyRung absent(PublicKeyLibrary library, String why) {
        return new PublicKeyRung(library, false, why);
    }

    private PublicKeyRung wrong(PublicKeyLibrary library) {
        notices.accept(
                new Notice(
                        "CRYPTO",
                        3,
                        "WRONG_ANSWER",
                        "the library "
                                + library.word()
                                + " gives wrong answers in public-key work and is not used"));
        return absent(library, "gives wrong answers");
    }

    private PublicKeys now() {
        return found.isDone() ? found.join().all() : LibraryKeys.JDK;
    }

    /// Whoever asks for a library waits until all have been looked for.
    @Override
    public PublicKeys on(PublicKeyLibrary library) {
        return library == PublicKeyLibrary.AUTO ? this : found.join().on(library);
    }

    @Override
    public List<PublicKeyRung> rungs() {
        return found.join().rungs();
    }

    @Override
    public KeyExchange generate(KeyExchangeMethod method, Entropy entropy) {
        return now().generate(method, entropy);
    }

    @Override
    public Answer answer(KeyExchangeMethod method, Entropy entropy, Bytes peer) {
        return now().answer(method, entropy, peer);
    }

    @Override
    public Signature signer(Algorithm algorithm, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException {
        return now().signer(algorithm, key, random);
    }

    @Override
    public Signature verifier(Algorithm algorithm, PublicKey key) throws GeneralSecurityException {
        return now().verifier(algorithm, key);
    }

    @Override
    public String pathProvider() {
        return now().pathProvider();
    }

    @Override
    public List<Row> rows() {
        return now().rows();
    }
}
