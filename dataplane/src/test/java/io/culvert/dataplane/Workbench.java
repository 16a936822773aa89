package io.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.Encryption;
import io.culvert.crypto.Integrity;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A plane on the workbench: spoke1 of the FlexVPN lab, with everything it does caught. WAN is port 0, the LAN of cust1 is VLAN
/// 10 of port 1, and the tunnel to the hub requires protection.
final class Workbench implements PortOutput, PlaneEvents {
    static final int WAN = 1;
    static final int LAN = 2;
    static final int TUNNEL = 3;
    static final int LAN2 = 4;
    static final int TRUNK = 5;
    static final int GLOBAL = 0;
    static final int CUST1 = 1;
    static final int CUST2 = 2;
    static final int SPI_OUT = 0x11223344;
    static final int SPI_IN = 0x55667788;
    static final MacAddress WAN_MAC = new MacAddress(0x0200_0000_0001L);
    static final MacAddress LAN_MAC = new MacAddress(0x0200_0000_0002L);
    static final MacAddress ISP_MAC = new MacAddress(0x0200_0000_00F1L);
    static final MacAddress PC_MAC = new MacAddress(0x0200_0000_00C1L);
    static final Ipv4Address SPOKE = Ipv4Address.of("172.16.1.103");
    static final Ipv4Address HUB = Ipv4Address.of("172.16.0.1");
    static final Ipv4Address LAN_ADDRESS = Ipv4Address.of("192.168.113.1");
    static final Ipv6Address LAN_ADDRESS6 = Ipv6Address.of("2001:db8:113::1");
    static final Ipv6Address LAN_LINK_LOCAL = Ipv6Address.of("fe80::1");
    static final int VPN_LABEL_OUT = 18;
    static final int VPN_LABEL_IN = 16;

    record Sent(int port, Bytes frame) {
        Bytes ip() {
            int at = frame.u16(12) == 0x8100 ? 18 : 14;
            return frame.slice(at);
        }

        int type() {
            return frame.u16(12) == 0x8100 ? frame.u16(16) : frame.u16(12);
        }
    }

    record Delivered(int table, int ifIndex, boolean protectedBySa, Bytes packet) {}

    record Nhrp(
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource,
            Bytes packet) {}

    record Transit(
            int in, IpAddress outerSource, int out, int table, boolean labelled, Bytes head) {}

    final List<Nhrp> nhrp = new ArrayList<>();
    final List<Transit> transits = new ArrayList<>();
    final PacketSlab slab;
    final DataPlane plane;
    final List<Sent> sent = new ArrayList<>();
    int superPackets;
    final List<Delivered> delivered = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    long now = 1_000_000_000L;
    UnaryOperator<PlaneInterface> wan = UnaryOperator.identity();
    UnaryOperator<PlaneInterface> lan = UnaryOperator.identity();
    UnaryOperator<PlaneInterface> tunnel = UnaryOperator.identity();
    UnaryOperator<PlaneInterface> sources = UnaryOperator.identity();
    UnaryOperator<TunnelEnds> ends = UnaryOperator.identity();
    UnaryOperator<Builder> more = UnaryOperator.identity();
    UnaryOperator<Builder> others = UnaryOperator.identity();
    boolean isProtected = true;
    boolean forwardsIpv6 = true;
    final TreeMap<Prefix, Integer> global = new TreeMap<>();
    final TreeMap<Prefix, Integer> cust1 = new TreeMap<>();
    final TreeMap<Prefix, Integer> cust2 = new TreeMap<>();

    Workbench() {
        this(new PacketSlab(512, 68));
    }

    Workbench(PacketSlab slab) {
        this.slab = slab;
        plane = new DataPlane(slab, this, this);
    }

