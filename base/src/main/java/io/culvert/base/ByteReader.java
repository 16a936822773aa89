package io.culvert.base;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a stranger's octets in order, all numbers big-endian. It remembers the first failure; from then on reads give
/// zero, [#left()] gives zero and nothing throws, so that a parser is a straight line and every loop over `left()` ends.
public final class ByteReader {
    private final byte[] octets;
    private final int start;
    private final int end;
    private int at;
    private Parse.@Nullable Malformed<?> failure;

    public ByteReader(byte[] octets) {
        this(octets, 0, octets.length);
    }

    /// Reads the octets from `start` to `end`, the latter excluded. They must stay as they are while they are read.
    public ByteReader(byte[] octets, int start, int end) {
        this.octets = octets;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /// Octets not read yet; zero once something failed.
    public int left() {
        return failure == null ? end - at : 0;
    }

    /// The position from the start of the whole buffer, for messages.
    public int at() {
        return at;
    }

    /// How many octets of this reader were read.
    public int consumed() {
        return at - start;
    }

    public boolean failed() {
        return failure != null;
    }

    public Optional<Parse.Malformed<?>> failure() {
        return Optional.ofNullable(failure);
    }

    /// Fails with `what` unless the condition holds.
    public void require(boolean condition, String what) {
        if (!condition) {
            fail(what);
        }
    }

    public void fail(String what) {
        if (failure == null) {
            failure = new Parse.Malformed<>(at, what);
        }
    }

    /// Takes over the failure of a nested parse, if it has one, and gives its value otherwise.
    public <T> @Nullable T take(Parse<T> nested) {
        return switch (nested) {
            case Parse.Ok<T>(var value) -> value;
            case Parse.Malformed<T> malformed -> {
                if (failure == null) {
                    failure = malformed;
                }
                yield null;
            }
        };
    }

    private boolean has(int count) {
        if (failure != null) {
            return false;
        }
        if (count < 0 || count > end - at) {
            fail("truncated");
            return false;
        }
        return true;
    }

    /// The next octet without reading it; zero at the end, which is no failure.
    public int peek() {
        return left() > 0 ? octets[at] & 0xFF : 0;
    }

    public int u8() {
        return has(1) ? octets[at++] & 0xFF : 0;
    }

    public int u16() {
        if (!has(2)) {
            return 0;
        }
        at += 2;
        return (octets[at - 2] & 0xFF) << 8 | octets[at - 1] & 0xFF;
    }

    public int u24() {
        if (!has(3)) {
            return 0;
        }
        return u8() << 16 | u16();
    }

    public int i32() {
        if (!has(4)) {
            return 0;
        }
        return u16() << 16 | u16();
    }

    public long u32() {
        return i32() & 0xFFFF_FFFFL;
    }

    public long i64() {
        if (!has(8)) {
            return 0;
        }
        return (long) i32() << 32 | u32();
    }

    /// The next `count` octets, eight at most and none if it is below one, as the first of eight with zeros behind them.
    public long first(int count) {
        if (count <= 0 || count > Long.BYTES || !has(count)) {
            require(count <= Long.BYTES, "more octets than eight");
            return 0;
        }
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits |= (octets[at + i] & 0xFFL) << Long.SIZE - 8 - 8 * i;
        }
        at += count;
        return bits;
    }

    /// The next `count` octets; empty after a failure.
    public Bytes bytes(int count) {
        if (!has(count)) {
            return Bytes.EMPTY;
        }
        at += count;
        return Bytes.of(octets, at - count, at);
    }

    /// All that is left.
    public Bytes rest() {
        return bytes(left());
    }

    public void skip(int count) {
        if (has(count)) {
            at += count;
        }
    }

    /// A reader of the next `count` octets, which this one skips. If this reader failed, so has the new one.
    public ByteReader sub(int count) {
        boolean fits = has(count);
        var sub = new ByteReader(octets, at, fits ? at + count : at);
        if (fits) {
            at += count;
        } else {
            sub.failure = failure;
        }
        return sub;
    }

    /// Takes over the failure of a reader that [#sub(int)] gave.
    public void join(ByteReader sub) {
        if (failure == null) {
            failure = sub.failure;
        }
    }

    /// The value if nothing failed and nothing is left over. The supplier runs only then.
    public <T> Parse<T> finish(Supplier<? extends T> value) {
        require(left() == 0, "trailing octets");
        return failure == null ? new Parse.Ok<>(value.get()) : failure.as();
    }

    /// The value if nothing failed, whatever follows.
    public <T> Parse<T> finishPart(Supplier<? extends T> value) {
        return failure == null ? new Parse.Ok<>(value.get()) : failure.as();
    }
}
