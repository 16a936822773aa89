package io.culvert.dataplane;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// A limit of so many in a window of time, which the first one after the window before opens; of all planes of a router together. Who comes
/// too late only reads.
final class WindowLimit {
    private record Window(long openedAt, int taken) {}

    private final int most;
    private final long nanos;
    private final AtomicReference<Window> window =
            new AtomicReference<>(new Window(Long.MIN_VALUE, 0));

    WindowLimit(int most, long nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    boolean take(long now) {
        while (true) {
            Window current = Objects.requireNonNull(window.get());
            boolean isOver = current.openedAt == Long.MIN_VALUE || now - current.openedAt >= nanos;
            if (!isOver && current.taken >= most) {
                return false;
            }
            Window next =
                    isOver ? new Window(now, 1) : new Window(current.openedAt, current.taken + 1);
            if (window.compareAndSet(current, next)) {
                return true;
            }
        }
    }
}
