package io.culvert.ike.v2.config;

/// How ESP wraps a packet, RFC 4301 section 3.2.
public enum IpsecMode {
    TUNNEL,
    TRANSPORT
}
