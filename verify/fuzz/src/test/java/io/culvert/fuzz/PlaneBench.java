package io.culvert.fuzz;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.DropCount;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.wire.esp.Esp;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.TreeMap;

/// A spoke with one protected tunnel, one VRF behind VLAN 10 of its second port, and every kind of label. What comes out is
/// counted and given back.
final class PlaneBench implements PortOutput, PlaneEvents {
    static final Ipv4Address SPOKE = Ipv4Address.of("172.16.1.103");
    static final Ipv4Address HUB = Ipv4Address.of("172.16.0.1");
    static final int CUSTOMER = 1;
    private static final int WAN = 1;
    private static final int LAN = 2;
    private static final int TUNNEL = 3;
    private static final int TRUNK = 4;
    private static final int SPI = 0x5566_7788;
    private static final MacAddress WAN_MAC = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress LAN_MAC = new MacAddress(0x0200_0000_0002L);
    private static final Ipv4Address ISP = Ipv4Address.of("172.16.1.1");
    private static final Ipv4Address LAN_ADDRESS = Ipv4Address.of("192.168.113.1");
    private static final EspSuite SUITE = EspSuite.GCM_128;
    private static final EspKeys KEYS =
            new EspKeys(
                    Secret.of(Bytes.hex("000102030405060708090a0b0c0d0e0f")),
                    Secret.of(Bytes.hex("a0a1a2a3")),
                    Secret.of(Bytes.EMPTY));
    private static final int SEQUENCE_FIRST = 1;

    private final EspCiphers ciphers = new JdkEspCiphers();
    private final PacketSlab slab;
    final DataPlane plane;
    long now = 1_000_000_000L;
    private int outcomes;
    private int sequence = SEQUENCE_FIRST;

    PlaneBench(PacketSlab slab) {
        this.slab = slab;
        plane = new DataPlane(slab, this, this);
        var image = new Builder();
        image.add(PlaneInterface.ethernet(WAN, 0, 0, WAN_MAC).withAddress(SPOKE).withMpls(true));
        image.add(PlaneInterface.ethernet(TRUNK, 0, 1, LAN_MAC));
        image.add(PlaneInterface.vlan(LAN, CUSTOMER, 1, 10, LAN_MAC).withAddress(LAN_ADDRESS));
        image.add(
                PlaneInterface.tunnel(TUNNEL, 0, TunnelEnds.gre(SPOKE, HUB, true))
                        .withAddress(Ipv4Address.of("10.1.1.3"))
                        .withMpls(true)
                        .withNhrp(PlaneNhrp.of(1).withMpls(true).withRedirect(1)));
        int receive = image.entry(new Entry.Receive());
        int adjacency = image.entry(new Entry.Adjacency(WAN, ISP));
        var global = new TreeMap<Prefix, Integer>();
        global.put(Prefix.of("172.16.1.103/32"), receive);
        global.put(Prefix.of("10.1.1.3/32"), receive);
        global.put(Prefix.of("172.16.1.0/24"), image.entry(new Entry.Attached(WAN)));
        global.put(Prefix.of("172.16.0.1/32"), adjacency);
        global.put(Prefix.of("10.0.0.0/8"), image.entry(new Entry.Tunnel(TUNNEL, List.of())));
        var customer = new TreeMap<Prefix, Integer>();
        customer.put(Prefix.of("192.168.113.1/32"), receive);
        customer.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
        customer.put(
                Prefix.DEFAULT_IPV4, image.entry(new Entry.Tunnel(TUNNEL, List.of(new Label(18)))));
        image.label(new Label(16), new LabelAction.PopLookup(CUSTOMER))
                .label(
                        new Label(17),
                        new LabelAction.Swap(
                                List.of(new Label(77)),
                                image.entry(new Entry.Tunnel(TUNNEL, List.of())),
                                CUSTOMER))
                .label(
                        new Label(18),
                        new LabelAction.PopForward(LabelAction.TABLE_UNKNOWN, adjacency));
        image.table(0, RouteTable.of(global), Ipv4Address.of("10.1.1.3"));
        image.table(CUSTOMER, RouteTable.of(customer), LAN_ADDRESS);
        plane.install(image.build());
        plane.setNeighbor(now, WAN, ISP, new MacAddress(0x0200_0000_00F1L));
        plane.setNeighbor(
                now, LAN, Ipv4Address.of("192.168.113.10"), new MacAddress(0x0200_0000_00C1L));
        plane.installOutbound(
                binding(0x1122_3344), ciphers.sealer(SUITE, KEYS, false, Entropy.seeded("spoke")));
        plane.installInbound(binding(SPI), ciphers.opener(SUITE, KEYS, false), 64);
    }

