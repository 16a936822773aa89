package io.culvert.bench.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lines of orders from standard input; the program ends with the last.
final class Orders {
    private final BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));

    /// The next, in words.
    Optional<String[]> next() throws IOException {
        return Optional.ofNullable(in.readLine()).map(line -> line.trim().split(" +"));
    }

    static void answer(String json) {
        System.out.println("{" + json + "}");
        System.out.flush();
    }
}
