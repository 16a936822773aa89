package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import java.util.List;

/// Which packets an association carries (RFC 4301 section 4.4.1.1): those from any of the local ranges to any of the remote
/// ones, and back.
public record Selectors(List<Range> local, List<Range> remote) {
    /// A traffic selector payload holds no more, RFC 7296 section 3.13.
    public static final int RANGES_MAX = 255;

    /// Addresses of one protocol, or of all (0), with ports; for ICMP type and code are the port (RFC 7296 section 3.13.1).
    /// First port 65535 and last port 0 stand for packets whose ports cannot be seen.
    public record Range(
            int protocol, int portFirst, int portLast, IpAddress first, IpAddress last) {
        public Range {
            if (first.family() != last.family() || protocol < 0 || protocol > 255) {
                throw new IllegalArgumentException(
                        first + " to " + last + " of protocol " + protocol);
            }
        }

        /// All ports of one host.
        public static Range host(int protocol, IpAddress address) {
            return new Range(protocol, 0, 0xFFFF, address, address);
        }
    }

    public Selectors {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
        if (local.isEmpty()
                || remote.isEmpty()
                || local.size() > RANGES_MAX
                || remote.size() > RANGES_MAX) {
            throw new IllegalArgumentException(
                    "selectors of " + local.size() + " and " + remote.size() + " ranges");
        }
    }

    /// One protocol between two hosts, as of a GRE tunnel.
    public static Selectors hosts(int protocol, IpAddress local, IpAddress remote) {
        return new Selectors(
                List.of(Range.host(protocol, local)), List.of(Range.host(protocol, remote)));
    }
}
