package io.culvert.bgp;

import io.culvert.base.Ipv4Address;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Family;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/// What came of the two OPEN messages of a session.
///
/// @param families that both sides announced
/// @param holdSeconds the lesser of both; zero for no keepalives at all (RFC 4271 section 4.2)
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
        Codec codec) {
    Negotiated {
        families = Collections.unmodifiableNavigableSet(new TreeSet<>(families));
    }
}
