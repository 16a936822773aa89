package io.culvert.linux.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
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
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which library serves which suite.
class CipherLadderTest {
    private final List<Notice> notices = new ArrayList<>();

    /// A library that says it has everything, and gets the last octet of each tag wrong.
    private static final class Wrong implements EspCiphers {
        private final EspCiphers right = new JdkEspCiphers();

        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public boolean supports(EspSuite suite) {
            return right.supports(suite);
        }

        @Override
        public EspSealer sealer(
                EspSuite suite, EspKeys keys, boolean extendedSequence, Entropy entropy) {
            EspSealer sealer = right.sealer(suite, keys, extendedSequence, entropy);
            return new EspSealer() {
                @Override
                public void seal(MemorySegment slab, long espAt, int clearLength, long sequence) {
                    sealer.seal(slab, espAt, clearLength, sequence);
                    long last = espAt + suite.espOctets(clearLength) - suite.icvOctets();
                    slab.set(ValueLayout.JAVA_BYTE, last, (byte) 0);
                }

                @Override
                public void close() {
                    sealer.close();
                }
            };
        }

        @Override
        public EspOpener opener(EspSuite suite, EspKeys keys, boolean extendedSequence) {
            return right.opener(suite, keys, extendedSequence);
        }
    }

    private CipherLadder ladderWithout() {
        return CipherLadder.of(
                List.of("libNobodyHasThis.so.1", "libNorThis.so.2"),
                List.of("libcryptoOfNobody.so.3"),
                Rungs.PROCESSOR,
                Arena::ofShared,
                notices::add);
    }

    @Test
    void withoutAnyLibraryTheJdkServesAndNobodyIsTroubled() {
        CipherLadder ladder = ladderWithout();
        assertThat(ladder.name()).isEqualTo("JDK");
        assertThat(ladder.rungs())
                .containsExactly(
                        new CipherRung(CipherLibrary.MULTI_BUFFER, false, "not installed"),
                        new CipherRung(CipherLibrary.OPENSSL, false, "not installed"),
                        new CipherRung(CipherLibrary.JDK, true, Runtime.version().toString()));
        assertThat(ladder.rung(EspSuite.GCM_256)).isEqualTo("JDK");
        assertThat(ladder.on(CipherLibrary.MULTI_BUFFER).rung(EspSuite.GCM_256)).isEqualTo("JDK");
        assertThat(ladder.on(CipherLibrary.MULTI_BUFFER).name()).isEqualTo("JDK");
        assertThat(notices).isEmpty();
    }

    @Test
    void aLibraryThatIsSomethingElseIsNotUsed() {
        CipherLadder ladder =
                CipherLadder.of(
                        List.of("libc.so.6"),
                        List.of("libc.so.6"),
                        Rungs.PROCESSOR,
                        Arena::ofShared,
                        notices::add);
        assertThat(ladder.name()).isEqualTo("JDK");
        assertThat(ladder.rungs())
                .extracting(CipherRung::about)
                .contains("libc.so.6 lacks functions of OpenSSL 3");
    }

    @Test
    void aProcessorThatTheLibraryHasNothingForGoesWithoutIt() {
        Found found =
                MultiBufferCiphers.load(
                        MultiBufferCiphers.NAMES,
                        Set.of("fp", "asimd", "aes"),
                        Arena::ofShared,
                        new JdkEspCiphers());
        assertThat(found.ciphers()).isEmpty();
    }

    @Test
    void aLibraryThatAnswersWronglyIsNotUsedAndANoticeSaysSoOnce() {
        var wrong = Found.there(CipherLibrary.OPENSSL, "9.9", new Wrong());
        var jdk = Found.there(CipherLibrary.JDK, "25", new JdkEspCiphers());
        CipherLadder ladder = CipherLadder.of(List.of(wrong, jdk), notices::add);
        assertThat(ladder.rung(EspSuite.GCM_128)).isEqualTo("JDK");
        assertThat(ladder.on(CipherLibrary.OPENSSL).rung(EspSuite.GCM_128)).isEqualTo("JDK");
        assertThat(notices)
                .extracting(Notice::toString)
                .containsExactly(
                        "%CRYPTO-3-WRONG_ANSWER: wrong 9.9 gives wrong answers for esp-gcm and is not"
                                + " used for it");
    }

    @Test
    void aSuiteRunsOnTheLibraryThatIsAskedForIfThatHasIt() {
        CipherLadder ladder = CipherLadder.ofThisMachine(notices::add);
        for (Found found : Rungs.all()) {
            EspCiphers rung = found.ciphers().orElseThrow();
            EspCiphers forced = ladder.on(found.rung().library());
            assertThat(forced.name()).isEqualTo(rung.name());
            for (EspSuite suite : EspSuite.all()) {
                if (forced.supports(suite)) {
                    assertThat(forced.rung(suite))
                            .isEqualTo(rung.supports(suite) ? rung.name() : "JDK");
                }
            }
        }
        assertThat(ladder.on(CipherLibrary.JDK).rung(EspSuite.GCM_256)).isEqualTo("JDK");
        assertThat(notices).isEmpty();
    }

    @Test
    void theChoiceForASuiteStays() {
        CipherLadder ladder = CipherLadder.ofThisMachine(notices::add);
        String chosen = ladder.rung(EspSuite.GCM_256);
        assertThat(ladder.rung(EspSuite.GCM_256)).isEqualTo(chosen);
        assertThat(ladder.on(CipherLibrary.AUTO).rung(EspSuite.GCM_256)).isEqualTo(chosen);
        if (!Rungs.all().isEmpty()) {
            assertThat(chosen).isNotEqualTo("JDK");
        }
    }

    /// The answers that are known are those of the JDK; with none known for a suite no library would get it.
    @Test
    void theJdkGivesTheKnownAnswersForEverySuiteThatItHas() {
        var jdk = new JdkEspCiphers();
        for (EspSuite suite : EspSuite.all()) {
            if (jdk.supports(suite)) {
                assertThat(KnownAnswers.areGivenBy(jdk, suite)).as(suite.words()).isTrue();
            }
        }
    }

    @Test
    void theFlagsOfAProcessorAreReadAsTheKernelWritesThem() {
        assertThat(
                        Instructions.flagsIn(
                                List.of(
                                        "processor\t: 0",
                                        "flags\t\t: fpu aes avx2",
                                        "flags\t\t: other")))
                .containsExactly("aes", "avx2", "fpu");
        assertThat(Instructions.flagsIn(List.of("Features\t: fp asimd aes"))).isEmpty();
        assertThat(Instructions.AVX_GEN4.areIn(Set.of("aes", "pclmulqdq", "avx2", "bmi2")))
                .isTrue();
        assertThat(Instructions.VAES_AVX512.areIn(Set.of("aes", "pclmulqdq", "avx2", "bmi2")))
                .isFalse();
    }

    /// Only what the JDK lacks goes to a library alone.
    @Test
    void theShortTagIsForALibrary() {
        EspSuite shortTag = EspSuite.of(Encryption.AES_GCM_8_256, Integrity.NONE).orElseThrow();
        assertThat(ladderWithout().supports(shortTag)).isFalse();
        assertThat(CipherLadder.ofThisMachine(notices::add).supports(shortTag))
                .isEqualTo(!Rungs.all().isEmpty());
    }
}
