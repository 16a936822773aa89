package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A capability of OPEN, RFC 5492 section 4: code, length, value. One that is unknown, or whose value is not what its RFC
/// says, survives as octets.
public sealed interface Capability {
    int MULTIPROTOCOL = 1;
    int ROUTE_REFRESH = 2;
    int EXTENDED_NEXT_HOP = 5;
    int EXTENDED_MESSAGE = 6;
    int ROLE = 9;
    int GRACEFUL_RESTART = 64;
    int FOUR_OCTET_AS = 65;
    int ADD_PATH = 69;
    int ENHANCED_ROUTE_REFRESH = 70;
    int FQDN = 73;
    int OLD_ROUTE_REFRESH = 128;

    /// RFC 4760 section 8.
    record Multiprotocol(Family family) implements Capability {}

    /// RFC 2918 section 2.
    record RefreshRoutes() implements Capability {}

    /// RFC 7313 section 3.1.
    record RefreshEnhanced() implements Capability {}

    /// RFC 8654 section 3.
    record ExtendedMessage() implements Capability {}

    /// RFC 6793 section 3.
    record FourOctetAs(long as) implements Capability {}

    /// RFC 7911 section 4; `mode` is 1 to receive, 2 to send, 3 for both.
    record AddPath(List<FamilyMode> entries) implements Capability {
        public record FamilyMode(Family family, int mode) {}

        public AddPath {
            entries = List.copyOf(entries);
        }
    }

    /// RFC 4724 section 3, RFC 8538 section 2.
    record GracefulRestart(
            boolean restarted, boolean notification, int seconds, List<FamilyFlags> entries)
            implements Capability {
        public record FamilyFlags(Family family, int flags) {
            private static final int FORWARDING = 0x80;

            public static FamilyFlags of(Family family, boolean preserved) {
                return new FamilyFlags(family, preserved ? FORWARDING : 0);
            }

            /// The F bit.
            public boolean isPreserved() {
                return (flags & FORWARDING) != 0;
            }
        }

        public GracefulRestart {
            entries = List.copyOf(entries);
        }
    }

    /// RFC 9234 section 4.1.
    record Role(int role) implements Capability {}

    /// draft-walton-bgp-hostname-capability: for people alone.
    record HostName(String host, String domain) implements Capability {}

    record Unknown(int code, Bytes value) implements Capability {}

    int MULTIPROTOCOL_OCTETS = 4;

    /// Reads the value of one capability.
    static Capability of(int code, Bytes value) {
        ByteReader in = value.reader();
        Capability capability =
                switch (code) {
                    case MULTIPROTOCOL -> {
                        int afi = in.u16();
                        in.require(in.u8() == 0, "reserved");
                        yield new Multiprotocol(new Family(afi, in.u8()));
                    }
                    case ROUTE_REFRESH -> new RefreshRoutes();
                    case ENHANCED_ROUTE_REFRESH -> new RefreshEnhanced();
                    case EXTENDED_MESSAGE -> new ExtendedMessage();
                    case FOUR_OCTET_AS -> new FourOctetAs(in.u32());
                    case ROLE -> new Role(in.u8());
                    case ADD_PATH -> addPath(in);
                    case GRACEFUL_RESTART -> gracefulRestart(in);
                    case FQDN -> hostName(in);
                    default -> new Unknown(code, in.rest());
                };
        var known =
                in.finish(() -> capability).toOptional().orElseGet(() -> new Unknown(code, value));
        return known.value().equals(value) ? known : new Unknown(code, value);
    }

    private static Capability addPath(ByteReader in) {
        var entries = new ArrayList<AddPath.FamilyMode>();
        while (in.left() > 0) {
            var family = new Family(in.u16(), in.u8());
            entries.add(new AddPath.FamilyMode(family, in.u8()));
        }
        return new AddPath(entries);
    }

    private static Capability gracefulRestart(ByteReader in) {
        int head = in.u16();
        var entries = new ArrayList<GracefulRestart.FamilyFlags>();
        while (in.left() > 0) {
            var family = new Family(in.u16(), in.u8());
            entries.add(new GracefulRestart.FamilyFlags(family, in.u8()));
        }
        return new GracefulRestart(
                (head & 0x8000) != 0, (head & 0x4000) != 0, head & 0x0FFF, entries);
    }

    private static Capability hostName(ByteReader in) {
        String host = in.bytes(in.u8()).toText(StandardCharsets.UTF_8);
        String domain = in.bytes(in.u8()).toText(StandardCharsets.UTF_8);
        return new HostName(host, domain);
    }

    default int code() {
        return switch (this) {
            case Multiprotocol _ -> MULTIPROTOCOL;
            case RefreshRoutes _ -> ROUTE_REFRESH;
            case RefreshEnhanced _ -> ENHANCED_ROUTE_REFRESH;
            case ExtendedMessage _ -> EXTENDED_MESSAGE;
            case FourOctetAs _ -> FOUR_OCTET_AS;
            case AddPath _ -> ADD_PATH;
            case GracefulRestart _ -> GRACEFUL_RESTART;
            case Role _ -> ROLE;
            case HostName _ -> FQDN;
            case Unknown(int code, _) -> code;
        };
    }

    /// The octets behind code and length.
    default Bytes value() {
        var out = new ByteWriter(16);
        switch (this) {
            case Multiprotocol(var family) -> out.u16(family.afi()).u8(0).u8(family.safi());
            case RefreshRoutes _, RefreshEnhanced _, ExtendedMessage _ -> {}
            case FourOctetAs(long as) -> out.u32(as);
            case AddPath(var entries) -> {
                for (var entry : entries) {
                    out.u16(entry.family().afi()).u8(entry.family().safi()).u8(entry.mode());
                }
            }
            case GracefulRestart(
                            boolean restarted,
                            boolean notification,
                            int seconds,
                            var entries) -> {
                out.u16((restarted ? 0x8000 : 0) | (notification ? 0x4000 : 0) | seconds & 0x0FFF);
                for (var entry : entries) {
                    out.u16(entry.family().afi()).u8(entry.family().safi()).u8(entry.flags());
                }
            }
            case Role(int role) -> out.u8(role);
            case HostName(var host, var domain) -> {
                text(out, host);
                text(out, domain);
            }
            case Unknown(_, var value) -> out.bytes(value);
        }
        return out.toBytes();
    }

    private static void text(ByteWriter out, String text) {
        Bytes octets = Bytes.utf8(text);
        Bytes fitting = octets.size() > 64 ? octets.slice(0, 64) : octets;
        out.u8(fitting.size()).bytes(fitting);
    }
}
