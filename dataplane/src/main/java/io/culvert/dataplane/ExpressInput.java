package io.culvert.dataplane;

import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.LabelHop;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Checksum;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.ip.Udp;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The way in of the express lane: ESP for this router is opened, and what is for a customer here goes on at once: under a label in GRE, in GRE
/// alone, or right in ESP. What else comes out goes on in the graph as if [EspInput] had opened it.
final class ExpressInput {
    /// What stands in front of the pad length under so much padding: RFC 4303 section 2.4.
    private static final long[] PADDINGS = {
        0, 0x01, 0x0102, 0x01_0203, 0x0102_0304, 0x01_0203_0405L, 0x0102_0304_0506L,
    };
    /// Octets in front of a customer's packet under a label.
    private static final int LABELLED = Gre.SIZE + MplsEntry.SIZE;

    private final Graph graph;
    private final ExpressOutput output;
    private final PacketSlab slab;
    private final MemorySegment memory;

    private final int[] slots = new int[Express.BATCH];
    private final InboundSa[] sas = new InboundSa[Express.BATCH];
    private final Face[] ins = new Face[Express.BATCH];

    /// Where the outer IP header begins, and that of ESP, and where the packet ends.
    private final int[] ip = new int[Express.BATCH];

    private final int[] esp = new int[Express.BATCH];
    /// Where that header lies before the packet is opened: elsewhere in a train of datagrams, which is opened piece by piece into slots.
    private final int[] sealed = new int[Express.BATCH];

    /// Where the headers of that train begin.
    private final int[] train = new int[Express.BATCH];

    private final int[] ends = new int[Express.BATCH];
    private final long[] sequence = new long[Express.BATCH];
    private final boolean[] isGood = new boolean[Express.BATCH];
    private int count;

    /// Of those that came out as they should: the customer's packet.
    private final int[] inner = new int[Express.BATCH];

    private final long[] heads = new long[Express.BATCH];
    private final long[] middles = new long[Express.BATCH];
    private final int[] destination = new int[Express.BATCH];

    /// What came out begins with these octets, as they would be GRE and a label, and ends with those of the trailer.
    private final long[] fronts = new long[Express.BATCH];

    private final long[] trailers = new long[Express.BATCH];

    /// Octets of ESP's payload.
    private final int[] payload = new int[Express.BATCH];
    private final Routes routes = new Routes();
    private final Inside inside;

    /// Packets come in trains: mostly GRE and label are those of the packet before, and so is what is done with it.
    private long front;

    private @Nullable LabelHop action;

    ExpressInput(Graph graph, ExpressOutput output) {
        this.graph = graph;
        this.output = output;
        inside = new Inside(graph);
        slab = graph.slab;
        memory = graph.memory;
    }

    /// Takes a packet for an address of this router, if it is ESP of an association that has been heard before, whose packets come from where
    /// they always do, and which is far from its limits.
    boolean take(int slot, int at, long head, long middle, int destination, Face in) {
        int end = at + Express.totalLength(head);
        int header = headerOfEsp(at, Express.protocol(middle), end);
        boolean inUdp = header != at + Ipv4.SIZE;
        if (header < 0
                || ((int) head & Ipv4.FRAGMENT_MASK) != 0
                || !Esp.fits(header, end)
                || !isExpected(at, destination, (int) middle, inUdp, header, end, in)) {
            return false;
        }
        add(slot, at, header, header, end);
        return true;
    }

    /// Takes one datagram of a train for UDP port 4500 of this router on the same terms.
    ///
    /// @param at where the IP header of the train begins; a UDP header follows it
    /// @param header where the ESP packet begins, and its `end`
    boolean takePiece(int at, int header, int end, Face in) {
        int around = Ipv4.SIZE + Udp.SIZE;
        int octets = end - header;
        int source = Ipv4.source(memory, at);
        if (octets < Esp.SIZE
                || octets + around > PacketSlab.SMALL_OCTETS
                || Net.i32(memory, header) == 0
                || !isExpected(at, Ipv4.destination(memory, at), source, true, header, end, in)) {
            return false;
        }
        int slot = slab.allocate(around + octets);
        if (slot == PacketSlab.NONE) {
            return false;
        }
        int ip = slab.start[slot];
        train[count] = at;
        add(slot, ip, header, ip + around, ip + around + octets);
        return true;
    }

    /// Writes the headers in front of a piece of a train, which nobody reads where all is ordinary.
    private void putHeaders(int i) {
        int octets = ends[i] - ip[i];
        MemorySegment.copy(memory, train[i], memory, ip[i], esp[i] - ip[i]);
        Net.putU16(memory, ip[i] + 2, octets);
        Ipv4.seal(memory, ip[i]);
        Net.putU16(memory, ip[i] + Ipv4.SIZE + 4, octets - Ipv4.SIZE);
    }

