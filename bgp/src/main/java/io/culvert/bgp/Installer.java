package io.culvert.bgp;

import io.culvert.base.Vrf;
import java.util.ArrayList;
import java.util.Optional;

/// Hands the best routes of the global tables and of the VRFs to the routing table.
final class Installer {
    /// The administrative distances of IOS.
    static final int DISTANCE_EXTERNAL = 20;

    static final int DISTANCE_INTERNAL = 200;

    private final Speaker speaker;

    Installer(Speaker speaker) {
        this.speaker = speaker;
    }

    void update(Net net) {
        if (net.table().owner().isEmpty() && net.installed().isEmpty()) {
            return;
        }
        Optional<BgpEffect.InstallRoute> wanted =
                net.table()
                        .owner()
                        .flatMap(vrf -> net.vrfBest().flatMap(best -> route(net, vrf, best)));
        var before = net.installed();
        if (before.equals(wanted)) {
            return;
        }
        before.filter(old -> wanted.isEmpty() || !wanted.get().vrf().equals(old.vrf()))
                .ifPresent(old -> speaker.emit(new BgpEffect.RemoveRoute(old.vrf(), old.prefix())));
        wanted.ifPresent(speaker::emit);
        net.installed(wanted.orElse(null));
        if (wanted.isEmpty()) {
            net.ribFailure(false);
        }
    }

    /// Takes back what another VRF owned, before the table that it owns now installs the same prefix.
    void disown(Net net) {
        net.installed()
                .filter(old -> net.table().owner().filter(old.vrf()::equals).isEmpty())
                .ifPresent(
                        old -> {
                            speaker.emit(new BgpEffect.RemoveRoute(old.vrf(), old.prefix()));
                            net.installed(null);
                            net.ribFailure(false);
                        });
    }

    /// What begins in the table itself is there already.
    private static Optional<BgpEffect.InstallRoute> route(Net net, Vrf vrf, Path best) {
        if (best.isLocal() && !best.isImported()) {
            return Optional.empty();
        }
        var paths = new ArrayList<BgpEffect.RoutePath>();
        for (Path path : net.multipaths()) {
            path(net, path).ifPresent(paths::add);
        }
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        var asPath = best.attributes.asPath();
        return Optional.of(
                new BgpEffect.InstallRoute(
                        vrf,
                        net.prefix(),
                        paths,
                        best.isInternal() ? DISTANCE_INTERNAL : DISTANCE_EXTERNAL,
                        best.attributes.med().orElse(0L),
                        asPath.first(),
                        asPath.toString()));
    }

    private static Optional<BgpEffect.RoutePath> path(Net net, Path path) {
        if (path.isLocal() && path.origination instanceof Path.Origination.Imported(var from, _)) {
            return from.table()
                    .owner()
                    .map(vrf -> new BgpEffect.RoutePath.Leaked(vrf, net.prefix()));
        }
        return path.nextHop()
                .map(
                        hop ->
                                new BgpEffect.RoutePath.Via(
                                        path.nextHopVrf(), hop, path.label(), path.isExternal()));
    }
}
