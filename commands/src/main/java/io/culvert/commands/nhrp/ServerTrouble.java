package io.culvert.commands.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.commands.interfaces.TunnelTrouble;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.nhrp.config.NextHopServer;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.nhrp.config.StaticMapping;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import io.culvert.router.config.InterfaceNhrp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Why a next-hop server does not take our registration, as far as this router can know: from its sessions, from what came and what it
/// dropped. What only the other end knows is named as what to compare there.
final class ServerTrouble {
    private ServerTrouble() {}

    /// Of the tunnels that have no path, of the servers that do not answer or refuse, and of what was dropped if there are any.
    static List<String> of(RouterView view) {
        var sentences = new ArrayList<String>();
        for (InterfaceState each : view.interfaces()) {
            if (isClientless(each)) {
                TunnelTrouble.of(view, each)
                        .ifPresent(
                                why ->
                                        sentences.add(
                                                "%s is down: %s.".formatted(each.name(), why)));
            }
        }
        var servers = new ArrayList<>(view.nhrp().servers());
        servers.addAll(unreached(view));
        for (NhrpServerView server : servers) {
            told(view, server)
                    .ifPresent(
                            why ->
                                    sentences.add(
                                            "Server %s on %s has not our registration: %s"
                                                    .formatted(
                                                            server.address()
                                                                    .map(IpAddress::toString)
                                                                    .orElse(server.server().name()),
                                                            server.on(),
                                                            why)));
        }
        if (!sentences.isEmpty()) {
            view.drops().stream()
                    .filter(each -> each.packets() > 0)
                    .forEach(each -> telling(each).ifPresent(sentences::add));
        }
        return sentences;
    }

    /// Whether it has NHRP, but no server that could be said to be out of reach.
    private static boolean isClientless(InterfaceState tunnel) {
        return tunnel.isTunnel()
                && !tunnel.isEndpoint()
                && tunnel.config().nhrp().isOn()
                && !tunnel.config().nhrp().hasServers();
    }

    /// What there is to say of a server: of one that is being asked, only what makes asking vain.
    static Optional<String> told(RouterView view, NhrpServerView server) {
        return switch (server.state()) {
            case DOWN, REFUSING -> Optional.of(reason(view, server));
            case EXPECTING -> vain(view, server);
            case STANDBY, RESPONDING, RETURNING -> Optional.empty();
        };
    }

    /// The servers of tunnels that NHRP does not know, because they are down: it asks them nothing.
    static List<NhrpServerView> unreached(RouterView view) {
        var all = new ArrayList<NhrpServerView>();
        for (InterfaceState each : view.interfaces()) {
            if (each.isTunnel() && !each.isEndpoint()) {
                unreached(view, each).stream()
                        .filter(server -> !each.carries() || isUnknown(server))
                        .forEach(all::add);
            }
        }
        all.removeIf(
                server ->
                        view.nhrp().servers().stream()
                                .anyMatch(
                                        known ->
                                                known.on().equals(server.on())
                                                        && known.server().equals(server.server())));
        return all;
    }

    private static List<NhrpServerView> unreached(RouterView view, InterfaceState tunnel) {
        Instant since = view.turned(tunnel.name()).orElse(Instant.EPOCH);
        InterfaceNhrp nhrp = tunnel.config().nhrp();
        var all = new ArrayList<NhrpServerView>();
        for (NhrpSettings settings : List.of(nhrp.ipv4(), nhrp.ipv6())) {
            if (settings.isOn()) {
                settings.servers()
                        .forEach(
                                server ->
                                        all.add(
                                                NhrpServerView.unasked(
                                                        tunnel.name(),
                                                        server,
                                                        server.nbma()
                                                                .or(() -> mapped(settings, server)),
                                                        since)));
            }
        }
        return all;
    }

    /// Whether nothing but a name is known of it, which stands for no address: NHRP does not even ask.
    private static boolean isUnknown(NhrpServerView server) {
        return server.address().isEmpty() && server.nbma().isEmpty();
    }

    private static Optional<IpAddress> mapped(NhrpSettings settings, NextHopServer server) {
        return settings.mappings().stream()
                .filter(each -> server.address().filter(each.overlay()::contains).isPresent())
                .max(Comparator.comparingInt(each -> each.overlay().length()))
                .map(StaticMapping::nbma);
    }

