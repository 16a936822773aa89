package io.culvert.rib.broken;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

final class TouchesWorld {
    private TouchesWorld() {}

    static List<Object> all(Clock given) throws IOException {
        Supplier<Instant> reference = Instant::now;
        try (var file = new FileInputStream("x");
                var socket = new Socket();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return List.of(
                    file,
                    socket,
                    executor,
                    reference,
                    Path.of("x"),
                    Thread.currentThread(),
                    System.nanoTime(),
                    Clock.systemUTC(),
                    Instant.now(given),
                    new SecureRandom(),
                    new Random(),
                    new Random(1));
        }
    }
}
