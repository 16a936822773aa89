package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaCounters;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.UdpEncapsulation;
import io.culvert.engine.Notice;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.ike.v2.Traffic;
import io.culvert.ike.v2.config.IpsecMode;
import io.culvert.wire.ike.TrafficSelector;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Puts the Child SAs of IKE into the packet path: both halves bound to the tunnel of their session. At a rekeying the
/// new inbound half counts at once, the outbound one when IKE knows that the peer has it (RFC 7296 section 2.8).
final class SecurityAssociations implements Traffic {
    private record Installed(
            ChildSa child, InterfaceName tunnel, int ifIndex, int frontDoor, boolean outbound) {}

    private final Works works;
    private final Map<Long, Installed> children = new TreeMap<>();

    /// The children of each tunnel, by its number on the packet path.
    private final Map<Integer, Set<Long>> byTunnel = new TreeMap<>();

    SecurityAssociations(Works works) {
        this.works = works;
    }

    void offered(Vrf fvrf, int spi) {
        if (works.tables.has(fvrf)) {
            works.plane.offerInbound(works.tables.of(fvrf), spi);
        }
    }

    void up(ChildSa child, boolean outboundReady) {
        Optional<InterfaceState> tunnel =
                works.sessions.interfaceOf(child.session()).flatMap(works.interfaces::find);
        if (tunnel.isEmpty() || !works.tables.has(child.fvrf())) {
            works.log(
                    new Notice(
                            "IPSEC",
                            3,
                            "NO_TUNNEL",
                            "SA to "
                                    + child.remote()
                                    + " is not used: it has no tunnel interface"));
            return;
        }
        int frontDoor = works.tables.of(child.fvrf());
        var installed =
                new Installed(child, tunnel.get().name(), tunnel.get().index(), frontDoor, false);
        int opener = works.plane.ownerOfSpi(child.inboundSpi());
        boolean isNew =
                works.plane.installInbound(
                        binding(installed, child.inboundSpi()),
                        works.ciphers(opener)
                                .opener(child.suite(), child.inboundKeys(), child.isEsn()),
                        child.replayWindow());
        if (!isNew) {
            works.log(new Notice("IPSEC", 3, "NO_ROOM", "no room for the SA to " + child.remote()));
            return;
        }
        children.put(child.id(), installed);
        byTunnel.computeIfAbsent(installed.ifIndex(), _ -> new TreeSet<>()).add(child.id());
        if (outboundReady) {
            outboundReady(child.id());
        }
    }

    void outboundReady(long id) {
        Installed installed = children.get(id);
        if (installed == null || installed.outbound()) {
            return;
        }
        ChildSa child = installed.child();
        int worker = sender(installed);
        works.plane.installOutbound(
                worker,
                binding(installed, child.outboundSpi()),
                works.ciphers(worker)
                        .sealer(
                                child.suite(),
                                child.outboundKeys(),
                                child.isEsn(),
                                works.setup.entropy()));
        children.put(
                id,
                new Installed(
                        child,
                        installed.tunnel(),
                        installed.ifIndex(),
                        installed.frontDoor(),
                        true));
    }

    /// The worker that sends with it.
    private int sender(Installed installed) {
        return installed.child().resource().orElse(works.plane.ownerOfTunnel(installed.ifIndex()));
    }

    /// It is about to go: another sends, if there is one.
    void outboundLast(long id) {
        Installed installed = children.get(id);
        if (installed != null && installed.outbound()) {
            works.plane.useOutboundLast(installed.ifIndex(), installed.child().outboundSpi());
        }
    }

    /// The ends of an association are other ones now.
    void moved(ChildSa child) {
        Installed before = children.get(child.id());
        if (before == null) {
            return;
        }
        children.put(
                child.id(),
                new Installed(
                        child,
                        before.tunnel(),
                        before.ifIndex(),
                        before.frontDoor(),
                        before.outbound()));
        works.plane.moveInbound(before.frontDoor(), child.inboundSpi(), path(child));
        works.plane.moveOutbound(before.ifIndex(), child.outboundSpi(), path(child));
    }

