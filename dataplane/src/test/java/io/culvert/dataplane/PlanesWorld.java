package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspCiphers;
import io.culvert.crypto.esp.EspSealer;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.engine.Entropy;
import io.culvert.wire.Net;
import io.culvert.wire.esp.Esp;
import io.culvert.wire.ip.Ipv4;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A hub with tunnels of all kinds, and everybody around it: customers, far ends, routers on the way. What they send is drawn by a seed.
final class PlanesWorld {
    private static final EspSuite SUITE = EspSuite.GCM_128;

    /// The keys of both ends of an association: what is installed at the hub, and how the far end seals.
    final class Pair {
        final int ifIndex;
        final Selectors selectors;
        final SaBinding.Mode mode;
        SaPath path;
        int spiIn;
        int spiOut;
        private int number;
        private EspSealer far = sealer();

        Pair(int ifIndex, SaPath path, Selectors selectors, SaBinding.Mode mode) {
            this.ifIndex = ifIndex;
            this.path = path;
            this.selectors = selectors;
            this.mode = mode;
            renew();
        }

        /// Other numbers, as after a rekeying.
        void renew() {
            spiIn = 0x6000_0000 + 7 * ++spis;
            spiOut = 0x5000_0000 + 5 * spis;
            number = 0;
            far = sealer();
        }

        private EspSealer sealer() {
            return ciphers.sealer(SUITE, Workbench.gcmKeys(), false, Entropy.seeded("end"));
        }

        SaBinding binding(int spi) {
            return SaBinding.of(spi, ifIndex, Workbench.GLOBAL, path, mode, selectors, SUITE);
        }

        void install(Planes planes) {
            installInbound(planes);
            planes.installOutbound(planes.ownerOfTunnel(ifIndex), binding(spiOut), sealer());
        }

        void installInbound(Planes planes) {
            planes.installInbound(
                    binding(spiIn), ciphers.opener(SUITE, Workbench.gcmKeys(), false), 128);
        }

        Bytes esp(Bytes payload, int next) {
            int clear = SUITE.clearOctets(payload.size());
            var octets = new byte[SUITE.espOctets(clear)];
            var memory = MemorySegment.ofArray(octets);
            Esp.write(memory, 0, spiIn, ++number);
            payload.copyTo(octets, SUITE.clearAt());
            int padding = SUITE.padOctets(payload.size());
            Esp.writeTrailer(memory, SUITE.clearAt() + payload.size(), padding, next);
            far.seal(memory, 0, clear, number);
            return Bytes.of(octets);
        }

        Bytes packet(Bytes esp) {
            var from = (Ipv4Address) path.remote();
            var to = (Ipv4Address) path.local();
            if (path.udp().isEmpty()) {
                return Packets.ipv4(from, to).protocol(50).payload(esp);
            }
            int port = path.udp().get().remotePort();
            return Packets.ipv4(from, to)
                    .payload(
                            Bytes.hex("%04x1194%04x0000".formatted(port, 8 + esp.size()))
                                    .plus(esp));
        }
    }

    private final EspCiphers ciphers = new JdkEspCiphers();
    private int spis;
    final List<Pair> pairs = new ArrayList<>();
    final List<Pair> vti = new ArrayList<>();
    final Pair innerProtected;
    private final Random random;
    private int next;

