package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEvent;
import io.culvert.dataplane.DataPlane;
import io.culvert.engine.Notice;
import io.culvert.engine.Timers;
import io.culvert.host.neighbor.NeighborEvent;
import io.culvert.host.probe.PingRequest;
import io.culvert.host.probe.TracerouteRequest;
import io.culvert.ike.v2.IkeEvent;
import io.culvert.nhrp.NhrpEvent;
import io.culvert.rib.RibEvent;
import io.culvert.router.capture.CaptureOrder;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.VrfConfig;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/// One whole router. It acts only inside calls from outside, each of which says what time it is and runs everything that
/// follows to its end; between calls it waits for packets, carriers, the operator, and [#wakeAt].
///
/// All calls come from one thread.
public final class Router {
    private final Works works;
    private final StaticRoutes staticRoutes = new StaticRoutes();
    private final int[] one = new int[1];
    private boolean stopped;

    public Router(RouterSetup setup) {
        works = new Works(setup);
    }

    /// Makes this the running configuration: the engines are handed the difference. The caller has checked it. Of a secret that
    /// somebody typed only its hash stays, which takes some milliseconds each.
    public void configure(Instant now, RouterConfig config) {
        RouterConfig sealed =
                config.withManagement(config.management().sealed(works.setup.entropy()));
        works.pump.post(() -> apply(sealed));
        run(now);
    }

    private void apply(RouterConfig config) {
        RouterConfig before = works.config;
        works.config = config;
        works.imageIsStale();
        works.captures.surroundingsChanged();
        if (config.ipsec().library() != before.ipsec().library()) {
            MissingLibrary.notice(works.setup.ciphers(), config.ipsec().library())
                    .ifPresent(works::log);
        }
        if (config.ipsec().publicKeyLibrary() != before.ipsec().publicKeyLibrary()) {
            MissingLibrary.notice(works.setup.publicKeys(), config.ipsec().publicKeyLibrary())
                    .ifPresent(works::log);
        }
        var vrfs = new TreeSet<Vrf>();
        for (VrfConfig each : config.vrfs()) {
            vrfs.add(each.vrf());
        }
        for (Vrf gone : works.tables.keep(vrfs)) {
            works.rib.tell(new RibEvent.VrfGone(gone));
        }
        if (!config.mpls().equals(before.mpls())) {
            works.labels.manager().setRange(config.mpls().labelFirst(), config.mpls().labelLast());
        }
        if (!config.ikeSettings().equals(before.ikeSettings())
                || !config.pki().equals(before.pki())) {
            works.ike.tell(new IkeEvent.ConfigChanged(config.ikeSettings()));
        }
        works.ikePorts.configure(config);
        works.interfaces.configure(config);
        works.sessions.configured();
        staticRoutes.configure(config.staticRoutes(), works.rib::tell);
        var settings = config.bgpSettings();
        if (!settings.equals(before.bgpSettings())) {
            works.bgp.tell(new BgpEvent.Configured(settings));
            works.pump.post(works.bgpTransport::peersChanged);
        }
    }

    /// Why the running router cannot take this configuration, though it is a good one: what it holds now stands against it.
    public Optional<String> refusal(RouterConfig config) {
        return works.labels
                .manager()
                .conflictWith(config.mpls().labelFirst(), config.mpls().labelLast())
                .map(
                        binding ->
                                "% The label range "
                                        + config.mpls().labelFirst()
                                        + " to "
                                        + config.mpls().labelLast()
                                        + " leaves out label "
                                        + binding.label()
                                        + ", which is in use for "
                                        + binding.fec());
    }

    public RouterConfig config() {
        return works.config;
    }

    /// A frame came in by a port; the router owns its slot from here on.
    public void receive(Instant now, int port, int slot) {
        one[0] = slot;
        receive(now, port, one, 1);
    }

