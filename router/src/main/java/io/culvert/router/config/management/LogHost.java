package io.culvert.router.config.management;

import io.culvert.base.IpAddress;
import java.util.Optional;

/// `logging host`: where messages are sent.
///
/// @param vrf not of the machine that the router runs on, whose own network carries the messages; a host in a VRF gets none
public record LogHost(IpAddress address, Optional<String> vrf, Transport transport, int port) {
    public static final int UDP_PORT = 514;
    public static final int TCP_PORT = 601;

    /// RFC 5426 and RFC 6587.
    public enum Transport {
        UDP,
        TCP
    }
}
