package io.culvert.ike.v2;

import io.culvert.base.IpAddress;
import io.culvert.wire.ike.TrafficSelector.Range;
import java.util.List;

/// What one Child SA of a tunnel is to carry, RFC 7296 section 2.9: packets from any of the local ranges to any of the remote
/// ones. A tunnel that carries everything wants one child; `tunnel protection ipsec policy` wants one for each line of its
/// access list.
///
/// @param local what we send from, at least one
/// @param remote what we send to, at least one
public record WantedChild(List<Range> local, List<Range> remote) {
    public WantedChild {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
        if (local.isEmpty() || remote.isEmpty()) {
            throw new IllegalArgumentException("a Child SA that carries nothing");
        }
    }

    public static WantedChild of(Range local, Range remote) {
        return new WantedChild(List.of(local), List.of(remote));
    }

    /// What a Child SA carries.
    static WantedChild of(ChildSa sa) {
        return new WantedChild(
                Selectors.ranges(sa.localSelectors()), Selectors.ranges(sa.remoteSelectors()));
    }

    /// A GRE tunnel: protocol 47, host to host.
    public static WantedChild gre(IpAddress local, IpAddress remote) {
        return of(Range.host(TunnelRequest.GRE, local), Range.host(TunnelRequest.GRE, remote));
    }

    /// Whether there is nothing in it that a peer could narrow: one host to one host.
    boolean isOnePair() {
        return isOneHost(local) && isOneHost(remote);
    }

    private static boolean isOneHost(List<Range> ranges) {
        return ranges.size() == 1 && ranges.getFirst().first().equals(ranges.getFirst().last());
    }

    /// Whether it carries what this very address sends.
    boolean isFrom(IpAddress address) {
        return local.stream()
                .anyMatch(range -> range.first().equals(address) && range.last().equals(address));
    }

    @Override
    public String toString() {
        return local + " to " + remote;
    }
}
