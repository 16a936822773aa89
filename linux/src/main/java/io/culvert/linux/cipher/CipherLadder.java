package io.culvert.linux.cipher;

import io.culvert.base.Invariant;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.engine.Entropy;
import io.culvert.engine.Notice;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ladder of ESP ciphers: Intel's multi-buffer library, OpenSSL, and the JDK, which is always there. The first time that a
/// suite is asked for, each library that has it must give the answers that the JDK knows, and the fastest of them gets the suite.
/// Any thread may ask; a sealer or an opener belongs to one at a time.
public final class CipherLadder implements EspCiphers {
    private final List<Found> found;
    private final Choices choices;
    private final CipherLibrary wanted;

    private CipherLadder(List<Found> found, Choices choices, CipherLibrary wanted) {
        this.found = List.copyOf(found);
        this.choices = choices;
        this.wanted = wanted;
    }

    /// The ladder of what this machine has.
    ///
    /// @param notices told of a library that gives wrong answers
    public static CipherLadder ofThisMachine(Consumer<Notice> notices) {
        return ofThisMachine(Arena::ofShared, notices);
    }

    /// The same where each sealer and opener stays with the thread that made it. To take memory back that others may have held, all
    /// threads of the process are asked first.
    ///
    /// @param notices told of a library that gives wrong answers
    public static CipherLadder ofOneThread(Consumer<Notice> notices) {
        return ofThisMachine(Arena::ofConfined, notices);
    }

    private static CipherLadder ofThisMachine(Supplier<Arena> arenas, Consumer<Notice> notices) {
        return of(
                MultiBufferCiphers.NAMES,
                OpenSslCiphers.NAMES,
                Instructions.flagsOfTheProcessor(),
                arenas,
                notices);
    }

    static CipherLadder of(
            List<String> multiBuffer,
            List<String> openSsl,
            Set<String> processor,
            Supplier<Arena> arenas,
            Consumer<Notice> notices) {
        var jdk = new JdkEspCiphers();
        Found openSslFound = OpenSslCiphers.load(openSsl, arenas);
        EspCiphers singles = openSslFound.ciphers().orElse(jdk);
        return of(
                List.of(
                        MultiBufferCiphers.load(multiBuffer, processor, arenas, singles),
                        openSslFound,
                        Found.there(CipherLibrary.JDK, Runtime.version().toString(), jdk)),
                notices);
    }

    /// @param found from the top of the ladder to its foot
    static CipherLadder of(List<Found> found, Consumer<Notice> notices) {
        return new CipherLadder(found, new Choices(found, notices), CipherLibrary.AUTO);
    }

    /// Tries and measures what is there for every suite, the usual ones first. That takes up to half a second of a processor, on
    /// a thread of its own at best: whoever asks for a suite meanwhile waits for it alone.
    public void prepare() {
        Stream.concat(
                        Stream.of(EspSuite.GCM_256, EspSuite.CHACHA20_POLY1305),
                        EspSuite.all().stream())
                .forEach(this::supports);
    }

    @Override
    public CipherLadder on(CipherLibrary library) {
        return new CipherLadder(found, choices, library);
    }

    /// The libraries that may be chosen, or the one that is asked for.
    @Override
    public String name() {
        return wanted == CipherLibrary.AUTO
                ? found.stream()
                        .flatMap(each -> each.ciphers().stream())
                        .map(EspCiphers::name)
                        .collect(Collectors.joining(", "))
                : there(wanted).or(() -> there(CipherLibrary.JDK)).orElseThrow().name();
    }

    private Optional<EspCiphers> there(CipherLibrary library) {
        return found.stream()
                .filter(each -> each.rung().library() == library)
                .flatMap(each -> each.ciphers().stream())
                .findFirst();
    }

    @Override
    public List<CipherRung> rungs() {
        return found.stream().map(Found::rung).toList();
    }

    private Optional<EspCiphers> chosen(EspSuite suite) {
        return choices.of(suite, wanted);
    }

    @Override
    public boolean supports(EspSuite suite) {
        return chosen(suite).isPresent();
    }

    @Override
    public String rung(EspSuite suite) {
        return require(suite).name();
    }

    private EspCiphers require(EspSuite suite) {
        Optional<EspCiphers> rung = chosen(suite);
        Invariant.hold(rung.isPresent(), "some rung supports the suite");
        return rung.orElseThrow();
    }

    @Override
    public EspSealer sealer(
            EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy) {
        return require(suite).sealer(suite, keys, extendedSequence, entropy);
    }

    @Override
    public EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
        return require(suite).opener(suite, keys, extendedSequence);
    }
}
