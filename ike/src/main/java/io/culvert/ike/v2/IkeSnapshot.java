package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.ike.v2.config.Dpd;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How things stand, for `show`.
///
/// @param drops every reason with its count, in the order of the enum
public record IkeSnapshot(
        List<Sa> sas, List<Failures.Failure> failures, Map<IkeDrop, Long> drops, int halfOpen) {
    public IkeSnapshot {
        sas = List.copyOf(sas);
        failures = List.copyOf(failures);
        drops = Collections.unmodifiableMap(new java.util.EnumMap<>(drops));
    }

    /// The last failure with a peer.
    public Optional<Failures.Failure> why(IpAddress remote) {
        return failures.stream().filter(failure -> failure.remote().equals(remote)).findFirst();
    }

    /// One IKE SA.
    ///
    /// @param id Tunnel-id of the tables
    /// @param status `READY`, `IN-NEG` or `DELETE`
    /// @param description what goes on, in a word or two
    /// @param suite empty while it is being negotiated
    /// @param localId empty before both sides proved themselves, as all that follows from the proof
    /// @param announced the routes that the peer has of us
    public record Sa(
            long id,
            long sessionId,
            Vrf fvrf,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            long localSpi,
            long remoteSpi,
            String status,
            String description,
            boolean isInitiator,
            Optional<IkeSuite> suite,
            String signedWith,
            String verifiedWith,
            int lifetimeSeconds,
            Instant upAt,
            String localId,
            String remoteId,
            int localRequestId,
            int remoteRequestId,
            int queued,
            int localWindow,
            int remoteWindow,
            Optional<Dpd> dpd,
            boolean isFragmenting,
            boolean isNatInside,
            boolean isNatOutside,
            Optional<Session> session,
            List<Prefix> announced,
            List<ChildView> children) {
        public Sa {
            announced = List.copyOf(announced);
            children = List.copyOf(children);
        }
    }

    /// One Child SA. The keys inside print as their length.
    ///
    /// @param upAt when it was installed
    /// @param state `ACTIVE`, or what else it is in
    public record ChildView(ChildSa sa, Instant upAt, String state, boolean isOutboundReady) {}
}
