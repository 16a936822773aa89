package io.culvert.wire.tcp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/// One option of a TCP segment, RFC 9293 section 3.2. End of list and no-operation are layout and never appear.
public sealed interface TcpOption {
    int END_OF_LIST = 0;
    int NO_OPERATION = 1;

    /// RFC 9293 section 3.7.1.
    record MaximumSegmentSize(int octets) implements TcpOption {
        static final int KIND = 2;
    }

    /// RFC 7323 section 2.2. A shift beyond 14 counts as 14 (section 2.3).
    record WindowScale(int shift) implements TcpOption {
        static final int KIND = 3;
    }

    /// RFC 2018 section 2.
    record SackPermitted() implements TcpOption {
        static final int KIND = 4;
    }

    /// RFC 7323 section 3.2.
    record Timestamps(int value, int echo) implements TcpOption {
        static final int KIND = 8;
    }

    /// Any other kind, kept as it came.
    record Unknown(int kind, Bytes value) implements TcpOption {}

    default int kind() {
        return switch (this) {
            case MaximumSegmentSize _ -> MaximumSegmentSize.KIND;
            case WindowScale _ -> WindowScale.KIND;
            case SackPermitted _ -> SackPermitted.KIND;
            case Timestamps _ -> Timestamps.KIND;
            case Unknown(int kind, _) -> kind;
        };
    }

    /// Octets of this option with kind and length.
    default int wireLength() {
        return switch (this) {
            case MaximumSegmentSize _ -> 4;
            case WindowScale _ -> 3;
            case SackPermitted _ -> 2;
            case Timestamps _ -> 10;
            case Unknown(_, var value) -> 2 + value.size();
        };
    }

    default void writeTo(ByteWriter out) {
        out.u8(kind()).u8(wireLength());
        switch (this) {
            case MaximumSegmentSize(int octets) -> out.u16(octets);
            case WindowScale(int shift) -> out.u8(shift);
            case SackPermitted() -> {}
            case Timestamps(int value, int echo) -> out.i32(value).i32(echo);
            case Unknown(_, var value) -> out.bytes(value);
        }
    }

    /// Octets that these options fill in a header, padding included.
    static int wireLength(List<TcpOption> options) {
        int length = 0;
        for (TcpOption option : options) {
            length += option.wireLength();
        }
        return (length + 3) & ~3;
    }

    /// Reads options up to the first that makes no sense.
    static List<TcpOption> parseAll(Bytes octets) {
        var options = new ArrayList<TcpOption>();
        ByteReader in = octets.reader();
        while (in.left() > 0) {
            int kind = in.u8();
            if (kind == END_OF_LIST) {
                break;
            }
            if (kind == NO_OPERATION) {
                continue;
            }
            int length = in.u8();
            in.require(length >= 2, "option length");
            Bytes value = in.bytes(length - 2);
            if (!in.failed()) {
                options.add(option(kind, value));
            }
        }
        return options;
    }

    /// A known kind of the wrong length is not the option it claims to be.
    private static TcpOption option(int kind, Bytes value) {
        int size = value.size();
        if (kind == MaximumSegmentSize.KIND && size == 2) {
            return new MaximumSegmentSize(value.u16(0));
        } else if (kind == WindowScale.KIND && size == 1) {
            return new WindowScale(value.u8(0));
        } else if (kind == SackPermitted.KIND && size == 0) {
            return new SackPermitted();
        } else if (kind == Timestamps.KIND && size == 8) {
            return new Timestamps(value.i32(0), value.i32(4));
        }
        return new Unknown(kind, value);
    }
}
