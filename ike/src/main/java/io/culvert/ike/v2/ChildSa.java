package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A pair of ESP SAs for the data plane.
///
/// @param id unique for the life of the router
/// @param inboundSpi ours, which the peer writes into its packets
/// @param softBytes when to report [IkeEvent.SoftLimit]; 0: never
/// @param hardBytes when to stop using it; 0: never
/// @param lifetime after which IKE removes it, unless it was rekeyed before
/// @param replaces the Child SA that this one is a rekeying of
/// @param resource the worker that both halves belong to (RFC 9611), from 0 on; empty: it serves all workers that have none of their own
public record ChildSa(
        long id,
        long session,
        Vrf fvrf,
        IpAddress local,
        int localPort,
        IpAddress remote,
        int remotePort,
        boolean isUdpEncapsulated,
        int inboundSpi,
        int outboundSpi,
        EspSuite suite,
        EspKeys inboundKeys,
        EspKeys outboundKeys,
        IpsecMode mode,
        boolean isEsn,
        int replayWindow,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        Duration lifetime,
        long softBytes,
        long hardBytes,
        OptionalLong replaces,
        OptionalInt resource) {
    public ChildSa {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }

    /// The same SA between other ends.
    ChildSa on(Path path, boolean isEncapsulated) {
        return new ChildSa(
                id,
                session,
                fvrf,
                path.local(),
                path.localPort(),
                path.remote(),
                path.remotePort(),
                isEncapsulated,
                inboundSpi,
                outboundSpi,
                suite,
                inboundKeys,
                outboundKeys,
                mode,
                isEsn,
                replayWindow,
                localSelectors,
                remoteSelectors,
                lifetime,
                softBytes,
                hardBytes,
                replaces,
                resource);
    }
}
