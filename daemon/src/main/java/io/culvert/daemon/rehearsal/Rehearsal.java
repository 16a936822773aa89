package io.culvert.daemon.rehearsal;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// Two routers and what they live through. Router time passes as fast as the processor lets it.
public final class Rehearsal {
    /// Turns of traffic in each direction. A turn is 24 KB, so that an association lasts for a hundred.
    private static final int TURNS = 2_500;

    private static final int TURNS_A_STEP = 50;

    private static final Duration BETWEEN_TURNS = Duration.ofMillis(1);

    /// Sessions are up after a few seconds; after this step all that lives by time has been rekeyed.
    private static final Duration STEP = Duration.ofSeconds(130);

    /// Deadlines of one step; no step has so many.
    private static final int DEADLINES_MAX = 10_000;

    private final Actor first;
    private final Actor second;
    private Instant now = Instant.EPOCH;

    /// @param allocator of the memory of packets
    public Rehearsal(EspCiphers ciphers, PublicKeys keys, SegmentAllocator allocator) {
        first = new Actor(1, ciphers, keys, allocator);
        second = new Actor(2, ciphers, keys, allocator);
    }

    /// Runs to its end, or until the thread is interrupted; answers how many packets reached their hosts.
    public long run() {
        first.begin(config(1, 2), second);
        second.begin(config(2, 1), first);
        pass(STEP);
        Traffic[] kinds = Traffic.values();
        for (int turn = 0; turn < TURNS && !Thread.currentThread().isInterrupted(); turn++) {
            // Most of it is usual.
            Traffic kind = turn % 7 == 0 ? kinds[turn / 7 % kinds.length] : Traffic.USUAL;
            first.fromHost(kind, second.host());
            deliver();
            second.fromHost(kind, first.host());
            deliver();
            pass(turn % TURNS_A_STEP == TURNS_A_STEP - 1 ? STEP : BETWEEN_TURNS);
            if (turn % (4 * TURNS_A_STEP) == 0) {
                first.display();
            }
        }
        first.end();
        second.takeWaiting();
        second.end();
        return first.delivered() + second.delivered();
    }

    /// Lets so much time pass, with all that is due in it.
    private void pass(Duration time) {
        Instant end = now.plus(time);
        for (int i = 0; i < DEADLINES_MAX; i++) {
            Optional<Instant> due =
                    Stream.of(first.wakeAt(), second.wakeAt())
                            .flatMap(Optional::stream)
                            .min(Instant::compareTo)
                            .filter(at -> at.isBefore(end));
            if (due.isEmpty()) {
                break;
            }
            reach(due.get().isBefore(now) ? now : due.get());
        }
        reach(end);
    }

    private void reach(Instant moment) {
        now = moment;
        first.onTime(now);
        second.onTime(now);
        deliver();
    }

    /// Until nothing is on its way.
    private void deliver() {
        boolean any = true;
        while (any) {
            any = first.takeWaiting();
            any = second.takeWaiting() || any;
        }
    }

    private static RouterConfig config(int own, int other) {
        String text =
                configuration()
                        .replace("{own}", Integer.toString(own))
                        .replace("{other}", Integer.toString(other));
        return ConfigLoader.load("rehearsal", text).config();
    }

    private static String configuration() {
        try (InputStream in = Rehearsal.class.getResourceAsStream("actor.cfg")) {
            if (in == null) {
                throw new IllegalStateException("the configuration comes with the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
