package io.culvert.bgp.config;

/// `transport connection-mode`: who opens the TCP connection.
public enum ConnectionMode {
    BOTH,
    ACTIVE,
    PASSIVE
}
