package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.TunnelEnds;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nodes of one plane and what they share.
/// ```
/// port -> EthernetInput (or BareInput) -> Ipv4Input -> Ipv4Lookup -> Ipv4Forward -> Fit -> EthernetOutput -> port
///                      \-> MplsInput ----------------^------------^    \-> TunnelOutput -> EspOutput -> Ipv4Forward
///                          ^   Ipv4Lookup -> LocalInput -> EspInput -> GreInput -> Ipv4Input, MplsInput
/// ```
/// IPv6 has the same nodes beside those of IPv4, and shares the rest. [IcmpErrors] makes new packets of refused ones and sends
/// them through the lookup of their family.
final class Graph {
    /// Tunnels in tunnels at most.
    static final int ENCAPSULATIONS_MAX = 4;

    private static final int ENCAPSULATION_SHIFT = 24;

    final PacketSlab slab;
    final MemorySegment memory;
    final PortOutput output;
    final PlaneEvents events;
    final Counters counters = new Counters();
    final Neighbors neighbors = new Neighbors();
    final Associations associations = new Associations();
    final RateLimits rates;
    final TunnelLimits limits = new TunnelLimits(this);
    final Flow flow = new Flow();

    Tap tap = Tap.NONE;
    ForwardingImage image = ForwardingImage.EMPTY;
    long now;
    long pending;
    private @Nullable ForwardingImage nextImage;
    private boolean isRunning;
    private int identification;
    private int identification6;
    private final @Nullable Node[] nodes = new Node[Long.SIZE];

    final EthernetInput ethernetInput;
    final BareInput bareInput;
    final Ipv4Input ipv4Input;
    final Ipv6Input ipv6Input;
    final Ipv4Lookup ipv4Lookup;
    final Ipv6Lookup ipv6Lookup;
    final LocalInput localInput;
    final EspInput espInput;
    final TunnelInput tunnelInput;
    final GreInput greInput;
    final MplsInput mplsInput;
    final Ipv4Forward ipv4Forward;
    final Ipv6Forward ipv6Forward;
    final Fit fit;
    final TunnelOutput tunnelOutput;
    final EspOutput espOutput;
    final IcmpErrors icmpErrors;
    final EthernetOutput ethernetOutput;
    final ControlOutput controlOutput;
    final Redirects redirects;
    final EarlyPackets early;
    final Rewrites rewrites;
    final Express express;
    private final Trains trains;
    final Exchange exchange;
    boolean hasExpress = true;

    /// One of the planes of a router.
    ///
    /// @param rates of all of them
    /// @param to by plane, what this one gives to it, and `from`, what it takes; none where there is no other
    Graph(
            PacketSlab slab,
            PortOutput output,
            PlaneEvents events,
            RateLimits rates,
            int number,
            List<Passage> to,
            List<Passage> from) {
        this.slab = slab;
        this.rates = rates;
        this.output = output;
        this.events = events;
        memory = slab.memory();
        int order = 0;
        ethernetInput = new EthernetInput(this, order++);
        bareInput = new BareInput(this, order++);
        localInput = new LocalInput(this, order++);
        espInput = new EspInput(this, order++);
        tunnelInput = new TunnelInput(this);
        greInput = new GreInput(this, order++);
        mplsInput = new MplsInput(this, order++);
        ipv4Input = new Ipv4Input(this, order++);
        ipv6Input = new Ipv6Input(this, order++);
        icmpErrors = new IcmpErrors(this, order++);
        ipv4Lookup = new Ipv4Lookup(this, order++);
        ipv6Lookup = new Ipv6Lookup(this, order++);
        ipv4Forward = new Ipv4Forward(this, order++);
        ipv6Forward = new Ipv6Forward(this, order++);
        fit = new Fit(this, order++);
        tunnelOutput = new TunnelOutput(this, order++);
        espOutput = new EspOutput(this, order++);
        ethernetOutput = new EthernetOutput(this, order);
        controlOutput = new ControlOutput(this);
        redirects = new Redirects(this);
        early = new EarlyPackets(this);
        rewrites = new Rewrites(this);
        express = new Express(this);
        trains = new Trains(this);
        exchange = new Exchange(this, number, to, from);
    }