    /// What drops mean that another tunnel key or a missing protection makes.
    private static Optional<String> telling(DropCount drop) {
        return switch (drop.reason()) {
            case GRE_KEY ->
                    Optional.of(
                            "%d packets came out of an association with another tunnel key than ours, or without one: compare tunnel key at both ends."
                                    .formatted(drop.packets()));
            case PROTECTION_MISSING ->
                    Optional.of(
                            "%d packets came in the clear for a tunnel that requires protection: the other end has no tunnel protection."
                                    .formatted(drop.packets()));
            case TUNNEL_UNKNOWN ->
                    Optional.of(
                            "%d packets came for which no tunnel here has these ends and that key: compare tunnel key, tunnel source and tunnel mode at both ends."
                                    .formatted(drop.packets()));
            default -> Optional.empty();
        };
    }

    /// Why nothing that is sent to a server can get there.
    private static Optional<String> vain(RouterView view, NhrpServerView server) {
        Optional<InterfaceState> tunnel = view.find(server.on());
        Optional<String> dead = tunnel.flatMap(each -> TunnelTrouble.of(view, each));
        if (dead.isPresent()) {
            return Optional.of(dead.get() + ".");
        }
        if (server.nbma().isEmpty() && server.server().host().isPresent()) {
            String host = server.server().host().get();
            return Optional.of(
                    "no line says what address %s has, and no name service is asked here; enter ip host %s ADDRESS, or ipv6 host."
                            .formatted(host, host));
        }
        Optional<TunnelPath> path = tunnel.flatMap(InterfaceState::travels);
        Optional<IpAddress> nbma = nbma(server, path);
        if (path.isEmpty() || nbma.isEmpty()) {
            return Optional.of(server.reason().orElse("its tunnel has no source or no way") + ".");
        }
        if (nbma.get().family() != path.get().source().family()) {
            String outer = TunnelTrouble.word(path.get().source().family());
            return Optional.of(
                    "its NBMA address %s is no %s address, and the tunnel is over %s."
                            .formatted(nbma.get(), outer, outer));
        }
        return view.resolve(path.get().frontDoor(), nbma.get()).isPresent()
                ? Optional.empty()
                : Optional.of(
                        TunnelTrouble.noRoute(path.get().frontDoor())
                                + " to its NBMA address "
                                + nbma.get()
                                + tunnel.flatMap(each -> TunnelTrouble.elsewhere(view, each))
                                        .map("; "::concat)
                                        .orElse("")
                                + ".");
    }

    private static Optional<IpAddress> nbma(NhrpServerView server, Optional<TunnelPath> path) {
        return server.nbma().or(() -> path.map(TunnelPath::destination));
    }

    private static String reason(RouterView view, NhrpServerView server) {
        Optional<String> vain = vain(view, server);
        if (vain.isPresent()) {
            return vain.get();
        }
        InterfaceState tunnel = view.find(server.on()).orElseThrow();
        IpAddress nbma = nbma(server, tunnel.travels()).orElseThrow();
        if (server.state() == State.REFUSING) {
            return server.reason().orElse("it refuses") + ".";
        }
        InterfaceState way = view.peerAt(server.on(), nbma).orElseGet(() -> tunnel);
        if (!way.carries()) {
            return way.isProtected()
                    ? "there is no session with %s. %s".formatted(nbma, session(view, nbma))
                    : "its tunnel is down.";
        }
        if (isHeard(view, way, server)) {
            return "packets come by its tunnel, but no answer: compare the address of ip nhrp nhs with the one of its tunnel, and ip nhrp network-id there.";
        }
        return way.isProtected()
                ? "its session is up, but nothing comes by it: the server drops what we send; compare tunnel key, tunnel mode and ip nhrp network-id there (show drops there says which)."
                : "nothing comes from %s by this tunnel, which has no protection: if the server's has tunnel protection or another tunnel key, it drops what we send; compare these, tunnel mode and the address there."
                        .formatted(nbma);
    }

    /// Whether anything came by the tunnel since the server ceased to answer.
    private static boolean isHeard(RouterView view, InterfaceState way, NhrpServerView server) {
        long last = view.counters(way).lastInNanos();
        long since =
                Duration.between(Instant.EPOCH, server.turned().orElse(server.since())).toNanos();
        return last != InterfaceCounters.NEVER && last > since;
    }

    private static String session(RouterView view, IpAddress nbma) {
        IkeSnapshot snapshot = view.ike().snapshot();
        return snapshot.failures().stream()
                .filter(failure -> failure.remote().equals(nbma))
                .findFirst()
                .map(
                        failure ->
                                "The last attempt ended so: %s. What to do: %s"
                                        .formatted(failure.what(), failure.remedy()))
                .orElse(
                        "Nothing was refused so far: either no IKE gets there and back, or it has just begun; see show crypto ikev2 why "
                                + nbma);
    }
}
