package io.culvert.router;

import io.culvert.bgp.BgpEffect;
import io.culvert.bgp.BgpEngine;
import io.culvert.bgp.BgpEvent;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.dataplane.Planes;
import io.culvert.engine.Notice;
import io.culvert.host.HostEffect;
import io.culvert.host.HostEngine;
import io.culvert.host.HostEvent;
import io.culvert.host.neighbor.NeighborEffect;
import io.culvert.host.neighbor.NeighborEngine;
import io.culvert.host.neighbor.NeighborEvent;
import io.culvert.host.tcp.TcpEvent;
import io.culvert.ike.v2.IkeEffect;
import io.culvert.ike.v2.IkeEngine;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.ike.v2.Surroundings;
import io.culvert.nhrp.NhrpEffect;
import io.culvert.nhrp.NhrpEngine;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.rib.Rib;
import io.culvert.rib.RibEffect;
import io.culvert.rib.RibEvent;
import io.culvert.rib.vpn.LabelManager;
import io.culvert.router.capture.Captures;
import io.culvert.router.config.RouterConfig;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Everything inside one router, joined. The engines are in their seats; each has one class that carries out its
/// orders.
/// ```
///            IkeEffects                BgpEffects
///   ike ---> Sessions ---> rib <-----> bgp <----> BgpTransport <---> host (TCP)
///    |          |           |                                          |
///    |       Interfaces  RibEffects --> image                          |
///    v                                    v                            v
///   Associations ----------------------> plane <------ LocalPackets ---+--- neighbors
/// ```
final class Works {
    final RouterSetup setup;
    final Pump pump = new Pump();
    final Tables tables = new Tables();
    final Interfaces interfaces;
    final LabelBindings labels;
    final Planes plane;
    final CipherTotals cipherTotals = new CipherTotals(this::ciphers);

    final Rib ribEngine = new Rib();
    final BgpEngine bgpEngine;
    final HostEngine hostEngine;
    final NeighborEngine neighborEngine;
    final IkeEngine ikeEngine;

    final Seat<RibEvent, RibEffect> rib;
    final Seat<BgpEvent, BgpEffect> bgp;
    final Seat<HostEvent, HostEffect> host;
    final Seat<NeighborEvent, NeighborEffect> neighbors;
    final Seat<IkeEvent, IkeEffect> ike;
    final Seat<NhrpEvent, NhrpEffect> nhrp;
    final List<Seat<?, ?>> seats;

    final RibEffects ribEffects;
    final IkeEffects ikeEffects;
    final BgpTransport bgpTransport;
    final Sessions sessions;
    final MultipointPeers multipoint;
    final SecurityAssociations associations;
    final LocalPackets localPackets;
    final Strangers strangers;
    final IkePorts ikePorts;
    final Probes probes;
    final EventLog eventLog;
    final InterfaceMeters meters;
    final LineTimes lineTimes = new LineTimes();
    final Recursions recursions = new Recursions(this);
    final Captures captures;
    final NhrpEngine nhrpEngine;
    final NhrpPackets nhrpPackets;
    final ShortcutLabels shortcutLabels;
    final ShortcutUse shortcutUse;

    final Set<DebugTopic> debugging = EnumSet.noneOf(DebugTopic.class);

    RouterConfig config = RouterConfig.DEFAULT;
    private final ImageCompiler image;

