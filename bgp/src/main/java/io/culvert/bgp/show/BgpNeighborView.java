package io.culvert.bgp.show;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Vrf;
import io.culvert.bgp.config.FamilyId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `show ip bgp neighbors`.
///
/// @param lastReset in words
public record BgpNeighborView(
        IpAddress address,
        Vrf vrf,
        boolean dynamic,
        boolean external,
        long remoteAs,
        long localAs,
        Optional<String> peerGroup,
        Optional<String> description,
        boolean shutdown,
        Ipv4Address remoteId,
        String state,
        Optional<Duration> since,
        Optional<IpAddress> localAddress,
        int holdSeconds,
        int keepaliveSeconds,
        boolean routeRefresh,
        boolean enhancedRefresh,
        boolean fourOctetAs,
        boolean extendedMessage,
        GracefulRestartView gracefulRestart,
        int connectionsEstablished,
        int connectionsDropped,
        String lastReset,
        Traffic messages,
        Traffic updates,
        List<FamilyView> families) {
    public BgpNeighborView {
        families = List.copyOf(families);
    }

    public record Traffic(long sent, long received) {}

    /// @param remote what the peer said; empty without a session in which both sides announced it
    public record GracefulRestartView(
            boolean enabled,
            int restartSeconds,
            int stalePathSeconds,
            Optional<RemoteRestart> remote) {}

    /// @param notification whether a NOTIFICATION need not be the end (RFC 8538)
    public record RemoteRestart(
            int restartSeconds, boolean notification, List<PreservedFamily> families) {
        public RemoteRestart {
            families = List.copyOf(families);
        }
    }

    /// @param preserved whether what was announced in this family outlived the restart
    public record PreservedFamily(String family, boolean preserved) {}

    /// @param negotiated whether both sides announced it and it is not disabled
    /// @param endOfRibReceived whether the peer has told all that it had
    public record FamilyView(
            FamilyId family,
            boolean negotiated,
            Optional<Integer> updateGroup,
            int prefixesReceived,
            int prefixesSent,
            int prefixesWaiting,
            boolean endOfRibReceived) {}
}
