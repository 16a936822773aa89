package io.culvert.bgp;

import io.culvert.base.Label;
import io.culvert.base.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A destination with its paths. Compared by identity.
final class Net {
    private final Table table;
    private final Prefix prefix;
    private final ArrayList<Path> paths = new ArrayList<>(1);
    private @Nullable Path best;
    private @Nullable Path carrier;
    private @Nullable Path vrfBest;
    private List<Path> multipaths = List.of();
    private @Nullable LabelKey labelKey;
    private @Nullable Label label;
    private BgpEffect.@Nullable InstallRoute installed;
    private List<Table> importedInto = List.of();
    long version;
    boolean ribFailure;

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

    RouteKey key() {
        return new RouteKey(table.rd(), prefix);
    }

    List<Path> paths() {
        return paths;
    }

    /// The path from this peer, or whose origination equals this one.
    Optional<Path> path(Path.Origination origination) {
        for (Path path : paths) {
            if (slot(path.origination).equals(slot(origination))) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /// Puts a path in the place of the one from the same source.
    void put(Path path) {
        for (int i = 0; i < paths.size(); i++) {
            if (slot(paths.get(i).origination).equals(slot(path.origination))) {
                paths.set(i, path);
                return;
            }
        }
        paths.addFirst(path);
    }

    boolean remove(Path.Origination origination) {
        return paths.removeIf(path -> slot(path.origination).equals(slot(origination)));
    }

    /// There is one path for each peer, each imported destination, and one from the routing table.
    private static Object slot(Path.Origination origination) {
        return switch (origination) {
            case Path.Origination.Local _ -> Path.Origination.Local.class;
            case Path.Origination.FromPeer(var peer) -> peer;
            case Path.Origination.Imported(var from, _) -> from;
        };
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
        return Optional.ofNullable(vrfBest);
    }

    /// The paths that are used together, the best one first.
    List<Path> multipaths() {
        return multipaths;
    }

    void decided(
            Optional<Path> newBest,
            Optional<Path> newCarrier,
            Optional<Path> newVrfBest,
            List<Path> newMultipaths) {
        best = newBest.orElse(null);
        carrier = newCarrier.orElse(null);
        vrfBest = newVrfBest.orElse(null);
        multipaths = newMultipaths;
    }

    Optional<LabelKey> labelKey() {
        return Optional.ofNullable(labelKey);
    }

    /// The label that we give to others for this destination.
    Optional<Label> label() {
        return Optional.ofNullable(label);
    }

    void label(@Nullable LabelKey key, @Nullable Label value) {
        labelKey = key;
        label = value;
    }

    Optional<BgpEffect.InstallRoute> installed() {
        return Optional.ofNullable(installed);
    }

    void installed(BgpEffect.@Nullable InstallRoute route) {
        installed = route;
    }

    /// The VRF tables that hold a copy of the best path.
    List<Table> importedInto() {
        return importedInto;
    }

    void importedInto(List<Table> tables) {
        importedInto = List.copyOf(tables);
    }

    /// Whether nothing is left to remember.
    boolean isEmpty() {
        return paths.isEmpty() && labelKey == null && installed == null && importedInto.isEmpty();
    }
}
