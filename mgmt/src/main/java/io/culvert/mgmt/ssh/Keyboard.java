package io.culvert.mgmt.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a peer types, and what is to be shown to it meanwhile. A thread of its own reads, and stands still while the session
/// does not come after it: what is typed ahead is bounded, by this and then by the window of the channel.
final class Keyboard {
    static final int TYPED_AHEAD_MAX = 65_536;

    /// Messages that wait to be shown, at most.
    static final int MESSAGES_MAX = 256;

    /// Control and Shift and 6, the escape sequence of IOS.
    private static final char CTRL_CARET = 30;

    private static final char CTRL_C = 3;

    /// What comes to a session.
    sealed interface Event {
        record Key(char key) implements Event {}

        record Message(String text) implements Event {}

        record Closed() implements Event {}
    }

    private final BlockingQueue<Event> events =
            new LinkedBlockingQueue<>(TYPED_AHEAD_MAX + MESSAGES_MAX);
    private final Deque<Event> ahead = new ArrayDeque<>();

    /// Reads until the end. On a thread of its own.
    void read(InputStream in) {
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int key = reader.read(); key >= 0; key = reader.read()) {
                events.put(new Event.Key((char) key));
            }
            events.put(new Event.Closed());
        } catch (IOException e) {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        events.offer(new Event.Closed());
    }

    /// Any thread. A session that does not come after it loses messages.
    void message(String text) {
        if (events.remainingCapacity() > TYPED_AHEAD_MAX) {
            events.offer(new Event.Message(text));
        }
    }

    Optional<Event> next(Duration atMost) throws InterruptedException {
        Event first = ahead.poll();
        return first != null
                ? Optional.of(first)
                : Optional.ofNullable(events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /// What came while a command was under way.
    enum Break {
        NONE,
        INTERRUPT,
        CLOSED
    }

    /// Waits so long for the escape sequence or the end; what else is typed is kept for later, but not what stands before
    /// an escape sequence.
    ///
    /// @param waits whether the end of what is typed, too, waits until the command is done, as that of a script does
    Break interrupted(Duration atMost, boolean waits) throws InterruptedException {
        Event event = events.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        while (event != null) {
            if (event instanceof Event.Key(char key) && (key == CTRL_CARET || key == CTRL_C)) {
                ahead.clear();
                return Break.INTERRUPT;
            }
            if (event instanceof Event.Closed && !waits) {
                return Break.CLOSED;
            }
            if (ahead.size() < TYPED_AHEAD_MAX) {
                ahead.add(event);
            }
            event = events.poll();
        }
        return Break.NONE;
    }
}
