package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Prefix;
import java.util.Optional;

/// One attribute of a configuration payload, RFC 7296 section 3.15.1: reserved bit, type (15 bits), length (2), value.
public record ConfigAttribute(ConfigAttributeType type, Bytes value) {
    public ConfigAttribute {
        if (type.code() < 0 || type.code() > 0x7FFF || value.size() > 0xFFFF) {
            throw new IllegalArgumentException(
                    "attribute " + type + " of " + value.size() + " octets");
        }
    }

    /// An attribute that asks, or that acknowledges.
    public static ConfigAttribute empty(ConfigAttributeType type) {
        return new ConfigAttribute(type, Bytes.EMPTY);
    }

    /// INTERNAL_IP4_SUBNET (address and mask) or INTERNAL_IP6_SUBNET (address and prefix length), section 3.15.1.
    public static ConfigAttribute subnet(Prefix prefix) {
        return prefix.address().isIpv4()
                ? new ConfigAttribute(
                        ConfigAttributeType.INTERNAL_IP4_SUBNET,
                        prefix.address().bytes().plus(prefix.netmask().bytes()))
                : new ConfigAttribute(
                        ConfigAttributeType.INTERNAL_IP6_SUBNET,
                        prefix.address().bytes().plus(Bytes.of((byte) prefix.length())));
    }

    /// The prefix of a subnet attribute, if it is one that makes sense; bits beyond the mask are cleared.
    public Optional<Prefix> toPrefix() {
        if (type.equals(ConfigAttributeType.INTERNAL_IP4_SUBNET) && value.size() == 8) {
            return Prefix.lengthOfMask(new Ipv4Address(value.i32(4)))
                    .map(length -> Prefix.containing(IpAddress.of(value.slice(0, 4)), length));
        }
        if (type.equals(ConfigAttributeType.INTERNAL_IP6_SUBNET)
                && value.size() == 17
                && value.u8(16) <= 128) {
            return Optional.of(Prefix.containing(IpAddress.of(value.slice(0, 16)), value.u8(16)));
        }
        return Optional.empty();
    }

    int wireLength() {
        return 4 + value.size();
    }

    static ConfigAttribute read(ByteReader in) {
        int type = in.u16() & 0x7FFF;
        Bytes value = in.bytes(in.u16());
        return new ConfigAttribute(new ConfigAttributeType(type), value);
    }

    void writeTo(ByteWriter out) {
        out.u16(type.code()).u16(value.size()).bytes(value);
    }
}
