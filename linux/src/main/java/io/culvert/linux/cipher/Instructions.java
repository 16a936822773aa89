package io.culvert.linux.cipher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The sets of instructions for which the multi-buffer library has AES-GCM, the widest first. Each expands keys in its own way.
enum Instructions {
    VAES_AVX512(
            "vaes",
            "vpclmulqdq",
            "avx512f",
            "avx512dq",
            "avx512cd",
            "avx512bw",
            "avx512vl",
            "bmi2"),
    AVX512("aes", "pclmulqdq", "avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl", "bmi2"),
    VAES_AVX2("vaes", "vpclmulqdq", "avx2", "bmi2"),
    AVX_GEN4("aes", "pclmulqdq", "avx2", "bmi2"),
    AVX_GEN2("aes", "pclmulqdq", "avx"),
    SSE("aes", "pclmulqdq", "sse4_1", "sse4_2");

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final String FLAGS = "flags";

    private final List<String> flags;

    Instructions(String... flags) {
        this.flags = List.of(flags);
    }

    /// What the names of the library's functions end in.
    String suffix() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean areIn(Set<String> processor) {
        return processor.containsAll(flags);
    }

    /// The flags of the first processor of this machine, as the kernel names them; none where it names them in another way, as
    /// on ARM.
    static Set<String> flagsOfTheProcessor() {
        try {
            return flagsIn(Files.readAllLines(PROCESSOR));
        } catch (IOException hidden) {
            return Set.of();
        }
    }

    static Set<String> flagsIn(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(FLAGS)) {
                return new TreeSet<>(List.of(line.substring(colon + 1).strip().split("\\s+")));
            }
        }
        return Set.of();
    }
}
