package io.culvert.dataplane;

/// The UDP ports between which the packets of an association travel, RFC 3948 section 2.1.
public record UdpEncapsulation(int localPort, int remotePort) {
    /// RFC 3948 section 2: the port that ESP shares with IKE.
    public static final int PORT = 4500;

    public UdpEncapsulation {
        if (localPort < 1 || localPort > 65_535 || remotePort < 1 || remotePort > 65_535) {
            throw new IllegalArgumentException("UDP ports " + localPort + " and " + remotePort);
        }
    }
}
