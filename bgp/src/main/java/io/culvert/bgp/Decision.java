package io.culvert.bgp;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.bgp.config.BgpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which path is the best, RFC 4271 section 9.1.2 with the weight of IOS in front and RFC 4456 section 9 at the end.
final class Decision {
    /// What was decided.
    ///
    /// @param multipaths the best and those that are used beside it
    record Result(Optional<Path> best, List<Path> multipaths) {}

    private static final Result NONE = new Result(Optional.empty(), List.of());

    private final Speaker speaker;

    /// [#isValid] and [#carries].
    final Predicate<Path> valid = this::isValid;

    final Predicate<Path> carrying = this::carries;

    Decision(Speaker speaker) {
        this.speaker = speaker;
    }

    /// Whether the path can be told to others: RFC 4271 section 9.1.2.1. How its next hop is reached does not matter to a
    /// route reflector, which is not on the way.
    boolean isValid(Path path) {
        if (path.origination instanceof Path.Origination.FromPeer) {
            return !path.denied()
                    && NextHops.resolution(path) instanceof BgpEvent.Resolution.Reachable;
        }
        return !(path.origination instanceof Path.Origination.Imported(_, var original))
                || isValid(original);
    }

    /// Whether packets can go by the path: that of a VPN route also needs a labelled way to its next hop (RFC 4364 section
    /// 5, `flexvpn-mpls.md` S6).
    boolean carries(Path path) {
        if (path.origination instanceof Path.Origination.FromPeer) {
            return !path.denied()
                    && NextHops.resolution(path) instanceof BgpEvent.Resolution.Reachable reachable
                    && (reachable.labelled() || !path.mustBeLabelled());
        }
        return !(path.origination instanceof Path.Origination.Imported(_, var original))
                || carries(original);
    }

    private long metric(Path path) {
        return switch (path.origination) {
            case Path.Origination.Local _ -> 0;
            case Path.Origination.Imported(_, var original) -> metric(original);
            case Path.Origination.FromPeer _ ->
                    NextHops.resolution(path) instanceof BgpEvent.Resolution.Reachable reachable
                            ? reachable.metric()
                            : Long.MAX_VALUE;
        };
    }

    /// Metric of the next hop, for tables.
    Optional<Long> metricOf(Path path) {
        return path.isLocal() || metric(path) == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(metric(path));
    }

    /// RFC 4271 section 9.1.2.2 point c: paths with MED compete first with those from the same AS, then the winners do.
    Result decide(
            List<Path> paths,
            Predicate<Path> eligible,
            int maximumPaths,
            int maximumPathsInternal) {
        if (paths.size() <= 1) {
            return paths.isEmpty() || !eligible.test(paths.getFirst())
                    ? NONE
                    : new Result(Optional.of(paths.getFirst()), paths);
        }
        var groups = new ArrayList<List<Path>>();
        var usable = new ArrayList<Path>();
        for (Path path : paths) {
            if (eligible.test(path)) {
                usable.add(path);
                groupOf(groups, path).add(path);
            }
        }
        Path best = null;
        for (List<Path> group : groups) {
            Path winner = group.getFirst();
            for (Path path : group) {
                winner = compare(path, winner, true) < 0 ? path : winner;
            }
            best =
                    best == null || compare(winner, best, speaker.config().alwaysCompareMed()) < 0
                            ? winner
                            : best;
        }
        if (best == null) {
            return NONE;
        }
        int most = best.isExternal() ? maximumPaths : best.isInternal() ? maximumPathsInternal : 1;
        return new Result(Optional.of(best), multipaths(best, usable, most));
    }

    private static List<Path> groupOf(List<List<Path>> groups, Path path) {
        for (List<Path> group : groups) {
            if (group.getFirst().attributes.asPath().first() == path.attributes.asPath().first()) {
                return group;
            }
        }
        var group = new ArrayList<Path>();
        groups.add(group);
        return group;
    }

    private List<Path> multipaths(Path best, List<Path> usable, int most) {
        var all = new ArrayList<Path>();
        all.add(best);
        for (Path path : usable) {
            boolean equal =
                    path != best
                            && path.isExternal() == best.isExternal()
                            && path.attributes.asPath().equals(best.attributes.asPath())
                            && compareUpToMetric(path, best, true) == 0;
            if (equal && all.size() < most) {
                all.add(path);
            }
        }
        return List.copyOf(all);
    }

    /// Negative if `a` is better.
    private int compare(Path a, Path b, boolean med) {
        int upToMetric = compareUpToMetric(a, b, med);
        if (upToMetric != 0) {
            return upToMetric;
        }
        BgpConfig config = speaker.config();
        if (a.isExternal() && b.isExternal() && !config.compareRouterId() && a.age != b.age) {
            return Long.compare(a.age, b.age);
        }
        int ids = Integer.compareUnsigned(identifier(a).bits(), identifier(b).bits());
        if (ids != 0) {
            return ids;
        }
        int clusters =
                Integer.compare(
                        a.attributes.clusterList().size(), b.attributes.clusterList().size());
        if (clusters != 0) {
            return clusters;
        }
        int addresses = address(a).compareTo(address(b));
        return addresses != 0 ? addresses : Boolean.compare(a.isImported(), b.isImported());
    }

    private int compareUpToMetric(Path a, Path b, boolean med) {
        int weight = Integer.compare(b.weight, a.weight);
        if (weight != 0) {
            return weight;
        }
        int preference = Long.compare(localPreference(b), localPreference(a));
        if (preference != 0) {
            return preference;
        }
        int local = Boolean.compare(b.isLocal(), a.isLocal());
        if (local != 0) {
            return local;
        }
        int length =
                Integer.compare(a.attributes.asPath().length(), b.attributes.asPath().length());
        if (length != 0) {
            return length;
        }
        int origin = a.attributes.origin().compareTo(b.attributes.origin());
        if (origin != 0) {
            return origin;
        }
        int meds =
                med
                        ? Long.compare(a.attributes.med().orElse(0L), b.attributes.med().orElse(0L))
                        : 0;
        if (meds != 0) {
            return meds;
        }
        int external = Boolean.compare(b.isExternal(), a.isExternal());
        return external != 0 ? external : Long.compare(metric(a), metric(b));
    }

    private long localPreference(Path path) {
        return path.attributes
                .localPreference()
                .orElse((long) speaker.config().defaultLocalPreference());
    }

    /// RFC 4456 section 9: the originator stands for the peer that reflected the route.
    private static Ipv4Address identifier(Path path) {
        return path.attributes
                .originatorId()
                .orElse(path.peer().map(Peer::remoteId).orElse(Ipv4Address.ANY));
    }

    private static IpAddress address(Path path) {
        return path.peer().map(Peer::address).orElse(Ipv4Address.ANY);
    }
}
