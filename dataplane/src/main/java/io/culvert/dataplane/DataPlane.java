package io.culvert.dataplane;

import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One router's data plane. All calls come from one thread; a call that brings packets in handles them to completion before
/// it returns, unless it comes from an event of the running batch, which then goes on with them.
public final class DataPlane {
    private final PacketSlab slab;
    private final Graph graph;
    private volatile ForwardingImage published = ForwardingImage.EMPTY;
    private volatile ForwardingImage taken = ForwardingImage.EMPTY;

    /// The only plane of a router.
    public DataPlane(PacketSlab slab, PortOutput output, PlaneEvents events) {
        this(slab, output, events, new RateLimits(), 0, List.of(), List.of());
    }

    /// One of several.
    DataPlane(
            PacketSlab slab,
            PortOutput output,
            PlaneEvents events,
            RateLimits rates,
            int number,
            List<Passage> to,
            List<Passage> from) {
        this.slab = slab;
        graph = new Graph(slab, output, events, rates, number, to, from);
    }

    /// Handles what other planes of the router have given to this one. Whether there was anything.
    public boolean takeGiven(long nowNanos) {
        takePublished();
        graph.exchange.publish();
        graph.exchange.takeBack();
        if (!graph.exchange.hasWaiting()) {
            return false;
        }
        graph.exchange.receive(nowNanos);
        return true;
    }

    /// Frees what other planes have copied of the packets that this one gave them.
    void takeBack() {
        graph.exchange.takeBack();
    }

    void noSlot() {
        graph.counters.drop(Drop.NO_SLOT, 0, 0);
    }

    /// Whether other planes have given this one something.
    public boolean isGivenTo() {
        return graph.exchange.hasWaiting();
    }

    /// The planes that this one has given something to since this was asked last, a bit for each: somebody should wake them.
    public long takeReceivers() {
        return graph.exchange.takeReceivers();
    }

