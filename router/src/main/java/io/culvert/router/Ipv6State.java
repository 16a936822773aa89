package io.culvert.router;

import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import java.util.List;
import java.util.Optional;

/// An interface as IPv6 sees it now. Its usable addresses beyond the link are among [InterfaceState#addresses].
///
/// @param linkLocal its address of the link, if that is usable: without one there is no IPv6
/// @param tentative addresses that are being checked for duplicates (RFC 4862 section 5.4), and are not used until then
/// @param duplicates addresses that another station of the link has
/// @param borrowed whether the address beyond the link belongs to another interface
/// @param routes whether it forwards for the hosts of its link
public record Ipv6State(
        Optional<Ipv6Address> linkLocal,
        List<Ipv6Address> tentative,
        List<Ipv6Address> duplicates,
        boolean borrowed,
        boolean routes) {
    /// What all addresses of a link are in, RFC 4291 section 2.5.6.
    public static final Prefix LINK_LOCAL = Prefix.of("fe80::/64");

    public static final Ipv6State OFF =
            new Ipv6State(Optional.empty(), List.of(), List.of(), false, false);

    public Ipv6State {
        tentative = List.copyOf(tentative);
        duplicates = List.copyOf(duplicates);
    }

    /// Whether IPv6 packets come in and leave.
    public boolean isOn() {
        return linkLocal.isPresent();
    }
}
