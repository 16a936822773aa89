package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;

/// Which packets an SA carries, RFC 7296 section 3.13.1.
public sealed interface TrafficSelector {
    int TYPE_IPV4 = 7;
    int TYPE_IPV6 = 8;

    int wireLength();

    void writeTo(ByteWriter out);

    /// A range of addresses, of one protocol or all (0), with a range of ports. First port 65535 and last port 0 mean
    /// "opaque": packets whose ports cannot be seen.
    record Range(int protocol, int portFirst, int portLast, IpAddress first, IpAddress last)
            implements TrafficSelector {
        public Range {
            if (protocol < 0 || protocol > 255) {
                throw new IllegalArgumentException("protocol " + protocol);
            }
            if (portFirst > portLast && !(portFirst == 0xFFFF && portLast == 0)
                    || portFirst < 0
                    || portLast > 0xFFFF) {
                throw new IllegalArgumentException("ports " + portFirst + " to " + portLast);
            }
            if (first.family() != last.family() || first.compareTo(last) > 0) {
                throw new IllegalArgumentException("addresses " + first + " to " + last);
            }
        }

        /// All ports of one host.
        public static Range host(int protocol, IpAddress address) {
            return new Range(protocol, 0, 0xFFFF, address, address);
        }

        /// All ports of a prefix.
        public static Range of(int protocol, Prefix prefix) {
            return new Range(protocol, 0, 0xFFFF, prefix.first(), prefix.last());
        }

        public boolean isOpaque() {
            return portFirst > portLast;
        }

        @Override
        public int wireLength() {
            return 8 + 2 * first.family().octets();
        }

        @Override
        public void writeTo(ByteWriter out) {
            out.u8(first.isIpv4() ? TYPE_IPV4 : TYPE_IPV6).u8(protocol).u16(wireLength());
            out.u16(portFirst).u16(portLast).bytes(first.bytes()).bytes(last.bytes());
        }

        @Override
        public String toString() {
            return first
                    + "/"
                    + portFirst
                    + " - "
                    + last
                    + "/"
                    + portLast
                    + " protocol "
                    + protocol;
        }
    }

    /// A selector of a type that we do not know; the octet after the type and everything behind the length are kept.
    record Other(int type, int second, Bytes data) implements TrafficSelector {
        public Other {
            if (type == TYPE_IPV4 || type == TYPE_IPV6 || data.size() > 0xFFFF - 4) {
                throw new IllegalArgumentException("selector type " + type);
            }
        }

        @Override
        public int wireLength() {
            return 4 + data.size();
        }

        @Override
        public void writeTo(ByteWriter out) {
            out.u8(type).u8(second).u16(wireLength()).bytes(data);
        }
    }

    static TrafficSelector read(ByteReader in) {
        int type = in.u8();
        int second = in.u8();
        int length = in.u16();
        in.require(length >= 4, "selector length");
        if (type != TYPE_IPV4 && type != TYPE_IPV6) {
            Bytes data = in.bytes(length - 4);
            return in.failed() ? nothing() : new Other(type, second, data);
        }
        int octets = type == TYPE_IPV4 ? 4 : 16;
        in.require(length == 8 + 2 * octets, "selector length");
        int portFirst = in.u16();
        int portLast = in.u16();
        Bytes first = in.bytes(octets);
        Bytes last = in.bytes(octets);
        in.require(portFirst <= portLast || portFirst == 0xFFFF && portLast == 0, "port range");
        in.require(first.compareTo(last) <= 0, "address range");
        return in.failed()
                ? nothing()
                : new Range(second, portFirst, portLast, IpAddress.of(first), IpAddress.of(last));
    }

    private static TrafficSelector nothing() {
        return new Other(0, 0, Bytes.EMPTY);
    }
}
