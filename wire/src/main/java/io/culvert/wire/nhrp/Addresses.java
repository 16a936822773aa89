package io.culvert.wire.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.IpAddress;
import java.util.Optional;

/// Addresses whose lengths stand elsewhere. A length is an octet that holds more than that for NBMA addresses (RFC 2332
/// section 5.1: a reserved bit, and one for E.164); of a family of IP neither may be set.
final class Addresses {
    private Addresses() {}

    /// The next `length` octets; empty where there are none.
    static Optional<IpAddress> read(ByteReader in, int length, AddressFamily family, String what) {
        in.require(length == 0 || length == family.octets(), what);
        var octets = in.bytes(length);
        return in.failed() || octets.isEmpty()
                ? Optional.empty()
                : Optional.of(IpAddress.of(octets));
    }

    /// An address that has to be there: after a failure any, which nobody sees.
    static IpAddress need(ByteReader in, int length, AddressFamily family, String what) {
        in.require(length == family.octets(), what);
        return read(in, length, family, what).orElse(IpAddress.of("0.0.0.0"));
    }

    static int length(Optional<IpAddress> address) {
        return address.map(there -> there.family().octets()).orElse(0);
    }
}
