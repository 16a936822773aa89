package io.culvert.host.tcp;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import java.util.Comparator;

/// The two ends of a connection and the VRF that gives their addresses a meaning.
public record TcpKey(Vrf vrf, IpAddress local, int localPort, IpAddress remote, int remotePort)
        implements Comparable<TcpKey> {
    private static final Comparator<TcpKey> ORDER =
            Comparator.comparing(TcpKey::vrf)
                    .thenComparing(TcpKey::local)
                    .thenComparingInt(TcpKey::localPort)
                    .thenComparing(TcpKey::remote)
                    .thenComparingInt(TcpKey::remotePort);

    @Override
    public int compareTo(TcpKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return local
                + "."
                + localPort
                + " > "
                + remote
                + "."
                + remotePort
                + (vrf.isGlobal() ? "" : " vrf " + vrf);
    }
}