    private static SaBinding binding(int spi) {
        return SaBinding.of(
                spi,
                TUNNEL,
                0,
                SaPath.plain(SPOKE, HUB),
                SaBinding.Mode.TRANSPORT,
                Selectors.hosts(47, SPOKE, HUB),
                SUITE);
    }

    void input(int port, Bytes frame) {
        plane.input(now, port, new int[] {slab.of(frame.toArray())}, 1);
    }

    void originate(int table, Bytes packet) {
        plane.originate(now, table, slab.of(packet.toArray()), 0);
    }

    /// ESP of the hub around these octets, as the payload of an IP packet.
    Bytes sealed(Bytes payload, int nextHeader) {
        int padding = SUITE.padOctets(payload.size());
        int clear = SUITE.clearOctets(payload.size());
        var octets = new byte[SUITE.espOctets(clear)];
        var memory = MemorySegment.ofArray(octets);
        Esp.write(memory, 0, SPI, sequence);
        payload.copyTo(octets, SUITE.clearAt());
        Esp.writeTrailer(memory, SUITE.clearAt() + payload.size(), padding, nextHeader);
        var sealer = ciphers.sealer(SUITE, KEYS, false, Entropy.seeded("hub"));
        sealer.seal(memory, 0, clear, sequence++);
        sealer.close();
        return Bytes.of(octets);
    }

    /// What happened so far: it changes with every packet, since none vanishes without a trace.
    String trace() {
        long drops = plane.drops().stream().mapToLong(DropCount::packets).sum();
        return drops
                + " drops, "
                + outcomes
                + " sent, delivered or told, "
                + slab.inUse()
                + " held";
    }

    @Override
    public void transmit(int port, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            outcomes++;
            slab.free(slots[i]);
        }
    }

    @Override
    public void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa) {
        outcomes++;
        slab.free(slot);
    }

    @Override
    public void deliverArp(int slot, int ifIndex) {
        outcomes++;
        slab.free(slot);
    }

    @Override
    public void deliverNeighborDiscovery(int slot, int ifIndex) {
        outcomes++;
        slab.free(slot);
    }

    @Override
    public void neighborWanted(int ifIndex, IpAddress address) {}

    @Override
    public void softLimit(int ifIndex, int spi, boolean inbound) {}

    @Override
    public void firstInbound(int ifIndex, int spi) {}

    @Override
    public void peerMoved(int ifIndex, int spi, IpAddress remote, int remotePort) {}

    @Override
    public void invalidSpi(int table, IpAddress source, IpAddress destination, int spi) {}

    @Override
    public void pathMtuChanged(int ifIndex, int plaintextMtu) {}

    @Override
    public void tooBig(int table, IpAddress destination, int mtu) {}

    @Override
    public void associationWanted(int ifIndex) {}

    @Override
    public void deliverNhrp(
            int slot,
            int ifIndex,
            int table,
            boolean labelled,
            boolean protectedBySa,
            IpAddress outerSource) {
        outcomes++;
        slab.free(slot);
    }

    @Override
    public void transited(
            int inIfIndex,
            IpAddress outerSource,
            int outIfIndex,
            int table,
            boolean labelled,
            Bytes head) {}

    @Override
    public void endpointWanted(int ifIndex, IpAddress nextHop) {}
}