    /// The newest packet of a peer came from elsewhere: IKE decides whether that is where it is.
    void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort) {
        childOf(ifIndex, spi, true)
                .map(children::get)
                .map(Installed::child)
                .ifPresent(
                        child ->
                                works.ike.tell(
                                        new IkeEvent.PeerMoved(
                                                child.fvrf(),
                                                child.local(),
                                                remote,
                                                remotePort,
                                                child.id())));
    }

    void down(long id) {
        Installed installed = children.remove(id);
        if (installed == null) {
            return;
        }
        Set<Long> same = byTunnel.getOrDefault(installed.ifIndex(), new TreeSet<>());
        if (same.remove(id) && same.isEmpty()) {
            byTunnel.remove(installed.ifIndex());
        }
        works.plane
                .removeInbound(installed.frontDoor(), installed.child().inboundSpi())
                .ifPresent(works.cipherTotals::gone);
        if (installed.outbound()) {
            works.plane
                    .removeOutbound(installed.ifIndex(), installed.child().outboundSpi())
                    .ifPresent(works.cipherTotals::gone);
        }
    }

    private static SaBinding binding(Installed installed, int spi) {
        ChildSa child = installed.child();
        EspSuite suite = child.suite();
        return new SaBinding(
                spi,
                installed.ifIndex(),
                installed.frontDoor(),
                path(child),
                child.mode() == IpsecMode.TUNNEL ? SaBinding.Mode.TUNNEL : SaBinding.Mode.TRANSPORT,
                new Selectors(ranges(child.localSelectors()), ranges(child.remoteSelectors())),
                suite,
                child.isEsn(),
                child.softBytes(),
                child.hardBytes());
    }

    private static SaPath path(ChildSa child) {
        return new SaPath(
                child.local(),
                child.remote(),
                child.isUdpEncapsulated()
                        ? Optional.of(new UdpEncapsulation(child.localPort(), child.remotePort()))
                        : Optional.empty());
    }

    /// A selector of a kind that we do not know matches nothing we could see.
    private static List<Selectors.Range> ranges(List<TrafficSelector> selectors) {
        return selectors.stream()
                .filter(TrafficSelector.Range.class::isInstance)
                .map(TrafficSelector.Range.class::cast)
                .map(
                        range ->
                                new Selectors.Range(
                                        range.protocol(),
                                        range.portFirst(),
                                        range.portLast(),
                                        range.first(),
                                        range.last()))
                .toList();
    }

    /// The child of an association that the packet path names.
    Optional<Long> childOf(int ifIndex, int spi, boolean inbound) {
        return installedAt(ifIndex)
                .filter(
                        each ->
                                (inbound ? each.child().inboundSpi() : each.child().outboundSpi())
                                        == spi)
                .map(each -> each.child().id())
                .findFirst();
    }

    /// The children of a tunnel, the newest last.
    List<ChildSa> childrenOf(InterfaceName tunnel) {
        return works.interfaces.find(tunnel).stream()
                .flatMap(state -> installedAt(state.index()))
                .map(Installed::child)
                .toList();
    }

    /// By age.
    private Stream<Installed> installedAt(int ifIndex) {
        return byTunnel.getOrDefault(ifIndex, new TreeSet<>()).stream()
                .flatMap(id -> Optional.ofNullable(children.get(id)).stream());
    }

    /// What half a child has carried.
    Optional<SaCounters> counters(long id, boolean inbound) {
        Installed installed = children.get(id);
        if (installed == null) {
            return Optional.empty();
        }
        ChildSa child = installed.child();
        return inbound
                ? works.plane.inboundCounters(installed.frontDoor(), child.inboundSpi())
                : works.plane.outboundCounters(
                        sender(installed), installed.ifIndex(), child.outboundSpi());
    }

    @Override
    public Optional<Instant> lastInbound(long child) {
        return last(child, true);
    }

    @Override
    public Optional<Instant> lastOutbound(long child) {
        return last(child, false);
    }

    private Optional<Instant> last(long child, boolean inbound) {
        return counters(child, inbound)
                .map(SaCounters::lastNanos)
                .filter(nanos -> nanos != SaCounters.NEVER)
                .map(Clock::instant);
    }
}
