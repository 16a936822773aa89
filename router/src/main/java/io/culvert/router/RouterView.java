package io.culvert.router;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEngine;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.CipherRung;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.ike.PublicKeys;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.dataplane.PlaneCounters;
import io.culvert.dataplane.SaCounters;
import io.culvert.engine.Notice;
import io.culvert.host.HostCounters;
import io.culvert.host.neighbor.NeighborEntry;
import io.culvert.host.tcp.TcpEngine;
import io.culvert.ike.v2.ChildSa;
import io.culvert.ike.v2.IkeEngine;
import io.culvert.ike.v2.Session;
import io.culvert.nhrp.NhrpEngine;
import io.culvert.rib.Forwarding;
import io.culvert.rib.Resolution;
import io.culvert.router.capture.CaptureView;
import io.culvert.router.capture.CapturedPacket;
import io.culvert.router.capture.WiresharkKeys;
import io.culvert.router.config.RouterConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/// What a running router shows. Reading changes nothing.
public final class RouterView {
    private final Works works;

    RouterView(Works works) {
        this.works = works;
    }

    public RouterConfig config() {
        return works.config;
    }

    /// Router time of the last thing that happened; `Instant.EPOCH` is power-on.
    public Instant now() {
        return works.pump.now();
    }

    public Instant wallClock() {
        return works.setup.wallClock(now());
    }

    /// All interfaces, by kind and number; neither templates nor the tunnels of the peers of multipoint ones are among them.
    public Collection<InterfaceState> interfaces() {
        return works.interfaces.all().stream().filter(state -> !state.isEndpoint()).toList();
    }

    /// All tunnels that have one peer, those of the peers of multipoint ones among them.
    public List<InterfaceState> tunnels() {
        return works.interfaces.all().stream()
                .filter(state -> state.isTunnel() && !state.isMultipoint())
                .toList();
    }

    /// By which tunnel a packet for a next hop leaves a multipoint one: that of the peer, or of the default peer until it is known.
    public Optional<InterfaceState> peer(InterfaceName multipoint, IpAddress nextHop) {
        return works.multipoint
                .mapped(multipoint, nextHop)
                .filter(InterfaceState::protocolUp)
                .or(() -> works.multipoint.defaultPeer(multipoint));
    }

    public Optional<InterfaceState> find(InterfaceName name) {
        return works.interfaces.find(name);
    }

    /// The tunnel of the peer of a multipoint tunnel at an NBMA address.
    public Optional<InterfaceState> peerAt(InterfaceName multipoint, IpAddress nbma) {
        return works.multipoint.find(multipoint, nbma);
    }

    /// When an interface last began, or ceased, to carry packets; empty if it never carried any.
    public Optional<Instant> turned(InterfaceName name) {
        return works.lineTimes.turned(name);
    }

    /// What an interface has carried since it was there, or since an operator cleared its counters.
    public InterfaceCounters counters(InterfaceState state) {
        return works.meters.counters(state.index());
    }

    /// What an interface has carried, whatever an operator cleared.
    public InterfaceCounters totals(InterfaceState state) {
        return works.plane.interfaceCounters(state.index());
    }

    /// When an operator last cleared the counters of an interface.
    public Optional<Instant> cleared(InterfaceState state) {
        return works.meters.cleared(state.index());
    }

    /// How busy an interface is.
    ///
    /// @param now not before the last thing that happened
    public InterfaceLoad load(InterfaceState state, Instant now) {
        return works.meters.load(state.index(), Clock.nanos(now));
    }

    /// The largest IP packet that an interface carries under so many labels, in octets.
    public int ipMtu(InterfaceState state, int labels) {
        return works.plane.ipMtu(state.index(), labels);
    }

    /// The largest packet, delivery header included, that fits a tunnel's security association, in octets.
    public int plaintextMtu(InterfaceState state) {
        return works.plane.plaintextMtu(state.index());
    }

    /// The path MTU learned for the security association that a tunnel sends with; 0 where none was.
    public int learnedPathMtu(InterfaceState state) {
        return works.plane.learnedPathMtu(state.index());
    }

    public boolean hasVrf(Vrf vrf) {
        return works.tables.has(vrf);
    }

    /// The VRF that the packet path knows by this number.
    public Optional<Vrf> vrfOfTable(int table) {
        return works.tables.vrf(table);
    }

    /// What is printed at present, see [Router#debug].
    public Set<DebugTopic> debugging() {
        return Collections.unmodifiableSet(works.debugging);
    }

    public NhrpEngine nhrp() {
        return works.nhrpEngine;
    }

    /// The routes in force of a VRF, in prefix order.
    public List<Forwarding> routes(Vrf vrf) {
        return works.ribEngine.routes(vrf);
    }

    public Optional<Forwarding> lookup(Vrf vrf, IpAddress address) {
        return works.ribEngine.lookup(vrf, address);
    }

    public Optional<Forwarding> find(Vrf vrf, Prefix prefix) {
        return works.ribEngine.find(vrf, prefix);
    }

