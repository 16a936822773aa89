package io.culvert.bgp;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A destination with its paths and what each update group was told of it: one place of the Adj-RIBs-In, of the Loc-RIB
/// and of the Adj-RIBs-Out (RFC 4271 section 3.2). Compared by identity. There may be a million, so it is kept small: what
/// only routes of this router's own VRFs need is apart.
final class Net {
    /// The route distinguisher of destinations outside of VPN families.
    static final RouteDistinguisher NO_RD = new RouteDistinguisher(0);

    private static final Path[] NO_PATHS = new Path[0];

    /// What this router itself does with the destination.
    private static final class Use {
        private @Nullable Path vrfBest;
        private List<Path> multipaths = List.of();
        private @Nullable LabelKey labelKey;
        private @Nullable Label label;
        private BgpEffect.@Nullable InstallRoute installed;
        private List<Table> importedInto = List.of();
        private boolean ribFailure;

        boolean isEmpty() {
            return labelKey == null && installed == null && importedInto.isEmpty();
        }
    }

    private final Table table;
    private final Prefix prefix;
    private Path[] paths = NO_PATHS;
    private @Nullable Path best;
    private @Nullable Path carrier;
    private @Nullable Advertised told;
    private @Nullable Use use;
    long version;

    /// Whether it waits to be decided.
    boolean dirty;

    /// Set only while users of a next hop are gone through.
    boolean swept;

    /// The table's links: those of one bucket, and the order of arrival.
    @Nullable Net chained;

    @Nullable Net older;
    @Nullable Net newer;

