package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.wire.bgp.Capability;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// What came of the two OPEN messages of a session.
///
/// @param families that both sides announced
/// @param holdSeconds the lesser of both; zero for no keepalives at all (RFC 4271 section 4.2)
/// @param marksEndOfRib whether the peer promised to mark the end of each table (RFC 4724 section 3)
/// @param gracefulRestart what the peer said of its restarts; empty unless we announced it, too
/// @param enhancedRefresh RFC 7313: a refresh has a beginning and an end
record Negotiated(
        long remoteAs,
        Ipv4Address remoteId,
        NavigableSet<Family> families,
        int holdSeconds,
        int keepaliveSeconds,
        boolean routeRefresh,
        boolean enhancedRefresh,
        boolean extendedMessage,
        boolean marksEndOfRib,
        Optional<Capability.GracefulRestart> gracefulRestart,
        Codec codec) {
    Negotiated {
        families = Collections.unmodifiableNavigableSet(new TreeSet<>(families));
    }

    /// Whether a NOTIFICATION need not end what the routes are good for, RFC 8538 section 4. We always say so.
    boolean gracefulNotification() {
        return gracefulRestart.filter(Capability.GracefulRestart::notification).isPresent();
    }

    /// The families whose routes outlive the session.
    List<Family> restartable() {
        return gracefulRestart.stream()
                .flatMap(restart -> restart.entries().stream())
                .map(Capability.GracefulRestart.FamilyFlags::family)
                .filter(families::contains)
                .distinct()
                .toList();
    }

    /// Whether the peer still forwards what it announced in this family before this session.
    boolean preserved(Family family) {
        return gracefulRestart.stream()
                .flatMap(restart -> restart.entries().stream())
                .anyMatch(entry -> entry.family().equals(family) && entry.isPreserved());
    }
}
