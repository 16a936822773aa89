package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/// AS_PATH and AS4_PATH in octets, and how the two become one (RFC 6793 section 4.2.3).
public final class AsPathCodec {
    private AsPathCodec() {}

    /// Reads segments to the end of `in`; RFC 7606 section 7.2 says what is malformed, RFC 7607 section 2 that AS 0 is.
    static AsPath read(ByteReader in, boolean fourOctets) {
        var segments = new ArrayList<AsPath.Segment>();
        while (in.left() > 0) {
            int code = in.u8();
            int count = in.u8();
            var kind = AsPath.Kind.of(code);
            in.require(kind.isPresent(), "AS_PATH segment type");
            in.require(count > 0, "AS_PATH segment without numbers");
            var numbers = new ArrayList<Long>();
            for (int i = 0; i < count && !in.failed(); i++) {
                long as = fourOctets ? in.u32() : in.u16();
                in.require(as != 0, "AS 0");
                numbers.add(as);
            }
            if (!in.failed()) {
                segments.add(new AsPath.Segment(kind.orElse(AsPath.Kind.SET), numbers));
            }
        }
        return new AsPath(segments);
    }

    static void write(ByteWriter out, AsPath path, boolean fourOctets) {
        for (AsPath.Segment segment : path.segments()) {
            out.u8(segment.kind().code()).u8(segment.numbers().size());
            for (long as : segment.numbers()) {
                if (fourOctets) {
                    out.u32(as);
                } else {
                    out.u16((int) (as > 0xFFFF ? AsPath.AS_TRANS : as));
                }
            }
        }
    }

    /// The real path behind what an old speaker sent: the front of `path`, as far as it is longer, before `as4Path`.
    public static AsPath merge(AsPath path, AsPath as4Path) {
        AsPath tail = as4Path.withoutConfederation();
        int front = path.length() - tail.length();
        if (front < 0) {
            return path;
        }
        var segments = new ArrayList<AsPath.Segment>();
        for (AsPath.Segment segment : path.segments()) {
            if (front <= 0) {
                break;
            }
            switch (segment.kind()) {
                case CONFED_SEQUENCE, CONFED_SET -> segments.add(segment);
                case SET -> {
                    segments.add(segment);
                    front--;
                }
                case SEQUENCE -> {
                    List<Long> numbers = segment.numbers();
                    int taken = Math.min(front, numbers.size());
                    segments.add(
                            new AsPath.Segment(AsPath.Kind.SEQUENCE, numbers.subList(0, taken)));
                    front -= taken;
                }
            }
        }
        return join(new AsPath(segments), tail);
    }

    private static AsPath join(AsPath front, AsPath tail) {
        if (front.isEmpty() || tail.isEmpty()) {
            return front.isEmpty() ? tail : front;
        }
        var last = front.segments().getLast();
        var first = tail.segments().getFirst();
        var segments = new ArrayList<>(front.segments());
        int from = 0;
        if (last.kind() == AsPath.Kind.SEQUENCE
                && first.kind() == AsPath.Kind.SEQUENCE
                && last.numbers().size() + first.numbers().size() <= AsPath.SEGMENT_MAX) {
            var numbers = new ArrayList<>(last.numbers());
            numbers.addAll(first.numbers());
            segments.set(segments.size() - 1, new AsPath.Segment(AsPath.Kind.SEQUENCE, numbers));
            from = 1;
        }
        segments.addAll(tail.segments().subList(from, tail.segments().size()));
        return new AsPath(segments);
    }
}