    /// A batch of frames came in by a port.
    public void receive(Instant now, int port, int[] slots, int count) {
        works.advance(now);
        works.refreshImage();
        works.plane.input(Clock.nanos(now), port, slots, count);
        run(now);
        hearStrangers(now, Strangers.EACH_BATCH);
    }

    /// Handles what workers have given to the router's own thread, and has back what it gave them.
    public void takeGiven(Instant now) {
        works.plane.takeBack();
        if (works.plane.isGivenTo()) {
            works.advance(now);
            works.refreshImage();
            works.plane.takeGiven(Clock.nanos(now));
            run(now);
            hearStrangers(now, Strangers.EACH_BATCH);
        }
    }

    /// Whether workers have given something to the router's own thread.
    public boolean isGivenTo() {
        return works.plane.isGivenTo();
    }

    /// What a worker tells.
    public void told(Instant now, Runnable what) {
        works.advance(now);
        what.run();
        run(now);
    }

    /// There was no slot for a packet of which a worker told.
    public void noSlot() {
        works.plane.noSlot();
    }

    /// The plane of a worker, for the worker.
    public DataPlane plane(int worker) {
        return works.plane.plane(worker);
    }

    /// A port more, under a number that no other has: its cable is dead until [#carrier] says otherwise. Or the port of that
    /// number anew, with another MTU: its cable is as it was.
    public void plug(Instant now, int number, Port port) {
        works.pump.post(() -> works.interfaces.plug(number, port));
        run(now);
    }

    /// The port is gone, or is about to be.
    public void unplug(Instant now, int number) {
        works.pump.post(() -> works.interfaces.unplug(number));
        run(now);
    }

    /// The cable of a port came to life or went dead.
    public void carrier(Instant now, int port, boolean up) {
        works.pump.post(() -> works.interfaces.carrier(port, up));
        run(now);
    }

    /// Does what is due.
    public void onTime(Instant now) {
        works.advance(now);
        works.captures.onTime(now);
        works.pump.drain(now);
        works.seats.forEach(seat -> seat.onTime(now));
        works.recursions.onTime(now);
        run(now);
        if (works.plane.wakeAtNanos() <= Clock.nanos(now)) {
            works.plane.onTime(Clock.nanos(now));
            run(now);
        }
        hearStrangers(now, Strangers.EACH_MILLISECOND);
    }

    private void hearStrangers(Instant now, int most) {
        for (int i = 0; i < most; i++) {
            if (!works.strangers.hear(Clock.nanos(now), works.localPackets::received)) {
                return;
            }
            run(now);
        }
    }

    /// When [#onTime] wants to be called next.
    public Optional<Instant> wakeAt() {
        Optional<Instant> earliest = Optional.empty();
        for (Seat<?, ?> seat : works.seats) {
            earliest = Timers.earlier(earliest, seat.wakeAt());
        }
        earliest = Timers.earlier(earliest, works.captures.wakeAt());
        earliest = Timers.earlier(earliest, works.recursions.wakeAt());
        long plane = Math.min(works.plane.wakeAtNanos(), works.strangers.wakeAtNanos());
        return plane == Long.MAX_VALUE
                ? earliest
                : Timers.earlier(earliest, Optional.of(Clock.instant(plane)));
    }

    private void run(Instant now) {
        if (!stopped) {
            works.advance(now);
            works.pump.drain(now);
            works.captures.settle();
            works.refreshImage();
        }
    }

    /// Says goodbye to the peers: sessions end in order. What that sends leaves at once.
    public void shutDown(Instant now) {
        works.pump.post(
                () -> {
                    works.bgp.tell(new BgpEvent.Configured(RouterConfig.DEFAULT.bgpSettings()));
                    works.ike.tell(new IkeEvent.ShutDown());
                });
        run(now);
        powerOff();
    }

    /// Power loss: every packet buffer is given back, every key wiped.
    public void powerOff() {
        stopped = true;
        works.captures.close();
        works.strangers.close();
        works.plane.close();
    }