    private void add(int slot, int at, int from, int header, int end) {
        slots[count] = slot;
        ip[count] = at;
        sealed[count] = from;
        esp[count] = header;
        ends[count++] = end;
    }

    /// Whether the packet is one that its association would take here and now.
    ///
    /// @param at the outer IP header, with a UDP header behind it if it is `inUdp`
    private boolean isExpected(
            int at, int destination, int source, boolean inUdp, int header, int end, Face in) {
        long word = Net.i64(memory, header);
        InboundSa sa = find(in.table, (int) (word >>> 32));
        if (sa == null
                || !sa.isFarFromLimits()
                || !sa.path.isBetweenFour(destination, source)
                || !isFromItsPort(sa, at, inUdp)
                || sa.clearOctetsIn(end - header) < 0) {
            return false;
        }
        long number = sa.window.infer((int) word);
        if (!sa.window.mayAccept(number)) {
            return false;
        }
        sas[count] = sa;
        ins[count] = in;
        sequence[count] = number;
        return true;
    }

    /// Packets come in trains: mostly it is the association of the packet before.
    private @Nullable InboundSa find(int table, int spi) {
        InboundSa last = count == 0 ? null : sas[count - 1];
        return last != null && last.spi == spi && last.frontDoor == table
                ? last
                : graph.associations.find(table, spi);
    }

    /// Says of a packet what the graph would know of it by now.
    private void tell(int i) {
        int slot = slots[i];
        if (sealed[i] != esp[i]) {
            putHeaders(i);
        }
        slab.ifIndex[slot] = ins[i].index;
        slab.table[slot] = ins[i].table;
        slab.flags[slot] = 0;
        slab.labelDepth[slot] = 0;
        slab.bound[slot] = Bound.ANYWHERE;
        slab.entry[slot] = esp[i];
        slab.scratch[slot] = esp[i] == ip[i] + Ipv4.SIZE ? 0 : 1;
        slab.start[slot] = ip[i];
        slab.end[slot] = ends[i];
    }

    /// The SPI of a packet, or 0 if it holds no ESP or is a fragment.
    ///
    /// @param at where its IP header begins, which has no options
    int spiOf(int at, int protocol, int end) {
        int header = headerOfEsp(at, protocol, end);
        boolean isWhole = header >= 0 && Esp.fits(header, end) && !Ipv4.isFragment(memory, at);
        return isWhole ? Esp.spi(memory, header) : 0;
    }

    private int headerOfEsp(int at, int protocol, int end) {
        return switch (protocol) {
            case Ipv4.ESP -> at + Ipv4.SIZE;
            case Ipv4.UDP -> headerInUdp(at + Ipv4.SIZE, end);
            default -> -1;
        };
    }

    private int headerInUdp(int udp, int end) {
        int header = udp + Udp.SIZE;
        boolean isEsp =
                end - header >= Esp.SIZE
                        && Udp.destinationPort(memory, udp) == UdpEncapsulation.PORT
                        && Udp.length(memory, udp) == end - udp
                        && Net.i32(memory, header) != 0;
        return isEsp ? header : -1;
    }

    private boolean isFromItsPort(InboundSa sa, int at, boolean inUdp) {
        return inUdp == sa.path.isUdp()
                && (!inUdp || sa.path.remotePort == Udp.sourcePort(memory, at + Ipv4.SIZE));
    }

    /// Opens what was taken and sends it on.
    void finish() {
        int taken = count;
        count = 0;
        open(taken);
        read(taken);
        int opened = sort(taken);
        routes.find(graph.image);
        for (int i = 0; i < opened; i++) {
            if (!isOnItsWay(i)) {
                unusual(i);
            }
        }
        inside.finish();
    }

    private void open(int taken) {
        for (int i = 0; i < taken; i++) {
            isGood[i] = openOne(i);
        }
    }

    /// Moves what is genuine and ordinary to the front, and answers how much that is.
    private int sort(int taken) {
        routes.begin();
        front = 0;
        action = null;
        int opened = 0;
        for (int i = 0; i < taken; i++) {
            if (isGenuine(i)) {
                if (isOrdinary(i, opened)) {
                    if (i != opened) {
                        move(i, opened);
                    }
                    opened++;
                } else {
                    unusual(i);
                }
            }
        }
        return opened;
    }

