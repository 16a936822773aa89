package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.MacAddress;
import io.culvert.base.Vrf;
import io.culvert.commands.Console;
import io.culvert.commands.PortReport;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.TunnelSource;
import java.util.List;
import java.util.Optional;

/// One interface of `show interfaces`.
///
/// @param bare whether its port carries bare IP packets
/// @param mtu of network-layer packets, in octets
/// @param bandwidthKilobits as configured, or what IOS assumes for the kind
/// @param port the port of the machine that it uses, where the machine tells
/// @param whyDown what keeps a tunnel down, in words
record InterfaceEntry(
        InterfaceName name,
        LinkStatus status,
        Optional<String> description,
        Optional<MacAddress> mac,
        boolean bare,
        Vrf vrf,
        List<InterfaceAddress> addresses,
        Optional<InterfaceName> lender,
        int mtu,
        int bandwidthKilobits,
        int delayMicroseconds,
        Optional<Integer> keepaliveSeconds,
        Optional<Integer> vlan,
        Optional<TunnelEntry> tunnel,
        Optional<String> whyDown,
        Optional<PortReport> port,
        InterfaceTraffic traffic) {
    private static final int KEEPALIVE_SECONDS = 10;

    /// @param sourceInterface where the source is named by an interface
    /// @param transportMtu of packets inside, in octets
    /// @param profile of IPsec
    /// @param template what a virtual access interface was cloned from
    record TunnelEntry(
            Optional<IpAddress> source,
            Optional<InterfaceName> sourceInterface,
            Optional<IpAddress> destination,
            TunnelMode mode,
            Optional<Long> key,
            int ttl,
            int transportMtu,
            Optional<String> profile,
            Optional<InterfaceName> template) {
        private static final int TTL = 255;

        static TunnelEntry of(RouterView view, InterfaceState state) {
            TunnelConfig config = state.config().tunnel();
            return new TunnelEntry(
                    state.travels().map(path -> path.source()).or(() -> sourceAddress(config)),
                    config.source()
                            .flatMap(
                                    source ->
                                            source instanceof TunnelSource.FromInterface(var name)
                                                    ? Optional.of(name)
                                                    : Optional.empty()),
                    state.travels()
                            .map(path -> path.destination())
                            .filter(_ -> !state.isMultipoint())
                            .or(config::destination),
                    config.mode(),
                    config.key(),
                    config.ttl().orElse(TTL),
                    view.ipMtu(state, 0),
                    config.protectionProfile(),
                    state.template());
        }

        private static Optional<IpAddress> sourceAddress(TunnelConfig config) {
            return config.source()
                    .flatMap(
                            source ->
                                    source instanceof TunnelSource.FromAddress(var address)
                                            ? Optional.of(address)
                                            : Optional.empty());
        }
    }

    InterfaceEntry {
        addresses = List.copyOf(addresses);
    }

    static InterfaceEntry of(Console console, InterfaceState state) {
        RouterView view = console.view();
        Optional<PortReport> port =
                state.name().isSubinterface()
                        ? Optional.empty()
                        : console.machine().port(state.name());
        var config = state.config();
        var kind = state.name().kind();
        return new InterfaceEntry(
                state.name(),
                LinkStatus.of(state),
                config.description(),
                state.mac(),
                state.isBare(),
                config.vrf(),
                state.addresses(),
                config.ipv4().address() instanceof Ipv4Source.Unnumbered(var lender)
                        ? Optional.of(lender)
                        : Optional.empty(),
                state.mtu() > 0 ? state.mtu() : view.ipMtu(state, 0),
                config.link().bandwidthKilobits().orElse(bandwidth(kind)),
                config.link().delayTensOfMicroseconds().map(tens -> tens * 10).orElse(delay(kind)),
                kind.isPhysical() && config.link().keepalive()
                        ? config.link().keepaliveSeconds().or(() -> Optional.of(KEEPALIVE_SECONDS))
                        : Optional.empty(),
                config.vlan().map(tag -> tag.vlan()),
                state.isTunnel() ? Optional.of(TunnelEntry.of(view, state)) : Optional.empty(),
                whyDown(view, state),
                port,
                InterfaceTraffic.of(view, console.now(), state, port));
    }

    private static int bandwidth(InterfaceKind kind) {
        return switch (kind) {
            case ETHERNET -> 10_000;
            case FAST_ETHERNET -> 100_000;
            case GIGABIT_ETHERNET -> 1_000_000;
            case TEN_GIGABIT_ETHERNET, NULL -> 10_000_000;
            case LOOPBACK -> 8_000_000;
            case TUNNEL, VIRTUAL_TEMPLATE, VIRTUAL_ACCESS -> 100;
        };
    }

    private static int delay(InterfaceKind kind) {
        return switch (kind) {
            case ETHERNET -> 1_000;
            case FAST_ETHERNET -> 100;
            case GIGABIT_ETHERNET, TEN_GIGABIT_ETHERNET -> 10;
            case LOOPBACK -> 5_000;
            case NULL -> 0;
            case TUNNEL, VIRTUAL_TEMPLATE, VIRTUAL_ACCESS -> 50_000;
        };
    }

    private static Optional<String> whyDown(RouterView view, InterfaceState state) {
        if (state.protocolUp() || state.config().shutdown()) {
            return Optional.empty();
        }
        if (state.heldDown()) {
            return Optional.of(
                    "no next-hop server answers, and if-state nhrp is set; see show ip nhrp nhs detail");
        }
        if (!state.isTunnel()) {
            if (!state.name().kind().isPhysical() || state.hardwareUp()) {
                return Optional.empty();
            }
            return Optional.of(
                    state.isBare() && state.name().isSubinterface()
                            ? "its port carries bare IP packets, which have no VLAN tags"
                            : "nothing is plugged in, or the other end is off");
        }
        TunnelConfig config = state.config().tunnel();
        if (config.mode().isIpsec() && config.protectionProfile().isEmpty()) {
            return Optional.of("tunnel mode ipsec needs tunnel protection ipsec profile");
        }
        Optional<String> trouble = TunnelTrouble.of(view, state);
        if (trouble.isPresent() || state.path().isEmpty()) {
            return trouble;
        }
        IpAddress far = state.path().get().destination();
        return Optional.of(
                state.isProtected() && view.childrenOf(state.name()).isEmpty()
                        ? "it has no IPsec security association with "
                                + far
                                + "; see show crypto ikev2 why "
                                + far
                        : "there is no route to " + far);
    }
}
