package io.culvert.wire.icmp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Ipv6Address;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a router tells the hosts of its link, RFC 4861 section 4.2.
/// ```
/// | Cur Hop Limit |M|O|  Reserved |       Router Lifetime         |
/// |                         Reachable Time                        |
/// |                          Retrans Timer                        |
/// |   Options ...
/// ```
///
/// @param hopLimit that hosts use; 0 for their own
/// @param managed whether addresses come by DHCPv6
/// @param other whether other settings do
/// @param lifetimeSeconds how long it is a default router; 0 for not at all
public record RouterAdvertisement(
        int hopLimit,
        boolean managed,
        boolean other,
        int lifetimeSeconds,
        Optional<MacAddress> sourceMac,
        Optional<Integer> mtu,
        List<PrefixInformation> prefixes)
        implements IcmpMessage {
    public static final int TYPE = 134;

    /// Prefixes of one message that are read; a link has few.
    public static final int PREFIXES_MAX = 32;

    private static final int SIZE = 12;

    /// RFC 4861 section 4.6.2: how hosts use a prefix of the link.
    ///
    /// @param onLink whether they reach it without a router
    /// @param autonomous whether they make themselves addresses of it (RFC 4862 section 5.5.3)
    public record PrefixInformation(
            Prefix prefix,
            boolean onLink,
            boolean autonomous,
            long validSeconds,
            long preferredSeconds) {
        static final int UNITS = 4;
    }

    public RouterAdvertisement {
        prefixes = List.copyOf(prefixes);
        if (hopLimit >>> 8 != 0 || lifetimeSeconds >>> 16 != 0) {
            throw new IllegalArgumentException("hop limit or lifetime does not fit");
        }
    }

    static RouterAdvertisement read(ByteReader in) {
        int hopLimit = in.u8();
        int flags = in.u8();
        int lifetime = in.u16();
        in.skip(SIZE - 4);
        Optional<MacAddress> mac = Optional.empty();
        Optional<Integer> mtu = Optional.empty();
        var prefixes = new ArrayList<PrefixInformation>();
        while (in.left() > 0) {
            int type = in.u8();
            int units = in.u8();
            in.require(units > 0, "option length");
            ByteReader value = in.sub(Math.max(0, units * 8 - 2));
            if (type == NeighborOptions.SOURCE && units == 1 && !in.failed()) {
                mac = Optional.of(new MacAddress((long) value.u16() << 32 | value.u32()));
            } else if (type == NeighborOptions.MTU && units == 1) {
                value.skip(2);
                mtu = Optional.of(value.i32());
            } else if (type == NeighborOptions.PREFIX
                    && units == PrefixInformation.UNITS
                    && prefixes.size() < PREFIXES_MAX) {
                prefix(value).ifPresent(prefixes::add);
            }
        }
        return new RouterAdvertisement(
                hopLimit, (flags & 0x80) != 0, (flags & 0x40) != 0, lifetime, mac, mtu, prefixes);
    }

    private static Optional<PrefixInformation> prefix(ByteReader in) {
        int length = in.u8();
        int flags = in.u8();
        long valid = in.u32();
        long preferred = in.u32();
        in.skip(4);
        var address = new Ipv6Address(in.i64(), in.i64());
        return length > 128
                ? Optional.empty()
                : Optional.of(
                        new PrefixInformation(
                                Prefix.containing(address, length),
                                (flags & 0x80) != 0,
                                (flags & 0x40) != 0,
                                valid,
                                preferred));
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(hopLimit)
                .u8((managed ? 0x80 : 0) | (other ? 0x40 : 0))
                .u16(lifetimeSeconds)
                .i32(0)
                .i32(0);
        sourceMac.ifPresent(mac -> NeighborOptions.write(out, NeighborOptions.SOURCE, mac));
        mtu.ifPresent(octets -> out.u8(NeighborOptions.MTU).u8(1).u16(0).i32(octets));
        for (PrefixInformation each : prefixes) {
            out.u8(NeighborOptions.PREFIX)
                    .u8(PrefixInformation.UNITS)
                    .u8(each.prefix().length())
                    .u8((each.onLink() ? 0x80 : 0) | (each.autonomous() ? 0x40 : 0))
                    .u32(each.validSeconds())
                    .u32(each.preferredSeconds())
                    .i32(0)
                    .bytes(each.prefix().address().bytes());
        }
    }
}
