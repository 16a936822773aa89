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
/// @param restart what the peer said of its restarts; that it said something means that it marks the end of each table
/// @param helpsRestart whether we wait for it to come back
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
        Optional<Capability.GracefulRestart> restart,
        boolean helpsRestart,
        Codec codec) {
    Negotiated {
        families = Collections.unmodifiableNavigableSet(new TreeSet<>(families));
    }

    /// What the peer said of its restarts, if we help with them.
    Optional<Capability.GracefulRestart> gracefulRestart() {
        return restart.filter(_ -> helpsRestart);
    }

    /// Whether a NOTIFICATION need not end what the routes are good for, RFC 8538 section 4. We always say so.
    boolean gracefulNotification() {
        return gracefulRestart().filter(Capability.GracefulRestart::notification).isPresent();
    }

    /// The families whose routes outlive the session.
    List<Family> restartable() {
        return gracefulRestart().stream()
                .flatMap(restart -> restart.entries().stream())
                .map(Capability.GracefulRestart.FamilyFlags::family)
                .filter(families::contains)
                .distinct()
                .toList();
    }

    /// Whether the peer still forwards what it announced in this family before this session.
    boolean preserved(Family family) {
        return gracefulRestart().stream()
                .flatMap(restart -> restart.entries().stream())
                .anyMatch(entry -> entry.family().equals(family) && entry.isPreserved());
    }
}
