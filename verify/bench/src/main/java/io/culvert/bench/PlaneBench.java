package io.culvert.bench;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.MacAddress;
import io.culvert.base.Prefix;
import io.culvert.base.Secret;
import io.culvert.crypto.esp.CipherLibrary;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspOpener;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.dataplane.DataPlane;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.PlaneEvents;
import io.culvert.dataplane.PortOutput;
import io.culvert.dataplane.SaBinding;
import io.culvert.dataplane.SaPath;
import io.culvert.dataplane.Selectors;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.RouteTable;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import io.culvert.linux.HugePages;
import io.culvert.linux.cipher.CipherLadder;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ethernet.Ethernet;
import io.culvert.wire.ethernet.VlanTag;
import io.culvert.wire.ip.Ipv4;
import io.culvert.wire.ip.Ipv6;
import io.culvert.wire.mpls.MplsEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds a packet from frame to frame: VRF lookup, label, GRE, AES-256-GCM, outer header; and back. Beside it the bare call of the same
/// cipher over the same number of octets, and the same path with a cipher that does nothing, which must not
/// allocate. `verify/bench/plane` runs it and prints the ratios.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(PlaneBench.BATCH)
public class PlaneBench {
    static final int BATCH = 64;
    private static final int VRFS = 1000;
    private static final int ROUTES = 1000;
    private static final int DRAWN = 1 << 20;
    private static final int LAN = 1;
    private static final int WAN = 2;
    private static final int TUNNEL = 3;
    private static final int VRF = 1;
    private static final int LABEL = 18;
    private static final int SPI = 0x1122_3344;
    private static final int WINDOW = 1024;

    /// Mostly /24, as in a full table.
    private static final int[] LENGTHS = {
        24, 24, 24, 24, 24, 24, 23, 22, 22, 21, 20, 19, 18, 16, 32
    };