    Net(Table table, Prefix prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    Table table() {
        return table;
    }

    Prefix prefix() {
        return prefix;
    }

    /// Whether both are the same to a peer of a VPN family, or of another, where route distinguishers do not show.
    boolean isSameAs(Net other, boolean vpn) {
        return this == other
                || prefix.equals(other.prefix) && (!vpn || table.rd().equals(other.table.rd()));
    }

    boolean hasPaths() {
        return paths.length > 0;
    }

    /// The paths, those of newer sources first; to be looked at.
    List<Path> paths() {
        return Arrays.asList(paths);
    }

    /// Whether a path has this next hop.
    boolean uses(NextHops.Watch watch) {
        for (Path path : paths) {
            if (path.watch == watch) {
                return true;
            }
        }
        return false;
    }

    /// The path from this peer, or whose origination equals this one.
    Optional<Path> path(Path.Origination origination) {
        int at = indexOf(origination);
        return at < 0 ? Optional.empty() : Optional.of(paths[at]);
    }

    private int indexOf(Path.Origination origination) {
        for (int i = 0; i < paths.length; i++) {
            if (paths[i].origination.isSameSource(origination)) {
                return i;
            }
        }
        return -1;
    }

    /// Puts a path in the place of the one from the same source.
    void put(Path path) {
        int at = indexOf(path.origination);
        if (at >= 0) {
            paths[at] = path;
            return;
        }
        var more = new Path[paths.length + 1];
        more[0] = path;
        System.arraycopy(paths, 0, more, 1, paths.length);
        paths = more;
    }

    void remove(Path.Origination origination) {
        int at = indexOf(origination);
        if (at >= 0) {
            var fewer = paths.length == 1 ? NO_PATHS : new Path[paths.length - 1];
            System.arraycopy(paths, 0, fewer, 0, at);
            System.arraycopy(paths, at + 1, fewer, at, fewer.length - at);
            paths = fewer;
        }
    }

    Optional<Path> best() {
        return Optional.ofNullable(best);
    }

    /// The best of the paths that packets can go by ([Decision#carries]): the one for VRFs that import the route and for
    /// labels of ours. It is another than the best where a route reflector has no labelled way to a next hop.
    Optional<Path> carrier() {
        return Optional.ofNullable(carrier);
    }

    /// The best of those that the VRF of the table takes; the same as the carrier outside of VRFs.
    Optional<Path> vrfBest() {
        return use == null ? carrier() : Optional.ofNullable(use.vrfBest);
    }

    /// The paths that are used together, the best one first.
    List<Path> multipaths() {
        return use == null ? vrfBest().map(List::of).orElse(List.of()) : use.multipaths;
    }

    /// Takes over what was decided; true if it differs from what was so far.
    boolean decided(
            Optional<Path> newBest, Optional<Path> newCarrier, Decision.Result newVrfResult) {
        Path vrfBest = newVrfResult.best().orElse(null);
        boolean isSameForVrf =
                use == null
                        ? carrier == vrfBest && newVrfResult.multipaths().size() <= 1
                        : use.vrfBest == vrfBest
                                && use.multipaths.equals(newVrfResult.multipaths());
        boolean same =
                isSameForVrf && best == newBest.orElse(null) && carrier == newCarrier.orElse(null);
        best = newBest.orElse(null);
        carrier = newCarrier.orElse(null);
        if (use != null || vrfBest != carrier || newVrfResult.multipaths().size() > 1) {
            use().vrfBest = vrfBest;
            use().multipaths = newVrfResult.multipaths();
        }
        return !same;
    }

    private Use use() {
        Use one = use;
        if (one == null) {
            one = new Use();
            one.multipaths = multipaths();
            one.vrfBest = carrier;
            use = one;
        }
        return one;
    }

    Optional<LabelKey> labelKey() {
        return use == null ? Optional.empty() : Optional.ofNullable(use.labelKey);
    }

    /// The label that we give to others for this destination.
    Optional<Label> label() {
        return use == null ? Optional.empty() : Optional.ofNullable(use.label);
    }

    void label(@Nullable LabelKey key, @Nullable Label value) {
        if (use != null || key != null) {
            use().labelKey = key;
            use().label = value;
        }
    }

    Optional<BgpEffect.InstallRoute> installed() {
        return use == null ? Optional.empty() : Optional.ofNullable(use.installed);
    }

    void installed(BgpEffect.@Nullable InstallRoute route) {
        if (use != null || route != null) {
            use().installed = route;
        }
    }

    /// The VRF tables that hold a copy of the best path.
    List<Table> importedInto() {
        return use == null ? List.of() : use.importedInto;
    }

    void importedInto(List<Table> tables) {
        if (use != null || !tables.isEmpty()) {
            use().importedInto = List.copyOf(tables);
        }
    }

    /// Whether the routing table of the router did not take the route.
    boolean ribFailure() {
        return use != null && use.ribFailure;
    }

    void ribFailure(boolean value) {
        if (use != null || value) {
            use().ribFailure = value;
        }
    }

    /// What an update group was told last, and has not been told to forget.
    Optional<Advertised> told(UpdateGroup group) {
        for (var one = told(); one.isPresent(); one = one.get().other()) {
            if (one.get().group() == group) {
                return one;
            }
        }
        return Optional.empty();
    }

    /// What the first of the groups was told that were told something; the others follow.
    Optional<Advertised> told() {
        return Optional.ofNullable(told);
    }

    boolean isToldToNoneBut(UpdateGroup group) {
        return told == null || told.group() == group && told.other().isEmpty();
    }

    /// An entry may stand at many destinations, as long as it is the only one at each.
    void tell(Advertised news) {
        untell(news.group());
        news.other(told);
        told = news;
    }

    void untell(UpdateGroup group) {
        @Nullable Advertised before = null;
        for (var one = told(); one.isPresent(); one = one.get().other()) {
            if (one.get().group() != group) {
                before = one.get();
            } else if (before == null) {
                told = one.get().other().orElse(null);
            } else {
                before.other(one.get().other().orElse(null));
            }
        }
    }

    /// Whether nothing is left to remember.
    boolean isEmpty() {
        return paths.length == 0 && told == null && (use == null || use.isEmpty());
    }

    /// As tables and notices name it.
    @Override
    public String toString() {
        return table.rd().equals(NO_RD) ? prefix.toString() : table.rd() + ":" + prefix;
    }
}