    Works(RouterSetup setup) {
        this.setup = setup;
        eventLog = new EventLog(setup.log());
        var upcalls = new PlaneUpcalls(this);
        plane = new Planes(setup.slab(), setup.output(), upcalls, setup.workers());
        plane.setTaps(List.of(setup.tap()));
        meters = new InterfaceMeters(plane);
        captures =
                new Captures(
                        new CaptureHost(this), CaptureHost.planes(this), setup.tap(), setup.keys());
        labels =
                new LabelBindings(
                        pump,
                        new LabelManager(config.mpls().labelFirst(), config.mpls().labelLast()));
        interfaces =
                new Interfaces(
                        setup.ports(), setup.baseMac(), recursions, new InterfaceChanges(this));
        bgpEngine = new BgpEngine(labels, setup.random());
        hostEngine = new HostEngine(setup.entropy(), setup.packetNumbers());
        neighborEngine = new NeighborEngine(setup.random());
        multipoint = new MultipointPeers(this);
        sessions =
                new Sessions(
                        () -> config,
                        interfaces,
                        event -> rib().tell(event),
                        event -> ike().tell(event),
                        multipoint);
        associations = new SecurityAssociations(this);
        ikeEngine =
                new IkeEngine(
                        config.ikeSettings(),
                        new Surroundings(
                                new PkiCredentials(this),
                                new TunnelDirectory(this),
                                associations,
                                setup.entropy(),
                                this::publicKeys,
                                setup.random(),
                                captures.keyLog(),
                                plane.count()));
        ribEffects = new RibEffects(this);
        bgpTransport =
                new BgpTransport(
                        new Ways(this),
                        event -> host().tell(new HostEvent.Tcp(event)),
                        event -> bgp().tell(event),
                        pump::post);
        localPackets = new LocalPackets(this);
        strangers = new Strangers(setup.slab(), ikeEngine::hasSpi);
        nhrpPackets = new NhrpPackets(this);
        shortcutLabels = new ShortcutLabels(this);
        shortcutUse = new ShortcutUse(this);
        image = new ImageCompiler(this);
        nhrpEngine = new NhrpEngine(new NhrpSurroundings(this), setup.random());
        ikePorts = new IkePorts(this);
        probes = new Probes(this);
        rib = new Seat<>(pump, ribEngine, ribEffects);
        bgp = new Seat<>(pump, bgpEngine, new BgpEffects(this, bgpTransport));
        host = new Seat<>(pump, hostEngine, new HostEffects(this));
        neighbors = new Seat<>(pump, neighborEngine, new NeighborEffects(this));
        ikeEffects = new IkeEffects(this);
        ike = new Seat<>(pump, ikeEngine, ikeEffects);
        nhrp =
                new Seat<>(
                        pump,
                        new Traced<>(
                                nhrpEngine,
                                () -> debugging.contains(DebugTopic.NHRP),
                                new NhrpTrace(this::log)),
                        new NhrpEffects(this));
        seats = List.of(rib, neighbors, host, ike, bgp, nhrp);
    }

    private Seat<RibEvent, RibEffect> rib() {
        return rib;
    }

    private Seat<BgpEvent, BgpEffect> bgp() {
        return bgp;
    }

    private Seat<HostEvent, HostEffect> host() {
        return host;
    }

    private Seat<IkeEvent, IkeEffect> ike() {
        return ike;
    }

    /// What packets of a worker are sealed and opened with by associations that are made now.
    EspCiphers ciphers(int worker) {
        EspCiphers all = worker == 0 ? setup.ciphers() : setup.workers().get(worker - 1).ciphers();
        return all.on(config.ipsec().library());
    }

    /// The same, for whoever has only names to ask for.
    EspCiphers ciphers() {
        return ciphers(0);
    }

    /// What does the public-key work that is ordered now.
    PublicKeys publicKeys() {
        return setup.publicKeys().on(config.ipsec().publicKeyLibrary());
    }

    void tcp(TcpEvent event) {
        host.tell(new HostEvent.Tcp(event));
    }

    void log(Notice notice) {
        eventLog.add(new LogLine(pump.now(), notice));
    }

    /// The time of what happens now, control side or packets.
    void advance(Instant now) {
        pump.advance(now);
        meters.advance(Clock.nanos(now));
    }

    /// Something that the forwarding image is made of, other than a route or a label, changed; a new one is made before the next
    /// packet.
    void imageIsStale() {
        image.surroundingsChanged();
    }

    ImageCompiler image() {
        return image;
    }

    void refreshImage() {
        image.refresh()
                .ifPresent(
                        made -> {
                            plane.install(made);
                            meters.imageInstalled();
                        });
    }
}