    /// When the route in force for exactly this prefix last changed.
    public Optional<Instant> since(Vrf vrf, Prefix prefix) {
        return works.ribEffects.since(vrf, prefix);
    }

    public Optional<Resolution> resolve(Vrf vrf, IpAddress address) {
        return works.ribEngine.resolve(vrf, address);
    }

    /// Our own address for packets to `remote`: the one of the interface that they leave by.
    public Optional<IpAddress> sourceFor(Vrf vrf, IpAddress remote) {
        return new Ways(works).sourceFor(vrf, remote);
    }

    /// The label table, in label order.
    public List<LabelRow> labels() {
        var rows = new ArrayList<LabelRow>();
        works.labels.uses().forEach((label, use) -> rows.add(LabelRows.row(works, label, use)));
        return rows;
    }

    /// The router's own labels that stand for one prefix of a VRF each.
    public SortedMap<Prefix, Label> labelsOf(Vrf vrf) {
        return works.labels.of(vrf);
    }

    public List<DropCount> drops() {
        return works.plane.drops();
    }

    public PlaneCounters planeCounters() {
        return works.plane.planeCounters();
    }

    public HostCounters hostCounters() {
        return works.hostEngine.counters();
    }

    /// Datagrams on UDP port 4500 that were not IKE.
    public BgpEngine bgp() {
        return works.bgpEngine;
    }

    public IkeEngine ike() {
        return works.ikeEngine;
    }

    public TcpEngine tcp() {
        return works.hostEngine.tcp();
    }

    /// Why a tunnel is down whose packets would go into the tunnel itself.
    public Optional<Recursion> recursion(InterfaceName tunnel) {
        return works.recursions.of(tunnel);
    }

    /// The session that keeps a tunnel up.
    public Optional<Session> sessionOf(InterfaceName tunnel) {
        return works.sessions.sessionOf(tunnel);
    }

    /// Whether something translates our address on the way to the other end of a tunnel.
    public boolean isTranslated(InterfaceName tunnel) {
        return sessionOf(tunnel)
                .filter(session -> works.ikeEngine.isTranslated(session.id()))
                .isPresent();
    }

    /// The security associations of a tunnel, the newest last.
    public List<ChildSa> childrenOf(InterfaceName tunnel) {
        return works.associations.childrenOf(tunnel);
    }

    /// What one direction of a child has carried.
    public Optional<SaCounters> saCounters(long child, boolean inbound) {
        return works.associations.counters(child, inbound);
    }

    public List<NeighborEntry> neighbors() {
        return works.neighborEngine.entries(now());
    }

    /// What the trustpoints hold.
    public CertificateStore certificates() {
        return works.setup.certificates();
    }

    /// The last notices, the oldest first.
    public List<LogLine> log() {
        return works.eventLog.lines();
    }

    /// The cipher library in use, or those that a choice is made from.
    public String cryptoEngine() {
        return works.ciphers().name();
    }

    /// Every cipher library that was looked for; empty where there is only one.
    public List<CipherRung> cipherLibraries() {
        return works.ciphers().rungs();
    }

    /// Why a library that is asked for is not used, in a sentence.
    public Optional<String> missing(CipherLibrary wanted) {
        return MissingLibrary.notice(works.setup.ciphers(), wanted).map(Notice::text);
    }

    /// Every ESP suite that a peer could ask for.
    public List<EspSuite> suites() {
        return EspSuite.all();
    }

    /// The library that a suite runs on.
    public Optional<String> rung(EspSuite suite) {
        EspCiphers ciphers = works.ciphers();
        return ciphers.supports(suite) ? Optional.of(ciphers.rung(suite)) : Optional.empty();
    }

    /// What the ESP ciphers have done, by suite.
    public List<CipherLoad> cipherLoads() {
        return works.cipherTotals.with(works.plane.saCounters());
    }

    /// What does the public-key work of IKE.
    public List<PublicKeys.Row> publicKeys() {
        return works.publicKeys().rows();
    }

    /// Pieces of IKE's public-key work since power-on.
    public long publicKeyJobs() {
        return works.ikeEffects.jobs();
    }

    public long publicKeyJobsAtWork() {
        return works.ikeEffects.jobsAtWork();
    }

    /// All captures, by name.
    public List<CaptureView> captures(Instant now) {
        return works.captures.all(now);
    }

    public Optional<CaptureView> capture(String name, Instant now) {
        return works.captures.find(name, now);
    }

    /// Hands over the packets of a capture, the oldest first.
    public void captured(String name, Consumer<CapturedPacket> reader) {
        works.captures.read(name, reader);
    }

    /// Writes the packets of a capture as a pcapng file.
    public void exportCapture(String name, OutputStream out) throws IOException {
        works.captures.export(
                name,
                config().system().hostname(),
                nanos -> works.setup.wallClock(Clock.instant(nanos)),
                out);
    }

    /// The keys that a capture has gathered; empty where that was not ordered.
    public Optional<WiresharkKeys> captureKeys(String name) {
        return works.captures.keys(name);
    }

    /// A number that tells the next probe of this router apart on the wire.
    public int nextProbeIdentifier() {
        return works.probes.nextIdentifier();
    }
}
