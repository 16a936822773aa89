package io.culvert.wire.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client information entry, RFC 2332 section 5.2.0.1.
/// ```
/// |    Code       | Prefix Length |         unused                |
/// |  Maximum Transmission Unit    |        Holding Time           |
/// | Cli Addr T/L  | Cli SAddr T/L | Cli Proto Len |  Preference   |
/// | Client NBMA address, Client NBMA subaddress, Client protocol address |
/// ```
/// Refused: addresses of another family than those of the packet around, subaddresses, which IP does not have, and prefixes
/// longer than an address.
///
/// @param code one of [CieCode]; 0 in requests and for success
/// @param prefixLength 0 or 255 for a host; in a request the widest that is acceptable
/// @param mtu a hint of the sender, never a path MTU; 0 for none
/// @param holdingSeconds how long the entry may be used, 0 in a refusal
/// @param preference the highest is used first
/// @param nbma the address of the client on the underlay
/// @param protocol the address of the client on the overlay: the next hop
public record Cie(
        int code,
        int prefixLength,
        int mtu,
        int holdingSeconds,
        int preference,
        Optional<IpAddress> nbma,
        Optional<IpAddress> protocol) {
    public static final int HOST = 255;

    /// Octets without the addresses.
    static final int SIZE_MIN = 12;

    public Cie {
        if (code >>> 8 != 0
                || prefixLength >>> 8 != 0
                || mtu >>> 16 != 0
                || holdingSeconds >>> 16 != 0
                || preference >>> 8 != 0) {
            throw new IllegalArgumentException("a field of the entry is too large");
        }
    }

    /// @param nbma the family of addresses on the underlay in this packet
    /// @param protocol the family that the packet resolves
    static Parse<List<Cie>> parseAll(ByteReader in, AddressFamily nbma, AddressFamily protocol) {
        var all = new ArrayList<Cie>();
        while (in.left() > 0) {
            all.add(read(in, nbma, protocol));
        }
        return in.finish(() -> List.copyOf(all));
    }

    private static Cie read(ByteReader in, AddressFamily nbmaFamily, AddressFamily family) {
        int code = in.u8();
        int prefixLength = in.u8();
        in.require(
                prefixLength <= family.bits() || prefixLength == HOST, "prefix length of a client");
        in.skip(2);
        int mtu = in.u16();
        int holdingSeconds = in.u16();
        int nbmaLength = in.u8();
        in.require(in.u8() == 0, "subaddress of a client");
        int protocolLength = in.u8();
        int preference = in.u8();
        Optional<IpAddress> nbma =
                Addresses.read(in, nbmaLength, nbmaFamily, "NBMA address length of a client");
        Optional<IpAddress> protocol =
                Addresses.read(in, protocolLength, family, "protocol address length of a client");
        return new Cie(code, prefixLength, mtu, holdingSeconds, preference, nbma, protocol);
    }

    int wireLength() {
        return SIZE_MIN + Addresses.length(nbma) + Addresses.length(protocol);
    }

    void writeTo(ByteWriter out) {
        out.u8(code).u8(prefixLength).u16(0).u16(mtu).u16(holdingSeconds);
        out.u8(Addresses.length(nbma)).u8(0).u8(Addresses.length(protocol)).u8(preference);
        nbma.ifPresent(address -> out.bytes(address.bytes()));
        protocol.ifPresent(address -> out.bytes(address.bytes()));
    }

    /// Whether the entry can stand in a packet of these families.
    boolean isOf(AddressFamily nbmaFamily, AddressFamily family) {
        return (prefixLength <= family.bits() || prefixLength == HOST)
                && nbma.stream().allMatch(address -> address.family() == nbmaFamily)
                && protocol.stream().allMatch(address -> address.family() == family);
    }
}
