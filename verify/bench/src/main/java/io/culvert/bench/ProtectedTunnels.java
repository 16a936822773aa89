package io.culvert.bench;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.gre.Gre;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// A router with protected tunnels, each with a route and a label, as it stands in the forwarding image, and the packets that its customer and
/// the far ends send.
///
/// @param first number of the first tunnel
/// @param firstSpi of the first association, at either end
record ProtectedTunnels(int count, int first, int firstSpi) {
    static final int LAN = 1;
    static final int WAN = 2;
    static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);
    static final Ipv4Address HOST = Ipv4Address.of("192.168.113.10");
    static final Ipv4Address ROUTER = Ipv4Address.of("172.31.255.254");
    static final EspSuite SUITE = EspSuite.GCM_256;

    private static final int VRF = 1;
    private static final int LABEL = 18;
    private static final int REMOTE = 0xAC10_0001;
    private static final int CUSTOMERS = 0x0A00_0000;
    private static final Ipv4Address HERE = Ipv4Address.of("172.31.255.1");

    ForwardingImage image() {
        var image = new Builder();
        image.add(PlaneInterface.ethernet(LAN, VRF, 0, MAC));
        image.add(PlaneInterface.ethernet(WAN, 0, 1, MAC));
        var global = new TreeMap<Prefix, Integer>();
        global.put(Prefix.host(HERE), image.entry(new Entry.Receive()));
        global.put(Prefix.DEFAULT_IPV4, image.entry(new Entry.Adjacency(WAN, ROUTER)));
        image.table(0, RouteTable.of(global), HERE);
        var routes = new TreeMap<Prefix, Integer>();
        routes.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
        for (int i = 0; i < count; i++) {
            var ends = TunnelEnds.gre(HERE, new Ipv4Address(REMOTE + i), true);
            image.add(PlaneInterface.tunnel(first + i, 0, ends).withMpls(true));
            var way = new Entry.Tunnel(first + i, List.of(new Label(LABEL)));
            routes.put(
                    Prefix.containing(new Ipv4Address(CUSTOMERS + (i << 8)), 24), image.entry(way));
        }
        image.table(VRF, RouteTable.of(routes), HOST);
        image.label(new Label(LABEL), new LabelAction.PopLookup(VRF));
        return image.build();
    }

    SaBinding binding(int tunnel, int association) {
        var remote = new Ipv4Address(REMOTE + tunnel);
        return SaBinding.of(
                        firstSpi + association,
                        first + tunnel,
                        0,
                        SaPath.plain(HERE, remote),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(Ipv4.GRE, HERE, remote),
                        SUITE)
                .withExtendedSequence(true);
    }

    static EspKeys keys(int association, int way) {
        var material = new byte[SUITE.keyMaterialOctets()];
        new Random(2L * association + way).nextBytes(material);
        return SUITE.keys(Secret.of(material), 0);
    }

    /// Writes a frame of the customer.
    ///
    /// @return where it ends
    static int fromCustomer(MemorySegment memory, int frame, int tunnel, int octets) {
        int ip = frame + Ethernet.SIZE;
        Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
        int to = CUSTOMERS + (tunnel << 8) + 9;
        Ipv4.write(memory, ip, 0, octets, 1, 0, 64, Ipv4.UDP, HOST.bits(), to);
        return ip + octets;
    }

    /// Writes a frame of the far end of a tunnel.
    ///
    /// @param far seals it
    /// @return where it ends
    int fromFarEnd(
            MemorySegment memory,
            int frame,
            int tunnel,
            int association,
            long sequence,
            int octets,
            EspSealer far) {
        int ip = frame + Ethernet.SIZE;
        int esp = ip + Ipv4.SIZE;
        int gre = esp + SUITE.clearAt();
        int clear = SUITE.clearOctets(8 + octets);
        int from = CUSTOMERS + (tunnel << 8) + 9;
        Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
        int total = Ipv4.SIZE + SUITE.espOctets(clear);
        Ipv4.write(memory, ip, 0, total, 1, 0, 255, Ipv4.ESP, REMOTE + tunnel, HERE.bits());
        Esp.write(memory, esp, firstSpi + association, (int) sequence);
        Gre.write(memory, gre, 0, Gre.MPLS);
        MplsEntry.write(memory, gre + Gre.SIZE, LABEL, 0, true, 63);
        Ipv4.write(memory, gre + 8, 0, octets, 1, 0, 63, Ipv4.UDP, from, HOST.bits());
        Esp.writeTrailer(memory, gre + 8 + octets, SUITE.padOctets(8 + octets), Ipv4.GRE);
        far.seal(memory, esp, clear, sequence);
        return ip + total;
    }
}