    PlanesWorld(Random random) {
        this.random = random;
        for (int i = 0; i < PlanesHub.TUNNELS; i++) {
            Optional<UdpEncapsulation> udp =
                    isInUdp(i) ? Optional.of(new UdpEncapsulation(4500, 4500)) : Optional.empty();
            pairs.add(
                    new Pair(
                            PlanesHub.FIRST + i,
                            new SaPath(Workbench.SPOKE, PlanesHub.hub(i), udp),
                            Selectors.hosts(47, Workbench.SPOKE, PlanesHub.hub(i)),
                            SaBinding.Mode.TRANSPORT));
        }
        for (String half : List.of("10.99.0.0/17", "10.99.128.0/17")) {
            vti.add(
                    new Pair(
                            PlanesHub.VTI,
                            SaPath.plain(Workbench.SPOKE, PlanesHub.VTI_PEER),
                            new Selectors(List.of(range("0.0.0.0/0")), List.of(range(half))),
                            SaBinding.Mode.TUNNEL));
        }
        innerProtected =
                new Pair(
                        PlanesHub.INNER_PROTECTED,
                        SaPath.plain(PlanesHub.NEAR_LOOPBACK, PlanesHub.FAR_PROTECTED),
                        Selectors.hosts(47, PlanesHub.NEAR_LOOPBACK, PlanesHub.FAR_PROTECTED),
                        SaBinding.Mode.TRANSPORT);
    }

    static boolean isInUdp(int tunnel) {
        return tunnel % 4 == 3;
    }

    private static Selectors.Range range(String prefix) {
        Prefix of = Prefix.of(prefix);
        return new Selectors.Range(0, 0, 0xFFFF, of.first(), of.last());
    }

    List<Pair> all() {
        var all = new ArrayList<>(pairs);
        all.addAll(vti);
        all.add(innerProtected);
        return all;
    }

    // --- customers ---

    private static TrainsTest.Whole whole(Bytes frame) {
        return new TrainsTest.Whole(frame, 0);
    }

    private static TrainsTest.Whole fromLan(String type, Bytes packet) {
        return whole(Bytes.hex("0200000000020200000000c18100000a" + type).plus(packet));
    }

    private static TrainsTest.Whole fromWan(Bytes packet) {
        return whole(Bytes.hex("0200000000010200000000ee0800").plus(packet));
    }

    /// Where a customer sends: mostly into a tunnel.
    private Ipv4Address destination() {
        int tunnel = random.nextInt(PlanesHub.TUNNELS);
        return Ipv4Address.of(
                switch (random.nextInt(12)) {
                    case 0, 1 -> "10.88.%d.%d".formatted(tunnel, 1 + random.nextInt(9));
                    case 2, 3 -> "10.99.%d.%d".formatted(20 * tunnel, 1 + random.nextInt(9));
                    case 4 -> "10.66.1.9";
                    case 5 -> "10.66.2.9";
                    case 6 -> "192.168.113.10";
                    default -> "10.77.%d.%d".formatted(tunnel, 1 + random.nextInt(9));
                });
    }

    /// A numbered datagram.
    private Bytes numbered(Ipv4Address from, Ipv4Address to, int octets) {
        int size = Math.max(16, octets);
        var head = Bytes.hex("%04x0035%04x0000%08x".formatted(PlanesBench.NUMBERED, size, ++next));
        return Packets.ipv4(from, to).payload(head.plus(Bytes.zero(size - head.size())));
    }

    /// The same of IPv6; no error comes of it, so its checksum does not count.
    private Bytes numbered6(Ipv6Address from, Ipv6Address to, int octets) {
        int size = Math.max(16, octets);
        var head = Bytes.hex("%04x0035%04x0000%08x".formatted(PlanesBench.NUMBERED, size, ++next));
        return Packets.ipv6(from, to, 17, 64, head.plus(Bytes.zero(size - head.size())));
    }

