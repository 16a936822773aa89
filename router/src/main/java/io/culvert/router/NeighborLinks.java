package io.culvert.router;

import io.culvert.host.neighbor.NeighborConfig;
import io.culvert.host.neighbor.NeighborEvent;
import io.culvert.host.neighbor.NeighborLink;
import io.culvert.router.config.InterfaceAddress;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells the neighbour engine of interfaces.
final class NeighborLinks {
    private NeighborLinks() {}

    static void change(
            Optional<InterfaceState> before,
            Optional<InterfaceState> after,
            Consumer<NeighborEvent> neighbors) {
        Optional<NeighborLink> old =
                before.filter(InterfaceState::protocolUp).map(NeighborLinks::link);
        Optional<NeighborLink> fresh =
                after.filter(InterfaceState::protocolUp).map(NeighborLinks::link);
        if (old.equals(fresh)) {
            return;
        }
        InterfaceState either = after.or(() -> before).orElseThrow();
        neighbors.accept(
                fresh.isPresent()
                        ? new NeighborEvent.InterfaceUp(either.name(), fresh.get())
                        : new NeighborEvent.InterfaceDown(either.name()));
    }

    private static NeighborLink link(InterfaceState state) {
        var addresses = new ArrayList<NeighborLink.Address>();
        for (InterfaceAddress own : state.addresses()) {
            if (!state.isBorrowed(own)) {
                addresses.add(new NeighborLink.Address(own.address(), own.subnet()));
            }
        }
        state.ipv6()
                .linkLocal()
                .ifPresent(
                        own -> addresses.add(new NeighborLink.Address(own, Ipv6State.LINK_LOCAL)));
        return new NeighborLink(
                state.vrf(),
                state.isTunnel() ? Optional.empty() : state.mac(),
                addresses,
                NeighborConfig.DEFAULT.withChecks(state.config().ipv6().nd().dadAttempts()),
                state.ipv6().routes(),
                state.ipv6().tentative(),
                state.ipv6().routes() ? RouterNews.of(state) : Optional.empty());
    }
}
