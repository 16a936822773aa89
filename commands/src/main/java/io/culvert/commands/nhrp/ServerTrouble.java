package io.culvert.commands.nhrp;

import io.culvert.base.IpAddress;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.nhrp.NhrpServerView;
import io.culvert.nhrp.NhrpServerView.State;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a next-hop server does not take our registration, as far as this router can know: from its sessions, from what came and what it
/// dropped. What only the other end knows is named as what to compare there.
final class ServerTrouble {
    private ServerTrouble() {}

    /// Of the servers that do not answer or refuse, and of what was dropped if there are any.
    static List<String> of(RouterView view) {
        var sentences = new ArrayList<String>();
        for (NhrpServerView server : view.nhrp().servers()) {
            if (server.state() == State.DOWN || server.state() == State.REFUSING) {
                sentences.add(
                        "Server %s on %s has not our registration: %s"
                                .formatted(
                                        server.server().address(),
                                        server.on(),
                                        reason(view, server)));
            }
        }
        if (!sentences.isEmpty()) {
            view.drops().stream()
                    .filter(each -> each.packets() > 0)
                    .forEach(each -> telling(each).ifPresent(sentences::add));
        }
        return sentences;
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

    static String reason(RouterView view, NhrpServerView server) {
        Optional<InterfaceState> tunnel = view.find(server.on());
        Optional<TunnelPath> path = tunnel.flatMap(InterfaceState::travels);
        Optional<IpAddress> nbma = server.nbma().or(() -> path.map(TunnelPath::destination));
        if (path.isEmpty() || nbma.isEmpty()) {
            return server.reason().orElse("its tunnel has no source or no way") + ".";
        }
        if (view.resolve(path.get().frontDoor(), nbma.get()).isEmpty()) {
            return "there is no route to its NBMA address %s.".formatted(nbma.get());
        }
        if (server.state() == State.REFUSING) {
            return server.reason().orElse("it refuses") + ".";
        }
        InterfaceState way = view.peerAt(server.on(), nbma.get()).orElseGet(tunnel::orElseThrow);
        if (!way.carries()) {
            return way.isProtected()
                    ? "there is no session with %s. %s"
                            .formatted(nbma.get(), session(view, nbma.get()))
                    : "its tunnel is down.";
        }
        if (isHeard(view, way, server)) {
            return "packets come by its tunnel, but no answer: compare the address of ip nhrp nhs with the one of its tunnel, and ip nhrp network-id there.";
        }
        return way.isProtected()
                ? "its session is up, but nothing comes by it: the server drops what we send; compare tunnel key, tunnel mode and ip nhrp network-id there (show drops there says which)."
                : "nothing comes from %s by this tunnel, which has no protection: if the server's has tunnel protection or another tunnel key, it drops what we send; compare these, tunnel mode and the address there."
                        .formatted(nbma.get());
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