    private static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);
    private static final Ipv4Address HERE = Ipv4Address.of("172.16.1.103");
    private static final Ipv4Address THERE = Ipv4Address.of("172.16.0.1");
    private static final Ipv4Address HOST = Ipv4Address.of("192.168.113.10");

    /// Those of sites mostly, as in a VPN.
    private static final int[] LENGTHS6 = {
        48, 48, 48, 48, 48, 48, 56, 56, 56, 64, 64, 44, 40, 32, 128
    };

    private static final Ipv6Address HOST6 = Ipv6Address.of("2001:db8:113::10");
    private static final long FAR6_HIGH = 0x2A00_0000_0000_0000L;

    /// In the place of a number of octets: of 32 packets 19 have 64, 10 have 576 and 3 have 1,400, well mixed, which is nearly 7 to 4 to 1.
    static final int IMIX = 0;

    private static final int[] MIXED = {64, 576, 1400};
    private static final int[] MIXED_COUNTS = {38, 20, 6};

    /// Octets of the customer's IP packet, or [#IMIX].
    @Param({"64", "512", "1400", "0"})
    public int octets;

    /// The cipher: `multi-buffer`, `openssl` or `jdk`.
    @Param({"multi-buffer"})
    public String rung = "jdk";

    /// Whether customers of 1,000 VRFs with 1,000 routes each send to random destinations, or one sends by one route.
    @Param({"false"})
    public boolean isRandom;

    /// Whether they send IPv6.
    public boolean isSix;

    /// Batches that have slots of their own: with many the packets are in no near cache, as those of a receiver that is behind.
    public int batches = 1;

    /// Whether they lie in huge pages.
    public boolean isHuge;

    private PacketSlab slab = new PacketSlab(1, 0);
    private int[][] slotsOf = new int[0][];
    private int batch;
    private int[] slots = new int[BATCH];

    /// By packet of a batch.
    private final int[] sizes = new int[BATCH];

    /// Of random packets: the VRF, from 1 on, and the destination.
    private int[] drawnVrf = {1};

    private int[] drawnDestination = {0x0A00_0001};

    /// The same of IPv6.
    private long[] drawnHigh = {FAR6_HIGH};

    private long[] drawnLow = {1};
    private int drawn;
    private @Nullable DataPlane sealing;
    private @Nullable DataPlane doingNothing;
    private @Nullable EspSealer far;
    private final List<BareCipher> bare = new ArrayList<>();
    private final List<Integer> bareTimes = new ArrayList<>();

    /// What the far end sends, by packet of a batch, before it is sealed.
    private final int[] templates = new int[BATCH];

    private int number;

    private static EspKeys keys() {
        return new EspKeys(Secret.of(new byte[32]), Secret.of(new byte[4]), Secret.of(new byte[0]));
    }

    @Setup(Level.Trial)
    public void prepare() {
        var suite = EspSuite.GCM_256;
        EspCiphers ciphers =
                CipherLadder.ofThisMachine(_ -> {})
                        .on(CipherLibrary.valueOf(rung.toUpperCase(Locale.ROOT).replace('-', '_')));
        var entropy = Entropy.seeded("bench");
        slab = new PacketSlab((batches + 1) * BATCH, 1, isHuge ? new HugePages() : Arena.ofAuto());
        slotsOf = new int[batches][BATCH];
        for (int[] each : slotsOf) {
            for (int i = 0; i < BATCH; i++) {
                each[i] = slab.allocate(0);
            }
        }
        slots = slotsOf[0];
        mix();
        for (int i = 0; i < BATCH; i++) {
            templates[i] = template(suite, sizes[i]);
        }
        far = ciphers.sealer(suite, keys(), false, entropy);
        ForwardingImage image = image();
        sealing =
                plane(
                        image,
                        ciphers.sealer(suite, keys(), false, entropy),
                        ciphers.opener(suite, keys(), false));
        doingNothing = plane(image, NOTHING_SEALED, NOTHING_OPENED);
        for (int i = 0; i < MIXED.length; i++) {
            if (octets == IMIX || i == 0) {
                int of = octets == IMIX ? MIXED[i] : octets;
                bare.add(BareCipher.of(rung, suite.clearOctets(8 + of)));
                bareTimes.add(octets == IMIX ? MIXED_COUNTS[i] : BATCH);
            }
        }
    }

    private void mix() {
        Arrays.fill(sizes, octets);
        if (octets == IMIX) {
            int at = 0;
            for (int i = 0; i < MIXED.length; i++) {
                for (int j = 0; j < MIXED_COUNTS[i]; j++) {
                    // 13 and 32 have no common divisor: every place is taken once.
                    sizes[13 * at++ % BATCH] = MIXED[i];
                }
            }
        }
    }

    /// What the far end sends before it is sealed: frame, outer header, ESP, GRE, label, packet for the LAN.
    private int template(EspSuite suite, int octetsInside) {
        int slot = slab.allocate(0);
        MemorySegment memory = slab.memory();
        int clear = suite.clearOctets(8 + octetsInside);
        int frame = slab.start[slot];
        int ip = frame + Ethernet.SIZE;
        int esp = ip + Ipv4.SIZE;
        int total = Ipv4.SIZE + suite.espOctets(clear);
        Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.IPV4);
        Ipv4.write(memory, ip, 0, total, 1, 0, 255, Ipv4.ESP, THERE.bits(), HERE.bits());
        writeClear(esp, octetsInside);
        slab.end[slot] = ip + total;
        return slot;
    }

    /// Both planes forward by the same one, so that the tables are in memory once.
    private ForwardingImage image() {
        var image = new Builder();
        if (isRandom) {
            image.add(withIpv6(PlaneInterface.ethernet(LAN, 0, 0, MAC)));
            for (int vrf = 1; vrf <= VRFS; vrf++) {
                image.add(withIpv6(PlaneInterface.vlan(TUNNEL + vrf, vrf, 0, vrf, MAC)));
            }
        } else {
            image.add(withIpv6(PlaneInterface.ethernet(LAN, VRF, 0, MAC)));
        }
        image.add(PlaneInterface.ethernet(WAN, 0, 1, MAC));
        image.add(
                PlaneInterface.tunnel(TUNNEL, 0, TunnelEnds.gre(HERE, THERE, true)).withMpls(true));
        var global = new TreeMap<Prefix, Integer>();
        global.put(Prefix.host(HERE), image.entry(new Entry.Receive()));
        global.put(
                Prefix.DEFAULT_IPV4,
                image.entry(new Entry.Adjacency(WAN, Ipv4Address.of("172.16.1.1"))));
        image.table(0, RouteTable.of(global), HERE);
        image.forwardIpv6(isSix);
        if (isSix) {
            addRoutes6(image);
        } else {
            addRoutes4(image);
        }
        image.label(new Label(LABEL), new LabelAction.PopLookup(VRF));
        return image.build();
    }

    private static PlaneInterface withIpv6(PlaneInterface of) {
        return of.withIpv6(PlaneIpv6.of(Ipv6Address.of("fe80::1"), Ipv6Address.ANY));
    }

    private static int tunnel(Builder image, int vrf) {
        return image.entry(new Entry.Tunnel(TUNNEL, List.of(new Label(LABEL + vrf - 1))));
    }

    private void addRoutes4(Builder image) {
        var random = new Random(2);
        var destinations = new ArrayList<int[]>();
        for (int vrf = 1; vrf <= (isRandom ? VRFS : 1); vrf++) {
            var routes = new TreeMap<Prefix, Integer>();
            var of = new int[isRandom ? ROUTES : 1];
            int tunnel = tunnel(image, vrf);
            routes.put(Prefix.of("10.0.0.0/8"), tunnel);
            for (int i = 0; isRandom && i < ROUTES; i++) {
                of[i] = 0x0A00_0000 | random.nextInt(1 << 24);
                routes.put(
                        Prefix.containing(
                                new Ipv4Address(of[i]), LENGTHS[random.nextInt(LENGTHS.length)]),
                        tunnel);
            }
            routes.put(Prefix.of("192.168.113.0/24"), image.entry(new Entry.Attached(LAN)));
            image.table(vrf, RouteTable.of(routes), HOST);
            destinations.add(of);
        }
        if (isRandom) {
            drawnVrf = new int[DRAWN];
            drawnDestination = new int[DRAWN];
            for (int i = 0; i < DRAWN; i++) {
                drawnVrf[i] = 1 + random.nextInt(VRFS);
                drawnDestination[i] = destinations.get(drawnVrf[i] - 1)[random.nextInt(ROUTES)];
            }
        } else {
            drawnDestination = new int[] {0x0A00_0001};
        }
    }

    private void addRoutes6(Builder image) {
        var random = new Random(2);
        int drawnCount = isRandom ? DRAWN : 1;
        int routesOf = isRandom ? ROUTES : 1;
        int vrfs = isRandom ? VRFS : 1;
        var highs = new long[vrfs * routesOf];
        var lows = new long[vrfs * routesOf];
        for (int vrf = 1; vrf <= vrfs; vrf++) {
            var routes = new TreeMap<Prefix, Integer>();
            int tunnel = tunnel(image, vrf);
            routes.put(Prefix.containing(new Ipv6Address(FAR6_HIGH, 0), 8), tunnel);
            for (int i = 0; i < routesOf; i++) {
                int at = (vrf - 1) * routesOf + i;
                highs[at] = FAR6_HIGH | random.nextLong() >>> 8;
                lows[at] = random.nextLong();
                var address = new Ipv6Address(highs[at], lows[at]);
                int length = LENGTHS6[random.nextInt(LENGTHS6.length)];
                routes.put(Prefix.containing(address, length), tunnel);
            }
            routes.put(Prefix.of("2001:db8:113::/64"), image.entry(new Entry.Attached(LAN)));
            image.table(vrf, RouteTable.of(routes), HOST);
        }
        drawnVrf = new int[drawnCount];
        drawnHigh = new long[drawnCount];
        drawnLow = new long[drawnCount];
        for (int i = 0; i < drawnCount; i++) {
            int at = random.nextInt(highs.length);
            drawnVrf[i] = 1 + at / routesOf;
            drawnHigh[i] = highs[at];
            drawnLow[i] = lows[at];
        }
    }

    private DataPlane plane(ForwardingImage image, EspSealer sealer, EspOpener opener) {
        var plane = new DataPlane(slab, new Sink(), new NoEvents());
        plane.install(image);
        plane.setNeighbor(0, WAN, Ipv4Address.of("172.16.1.1"), MAC);
        plane.setNeighbor(0, LAN, HOST, MAC);
        plane.setNeighbor(0, LAN, HOST6, MAC);
        var binding =
                SaBinding.of(
                        SPI,
                        TUNNEL,
                        0,
                        SaPath.plain(HERE, THERE),
                        SaBinding.Mode.TRANSPORT,
                        Selectors.hosts(Ipv4.GRE, HERE, THERE),
                        EspSuite.GCM_256);
        plane.installOutbound(binding, sealer);
        plane.installInbound(binding, opener, WINDOW);
        return plane;
    }

    /// Writes the headers that the last round wrote over; what the payload holds makes no difference to its cost.
    private void refill() {
        MemorySegment memory = slab.memory();
        turn();
        int type = isSix ? Ethernet.IPV6 : Ethernet.IPV4;
        for (int i = 0; i < BATCH; i++) {
            int slot = slots[i];
            int frame = frame(slot);
            int ip = frame + Ethernet.SIZE;
            slab.start[slot] = frame;
            if (isRandom) {
                Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), Ethernet.VLAN);
                VlanTag.write(memory, ip, 0, drawnVrf[drawn], type);
                ip += VlanTag.SIZE;
            } else {
                Ethernet.write(memory, frame, MAC.bits(), MAC.bits(), type);
            }
            slab.end[slot] = ip + sizes[i];
            if (isSix) {
                writeIpv6(
                        ip, sizes[i], HOST6.high(), HOST6.low(), drawnHigh[drawn], drawnLow[drawn]);
                drawn = drawn + 1 & drawnHigh.length - 1;
                continue;
            }
            Ipv4.write(
                    memory,
                    ip,
                    0,
                    sizes[i],
                    1,
                    0,
                    64,
                    Ipv4.UDP,
                    HOST.bits(),
                    drawnDestination[drawn]);
            drawn = drawn + 1 & drawnDestination.length - 1;
        }
    }

    private void writeIpv6(
            int at, int total, long fromHigh, long fromLow, long toHigh, long toLow) {
        MemorySegment memory = slab.memory();
        Ipv6.write(memory, at, 0, 0, total - Ipv6.SIZE, Ipv4.UDP, 64);
        Ipv6.putSource(memory, at, fromHigh, fromLow);
        Ipv6.putDestination(memory, at, toHigh, toLow);
    }

    /// The next batch has slots of its own, if there are any.
    private void turn() {
        batch = batch + 1 < slotsOf.length ? batch + 1 : 0;
        slots = slotsOf[batch];
    }

    /// A slot begins where it began, whatever was in it.
    private int frame(int slot) {
        return slab.start[slot] + slab.tailroom(slot) + slab.length(slot) - PacketSlab.SMALL_OCTETS;
    }

    /// Copies packets in, as a receiver does, with the next numbers.
    private void receive(EspSealer sealer) {
        MemorySegment memory = slab.memory();
        turn();
        for (int i = 0; i < BATCH; i++) {
            int slot = slots[i];
            int from = templates[i];
            int frame = frame(slot);
            int length = slab.length(from);
            MemorySegment.copy(memory, slab.start[from], memory, frame, length);
            slab.start[slot] = frame;
            slab.end[slot] = frame + length;
            int esp = frame + Ethernet.SIZE + Ipv4.SIZE;
            Esp.write(memory, esp, SPI, ++number);
            sealer.seal(memory, esp, EspSuite.GCM_256.clearOctets(8 + sizes[i]), number);
        }
    }

    /// What giving packets to `encapsulate` costs: a receiver's work, not the path's.
    @Benchmark
    public void encapsulateFeed() {
        refill();
    }

    /// The same for `decapsulate`: the far end's sealing is in it.
    @Benchmark
    public void decapsulateFeed() {
        receive(Objects.requireNonNull(far));
    }

    @Benchmark
    public void encapsulate() {
        refill();
        Objects.requireNonNull(sealing).input(1, 0, slots, BATCH);
    }

    @Benchmark
    public void encapsulateWithoutCipher() {
        refill();
        Objects.requireNonNull(doingNothing).input(1, 0, slots, BATCH);
    }

    @Benchmark
    public void decapsulate() {
        receive(Objects.requireNonNull(far));
        Objects.requireNonNull(sealing).input(1, 1, slots, BATCH);
    }

    /// What `decapsulateWithoutCipher` does beside the path.
    @Benchmark
    public void decapsulateWithoutCipherFeed() {
        receive(NOTHING_SEALED);
    }

    /// The same without a cipher, over clear text.
    @Benchmark
    public void decapsulateWithoutCipher() {
        receive(NOTHING_SEALED);
        Objects.requireNonNull(doingNothing).input(1, 1, slots, BATCH);
    }

    private void writeClear(int esp, int octetsInside) {
        MemorySegment memory = slab.memory();
        int gre = esp + EspSuite.GCM_256.clearAt();
        int end = gre + 8 + octetsInside;
        io.culvert.wire.gre.Gre.write(memory, gre, 0, 0x8847);
        MplsEntry.write(memory, gre + 4, LABEL, 0, true, 63);
        if (isSix) {
            writeIpv6(gre + 8, octetsInside, FAR6_HIGH, 1, HOST6.high(), HOST6.low());
        } else {
            int source = HOST.bits() + 1;
            Ipv4.write(memory, gre + 8, 0, octetsInside, 1, 0, 63, Ipv4.UDP, source, HOST.bits());
        }
        Esp.writeTrailer(memory, end, EspSuite.GCM_256.padOctets(8 + octetsInside), Ipv4.GRE);
    }

    @Benchmark
    public void bareSeal() throws GeneralSecurityException {
        for (int i = 0; i < bare.size(); i++) {
            bare.get(i).seal(bareTimes.get(i));
        }
    }

    @Benchmark
    public void bareOpen() throws GeneralSecurityException {
        for (int i = 0; i < bare.size(); i++) {
            bare.get(i).open(bareTimes.get(i));
        }
    }

    private static final EspSealer NOTHING_SEALED =
            new EspSealer() {
                @Override
                public void seal(MemorySegment memory, long espAt, int clearLength, long number) {}

                @Override
                public void close() {}
            };

    private static final EspOpener NOTHING_OPENED =
            new EspOpener() {
                @Override
                public boolean open(MemorySegment memory, long espAt, int espLength, long number) {
                    return true;
                }

                @Override
                public void close() {}
            };

    /// Keeps the slots: the next round fills the same ones.
    static final class Sink implements PortOutput {
        @Override
        public void transmit(int port, int[] sent, int count) {}
    }

    static final class NoEvents implements PlaneEvents {
        @Override
        public void deliverLocal(int slot, int table, int ifIndex, boolean protectedBySa) {
            throw new IllegalStateException("nothing here is for the router");
        }

        @Override
        public void deliverArp(int slot, int ifIndex) {}

        @Override
        public void deliverNeighborDiscovery(int slot, int ifIndex) {}

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
            throw new IllegalStateException("nothing here is for the router");
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
}
