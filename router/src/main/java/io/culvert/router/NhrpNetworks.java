package io.culvert.router;

import io.culvert.base.Vrf;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.router.config.InterfaceNhrp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The numbers by which the packet path knows NHRP networks: a network-id means the same on the interfaces of one VRF alone.
final class NhrpNetworks {
    private record Network(Vrf vrf, long id) {}

    private final List<Network> networks = new ArrayList<>();

    /// Numbers are given anew, in the order in which they are asked for from here on.
    void clear() {
        networks.clear();
    }

    private int number(Network network) {
        int known = networks.indexOf(network);
        if (known < 0) {
            networks.add(network);
        }
        return known < 0 ? networks.size() : 1 + known;
    }

    private static Stream<NhrpSettings> settings(InterfaceState state) {
        InterfaceNhrp nhrp = state.config().nhrp();
        return Stream.of(nhrp.ipv4(), nhrp.ipv6()).filter(NhrpSettings::isOn);
    }

    private static Optional<Long> networkId(InterfaceState state) {
        return state.isTunnel()
                ? settings(state).flatMap(each -> each.networkId().stream()).findFirst()
                : Optional.empty();
    }

    /// NHRP of one interface.
    PlaneNhrp plane(InterfaceState state) {
        return networkId(state)
                .map(
                        id ->
                                PlaneNhrp.of(number(new Network(state.vrf(), id)))
                                        .withRedirect(redirectNanos(state))
                                        .withMpls(state.config().mpls().nhrp()))
                .orElse(PlaneNhrp.OFF);
    }

    private static long redirectNanos(InterfaceState state) {
        return settings(state)
                .flatMap(each -> each.redirect().stream())
                .map(NhrpSettings.Redirect::interval)
                .map(Duration::toNanos)
                .findFirst()
                .orElse(0L);
    }
}