    private boolean openOne(int i) {
        InboundSa sa = sas[i];
        int octets = ends[i] - esp[i];
        if (sealed[i] == esp[i]) {
            return sa.opener.open(memory, esp[i], octets, sequence[i]);
        }
        int clear = sa.clearOctetsIn(octets);
        int to = esp[i] + sa.clearAt;
        return sa.opener.openTo(memory, sealed[i], octets, sequence[i], to, sa.clearAt, clear);
    }

    /// Reads what tells packets apart, whatever they are. A loop that does nothing else: what is the same for all of them the compiler takes out of
    /// it.
    private void read(int taken) {
        for (int i = 0; i < taken; i++) {
            int from = esp[i] + sas[i].clearAt;
            long begin = Net.i64(memory, from);
            int at = from + headersInside(sas[i], begin);
            trailers[i] = Net.i64(memory, ends[i] - sas[i].icvOctets - Long.BYTES);
            fronts[i] = begin;
            inner[i] = at;
            heads[i] = Net.i64(memory, at);
            middles[i] = Net.i64(memory, at + 8);
            destination[i] = Net.i32(memory, at + 16);
        }
    }

    /// Octets of GRE and label in front of a customer's packet, if that is what is there.
    private static int headersInside(InboundSa sa, long begin) {
        if (sa.isTunnelMode) {
            return 0;
        }
        long gre = begin >>> 32;
        return gre == Gre.IPV4 || gre == Gre.IPV6 ? Gre.SIZE : LABELLED;
    }

    private boolean isGenuine(int i) {
        InboundSa sa = sas[i];
        if (!isGood[i]) {
            sa.authenticationDrops++;
            tell(i);
            graph.drop(slots[i], Drop.ESP_AUTHENTICATION);
            return false;
        }
        long highest = sa.window.highest();
        // The same number may have come twice in this batch.
        if (!sa.window.take(sequence[i])) {
            sa.replayDrops++;
            tell(i);
            graph.drop(slots[i], Drop.ESP_REPLAY);
            return false;
        }
        if (Long.compareUnsigned(sequence[i], highest) > 0) {
            sa.movedPort = 0;
        }
        return true;
    }

    /// The graph knows what to do with it.
    private void unusual(int i) {
        InboundSa sa = sas[i];
        tell(i);
        graph.espInput.opened(slots[i], sa, ip[i], esp[i] + sa.clearAt, ends[i] - sa.icvOctets);
    }

    /// The places before `from` are free.
    private void move(int from, int to) {
        slots[to] = slots[from];
        sas[to] = sas[from];
        ins[to] = ins[from];
        ip[to] = ip[from];
        esp[to] = esp[from];
        sealed[to] = sealed[from];
        train[to] = train[from];
        ends[to] = ends[from];
        inner[to] = inner[from];
        heads[to] = heads[from];
        middles[to] = middles[from];
        destination[to] = destination[from];
        fronts[to] = fronts[from];
        payload[to] = payload[from];
    }

    /// Whether what came out is an ordinary packet: under one label of ours in GRE without options, in such GRE alone, or by itself in a
    /// tunnel that has no header of its own.
    ///
    /// @param to its place from now on
    private boolean isOrdinary(int i, int to) {
        InboundSa sa = sas[i];
        if (sa != inside.sa) {
            inside.turnTo(sa);
        }
        Face in = inside.face;
        int from = esp[i] + sa.clearAt;
        int end = ends[i] - sa.icvOctets;
        int at = inner[i];
        if (in == null || end - at < Ipv4.SIZE + Esp.TRAILER) {
            return false;
        }
        long trailer = trailers[i];
        int padding = (int) (trailer >>> 8) & 0xFF;
        int room = end - Esp.TRAILER - padding - at;
        boolean six = Ordinary6.isSix(heads[i]);
        if ((trailer & 0xFF) != inside.nextHeader(six)
                || !paddingHolds(trailer, padding, from, end)
                || room < Ipv4.SIZE
                || !(six ? isOrdinary6(i, room, in) : isOrdinary4(i, room, in))) {
            return false;
        }
        payload[i] = room + at - from;
        if (at - from != LABELLED) {
            want(to, in.table, i, six);
            return isLetIn(i, in, six) && isCongestionInside(i);
        }
        if (fronts[i] != front) {
            front = fronts[i];
            action = actionOf(front);
        }
        LabelHop now = action;
        if (now == null || !in.mpls) {
            return false;
        }
        if (now.kind == LabelHop.POP_FORWARD) {
            routes.know(to, now.entry);
        } else {
            want(to, now.table, i, six);
        }
        return true;
    }

