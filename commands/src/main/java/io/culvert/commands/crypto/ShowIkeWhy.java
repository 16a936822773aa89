package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.WallTime;
import io.culvert.ike.v2.Failures;
import io.culvert.ike.v2.IkeSnapshot;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `show crypto ikev2 why PEER`: how things stand with a peer, in words, with what to change.
///
/// @param tunnels that are configured towards the peer
record ShowIkeWhy(IpAddress peer, List<Sa> sas, List<Tunnel> tunnels, List<LastFailure> failures)
        implements Answer {
    record Sa(String status, String description, Instant since) {}

    record Tunnel(InterfaceName name, boolean isUp, Optional<String> obstacle) {}

    /// @param at wall-clock time
    /// @param count how often in a row
    record LastFailure(Vrf fvrf, Instant at, String what, String remedy, int count) {}

    ShowIkeWhy {
        sas = List.copyOf(sas);
        tunnels = List.copyOf(tunnels);
        failures = List.copyOf(failures);
    }

    static ShowIkeWhy of(RouterView view, IpAddress peer) {
        IkeSnapshot snapshot = view.ike().snapshot();
        return new ShowIkeWhy(
                peer,
                snapshot.sas().stream()
                        .filter(sa -> sa.remote().equals(peer))
                        .map(sa -> new Sa(sa.status(), sa.description(), wall(view, sa.upAt())))
                        .toList(),
                view.tunnels().stream()
                        .filter(state -> state.isProtected() && leadsTo(state, peer))
                        .map(ShowIkeWhy::tunnel)
                        .toList(),
                snapshot.failures().stream()
                        .filter(failure -> failure.remote().equals(peer))
                        .map(failure -> failure(view, failure))
                        .toList());
    }

    private static Instant wall(RouterView view, Instant routerTime) {
        return view.wallClock().minus(Duration.between(routerTime, view.now()));
    }

    private static LastFailure failure(RouterView view, Failures.Failure failure) {
        return new LastFailure(
                failure.fvrf(),
                wall(view, failure.at()),
                failure.what(),
                failure.remedy(),
                failure.count());
    }

    private static boolean leadsTo(InterfaceState state, IpAddress peer) {
        return state.path()
                .map(path -> path.destination())
                .or(() -> state.config().tunnel().destination())
                .filter(peer::equals)
                .isPresent();
    }

    private static Tunnel tunnel(InterfaceState state) {
        return new Tunnel(state.name(), state.protocolUp(), obstacle(state));
    }

    private static Optional<String> obstacle(InterfaceState state) {
        if (state.config().shutdown()) {
            return Optional.of("it is shut down; no shutdown brings it back");
        }
        return state.path().isEmpty()
                ? Optional.of("its source has no address or there is no route to its destination")
                : Optional.empty();
    }

    boolean isEmpty() {
        return sas.isEmpty() && tunnels.isEmpty() && failures.isEmpty();
    }

    @Override
    public String text() {
        var text = new StringBuilder("Peer " + peer + "\n");
        for (Sa sa : sas) {
            text.append(
                    "  IKEv2 SA: %s (%s) since %s\n"
                            .formatted(sa.status(), sa.description(), WallTime.clock(sa.since())));
        }
        if (sas.isEmpty()) {
            text.append("  There is no IKEv2 SA\n");
        }
        for (Tunnel tunnel : tunnels) {
            text.append("  " + tunnel.name() + " is " + (tunnel.isUp() ? "up" : "down"))
                    .append(tunnel.obstacle().map(why -> ": " + why).orElse(""))
                    .append('\n');
        }
        for (LastFailure failure : failures) {
            String times = failure.count() == 1 ? "once" : failure.count() + " times in a row";
            text.append(
                    "  Last failure at %s, %s:\n".formatted(WallTime.clock(failure.at()), times));
            text.append("    " + failure.what() + "\n");
            text.append("    What to do: " + failure.remedy() + "\n");
        }
        if (failures.isEmpty()) {
            text.append("  Nothing has failed with this peer\n");
        }
        return text.toString();
    }
}
