package io.culvert.commands.route;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.rib.Path;
import io.culvert.rib.RouteSource;
import io.culvert.router.InterfaceState;
import java.util.List;
import java.util.Optional;

/// A prefix as packets are forwarded by it.
///
/// @param local the label that the router itself bound to the prefix
/// @param ways at least one
record CefEntry(Vrf vrf, Prefix prefix, RouteSource source, Optional<Label> local, List<Way> ways) {
    /// One of the ways of a prefix.
    ///
    /// @param nextHopVrf where the next hop of a labelled path was looked up
    /// @param adjacencies what a packet goes through on its way out, the first one being that of the path: at a tunnel, its
    ///     outer packet goes on with the next
    record Way(Path path, Vrf nextHopVrf, List<Adjacency> adjacencies) {
        Way {
            path = shown(path);
            adjacencies = List.copyOf(adjacencies);
        }

        private static Path shown(Path path) {
            return switch (path) {
                case Path.Attached(var out) -> new Path.Attached(InterfaceState.shown(out));
                case Path.Neighbor(var out, var gateway) ->
                        new Path.Neighbor(InterfaceState.shown(out), gateway);
                case Path.Labelled(var label, var transport, var next, var via, var out, var at) ->
                        new Path.Labelled(
                                label, transport, next, via, InterfaceState.shown(out), at);
                case Path.Receive _, Path.Discard _ -> path;
            };
        }
    }

    /// The end of the rewriting of a packet.
    ///
    /// @param midchain whether it is a tunnel, whose outer packet has a way of its own
    /// @param address the neighbour; a tunnel has none
    record Adjacency(InterfaceName out, boolean midchain, Optional<IpAddress> address) {
        Adjacency {
            out = InterfaceState.shown(out);
        }
    }

    CefEntry {
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("a prefix in force has a way");
        }
        ways = List.copyOf(ways);
    }

    boolean isLabelled() {
        return ways.stream().allMatch(way -> way.path() instanceof Path.Labelled);
    }
}