    /// Takes over what is ready to leave by a port that only the first plane has, and gives it to that.
    public void giveReady(int port, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            graph.exchange.give(slots[i], 0, Exchange.READY, port);
        }
    }

    public PacketSlab slab() {
        return slab;
    }

    /// Shuts the express lane, whose work the graph does as well.
    void shutExpress() {
        graph.hasExpress = false;
    }

    public void setTap(Tap tap) {
        graph.tap = tap;
    }

    /// Hands over an image from another thread; that which runs the plane takes it before its next batch.
    void publish(ForwardingImage image) {
        published = image;
    }

    /// Whether the image that was published last has been taken.
    boolean hasTakenPublished() {
        return taken == published;
    }

    void takePublished() {
        ForwardingImage next = published;
        if (next != taken) {
            graph.install(next);
            taken = next;
        }
    }

    /// Forwards by this image from the next batch on.
    public void install(ForwardingImage image) {
        graph.install(image);
    }

    /// The time of the batch that runs, or of the last one: for whoever watches on this plane's thread.
    public long nowNanos() {
        return graph.now;
    }

    public ForwardingImage image() {
        return graph.image;
    }

    /// Takes over from a port what its medium carries: Ethernet frames, or bare IP packets.
    public void input(long nowNanos, int port, int[] slots, int count) {
        takePublished();
        graph.input(nowNanos, port, slots, count);
    }

    /// Takes over an IP packet of the router's own, header and all, and sends it in `table`.
    ///
    /// @param bound by which interfaces it may leave: see [Bound]
    public void originate(long nowNanos, int table, int slot, int bound) {
        graph.settleTime(nowNanos);
        slab.flags[slot] = PacketFlag.ORIGINATED;
        slab.labelDepth[slot] = 0;
        slab.ifIndex[slot] = 0;
        slab.table[slot] = table;
        slab.bound[slot] = bound;
        graph.counters.originated++;
        int at = slab.start[slot];
        if (table < 0 || table >= graph.image.tableCount()) {
            graph.drop(slot, Drop.TABLE_UNKNOWN);
        } else if (isWhole4(at, slab.end[slot])) {
            graph.tap.originated(slot, table);
            graph.ipv4Lookup.add(slot);
        } else if (isWhole6(at, slab.end[slot])) {
            graph.tap.originated(slot, table);
            graph.ipv6Lookup.add(slot);
        } else {
            graph.drop(slot, Drop.IP_SHORT);
        }
        graph.run(nowNanos);
    }

    /// Takes over a packet of the router's own that is no IP packet, and sends it into a tunnel, through its protection as any other.
    ///
    /// @param payloadType GRE's name of what the packet begins with: [io.culvert.wire.gre.Gre#NHRP], or
    ///     [io.culvert.wire.gre.Gre#MPLS] for a label stack that was written already
    public void originateTunnel(long nowNanos, int ifIndex, int slot, int payloadType) {
        graph.settleTime(nowNanos);
        graph.controlOutput.intoTunnel(slot, ifIndex, payloadType);
        graph.run(nowNanos);
    }

    /// The same from the base of a multipoint tunnel without protection to a peer that has no tunnel of its own.
    public void originateTunnel(
            long nowNanos, int ifIndex, IpAddress peer, int slot, int payloadType) {
        graph.settleTime(nowNanos);
        graph.controlOutput.toPeer(slot, ifIndex, peer, payloadType);
        graph.run(nowNanos);
    }

    /// Takes over an NHRP packet and sends it in the associated channel of the label under which data to `towards` leaves `table`.
    public void originateOnLabel(long nowNanos, int table, IpAddress towards, int slot) {
        graph.settleTime(nowNanos);
        graph.controlOutput.onLabel(slot, table, towards);
        graph.run(nowNanos);
    }

    /// The tunnel into which [#originateOnLabel] sends, or -1.
    int tunnelTowards(int table, IpAddress towards) {
        return graph.controlOutput.tunnelTowards(table, towards);
    }

    /// Puts labels, top first, the label of associated channels and the header of the channel for NHRP in front of an NHRP packet, for
    /// [#originateTunnel].
    public static void putChannel(PacketSlab slab, int slot, List<Label> labels) {
        ControlOutput.putChannel(slab, slot);
        for (Label label : labels.reversed()) {
            ControlOutput.putLabel(slab, slot, label.value());
        }
    }

    /// When a packet last took an entry with this mark ([io.culvert.dataplane.fib.Entry.Tunnel#mark]), or [InterfaceCounters#NEVER].
    public long lastUsedNanos(int mark) {
        return graph.counters.lastUsed(mark);
    }

    private boolean isWhole4(int at, int end) {
        return Ipv4.fits(at, end)
                && Ipv4.version(graph.memory, at) == 4
                && Ipv4.headerLength(graph.memory, at) >= Ipv4.SIZE
                && Ipv4.totalLength(graph.memory, at) == end - at;
    }

    private boolean isWhole6(int at, int end) {
        return Ipv6.fits(at, end)
                && Ipv6.version(graph.memory, at) == 6
                && Ipv6.SIZE + Ipv6.payloadLength(graph.memory, at) == end - at;
    }

    /// Takes over an Ethernet frame of the router's own (ARP, neighbour discovery), without VLAN tag, and sends it.
    public void transmitRaw(long nowNanos, int ifIndex, int slot) {
        graph.settleTime(nowNanos);
        Face face = graph.image.face(ifIndex);
        if (face == null || face.port < 0) {
            graph.drop(slot, Drop.INTERFACE_UNKNOWN);
        } else if (!face.up) {
            graph.drop(slot, Drop.INTERFACE_DOWN);
        } else if (face.kind == PlaneInterface.Kind.BARE) {
            graph.drop(slot, Drop.BARE_PAYLOAD);
        } else if (!Ethernet.fits(slab.start[slot], slab.end[slot])
                || slab.headroom(slot) < VlanTag.SIZE) {
            graph.drop(slot, Drop.FRAME_SHORT);
        } else {
            graph.ethernetOutput.sendOwn(slot, face);
        }
        settle(nowNanos);
    }

    /// Makes a neighbour known and sends what waited for it. Whether there was room for it.
    public boolean setNeighbor(long nowNanos, int ifIndex, IpAddress address, MacAddress mac) {
        boolean kept = graph.neighbors.set(ifIndex, address, mac.bits());
        graph.rewrites.forget();
        graph.settleTime(nowNanos);
        if (kept) {
            Ipv6Address key = Hop.mapped(address);
            graph.ethernetOutput.release(ifIndex, key.high(), key.low(), mac.bits());
            settle(nowNanos);
        }
        return kept;
    }

    public void removeNeighbor(int ifIndex, IpAddress address) {
        graph.neighbors.remove(ifIndex, address);
        graph.rewrites.forget();
    }

    /// Says that a neighbour does not answer: what waited for it is refused.
    public void neighborUnreachable(long nowNanos, int ifIndex, IpAddress address) {
        graph.settleTime(nowNanos);
        Ipv6Address key = Hop.mapped(address);
        graph.ethernetOutput.hold().unreachable(ifIndex, key.high(), key.low());
        settle(nowNanos);
    }

    private void settle(long nowNanos) {
        if (!graph.isRunning()) {
            graph.run(nowNanos);
            graph.ethernetOutput.flush();
        }
    }

    /// IKE offers a peer this SPI: what comes for it may be here before the association is, and waits a little.
    public void offerInbound(int frontDoor, int spi) {
        graph.early.offered(frontDoor, spi);
    }

    /// Installs the receiving half of an association; the plane closes the opener when it goes. Whether the SPI was free and
    /// there was room.
    ///
    /// @param window packets of the anti-replay window, 64 to 65,536, or 0 for none
    public boolean installInbound(SaBinding binding, EspOpener opener, int window) {
        boolean added = graph.associations.add(new InboundSa(binding, opener, window));
        graph.early.installed(binding.frontDoor(), binding.spi());
        return added;
    }

    /// Installs the sending half and uses it from the next packet on, in place of the one before, which stays known until it
    /// is removed.
    public void installOutbound(SaBinding binding, EspSealer sealer) {
        graph.associations.own.use(new OutboundSa(binding, sealer));
        graph.limits.forget(binding.ifIndex());
    }

    /// Another plane of the router sends with this half from now on: it says how large packets may be that this plane puts into a tunnel
    /// inside that one, or that came out of it.
    void knowOutbound(SaBinding binding) {
        graph.associations.elsewhere.use(new OutboundSa(binding, OutboundSa.NO_SEALER));
        graph.limits.forget(binding.ifIndex());
    }

    private void forgetElsewhere(int ifIndex, int spi) {
        if (graph.associations.elsewhere.remove(ifIndex, spi) != null) {
            graph.limits.forget(ifIndex);
        }
    }

    /// Sends with this half only where a tunnel has no other.
    public void useOutboundLast(int ifIndex, int spi) {
        graph.associations.own.useLast(ifIndex, spi);
        graph.associations.elsewhere.useLast(ifIndex, spi);
        graph.limits.forget(ifIndex);
    }

    /// Takes packets of a receiving half from another path from now on.
    public void moveInbound(int frontDoor, int spi, SaPath path) {
        InboundSa sa = graph.associations.find(frontDoor, spi);
        if (sa != null) {
            sa.move(path);
        }
    }

    /// Sends on another path from the next packet on.
    public void moveOutbound(int ifIndex, int spi, SaPath path) {
        if (graph.associations.own.move(ifIndex, spi, path)
                || graph.associations.elsewhere.move(ifIndex, spi, path)) {
            graph.limits.forget(ifIndex);
        }
    }

    /// Removes a receiving half and answers what it had counted.
    public Optional<SaCounters> removeInbound(int frontDoor, int spi) {
        InboundSa removed = graph.associations.removeInbound(frontDoor, spi);
        if (removed == null) {
            return Optional.empty();
        }
        removed.opener.close();
        return Optional.of(removed.counters());
    }

    /// Removes a sending half; if it was the one in use, the tunnel goes on with the newest that is left.
    public Optional<SaCounters> removeOutbound(int ifIndex, int spi) {
        OutboundSa removed = graph.associations.own.remove(ifIndex, spi);
        if (removed == null) {
            forgetElsewhere(ifIndex, spi);
            return Optional.empty();
        }
        graph.limits.forget(ifIndex);
        removed.sealer.close();
        return Optional.of(removed.counters());
    }

    /// Does what is due: early packets that may go on, fragments and held packets that waited too long, path MTUs that grew old.
    public void onTime(long nowNanos) {
        if (graph.isRunning()) {
            return;
        }
        graph.now = nowNanos;
        graph.localInput.reassembly().expire(nowNanos);
        graph.ethernetOutput.hold().expire(nowNanos);
        graph.localInput.pathMtu().expire(nowNanos);
        graph.early.onTime(nowNanos);
        settle(nowNanos);
    }

    /// When [#onTime] wants to be called next, or Long.MAX_VALUE.
    public long wakeAtNanos() {
        return Math.min(
                Math.min(
                        graph.localInput.reassembly().nextDeadline(),
                        graph.ethernetOutput.hold().nextDeadline()),
                Math.min(graph.localInput.pathMtu().nextEnd(), graph.early.nextDeadline()));
    }

    /// Counts and frees a packet that the router's own stack got and has to drop.
    public void dropLocal(int slot, Drop reason) {
        graph.drop(slot, reason);
    }

    /// The largest packet that a tunnel takes into ESP, delivery header included; for other interfaces their IP MTU.
    public int plaintextMtu(int ifIndex) {
        Face face = graph.image.face(ifIndex);
        return face == null ? 0 : graph.limits.plaintext(face);
    }

    /// The largest IP packet that an interface carries under so many labels.
    public int ipMtu(int ifIndex, int labels) {
        Face face = graph.image.face(ifIndex);
        return face == null ? 0 : graph.limits.ip(face, labels);
    }

    /// The path MTU learned for the association a tunnel sends with, or 0.
    public int learnedPathMtu(int ifIndex) {
        OutboundSa sa = graph.associations.own.newest(ifIndex);
        return sa == null ? 0 : sa.pathMtu;
    }

    /// Gives every slot back and wipes every key: the router is switched off.
    public void close() {
        graph.localInput.reassembly().clear();
        graph.ethernetOutput.hold().clear();
        graph.early.clear();
        for (SaCounters sa : saCounters()) {
            if (sa.inbound()) {
                removeInbound(sa.binding().frontDoor(), sa.binding().spi());
            } else {
                removeOutbound(sa.binding().ifIndex(), sa.binding().spi());
            }
        }
    }

    /// What all associations have carried.
    public List<SaCounters> saCounters() {
        return graph.associations.counters();
    }

    /// What a receiving half has carried.
    public Optional<SaCounters> inboundCounters(int frontDoor, int spi) {
        InboundSa sa = graph.associations.find(frontDoor, spi);
        return sa == null ? Optional.empty() : Optional.of(sa.counters());
    }

    /// What a sending half of this plane has carried.
    public Optional<SaCounters> outboundCounters(int ifIndex, int spi) {
        OutboundSa sa = graph.associations.own.find(ifIndex, spi);
        return sa == null ? Optional.empty() : Optional.of(sa.counters());
    }

    /// All reasons with their counts, in the order of the enum.
    public List<DropCount> drops() {
        var all = new ArrayList<DropCount>();
        for (Drop reason : Drop.values()) {
            all.add(new DropCount(reason, graph.counters.drops[reason.index()]));
        }
        return all;
    }

    public long drops(Drop reason) {
        return graph.counters.drops[reason.index()];
    }

    /// Packets dropped while they were in a table (VRF).
    public long tableDrops(int table) {
        return table < graph.counters.tableDrops.length ? graph.counters.tableDrops[table] : 0;
    }

    /// How many counters [#carried] reads, and the place of each.
    public static final int CARRIED = 4;

    public static final int PACKETS_IN = 0;
    public static final int OCTETS_IN = 1;
    public static final int PACKETS_OUT = 2;
    public static final int OCTETS_OUT = 3;

    /// Reads what an interface has carried, and creates nothing: see [#CARRIED].
    public void carried(int ifIndex, long[] into) {
        Counters counters = graph.counters;
        boolean isKnown = ifIndex < counters.packetsIn.length;
        into[PACKETS_IN] = isKnown ? counters.packetsIn[ifIndex] : 0;
        into[OCTETS_IN] = isKnown ? counters.octetsIn[ifIndex] : 0;
        into[PACKETS_OUT] = isKnown ? counters.packetsOut[ifIndex] : 0;
        into[OCTETS_OUT] = isKnown ? counters.octetsOut[ifIndex] : 0;
    }

    public InterfaceCounters interfaceCounters(int ifIndex) {
        return InterfaceCounters.of(graph.counters, ifIndex);
    }

    /// Octets of packets that came in under a label of ours, labels included.
    public long labelOctets(int label) {
        return graph.counters.labelOctets(label);
    }

    /// Packets that were ordinary enough to go from port to port in one pass.
    public long expressPackets() {
        return graph.express.carried();
    }

    public PlaneCounters planeCounters() {
        return PlaneCounters.of(graph.counters);
    }
}
