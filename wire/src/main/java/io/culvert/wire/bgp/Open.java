package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OPEN, RFC 4271 section 4.2, with capabilities (RFC 5492) and the long form of optional parameters (RFC 9072).
///
/// ```
/// | version (1) | my AS (2) | hold time (2) | BGP identifier (4) | length (1) | parameters ... |
/// | ... | 255 | 255 | length (2) | parameters with lengths of 2 octets ... |
/// ```
///
/// @param as the number of the fixed field: AS_TRANS where the real one needs four octets
public record Open(
        int version, int as, int holdSeconds, Ipv4Address identifier, List<Capability> capabilities)
        implements BgpMessage {
    public static final int VERSION = 4;
    private static final int CAPABILITIES = 2;
    private static final int LONG_FORM = 255;

    public Open {
        capabilities = List.copyOf(capabilities);
    }

    /// An OPEN of a speaker with any AS number; the capability of RFC 6793 is among `capabilities`.
    public static Open of(
            long as, int holdSeconds, Ipv4Address identifier, List<Capability> capabilities) {
        int fixed = as > 0xFFFF ? (int) AsPath.AS_TRANS : (int) as;
        return new Open(VERSION, fixed, holdSeconds, identifier, capabilities);
    }

    /// Reads the body; what is wrong is graded as RFC 4271 section 6.2 asks.
    static Decoded parse(ByteReader in) {
        int version = in.u8();
        if (version != VERSION) {
            return error(
                    Notification.OPEN_UNSUPPORTED_VERSION,
                    Bytes.of((byte) 0, (byte) VERSION),
                    "version");
        }
        int as = in.u16();
        int holdSeconds = in.u16();
        var identifier = new Ipv4Address(in.i32());
        int length = in.u8();
        boolean isLong = length != 0 && in.peek() == LONG_FORM;
        if (isLong) {
            in.skip(1);
            length = in.u16();
        }
        if (in.failed() || in.left() != length) {
            return error(0, Bytes.EMPTY, "optional parameters length");
        }
        var capabilities = new ArrayList<Capability>();
        while (in.left() > 0) {
            int type = in.u8();
            ByteReader value = in.sub(isLong ? in.u16() : in.u8());
            if (in.failed()) {
                return error(0, Bytes.EMPTY, "optional parameter");
            }
            if (type != CAPABILITIES) {
                return error(
                        Notification.OPEN_UNSUPPORTED_PARAMETER,
                        Bytes.EMPTY,
                        "optional parameter type");
            }
            while (value.left() > 0) {
                int code = value.u8();
                Bytes octets = value.bytes(value.u8());
                if (value.failed()) {
                    return error(0, Bytes.EMPTY, "capability");
                }
                capabilities.add(Capability.of(code, octets));
            }
        }
        return new Decoded.Message(new Open(version, as, holdSeconds, identifier, capabilities));
    }

    private static Decoded error(int subcode, Bytes data, String what) {
        return new Decoded.Refused(
                "open: " + what, new Notification(Notification.OPEN, subcode, data));
    }

    /// The AS number with all its octets.
    public long realAs() {
        return capability(Capability.FourOctetAs.class)
                .map(Capability.FourOctetAs::as)
                .orElse((long) as);
    }

    /// The first capability of this kind.
    public <C extends Capability> Optional<C> capability(Class<C> kind) {
        return capabilities.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    public boolean has(Class<? extends Capability> kind) {
        return capabilities.stream().anyMatch(kind::isInstance);
    }

    /// The families of the multiprotocol capability; IPv4 unicast alone for a speaker without it (RFC 4760 section 8).
    public List<Family> families() {
        var families =
                capabilities.stream()
                        .filter(Capability.Multiprotocol.class::isInstance)
                        .map(capability -> ((Capability.Multiprotocol) capability).family())
                        .distinct()
                        .toList();
        return families.isEmpty() ? List.of(Family.IPV4) : families;
    }

    @Override
    public MessageType type() {
        return MessageType.OPEN;
    }

    /// One parameter for each capability, as most speakers do; the long form only where it is needed.
    @Override
    public void writeBody(ByteWriter out, Codec codec) {
        out.u8(version).u16(as).u16(holdSeconds).i32(identifier.bits());
        int shortLength = 0;
        for (Capability capability : capabilities) {
            shortLength += 4 + capability.value().size();
        }
        boolean isLong = shortLength > 254;
        if (isLong) {
            out.u8(LONG_FORM).u8(LONG_FORM).u16(shortLength + capabilities.size());
        } else {
            out.u8(shortLength);
        }
        for (Capability capability : capabilities) {
            Bytes value = capability.value();
            out.u8(CAPABILITIES);
            if (isLong) {
                out.u16(value.size() + 2);
            } else {
                out.u8(value.size() + 2);
            }
            out.u8(capability.code()).u8(value.size()).bytes(value);
        }
    }
}