    /// Builds and installs the image, with the neighbours known.
    Workbench boot() {
        var image = new Builder();
        image.add(wan.apply(PlaneInterface.ethernet(WAN, GLOBAL, 0, WAN_MAC).withAddress(SPOKE)));
        image.add(PlaneInterface.ethernet(TRUNK, GLOBAL, 1, LAN_MAC));
        image.add(
                sources.apply(
                        lan.apply(
                                PlaneInterface.vlan(LAN, CUST1, 1, 10, LAN_MAC)
                                        .withAddress(LAN_ADDRESS)
                                        .withIpv6(PlaneIpv6.of(LAN_LINK_LOCAL, LAN_ADDRESS6)))));
        image.add(
                PlaneInterface.vlan(LAN2, CUST2, 1, 20, LAN_MAC)
                        .withAddress(Ipv4Address.of("192.168.123.1")));
        image.add(
                sources.apply(
                        tunnel.apply(
                                PlaneInterface.tunnel(
                                                TUNNEL,
                                                GLOBAL,
                                                ends.apply(TunnelEnds.gre(SPOKE, HUB, isProtected)))
                                        .withAddress(Ipv4Address.of("10.1.1.3"))
                                        .withMpls(true))));
        int receive = image.entry(new Entry.Receive());
        global.put(Prefix.of("172.16.1.103/32"), receive);
        global.put(Prefix.of("10.1.1.3/32"), receive);
        global.put(Prefix.of("172.16.1.0/24"), image.entry(new Entry.Attached(WAN)));
        global.put(
                Prefix.of("172.16.0.1/32"),
                image.entry(new Entry.Adjacency(WAN, Ipv4Address.of("172.16.1.1"))));
        global.put(Prefix.of("10.0.0.1/32"), image.entry(new Entry.Tunnel(TUNNEL, List.of())));
        cust1.put(Prefix.of("192.168.113.1/32"), receive);
        cust1.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
        cust1.put(
                Prefix.DEFAULT_IPV4,
                image.entry(new Entry.Tunnel(TUNNEL, List.of(new Label(VPN_LABEL_OUT)))));
        cust2.put(Prefix.of("192.168.123.0/24"), image.entry(new Entry.Attached(LAN2)));
        cust1.put(Prefix.of("2001:db8:113::1/128"), receive);
        cust1.put(Prefix.of("2001:db8:113::/64"), image.entry(new Entry.Attached(LAN)));
        cust1.put(
                Prefix.of("2001:db8:99::/48"),
                image.entry(new Entry.Adjacency(LAN, Ipv6Address.of("fe80::99"))));
        cust1.put(
                Prefix.of("2001:db8:114::/48"),
                image.entry(new Entry.Tunnel(TUNNEL, List.of(new Label(VPN_LABEL_OUT)))));
        global.put(Prefix.of("2001:db8::1/128"), receive);
        global.put(Prefix.of("2001:db8:1::/64"), image.entry(new Entry.Tunnel(TUNNEL, List.of())));
        image.label(new Label(VPN_LABEL_IN), new LabelAction.PopLookup(CUST1));
        image.forwardIpv6(forwardsIpv6);
        image.address6(CUST1, LAN_ADDRESS6);
        image = others.apply(more.apply(image));
        image.table(GLOBAL, RouteTable.of(global), Ipv4Address.of("10.1.1.3"));
        image.table(CUST1, RouteTable.of(cust1), LAN_ADDRESS);
        image.table(CUST2, RouteTable.of(cust2), Ipv4Address.of("192.168.123.1"));
        plane.install(image.build());
        plane.setNeighbor(now, WAN, Ipv4Address.of("172.16.1.1"), ISP_MAC);
        plane.setNeighbor(now, LAN, Ipv4Address.of("192.168.113.10"), PC_MAC);
        plane.setNeighbor(now, LAN, Packets.PC6, PC_MAC);
        return this;
    }

    static EspKeys gcmKeys() {
        return new EspKeys(
                Secret.of(Bytes.hex("000102030405060708090a0b0c0d0e0f")),
                Secret.of(Bytes.hex("a0a1a2a3")),
                Secret.of(Bytes.EMPTY));
    }

    static EspKeys cbcKeys() {
        return new EspKeys(
                Secret.of(sequence(0, 32)), Secret.of(Bytes.EMPTY), Secret.of(sequence(0x40, 64)));
    }