    /// A batch of packets that all go one way through the plane, from customers or from far ends.
    List<TrainsTest.Whole> ordinary(boolean isFromCustomers) {
        var batch = new ArrayList<TrainsTest.Whole>();
        for (int i = random.nextInt(150); i >= 0; i--) {
            int tunnel = random.nextInt(PlanesHub.TUNNELS);
            var remote = Ipv4Address.of("10.77.%d.%d".formatted(tunnel, 1 + random.nextInt(2)));
            var remote6 = Ipv6Address.of("2001:db8:77:%x::%x".formatted(tunnel, 1 + tunnel % 2));
            int size = 16 + random.nextInt(500);
            boolean six = random.nextInt(3) == 0;
            if (isFromCustomers) {
                batch.add(
                        six
                                ? fromLan("86dd", numbered6(Packets.PC6, remote6, size))
                                : fromLan("0800", numbered(Packets.PC, remote, size)));
            } else {
                Pair pair = pairs.get(tunnel);
                Bytes packet =
                        six
                                ? numbered6(remote6, Packets.PC6, size)
                                : numbered(remote, Packets.PC, size);
                Bytes label = Packets.label(Workbench.VPN_LABEL_IN, 0, true, 64);
                Bytes gre = Packets.gre(0x8847, label.plus(packet));
                batch.add(fromWan(pair.packet(pair.esp(gre, 47))));
            }
        }
        return batch;
    }

    TrainsTest.Whole fromCustomer() {
        Ipv4Address to = destination();
        int size = 16 + random.nextInt(900);
        switch (random.nextInt(16)) {
            case 0 -> {
                return fromLan("0800", large(Packets.PC, to));
            }
            case 1 -> {
                return fromLan("0800", Packets.syn(Packets.PC, to, Bytes.hex("020405b4")));
            }
            case 2 -> {
                int ttl = random.nextInt(3);
                return fromLan(
                        "0800", Packets.ipv4(Packets.PC, to).ttl(ttl).payload(Bytes.zero(size)));
            }
            case 3 -> {
                int word = random.nextBoolean() ? 0x2000 : 0x0040;
                return fromLan(
                        "0800",
                        Packets.ipv4(Packets.PC, to)
                                .id(random.nextInt(65_536))
                                .fragment(word)
                                .payload(Bytes.zero(8 * 40)));
            }
            case 4, 5 -> {
                return fromLan("86dd", six(Packets.PC6, 60 + random.nextInt(1500)));
            }
            case 6 -> {
                return fromLan("0800", Packets.echo(Packets.PC, Workbench.LAN_ADDRESS, 84));
            }
            case 7 -> {
                return random.nextInt(3) == 0
                        ? superPacket()
                        : damaged(fromLan("0800", Packets.echo(Packets.PC, to, 100)));
            }
            default -> {
                return fromLan("0800", numbered(Packets.PC, to, size));
            }
        }
    }

    /// One that makes no more errors than the router tells of in a second.
    private TrainsTest.Whole superPacket() {
        TrainsTest.Whole whole = TrainsTest.fromCustomer(random);
        while (whole.frame().size() > 16 * whole.segment()) {
            whole = TrainsTest.fromCustomer(random);
        }
        return whole;
    }

    private Bytes six(Ipv6Address from, int total) {
        int tunnel = random.nextInt(PlanesHub.TUNNELS);
        var to =
                Ipv6Address.of(
                        switch (random.nextInt(4)) {
                            case 0 -> "2001:db8:88::%x".formatted(1 + tunnel);
                            case 1 -> "2001:db8:113::10";
                            default -> "2001:db8:77:%x::9".formatted(tunnel);
                        });
        return Packets.echo6(from, to, 1 + random.nextInt(64), total);
    }

    /// One that may not fit its way out.
    private Bytes large(Ipv4Address from, Ipv4Address to) {
        byte[] octets = numbered(from, to, 1300 + random.nextInt(180)).toArray();
        if (random.nextBoolean()) {
            octets[6] = 0x40;
        }
        Ipv4.seal(MemorySegment.ofArray(octets), 0);
        return Bytes.of(octets);
    }

    private TrainsTest.Whole damaged(TrainsTest.Whole whole) {
        byte[] octets = whole.frame().toArray();
        octets[14 + random.nextInt(octets.length - 14)] ^= (byte) (1 << random.nextInt(8));
        return whole(Bytes.of(octets));
    }

    // --- far ends ---

