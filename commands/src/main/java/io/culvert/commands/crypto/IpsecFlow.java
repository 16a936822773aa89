package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.Session;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.TunnelPath;
import io.culvert.wire.ike.TrafficSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The traffic that a tunnel's security associations protect, with those that do now.
///
/// @param pfsGroup of the profile: `group14`
/// @param outInterface by which the encrypted packets leave
/// @param currentOutboundSpi 0 without an association
record IpsecFlow(
        InterfaceName name,
        Vrf fvrf,
        Vrf ivrf,
        IpAddress local,
        IpAddress remote,
        int remotePort,
        Ident localIdent,
        Ident remoteIdent,
        Counts counts,
        int plaintextMtu,
        int pathMtu,
        int ipMtu,
        InterfaceName outInterface,
        long currentOutboundSpi,
        Optional<String> pfsGroup,
        List<EspSa> inbound,
        List<EspSa> outbound) {
    private static final int GRE = 47;
    private static final int IKE_PORT = 500;
    private static final int NO_PORTS = 0;

    /// `(addr/mask/prot/port)`.
    record Ident(IpAddress address, String mask, int protocol, int port) {
        static Ident host(int protocol, IpAddress address) {
            return of(TrafficSelector.Range.host(protocol, address));
        }

        static Ident of(TrafficSelector.Range range) {
            Prefix prefix = smallest(range);
            return new Ident(
                    range.first(),
                    prefix.address().isIpv4()
                            ? prefix.netmask().toString()
                            : String.valueOf(prefix.length()),
                    range.protocol(),
                    range.portFirst() == range.portLast() ? range.portFirst() : NO_PORTS);
        }

        /// The prefix that holds the whole range.
        private static Prefix smallest(TrafficSelector.Range range) {
            int length = range.first().family().bits();
            while (!Prefix.containing(range.first(), length).contains(range.last())) {
                length--;
            }
            return Prefix.containing(range.first(), length);
        }

        boolean isHost() {
            return mask.equals("255.255.255.255") || mask.equals("128");
        }

        @Override
        public String toString() {
            return "(" + address + "/" + mask + "/" + protocol + "/" + port + ")";
        }
    }

    /// What the associations of now have carried and refused.
    record Counts(
            long encapsulated,
            long decapsulated,
            long receiveErrors,
            long verifyFailed,
            long replayFailed) {}

    IpsecFlow {
        name = InterfaceState.shown(name);
        inbound = List.copyOf(inbound);
        outbound = List.copyOf(outbound);
    }

    /// The flows of a protected tunnel, once both of its ends are known: one for each pair of selectors, or the one that it
    /// wants.
    static List<IpsecFlow> of(RouterView view, InterfaceState state, EspSa.Ages ages) {
        if (state.travels().isEmpty()) {
            return List.of();
        }
        TunnelPath path = state.travels().get();
        var children = new LinkedHashMap<List<Ident>, List<ChildSa>>();
        for (ChildSa child : view.childrenOf(state.name())) {
            children.computeIfAbsent(
                            List.of(ident(child.localSelectors()), ident(child.remoteSelectors())),
                            _ -> new ArrayList<>())
                    .add(child);
        }
        if (children.isEmpty()) {
            children.put(
                    List.of(wanted(state, path.source()), wanted(state, path.destination())),
                    List.of());
        }
        return children.entrySet().stream()
                .map(each -> of(view, state, path, ages, each.getKey(), each.getValue()))
                .toList();
    }

    private static IpsecFlow of(
            RouterView view,
            InterfaceState state,
            TunnelPath path,
            EspSa.Ages ages,
            List<Ident> idents,
            List<ChildSa> children) {
        List<EspSa> inbound = halves(view, state, children, ages, true);
        List<EspSa> outbound = halves(view, state, children, ages, false);
        InterfaceName out =
                view.resolve(path.frontDoor(), path.destination())
                        .map(way -> way.out())
                        .orElse(state.name());
        int ipMtu = view.find(out).map(way -> view.ipMtu(way, 0)).orElse(0);
        int learned = view.learnedPathMtu(state);
        int pathMtu = learned > 0 ? Math.min(learned, ipMtu) : ipMtu;
        return new IpsecFlow(
                state.name(),
                path.frontDoor(),
                state.vrf(),
                path.source(),
                path.destination(),
                view.sessionOf(state.name()).map(Session::remotePort).orElse(IKE_PORT),
                idents.getFirst(),
                idents.getLast(),
                counts(inbound, outbound),
                children.isEmpty() ? ipMtu : view.plaintextMtu(state),
                pathMtu,
                ipMtu,
                out,
                currentSpi(outbound),
                pfs(view, state),
                inbound,
                outbound);
    }

    /// That of the association for all workers, the newest.
    private static long currentSpi(List<EspSa> outbound) {
        return outbound.stream()
                .filter(sa -> sa.worker().isEmpty())
                .mapToLong(EspSa::spi)
                .reduce(0, (_, newer) -> newer);
    }

    private static Ident ident(List<TrafficSelector> selectors) {
        return selectors.stream()
                .filter(TrafficSelector.Range.class::isInstance)
                .map(TrafficSelector.Range.class::cast)
                .findFirst()
                .map(Ident::of)
                .orElse(Ident.of(TrafficSelector.Range.of(0, Prefix.DEFAULT_IPV4)));
    }

    private static Ident wanted(InterfaceState state, IpAddress end) {
        return state.config().tunnel().mode().isIpsec()
                ? Ident.of(TrafficSelector.Range.of(0, Prefix.DEFAULT_IPV4))
                : Ident.host(GRE, end);
    }

    private static List<EspSa> halves(
            RouterView view,
            InterfaceState state,
            List<ChildSa> children,
            EspSa.Ages ages,
            boolean inbound) {
        return children.stream()
                .flatMap(
                        child ->
                                view.saCounters(child.id(), inbound).stream()
                                        .map(
                                                counters ->
                                                        EspSa.of(
                                                                state.name(),
                                                                child,
                                                                counters,
                                                                ages)))
                .toList();
    }

    private static Counts counts(List<EspSa> inbound, List<EspSa> outbound) {
        return new Counts(
                outbound.stream().mapToLong(EspSa::packets).sum(),
                inbound.stream().mapToLong(EspSa::packets).sum(),
                inbound.stream().mapToLong(EspSa::otherDrops).sum(),
                inbound.stream().mapToLong(EspSa::verifyFailed).sum(),
                inbound.stream().mapToLong(EspSa::replayFailed).sum());
    }

    private static Optional<String> pfs(RouterView view, InterfaceState state) {
        return state.config()
                .tunnel()
                .protectionProfile()
                .flatMap(view.config().ike()::ipsecProfile)
                .flatMap(profile -> profile.pfsGroup())
                .map(group -> "group" + group.transformId());
    }

    String mapTag() {
        return name + "-head-0";
    }
}
