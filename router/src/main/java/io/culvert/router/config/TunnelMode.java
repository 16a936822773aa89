package io.culvert.router.config;

/// How a tunnel wraps what it carries.
public enum TunnelMode {
    /// GRE over IPv4, point to point: RFC 2784.
    GRE_IP
}