    /// What a far end has for this router, in GRE: labelled mostly.
    private Bytes inside(int tunnel) {
        int other = random.nextInt(PlanesHub.TUNNELS);
        Ipv4Address source = Ipv4Address.of("10.77.%d.1".formatted(tunnel));
        int kind = random.nextInt(16);
        // Of one pair of addresses each plane tells once: so it takes one way.
        Ipv4Address to =
                kind <= 1 || kind == 9
                        ? Ipv4Address.of("10.77.%d.9".formatted(other))
                        : random.nextBoolean() ? Packets.PC : destination();
        int size = 16 + random.nextInt(900);
        Bytes ordinary = numbered(source, to, size);
        Bytes other4 =
                switch (random.nextInt(4)) {
                    case 0 -> Packets.syn(source, to, Bytes.hex("020405b4"));
                    case 1 ->
                            Packets.ipv4(source, to)
                                    .ttl(random.nextInt(4))
                                    .payload(Bytes.zero(size));
                    case 2 -> large(source, to);
                    default -> numbered(source, to, size);
                };
        return switch (kind) {
            case 0 -> labelled(100 + other, other4);
            case 1 -> labelled(150 + other, other4);
            case 2 -> labelled(190, random.nextBoolean() ? other4 : six(Packets.FAR6, 100));
            case 3 -> labelled(191, random.nextBoolean() ? other4 : six(Packets.FAR6, 100));
            case 4 -> labelled(Workbench.VPN_LABEL_IN, six(Packets.FAR6, 60 + size));
            case 5 -> labelled(random.nextInt(90), other4);
            case 6 ->
                    Packets.gre(
                            0x0800,
                            Packets.echo(
                                    Ipv4Address.of("10.44.%d.1".formatted(tunnel)),
                                    Ipv4Address.of("10.44.%d.1".formatted(other)),
                                    size + 20));
            case 7 -> Packets.gre(0x0800, Packets.echo(source, Ipv4Address.of("10.1.1.3"), 84));
            case 8 -> labelled(Workbench.VPN_LABEL_IN, other4);
            case 9 ->
                    Packets.gre(
                            0x8847,
                            Packets.label(150 + other, 0, false, 60)
                                    .plus(Packets.label(999, 0, true, 50))
                                    .plus(ordinary));
            case 10 ->
                    Packets.gre(
                            0x8847,
                            Packets.label(191, 0, false, 60)
                                    .plus(Packets.label(500 + other, 0, true, 50))
                                    .plus(ordinary));
            default -> labelled(Workbench.VPN_LABEL_IN, ordinary);
        };
    }

    private Bytes labelled(int label, Bytes packet) {
        int ttl = random.nextInt(12) == 0 ? random.nextInt(3) : 64;
        return Packets.gre(0x8847, Packets.label(label, 0, true, ttl).plus(packet));
    }

    List<TrainsTest.Whole> fromFarEnd() {
        int tunnel = random.nextInt(PlanesHub.TUNNELS);
        Pair pair = pairs.get(tunnel);
        return switch (random.nextInt(14)) {
            case 0 -> {
                Bytes packet = pair.packet(pair.esp(inside(tunnel), 47));
                yield List.of(damaged(fromWan(packet)));
            }
            case 1 -> fragments(pair.packet(pair.esp(inside(tunnel), 47)));
            case 2 -> {
                Pair of = vti.get(random.nextInt(2));
                Ipv4Address from =
                        Ipv4Address.of("10.99.%d.9".formatted(random.nextInt(2) * 128 + tunnel));
                Bytes packet = numbered(from, Packets.PC, 16 + random.nextInt(900));
                yield List.of(fromWan(of.packet(of.esp(packet, 4))));
            }
            case 3 -> {
                Pair through = pairs.get(1);
                Bytes outer =
                        Packets.ipv4(PlanesHub.FAR_LOOPBACK, PlanesHub.NEAR_LOOPBACK)
                                .protocol(47)
                                .payload(inside(1));
                yield List.of(fromWan(through.packet(through.esp(Packets.gre(0x0800, outer), 47))));
            }
            case 4 -> {
                Pair through = pairs.get(2);
                Bytes outer = innerProtected.packet(innerProtected.esp(inside(2), 47));
                yield List.of(fromWan(through.packet(through.esp(Packets.gre(0x0800, outer), 47))));
            }
            case 5 -> {
                Bytes packet = pair.packet(pair.esp(inside(tunnel), 47));
                yield List.of(fromWan(packet), fromWan(packet));
            }
            case 6 -> List.of(train(3));
            case 7 ->
                    List.of(
                            fromWan(
                                    Packets.ipv4(PlanesHub.hub(tunnel), Workbench.SPOKE)
                                            .protocol(50)
                                            .payload(
                                                    Bytes.hex("0badcafe00000001")
                                                            .plus(Bytes.zero(60)))));
            default -> List.of(fromWan(pair.packet(pair.esp(inside(tunnel), 47))));
        };
    }