    long register(Node node, int order) {
        nodes[order] = node;
        return 1L << order;
    }

    /// Takes over an image, at once or when the running batch is done.
    void install(ForwardingImage next) {
        if (isRunning) {
            nextImage = next;
        } else {
            takeOver(next);
        }
    }

    private void takeOver(ForwardingImage next) {
        counters.prepare(image, next);
        boolean hasSameWays = next.hasFacesOf(image);
        image = next;
        // With more to spare the more there are: interfaces come one by one.
        int room = 2 * Integer.highestOneBit(next.faceCount());
        associations.room(room);
        limits.room(room);
        rewrites.room(room);
        localInput.pathMtu().room(room);
        if (!hasSameWays) {
            limits.forget();
        }
        redirects.prepare();
    }

    /// Runs until no packet is queued. A call from an event of the running batch returns at once: the batch goes on with
    /// what was added.
    void run(long nowNanos) {
        if (isRunning) {
            return;
        }
        isRunning = true;
        now = nowNanos;
        drain();
        isRunning = false;
        exchange.publish();
    }

    /// Runs the nodes until no packet is queued, in the middle of a batch.
    void drain() {
        do {
            while (pending != 0) {
                int order = Long.numberOfTrailingZeros(pending);
                pending &= pending - 1;
                Node node = nodes[order];
                assert node != null : "only registered nodes are pending";
                node.run();
            }
            ForwardingImage next = nextImage;
            if (next != null) {
                nextImage = null;
                takeOver(next);
            }
        } while (pending != 0);
    }

    /// The same after super-packets. What has been made of them may wait for more of the batch, unless there is something else to do.
    void drainTrains() {
        if (pending != 0 || nextImage != null) {
            trains.finish();
            drain();
        }
    }

    /// What is done outside a batch happens now.
    void settleTime(long nowNanos) {
        if (!isRunning) {
            now = nowNanos;
        }
    }

    /// Takes packets from a port: by the express lane first, unless somebody watches every step.
    void input(long nowNanos, int port, int[] slots, int count) {
        if (isRunning) {
            for (int i = 0; i < count; i++) {
                if (slab.segment[slots[i]] == 0) {
                    enter(slots[i], port);
                } else {
                    trains.enter(slots[i], port);
                }
            }
            return;
        }
        isRunning = true;
        now = nowNanos;
        int first = 0;
        while (first < count) {
            int end = endOfRun(slots, first, count);
            if (end == first) {
                trains.run(port, slots[first++]);
                drainTrains();
                continue;
            }
            trains.finish();
            if (isLaneOpen()) {
                express.run(port, slots, first, end);
                first = end;
            } else {
                for (; first < end; first++) {
                    enter(slots[first], port);
                }
            }
            drain();
        }
        trains.finish();
        isRunning = false;
        exchange.publish();
        ethernetOutput.flush();
    }

    /// Where the ordinary packets from `first` on end, as many as go through the lane together; at `first` if there is a super-packet.
    private int endOfRun(int[] slots, int first, int count) {
        int most = Math.min(count, first + Express.BATCH);
        int end = first;
        while (end < most && slab.segment[slots[end]] == 0) {
            end++;
        }
        return end;
    }

    /// Whether packets may go by the lane: unless somebody watches every step.
    boolean isLaneOpen() {
        return hasExpress && tap == Tap.NONE;
    }

    /// Takes a packet from a port by the way that knows everything.
    void enter(int slot, int port) {
        slab.table[slot] = 0;
        slab.flags[slot] = 0;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.entry[slot] = port;
        Face face = image.faceOfPort(port, 0);
        if (face != null && Framing.isBare(face)) {
            bareInput.add(slot);
        } else {
            ethernetInput.add(slot);
        }
    }

    boolean isRunning() {
        return isRunning;
    }

