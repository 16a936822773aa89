package io.culvert.wire.bgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/// The AS_PATH attribute, RFC 4271 section 5.1.2, with AS numbers of four octets, RFC 6793.
public record AsPath(List<Segment> segments) {
    public static final AsPath EMPTY = new AsPath(List.of());
    /// Stands for a number that an old speaker cannot write, RFC 6793 section 4.2.2.
    public static final long AS_TRANS = 23_456;
    /// One segment counts its numbers in one octet.
    public static final int SEGMENT_MAX = 255;

    /// The kinds of segments: RFC 4271 section 4.3, RFC 5065 section 3.
    public enum Kind {
        SET(1),
        SEQUENCE(2),
        CONFED_SEQUENCE(3),
        CONFED_SET(4);

        private static final List<Kind> ALL = List.of(values());

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /// Empty for a code that no RFC gives a meaning.
        public static Optional<Kind> of(int code) {
            for (Kind kind : ALL) {
                if (kind.code == code) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        public boolean isConfederation() {
            return code >= 3;
        }
    }

    public record Segment(Kind kind, List<Long> numbers) {
        public Segment {
            numbers = List.copyOf(numbers);
            if (numbers.isEmpty() || numbers.size() > SEGMENT_MAX) {
                throw new IllegalArgumentException("a segment holds 1 to 255 AS numbers");
            }
        }

        /// Written out, as the hash below and those of the path: there may be a hundred thousand.
        @Override
        public boolean equals(Object other) {
            return other instanceof Segment segment
                    && kind == segment.kind
                    && numbers.equals(segment.numbers);
        }

        @Override
        public int hashCode() {
            return 31 * kind.code + numbers.hashCode();
        }
    }

    public AsPath {
        segments = List.copyOf(segments);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsPath path && segments.equals(path.segments);
    }

    @Override
    public int hashCode() {
        return segments.hashCode();
    }

    /// One sequence of these numbers.
    public static AsPath of(Long... numbers) {
        AsPath path = EMPTY;
        for (int i = numbers.length - 1; i >= 0; i--) {
            path = path.prepend(numbers[i], 1);
        }
        return path;
    }

    public boolean isEmpty() {
        return segments.isEmpty();
    }

    /// The length that is compared: RFC 4271 section 9.1.2.2 (a set counts one), RFC 5065 section 5.3 (confederations
    /// count nothing).
    public int length() {
        int length = 0;
        for (Segment segment : segments) {
            length +=
                    switch (segment.kind()) {
                        case SEQUENCE -> segment.numbers().size();
                        case SET -> 1;
                        case CONFED_SEQUENCE, CONFED_SET -> 0;
                    };
        }
        return length;
    }

    /// How often `as` stands in the path.
    public int count(long as) {
        int count = 0;
        for (Segment segment : segments) {
            for (long number : segment.numbers()) {
                if (number == as) {
                    count++;
                }
            }
        }
        return count;
    }

    /// The AS that the route came from; zero if the path does not begin with a sequence.
    public long first() {
        return segments.isEmpty() || segments.getFirst().kind() != Kind.SEQUENCE
                ? 0
                : segments.getFirst().numbers().getFirst();
    }

    /// The AS where the route began; zero if the path does not end with a sequence.
    public long last() {
        return segments.isEmpty() || segments.getLast().kind() != Kind.SEQUENCE
                ? 0
                : segments.getLast().numbers().getLast();
    }

    public boolean hasSet() {
        return segments.stream().anyMatch(s -> s.kind() == Kind.SET || s.kind() == Kind.CONFED_SET);
    }

    /// The path with `as` in front, `times` over; a full segment is followed by a new one (RFC 4271 section 5.1.2).
    public AsPath prepend(long as, int times) {
        var all = new ArrayList<>(segments);
        for (int i = 0; i < times; i++) {
            if (!all.isEmpty()
                    && all.getFirst().kind() == Kind.SEQUENCE
                    && all.getFirst().numbers().size() < SEGMENT_MAX) {
                var numbers = new ArrayList<Long>();
                numbers.add(as);
                numbers.addAll(all.getFirst().numbers());
                all.set(0, new Segment(Kind.SEQUENCE, numbers));
            } else {
                all.addFirst(new Segment(Kind.SEQUENCE, List.of(as)));
            }
        }
        return new AsPath(all);
    }

    /// The path with every number put through `change`.
    public AsPath map(LongUnaryOperator change) {
        return new AsPath(
                segments.stream()
                        .map(
                                s ->
                                        new Segment(
                                                s.kind(),
                                                s.numbers().stream()
                                                        .map(change::applyAsLong)
                                                        .toList()))
                        .toList());
    }

    /// The path without the numbers that `drop` holds for.
    public AsPath without(LongPredicate drop) {
        var all = new ArrayList<Segment>();
        for (Segment segment : segments) {
            var kept = segment.numbers().stream().filter(as -> !drop.test(as)).toList();
            if (!kept.isEmpty()) {
                all.add(new Segment(segment.kind(), kept));
            }
        }
        return new AsPath(all);
    }

    /// The path without segments of confederations, as it leaves a confederation.
    public AsPath withoutConfederation() {
        return new AsPath(segments.stream().filter(s -> !s.kind().isConfederation()).toList());
    }

    /// As tables print it: numbers with blanks between, sets in braces, confederations in parentheses.
    @Override
    public String toString() {
        var text = new StringJoiner(" ");
        for (Segment segment : segments) {
            var numbers = segment.numbers().stream().map(String::valueOf).toList();
            text.add(
                    switch (segment.kind()) {
                        case SEQUENCE -> String.join(" ", numbers);
                        case SET -> "{" + String.join(",", numbers) + "}";
                        case CONFED_SEQUENCE -> "(" + String.join(" ", numbers) + ")";
                        case CONFED_SET -> "[" + String.join(",", numbers) + "]";
                    });
        }
        return text.toString();
    }
}