    /// Starts a ping; router time must pass for it to go on.
    public Probe ping(Instant now, PingRequest request) {
        Probe probe = works.probes.ping(request);
        run(now);
        return probe;
    }

    public Probe traceroute(Instant now, TracerouteRequest request) {
        Probe probe = works.probes.traceroute(request);
        run(now);
        return probe;
    }

    /// Ends IKE SAs and what they carry, of one peer or of all; tunnels that want protection begin anew.
    public void clearSessions(Instant now, Optional<IpAddress> remote) {
        works.pump.post(() -> works.ike.tell(new IkeEvent.ClearSession(remote)));
        run(now);
    }

    /// Prints what goes on in a part of the router among its messages, or stops that. It costs time while it is on.
    public void debug(Instant now, DebugTopic topic, boolean on) {
        run(now);
        if (on) {
            works.debugging.add(topic);
        } else {
            works.debugging.remove(topic);
        }
    }

    /// Forgets what NHRP learnt: of one VRF or all, of one prefix or all, at one interface or all.
    public void clearNhrp(
            Instant now, Optional<Vrf> vrf, Optional<Prefix> prefix, Optional<InterfaceName> on) {
        works.pump.post(() -> works.nhrp.tell(new NhrpEvent.Clear(vrf, prefix, on)));
        run(now);
    }

    /// Ends the session with a peer at an interface, and forgets what NHRP learnt of one that is known there as this overlay address.
    ///
    /// @param nbma where it is
    public void clearPeer(Instant now, InterfaceName on, IpAddress nbma, Prefix overlay) {
        works.pump.post(
                () -> {
                    works.nhrp.tell(
                            new NhrpEvent.Clear(
                                    Optional.empty(), Optional.of(overlay), Optional.of(on)));
                    works.multipoint
                            .find(on, nbma)
                            .or(() -> works.interfaces.find(on))
                            .flatMap(tunnel -> works.sessions.sessionOf(tunnel.name()))
                            .ifPresent(
                                    session ->
                                            works.ike.tell(
                                                    new IkeEvent.CloseSession(session.id())));
                });
        run(now);
    }

    /// Lets the counters of NHRP begin anew: of one interface, or all.
    public void clearNhrpCounters(Instant now, Optional<InterfaceName> on) {
        works.pump.post(() -> works.nhrp.tell(new NhrpEvent.ClearCounters(on)));
        run(now);
    }

    /// Lets the counters of an interface, or of all, begin anew. They count on where machines read them.
    ///
    /// @param who for the log
    public void clearCounters(Instant now, Optional<InterfaceName> on, String who) {
        run(now);
        for (InterfaceState state : works.interfaces.all()) {
            if (on.isEmpty() || on.get().equals(state.name())) {
                works.meters.clear(state.index(), now);
            }
        }
        String what =
                on.map(name -> "counter on interface " + name).orElse("counter on all interfaces");
        works.log(new Notice("CLEAR", 5, "COUNTERS", "Clear " + what + " by " + who));
    }

    /// Carries out an order about captures.
    ///
    /// @return a sentence that says why not
    public Optional<String> capture(Instant now, CaptureOrder order) {
        works.advance(now);
        Optional<String> refusal = works.captures.on(order);
        run(now);
        return refusal;
    }

    /// Forgets what was learnt of neighbours' link layer addresses, on one interface or on all.
    public void clearNeighbors(Instant now, Optional<InterfaceName> on) {
        works.pump.post(() -> works.neighbors.tell(new NeighborEvent.Clear(on)));
        run(now);
    }

    /// Puts a message of whoever runs the router among its own.
    public void note(Instant now, Notice notice) {
        works.pump.post(() -> works.log(notice));
        run(now);
    }

    /// What a running router shows.
    public RouterView view() {
        return new RouterView(works);
    }
}