    static Bytes sequence(int first, int count) {
        var octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (first + i);
        }
        return Bytes.of(octets);
    }

    static final EspSuite CBC_512 =
            new EspSuite(Encryption.AES_CBC_256, Integrity.HMAC_SHA2_512_256);

    static SaBinding binding(int spi, EspSuite suite, SaBinding.Mode mode, boolean extended) {
        return SaBinding.of(
                        spi,
                        TUNNEL,
                        GLOBAL,
                        SaPath.plain(SPOKE, HUB),
                        mode,
                        Selectors.hosts(47, SPOKE, HUB),
                        suite)
                .withExtendedSequence(extended);
    }

    final EspCiphers ciphers = new JdkEspCiphers();

    /// Both halves of an association with GCM in transport mode.
    Workbench associate() {
        return associate(EspSuite.GCM_128, gcmKeys(), SaBinding.Mode.TRANSPORT);
    }

    Workbench associate(EspSuite suite, EspKeys keys, SaBinding.Mode mode) {
        plane.installOutbound(
                binding(SPI_OUT, suite, mode, false),
                ciphers.sealer(suite, keys, false, Entropy.seeded("spoke")));
        assertThat(
                        plane.installInbound(
                                binding(SPI_IN, suite, mode, false),
                                ciphers.opener(suite, keys, false),
                                64))
                .isTrue();
        return this;
    }

    Workbench frame(int port, String destination, int vlan, int type, Bytes payload) {
        var head = Bytes.hex(destination + "0200000000c1");
        var tag = vlan == 0 ? Bytes.EMPTY : Bytes.hex("8100%04x".formatted(vlan));
        return raw(port, Bytes.concat(head, tag, Bytes.hex("%04x".formatted(type)), payload));
    }

    Workbench raw(int port, Bytes frame) {
        int slot = slab.of(frame.toArray());
        plane.input(now, port, new int[] {slot}, 1);
        return this;
    }

    Workbench fromLan(Bytes ip) {
        return frame(1, "020000000002", 10, 0x0800, ip);
    }

    Workbench fromLan6(Bytes ip) {
        return frame(1, "020000000002", 10, 0x86DD, ip);
    }

    Workbench fromWan(Bytes ip) {
        return frame(0, "020000000001", 0, 0x0800, ip);
    }

    Workbench originate(int table, Bytes ip, int bound) {
        plane.originate(now, table, slab.of(ip.toArray()), bound);
        return this;
    }

    /// The one frame sent since the last call.
    Sent onlySent() {
        assertThat(sent).as("frames sent; drops: %s", dropped()).hasSize(1);
        return sent.removeFirst();
    }

    List<DropCount> dropped() {
        return plane.drops().stream().filter(count -> count.packets() > 0).toList();
    }

    void assertDropped(Drop reason) {
        assertThat(dropped()).contains(new DropCount(reason, 1));
    }

    /// That both planes have counted the same, and hold no packet.
    void assertCountsOf(Workbench other, String when) {
        assertThat(dropped()).as("drops " + when).isEqualTo(other.dropped());
        assertThat(plane.saCounters()).as(when).isEqualTo(other.plane.saCounters());
        assertThat(plane.planeCounters()).as(when).isEqualTo(other.plane.planeCounters());
        for (int ifIndex = 1; ifIndex <= TRUNK; ifIndex++) {
            assertThat(plane.interfaceCounters(ifIndex))
                    .as("interface %d %s", ifIndex, when)
                    .isEqualTo(other.plane.interfaceCounters(ifIndex));
        }
        assertThat(plane.labelOctets(VPN_LABEL_IN))
                .isEqualTo(other.plane.labelOctets(VPN_LABEL_IN));
        assertNoLeak();
        other.assertNoLeak();
    }

    void assertNoLeak() {
        assertThat(slab.inUse()).as("slots in use; events %s", events).isZero();
    }

    /// Seals what the hub would send: GRE payload and header, as one IP packet to the spoke.
    Bytes sealedByHub(Bytes gre, int sequence) {
        return sealed(EspSuite.GCM_128, gcmKeys(), gre, 47, sequence, HUB, SPOKE);
    }

    Bytes sealed(
            EspSuite suite,
            EspKeys keys,
            Bytes payload,
            int next,
            long sequence,
            Ipv4Address source,
            Ipv4Address destination) {
        var memory = new PacketSlab(1, 1);
        int slot = memory.allocate(2000);
        int esp = memory.start[slot];
        int pad = suite.padOctets(payload.size());
        payload.copyTo(memory.memory(), esp + suite.clearAt());
        io.culvert.wire.esp.Esp.write(memory.memory(), esp, SPI_IN, (int) sequence);
        io.culvert.wire.esp.Esp.writeTrailer(
                memory.memory(), esp + suite.clearAt() + payload.size(), pad, next);
        int clear = payload.size() + pad + 2;
        ciphers.sealer(suite, keys, false, Entropy.seeded("hub"))
                .seal(memory.memory(), esp, clear, sequence);
        return Packets.ipv4(source, destination)
                .protocol(50)
                .payload(Bytes.of(memory.memory(), esp, suite.espOctets(clear)));
    }

    /// ESP of the hub for another association with the same keys.
    Bytes sealedWith(int spi, Bytes payload, int sequence) {
        int pad = EspSuite.GCM_128.padOctets(payload.size());
        int clear = EspSuite.GCM_128.clearOctets(payload.size());
        var octets = new byte[EspSuite.GCM_128.espOctets(clear)];
        var memory = java.lang.foreign.MemorySegment.ofArray(octets);
        io.culvert.wire.esp.Esp.write(memory, 0, spi, sequence);
        payload.copyTo(octets, EspSuite.GCM_128.clearAt());
        io.culvert.wire.esp.Esp.writeTrailer(
                memory, EspSuite.GCM_128.clearAt() + payload.size(), pad, 47);
        ciphers.sealer(EspSuite.GCM_128, gcmKeys(), false, Entropy.seeded("hub"))
                .seal(memory, 0, clear, sequence);
        return Bytes.of(octets);
    }

    @Override
    public void transmit(int port, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            transmit(port, slots[i]);
        }
    }

    /// A super-packet is sent as the packets that it stands for.
    private void transmit(int port, int slot) {
        if (slab.segment[slot] == 0) {
            sent.add(new Sent(port, Bytes.of(slab.memory(), slab.start[slot], slab.length(slot))));
        } else {
            superPackets++;
            cut(slot).forEach(frame -> sent.add(new Sent(port, frame)));
        }
        slab.free(slot);
    }

    /// The frames that a super-packet stands for.
    List<Bytes> cut(int slot) {
        var places = new HeaderPlaces();
        assertThat(places.read(slab.memory(), slab.start[slot], slab.end[slot], Medium.ETHERNET))
                .isTrue();
        var cutter = new SegmentCutter(slab);
        cutter.begin(slot, places);
        var frames = new ArrayList<Bytes>();
        while (cutter.hasMore()) {
            int piece = cutter.next();
            frames.add(Bytes.of(slab.memory(), slab.start[piece], slab.length(piece)));
            slab.free(piece);
        }
        return frames;
    }

    @Override
    public void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa) {
        delivered.add(
                new Delivered(
                        table,
                        ifIndex,
                        protectedBySa,
                        Bytes.of(slab.memory(), slab.start[slot], slab.length(slot))));
        slab.free(slot);
    }

    @Override
    public void deliverArp(int slot, int ifIndex) {
        events.add("arp " + ifIndex);
        slab.free(slot);
    }

    @Override
    public void deliverNeighborDiscovery(int slot, int ifIndex) {
        events.add("discovery " + ifIndex);
        slab.free(slot);
    }

    @Override
    public void neighborWanted(int ifIndex, IpAddress address) {
        events.add("neighbor " + ifIndex + " " + address);
    }

    @Override
    public void softLimit(int ifIndex, int spi, boolean inbound) {
        events.add("soft limit " + ifIndex + " " + Integer.toHexString(spi) + " " + inbound);
    }

    @Override
    public void firstInbound(int ifIndex, int spi) {
        events.add("first inbound " + ifIndex + " " + Integer.toHexString(spi));
    }

    @Override
    public void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort) {
        events.add(
                "peer moved "
                        + ifIndex
                        + " "
                        + Integer.toHexString(spi)
                        + " "
                        + remote
                        + " "
                        + remotePort);
    }

    @Override
    public void invalidSpi(int table, IpAddress source, IpAddress destination, int spi) {
        events.add("invalid spi " + Integer.toHexString(spi));
    }

    @Override
    public void pathMtuChanged(int ifIndex, int plaintextMtu) {
        events.add("path mtu " + ifIndex + " " + plaintextMtu);
    }

    @Override
    public void tooBig(int table, IpAddress destination, int mtu) {
        events.add("too big " + destination + " " + mtu);
    }

    @Override
    public void associationWanted(int ifIndex) {
        events.add("association " + ifIndex);
    }

    @Override
    public void deliverNhrp(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource) {
        nhrp.add(
                new Nhrp(
                        ifIndex,
                        table,
                        labelled,
                        protectedBySa,
                        outerSource,
                        Bytes.of(slab.memory(), slab.start[slot], slab.length(slot))));
        slab.free(slot);
    }

    @Override
    public void transited(
            int inIfIndex,
            IpAddress outerSource,
            int outIfIndex,
            int table,
            boolean labelled,
            Bytes head) {
        transits.add(new Transit(inIfIndex, outerSource, outIfIndex, table, labelled, head));
    }

    @Override
    public void endpointWanted(int ifIndex, IpAddress nextHop) {
        events.add("endpoint " + ifIndex + " " + nextHop);
    }
}