    void drop(int slot, Drop reason) {
        count(slot, reason);
        slab.free(slot);
    }

    private void count(int slot, Drop reason) {
        counters.drop(reason, slab.table[slot], slab.ifIndex[slot]);
        if (reason.isOnTheWayOut()) {
            counters.dropOut(reason, image.outOf(slab.entry[slot]));
        }
        tap.dropped(slot, reason);
    }

    /// Drops a packet that begins with its IP header and tells its source.
    ///
    /// @param value the MTU of [Telling#TOO_BIG], the place of [Telling#PARAMETER], otherwise 0
    void refuse(int slot, Drop reason, Telling telling, int value) {
        count(slot, reason);
        slab.scratch[slot] = telling.with(value);
        icmpErrors.add(slot);
    }

    void refuse(int slot, Drop reason, Telling telling) {
        refuse(slot, reason, telling, 0);
    }

    /// The next identification for a packet of the router's own (RFC 791 section 2.3).
    int nextIdentification() {
        identification = identification + 1 & 0xFFFF;
        return identification;
    }

    /// So many of them at once, of which this is the first.
    int takeIdentifications(int count) {
        int first = identification + 1;
        identification = identification + count & 0xFFFF;
        return first;
    }

    /// The next identification for an IPv6 packet that this router fragments (RFC 8200 section 4.5).
    int nextIdentification6() {
        return ++identification6;
    }

    /// Sends the outer packet of a tunnel on its way, its IP header written.
    void sendOuter(int slot, Face tunnel) {
        if (becomeOuter(slot, tunnel.tunnel == null ? 0 : tunnel.tunnel.frontDoor())) {
            forwardOuter(slot, tunnel);
        }
    }

    /// Sends what has become the outer packet of a tunnel on the tunnel's own way.
    void forwardOuter(int slot, Face tunnel) {
        slab.entry[slot] = tunnel.outerEntry;
        if (tunnel.outerEntry < 0) {
            drop(slot, Drop.NO_ROUTE);
            return;
        }
        Hop hop = image.hop(tunnel.outerEntry);
        switch (hop.kind) {
            case Hop.ATTACHED, Hop.ADJACENCY -> forwardOuter(slot);
            case Hop.TUNNEL -> {
                int owner = exchange.sealerOf(hop.ifIndex);
                if (hop.ifIndex == tunnel.index) {
                    drop(slot, Drop.TUNNEL_RECURSION);
                } else if (owner != Exchange.HERE) {
                    exchange.give(slot, owner, Exchange.OUTER, tunnel.index);
                } else {
                    forwardOuter(slot);
                }
            }
            case Hop.DISCARD -> drop(slot, hop.discard);
            default -> drop(slot, Drop.TUNNEL_RECURSION);
        }
    }

    /// Sends the outer packet of a multipoint tunnel, which has no way of its own, by the route to its destination.
    void sendOuterAnywhere(int slot, TunnelEnds ends) {
        if (!becomeOuter(slot, ends.frontDoor())) {
            return;
        }
        if (IpHeader.isSix(memory, slab.start[slot])) {
            ipv6Lookup.add(slot);
        } else {
            ipv4Lookup.add(slot);
        }
    }

    /// Whether there are not too many headers around the packet already.
    private boolean becomeOuter(int slot, int frontDoor) {
        int flags = slab.flags[slot];
        int depth = (flags >>> ENCAPSULATION_SHIFT) + 1;
        if (depth > ENCAPSULATIONS_MAX) {
            drop(slot, Drop.ENCAPSULATION_DEPTH);
            return false;
        }
        slab.flags[slot] =
                PacketFlag.ORIGINATED | PacketFlag.ENCAPSULATED | depth << ENCAPSULATION_SHIFT;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.table[slot] = frontDoor;
        return true;
    }

    private void forwardOuter(int slot) {
        if (IpHeader.isSix(memory, slab.start[slot])) {
            ipv6Forward.add(slot);
        } else {
            ipv4Forward.add(slot);
        }
    }
}
