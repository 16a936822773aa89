package io.culvert.router.config;

import io.culvert.base.AddressFamily;
import java.util.List;
import java.util.Optional;

/// How a tunnel wraps what it carries.
public enum TunnelMode {
    /// GRE over IPv4, point to point: RFC 2784.
    GRE_IP("GRE/IP", AddressFamily.IPV4),
    /// GRE over IPv6: RFC 7676.
    GRE_IPV6("GRE/IPv6", AddressFamily.IPV6),
    /// GRE over IPv4 to many peers, which NHRP finds: RFC 2332 over RFC 2784.
    GRE_MULTIPOINT("multi-GRE/IP", AddressFamily.IPV4),
    /// The same over IPv6: RFC 2332 over RFC 7676.
    GRE_MULTIPOINT_IPV6("multi-GRE/IPv6", AddressFamily.IPV6),
    /// IPv4 in IPv4, RFC 2003, and what else IP can announce.
    IP_IN_IP("IP/IP", AddressFamily.IPV4),
    /// IPv6 in IPv4, RFC 4213.
    IPV6_IN_IP("IPv6/IP", AddressFamily.IPV4),
    /// Any IP in IPv6, RFC 2473.
    IP_IN_IPV6("IP/IPv6", AddressFamily.IPV6),
    /// MPLS right in IP of either family, RFC 4023 section 3.
    MPLS_IN_IP("MPLS/IP"),
    /// IPv4 right in ESP over IPv4.
    IPSEC_IPV4("IPSEC/IP", Optional.of(AddressFamily.IPV4), true, false),
    /// IPv6 right in ESP over IPv6.
    IPSEC_IPV6("IPSEC/IPV6", Optional.of(AddressFamily.IPV6), false, true),
    /// IPv6 right in ESP over IPv4.
    IPSEC_IPV4_V6_OVERLAY("IPSEC/IP", Optional.of(AddressFamily.IPV4), false, true),
    /// IPv4 right in ESP over IPv6.
    IPSEC_IPV6_V4_OVERLAY("IPSEC/IPV6", Optional.of(AddressFamily.IPV6), true, false),
    /// Both families right in ESP over IP of either.
    IPSEC_DUAL_OVERLAY("IPSEC/IP", Optional.empty(), true, true);

    private final String transport;
    private final Optional<AddressFamily> outer;
    private final boolean overlay4;
    private final boolean overlay6;

    TunnelMode(String transport) {
        this(transport, Optional.empty(), false, false);
    }

    TunnelMode(String transport, AddressFamily outer) {
        this(transport, Optional.of(outer), false, false);
    }

    TunnelMode(
            String transport, Optional<AddressFamily> outer, boolean overlay4, boolean overlay6) {
        this.transport = transport;
        this.outer = outer;
        this.overlay4 = overlay4;
        this.overlay6 = overlay6;
    }

    /// As `show interfaces` names it: `GRE/IP`.
    public String transport() {
        return transport;
    }

    /// The family of the outer header; empty where the destination decides.
    public Optional<AddressFamily> outer() {
        return outer;
    }

    /// Whether IP goes right into ESP: such a tunnel is nothing without protection.
    public boolean isIpsec() {
        return overlay4 || overlay6;
    }

    /// What such a tunnel carries.
    public List<AddressFamily> overlay() {
        if (overlay4 && overlay6) {
            return List.of(AddressFamily.IPV4, AddressFamily.IPV6);
        }
        return overlay4
                ? List.of(AddressFamily.IPV4)
                : overlay6 ? List.of(AddressFamily.IPV6) : List.of();
    }

    public boolean isGre() {
        return this == GRE_IP || this == GRE_IPV6 || isMultipoint();
    }

    /// Whether it has many peers and no destination.
    public boolean isMultipoint() {
        return this == GRE_MULTIPOINT || this == GRE_MULTIPOINT_IPV6;
    }

    /// What the tunnel of one peer of a multipoint one is.
    public TunnelMode toOnePeer() {
        return switch (this) {
            case GRE_MULTIPOINT -> GRE_IP;
            case GRE_MULTIPOINT_IPV6 -> GRE_IPV6;
            default -> this;
        };
    }
}