    private List<TrainsTest.Whole> fragments(Bytes packet) {
        int at = 20 + 8 * (1 + random.nextInt((packet.size() - 28) / 8));
        int id = random.nextInt(65_536);
        return List.of(
                fromWan(fragment(packet, id, 20, at, 0x2000)),
                fromWan(fragment(packet, id, at, packet.size(), 0)));
    }

    private static Bytes fragment(Bytes packet, int id, int from, int to, int more) {
        byte[] octets = packet.slice(0, 20).plus(packet.slice(from, to)).toArray();
        var memory = MemorySegment.ofArray(octets);
        Net.putU16(memory, 2, octets.length);
        Net.putU16(memory, 4, id);
        Net.putU16(memory, 6, more | (from - 20) / 8);
        Ipv4.seal(memory, 0);
        return Bytes.of(octets);
    }

    /// "Fragmentation needed" about what the hub has sent into a tunnel.
    TrainsTest.Whole tooBig() {
        Pair pair = pairs.get(random.nextInt(PlanesHub.TUNNELS));
        var to = (Ipv4Address) pair.path.remote();
        Bytes esp = Bytes.hex("%08x00000001".formatted(pair.spiOut)).plus(Bytes.zero(1400));
        Bytes about =
                pair.path.udp().isEmpty()
                        ? Packets.ipv4(Workbench.SPOKE, to).protocol(50).payload(esp)
                        : Packets.ipv4(Workbench.SPOKE, to)
                                .payload(
                                        Bytes.hex(
                                                        "1194%04x05900000"
                                                                .formatted(
                                                                        pair.path
                                                                                .udp()
                                                                                .get()
                                                                                .remotePort()))
                                                .plus(esp));
        return fromWan(Packets.fragmentationNeeded(about.slice(0, 36), 1200 + random.nextInt(200)));
    }

    /// Datagrams of a far end behind a NAT, not yet cut.
    private TrainsTest.Whole train(int tunnel) {
        Pair pair = pairs.get(tunnel);
        int size = 100 + random.nextInt(300);
        var datagrams = Bytes.EMPTY;
        int segment = 0;
        int count = 2 + random.nextInt(70);
        Ipv4Address from = Ipv4Address.of("10.77.%d.1".formatted(tunnel));
        Ipv4Address to = random.nextBoolean() ? Packets.PC : destination();
        for (int i = 0; i < count; i++) {
            Bytes esp = pair.esp(labelled(16, numbered(from, to, size)), 47);
            segment = esp.size();
            datagrams = datagrams.plus(esp);
        }
        int port = pair.path.udp().orElseThrow().remotePort();
        Bytes packet =
                Packets.ipv4((Ipv4Address) pair.path.remote(), Workbench.SPOKE)
                        .payload(
                                Bytes.hex("%04x1194%04x0000".formatted(port, 8 + datagrams.size()))
                                        .plus(datagrams));
        return new TrainsTest.Whole(fromWan(packet).frame(), segment);
    }
}
