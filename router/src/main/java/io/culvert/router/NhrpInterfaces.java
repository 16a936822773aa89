package io.culvert.router;

import io.culvert.base.InterfaceKind;
import io.culvert.base.IpAddress;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.nhrp.NhrpInterface;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceNhrp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells NHRP of the tunnels that it runs on; of the peers of a multipoint tunnel it knows itself.
final class NhrpInterfaces {
    /// What a tunnel carries where no line says it: Ethernet less GRE and ESP, with room to spare.
    private static final int MTU = 1_400;

    private NhrpInterfaces() {}

    static void change(
            Optional<InterfaceState> before,
            Optional<InterfaceState> after,
            Consumer<NhrpEvent> nhrp) {
        Optional<NhrpInterface> now = after.flatMap(NhrpInterfaces::of);
        Optional<NhrpInterface> then = before.flatMap(NhrpInterfaces::of);
        if (now.equals(then)) {
            return;
        }
        now.<NhrpEvent>map(NhrpEvent.InterfaceChanged::new)
                .or(() -> then.map(gone -> new NhrpEvent.InterfaceGone(gone.name())))
                .ifPresent(nhrp);
    }

    private static Optional<NhrpInterface> of(InterfaceState state) {
        InterfaceNhrp settings = state.config().nhrp();
        Optional<TunnelPath> path = state.travels();
        if (!state.isTunnel() || state.isEndpoint() || !settings.isOn() || path.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new NhrpInterface(
                        state.name(),
                        state.carries(),
                        state.name().kind() == InterfaceKind.VIRTUAL_ACCESS,
                        state.vrf(),
                        path.get().frontDoor(),
                        state.isProtected(),
                        state.isMultipoint(),
                        state.config().tunnel().key(),
                        path.get().source(),
                        path.map(TunnelPath::destination).filter(_ -> !state.isMultipoint()),
                        addresses(state),
                        state.mtu() > 0 ? state.mtu() : MTU,
                        state.config().mpls().nhrp(),
                        settings.ipv4(),
                        settings.ipv6()));
    }

    private static List<IpAddress> addresses(InterfaceState state) {
        var addresses = new ArrayList<IpAddress>();
        for (InterfaceAddress own : state.addresses()) {
            addresses.add(own.address());
        }
        return addresses;
    }
}
