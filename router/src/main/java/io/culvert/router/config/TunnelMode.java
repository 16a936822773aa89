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
    /// IPv4 in IPv4, RFC 2003, and what else IP can announce.
    IP_IN_IP("IP/IP", AddressFamily.IPV4),
    /// IPv6 in IPv4, RFC 4213.
    IPV6_IN_IP("IPv6/IP", AddressFamily.IPV4),
    /// Any IP in IPv6, RFC 2473.
    IP_IN_IPV6("IP/IPv6", AddressFamily.IPV6),
    /// MPLS right in IP of either family, RFC 4023 section 3.
    MPLS_IN_IP("MPLS/IP"),
    /// IPv4 right in ESP over IPv4.
    IPSEC_IPV4("IPSEC/IP", AddressFamily.IPV4, AddressFamily.IPV4),
    /// IPv6 right in ESP over IPv6.
    IPSEC_IPV6("IPSEC/IPV6", AddressFamily.IPV6, AddressFamily.IPV6),
    /// IPv6 right in ESP over IPv4.
    IPSEC_IPV4_V6_OVERLAY("IPSEC/IP", AddressFamily.IPV4, AddressFamily.IPV6),
    /// IPv4 right in ESP over IPv6.
    IPSEC_IPV6_V4_OVERLAY("IPSEC/IPV6", AddressFamily.IPV6, AddressFamily.IPV4),
    /// Both families right in ESP over IP of either.
    IPSEC_DUAL_OVERLAY("IPSEC/IP", List.of(AddressFamily.IPV4, AddressFamily.IPV6));

    private final String transport;
    private final Optional<AddressFamily> outer;
    private final List<AddressFamily> overlay;

    TunnelMode(String transport) {
        this(transport, List.of());
    }

    TunnelMode(String transport, AddressFamily outer) {
        this.transport = transport;
        this.outer = Optional.of(outer);
        overlay = List.of();
    }

    TunnelMode(String transport, AddressFamily outer, AddressFamily overlay) {
        this.transport = transport;
        this.outer = Optional.of(outer);
        this.overlay = List.of(overlay);
    }

    TunnelMode(String transport, List<AddressFamily> overlay) {
        this.transport = transport;
        outer = Optional.empty();
        this.overlay = overlay;
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
        return !overlay.isEmpty();
    }

    /// What such a tunnel carries.
    public List<AddressFamily> overlay() {
        return overlay;
    }

    public boolean isGre() {
        return this == GRE_IP || this == GRE_IPV6;
    }
}