    private boolean isOrdinary4(int i, int room, Face in) {
        return Express.isOrdinary(heads[i], middles[i], destination[i], room)
                && !Express.isClamped(memory, in, inner[i]);
    }

    private boolean isOrdinary6(int i, int room, Face in) {
        int at = inner[i];
        if (!graph.image.forwardsIpv6()
                || !Ordinary6.isOrdinary(memory, at, room)
                || Ordinary6.isClamped(memory, in, at)) {
            return false;
        }
        long first = heads[i];
        heads[i] = Ordinary6.head(first);
        middles[i] = Ordinary6.middle(first);
        return true;
    }

    private void want(int to, int table, int i, boolean six) {
        if (six) {
            int at = inner[i];
            long high = Ipv6.destinationHigh(memory, at);
            routes.want6(to, table, high, Ipv6.destinationLow(memory, at));
        } else {
            routes.want(to, table, destination[i]);
        }
    }

    /// Whether a packet may come out of a tunnel without a label: GRE, if any, says of which family it is.
    private boolean isLetIn(int i, Face in, boolean six) {
        boolean isAsSaid = sas[i].isTunnelMode || fronts[i] >>> 32 == (six ? Gre.IPV6 : Gre.IPV4);
        return isAsSaid && (six ? in.ipv6.enabled() : in.accessIn == null);
    }

    /// Whether the congestion marks of the outer header leave those of the customer's as they are.
    private boolean isCongestionInside(int i) {
        int header = sealed[i] == esp[i] ? ip[i] : train[i];
        int outer = Net.u8(memory, header + 1) & 3;
        int inside = (int) (heads[i] >>> 48) & 3;
        return outer == 0 || Congestion.join(outer, inside) == inside;
    }

    /// What is done with a packet behind GRE and a label stack entry, or null where these are not ordinary.
    private @Nullable LabelHop actionOf(long front) {
        int word = (int) front;
        LabelHop found = graph.image.label(word >>> MplsEntry.LABEL_SHIFT);
        boolean isOrdinary =
                front >>> 32 == Gre.MPLS
                        && found != null
                        && found.kind <= LabelHop.POP_FORWARD
                        && found.table >= 0
                        && found.table < graph.image.tableCount()
                        && (word & MplsEntry.BOTTOM) != 0;
        return isOrdinary ? found : null;
    }

    private boolean paddingHolds(long trailer, int padding, int from, int end) {
        if (padding >= PADDINGS.length) {
            return Esp.paddingHolds(memory, from, end);
        }
        long mask = (1L << 8 * padding) - 1;
        return (trailer >>> 16 & mask) == PADDINGS[padding];
    }

    /// Sends on what is ordinary, and leaves everything else as it is.
    private boolean isOnItsWay(int i) {
        Hop hop = routes.hop(graph.image, i);
        if (hop == null) {
            return false;
        }
        InboundSa sa = sas[i];
        if (sa != inside.sa) {
            inside.turnTo(sa);
        }
        boolean six = Ordinary6.isSix(heads[i]);
        boolean isLabelled = inner[i] - esp[i] - sa.clearAt == LABELLED;
        int word = (int) fronts[i];
        int mostOnLabel = isLabelled && graph.image.propagatesTtlForwarded() ? word & 0xFF : 255;
        int left = Math.min(Express.timeToLive(middles[i]), mostOnLabel) - 1;
        if (!(six ? ontoLink6(i, hop, left) : ontoLink(i, hop, left))) {
            return false;
        }
        inside.count(payload[i], payload[i] - (sa.isTunnelMode ? 0 : Gre.SIZE), six);
        if (isLabelled) {
            inside.countLabel(word >>> MplsEntry.LABEL_SHIFT, payload[i] - Gre.SIZE);
        }
        return true;
    }

    private boolean ontoLink(int i, Hop hop, int left) {
        int counted = withTimeToLive((int) (middles[i] >>> 32), left);
        int total = Express.totalLength(heads[i]);
        return output.ontoLink(slots[i], inner[i], total, destination[i], hop, left, counted);
    }

    private boolean ontoLink6(int i, Hop hop, int left) {
        return output.ontoLink6(slots[i], inner[i], Express.totalLength(heads[i]), hop, left);
    }

    /// A word of a header whose time to live is another, and its checksum: equation 3 of RFC 1624.
    private static int withTimeToLive(int word, int timeToLive) {
        int before = word >>> 16;
        int after = timeToLive << 8 | before & 0xFF;
        int sum = Checksum.fold((~word & 0xFFFF) + (~before & 0xFFFF) + after);
        return after << 16 | ~sum & 0xFFFF;
    }
}
