package io.culvert.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.base.RouteDistinguisher;
import io.culvert.base.Vrf;
import io.culvert.bgp.BgpEffect.LabelUse;
import io.culvert.dataplane.Medium;
import io.culvert.dataplane.PacketSlab;
import io.culvert.dataplane.fib.Face;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.Hop;
import io.culvert.dataplane.fib.LabelHop;
import io.culvert.rib.NextHop;
import io.culvert.rib.RibEvent;
import io.culvert.rib.Route;
import io.culvert.rib.RouteOwner;
import io.culvert.rib.RouteSource;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.InterfaceIpv4;
import io.culvert.router.config.Ipv4Source;
import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.TunnelConfig;
import io.culvert.router.config.TunnelMode;
import io.culvert.router.config.TunnelSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An image that was kept up piece by piece is one made of everything at once.
class ImageCompilerTest {
    private static final InterfaceName PORT = InterfaceName.of("Ethernet0/0");
    private static final InterfaceName TUNNEL = InterfaceName.of("Tunnel0");
    private static final InterfaceName TEMPLATE = InterfaceName.of("Virtual-Template1");
    private static final List<InterfaceName> CLONES =
            List.of(
                    InterfaceName.of("Virtual-Access1"),
                    InterfaceName.of("Virtual-Access2"),
                    InterfaceName.of("Virtual-Access3"));
    private static final List<Vrf> VRFS = List.of(new Vrf("a"), new Vrf("b"));
    private static final RouteOwner OWNER = new RouteOwner(RouteSource.STATIC, "test");
    private static final RouteOwner PEER = new RouteOwner(RouteSource.NHRP, "test");
    private static final int LABELS = 20;

    private final Works works =
            new Works(
                    TestSetup.of(
                            "image",
                            new Port(PORT, Port.MTU, Medium.IP, Optional.empty()),
                            new PacketSlab(64, 2),
                            (_, _, _) -> {},
                            _ -> {}));

    private static InterfaceIpv4 address(String text) {
        return InterfaceIpv4.DEFAULT.withAddress(
                new Ipv4Source.Static(new InterfaceAddress(IpAddress.of(text), 24), List.of()));
    }

    private void configure(boolean hasTunnel, TunnelMode mode, List<Vrf> vrfs) {
        RouterConfig config =
                RouterConfig.DEFAULT
                        .withInterface(InterfaceConfig.of(PORT).withIpv4(address("203.0.113.1")))
                        .withInterface(template(vrfs.isEmpty() ? Vrf.GLOBAL : vrfs.getFirst()));
        works.config =
                hasTunnel
                        ? config.withInterface(
                                InterfaceConfig.of(TUNNEL)
                                        .withIpv4(address("10.0.0.1"))
                                        .withTunnel(
                                                TunnelConfig.DEFAULT
                                                        .withMode(mode)
                                                        .withSource(
                                                                Optional.of(
                                                                        new TunnelSource
                                                                                .FromInterface(
                                                                                PORT)))))
                        : config;
        works.imageIsStale();
        for (Vrf gone : works.tables.keep(new TreeSet<>(vrfs))) {
            works.rib.tell(new RibEvent.VrfGone(gone));
        }
        works.interfaces.configure(works.config);
    }

    /// Its clones are protected, so that they come up with a session, and borrow an address that is not always there.
    private static InterfaceConfig template(Vrf vrf) {
        return InterfaceConfig.of(TEMPLATE)
                .withVrf(vrf)
                .withIpv4(InterfaceIpv4.DEFAULT.withAddress(new Ipv4Source.Unnumbered(TUNNEL)))
                .withTunnel(TunnelConfig.DEFAULT.withProtectionProfile(Optional.of("F")));
    }

    private static TunnelPath path(Random random) {
        return new TunnelPath(Vrf.GLOBAL, IpAddress.of("203.0.113.1"), outside(random));
    }

    private static InterfaceName clone(Random random) {
        return CLONES.get(random.nextInt(CLONES.size()));
    }

    private void changeClone(Random random) {
        InterfaceName name = clone(random);
        switch (random.nextInt(5)) {
            case 0 -> works.interfaces.removeClone(name);
            case 1 -> works.interfaces.sessionDown(name);
            case 2 -> works.interfaces.moved(name, path(random));
            case 3 ->
                    works.interfaces.sessionUp(
                            name, new Interfaces.Session(Optional.empty(), Optional.empty()));
            default -> {
                if (works.interfaces.find(CLONES.getLast()).isEmpty()) {
                    works.interfaces.clone(TEMPLATE, path(random));
                }
            }
        }
    }

    private static Vrf vrf(Random random) {
        int at = random.nextInt(VRFS.size() + 1);
        return at == VRFS.size() ? Vrf.GLOBAL : VRFS.get(at);
    }

    private static IpAddress peer(Random random) {
        return new Ipv4Address(0x0A00_000B + random.nextInt(4));
    }

    private static IpAddress outside(Random random) {
        return new Ipv4Address(0xCB00_710B + random.nextInt(4));
    }

    private static Prefix prefix(Random random) {
        int address = 0x0A00_0000 | random.nextInt(4) << 14 | random.nextInt(16);
        return Prefix.containing(
                new Ipv4Address(address), List.of(8, 16, 18, 28, 32).get(random.nextInt(5)));
    }

    private static Route route(Random random) {
        var hops = new ArrayList<NextHop>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            hops.add(
                    switch (random.nextInt(6)) {
                        case 0 ->
                                new NextHop.Attached(
                                        List.of(PORT, TUNNEL, clone(random))
                                                .get(random.nextInt(3)));
                        case 1 -> new NextHop.Neighbor(PORT, outside(random));
                        case 2 -> new NextHop.Neighbor(TUNNEL, peer(random));
                        case 3 -> new NextHop.Recursive(Vrf.GLOBAL, peer(random));
                        case 4 -> new NextHop.Discard();
                        default ->
                                new NextHop.MustBeLabelled(
                                        Vrf.GLOBAL,
                                        peer(random),
                                        new Label(16 + random.nextInt(9)));
                    });
        }
        return new Route(prefix(random), OWNER, 1, 0, 0, hops);
    }

    private void label(Random random) {
        var label = new Label(100 + random.nextInt(LABELS));
        works.labels.unbind(label);
        if (random.nextInt(3) > 0) {
            works.labels.bind(
                    label,
                    switch (random.nextInt(3)) {
                        case 0 -> new LabelUse.Lookup(vrf(random));
                        case 1 -> new LabelUse.Route(vrf(random), prefix(random));
                        default ->
                                new LabelUse.Swap(
                                        RouteDistinguisher.of("1:1"),
                                        prefix(random),
                                        Vrf.GLOBAL,
                                        peer(random),
                                        new Label(500),
                                        Optional.of(vrf(random)));
                    });
        }
        works.image().labelChanged(label);
    }

    private void change(Random random) {
        switch (random.nextInt(26)) {
            case 0 -> works.interfaces.carrier(0, random.nextBoolean());
            case 1 ->
                    configure(
                            random.nextInt(4) > 0,
                            random.nextBoolean() ? TunnelMode.GRE_MULTIPOINT : TunnelMode.GRE_IP,
                            VRFS.subList(random.nextInt(2), 1 + random.nextInt(2)));
            case 2, 3 -> works.multipoint.map(TUNNEL, peer(random), outside(random));
            case 4 -> works.multipoint.unmap(TUNNEL, peer(random));
            case 5, 6, 7 -> label(random);
            case 8 ->
                    works.rib.tell(
                            new RibEvent.RemoteLabelBound(
                                    PEER.name(),
                                    Prefix.of("10.0.0.0/24"),
                                    TUNNEL,
                                    Label.IMPLICIT_NULL));
            case 20, 21, 22, 23, 24, 25 -> changeClone(random);
            case 9, 10, 11, 12 ->
                    works.rib.tell(new RibEvent.Revoked(vrf(random), OWNER, prefix(random)));
            default -> {
                Vrf vrf = vrf(random);
                if (works.tables.has(vrf)) {
                    works.rib.tell(new RibEvent.Offered(vrf, route(random)));
                }
            }
        }
        works.pump.drain(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anImageKeptUpIsTheSameAsOneMadeAnew(int seed) {
        var random = new Random(seed);
        configure(true, TunnelMode.GRE_MULTIPOINT, VRFS);
        works.interfaces.carrier(0, true);
        works.pump.drain(Instant.EPOCH);
        for (int i = 0; i < 400; i++) {
            change(random);
            if (random.nextInt(3) == 0) {
                works.refreshImage();
                ForwardingImage anew = new ImageCompiler(works).refresh().orElseThrow();
                assertThat(describe(works.plane.plane(0).image()))
                        .as("seed %d, change %d", seed, i)
                        .isEqualTo(describe(anew));
            }
        }
    }

    // --- what an image says, whatever the numbers of its entries ---

    private static List<String> describe(ForwardingImage image) {
        var said = new ArrayList<String>();
        for (int table = 0; table < image.tableCount(); table++) {
            String name = "table " + table + ' ';
            if (image.table(table).size() > 0) {
                said.add(name + image.tableAddress(table) + ' ' + image.tableAddress6(table));
            }
            image.table(table)
                    .routes()
                    .forEach((prefix, entry) -> said.add(name + prefix + hop(image, entry)));
        }
        for (int label = Label.FIRST_UNRESERVED; label < 1 << 10; label++) {
            LabelHop does = image.label(label);
            if (does != null) {
                boolean leads = does.kind == LabelHop.POP_FORWARD || does.kind == LabelHop.SWAP;
                said.add(
                        "label %d: %d %d %s%s"
                                .formatted(
                                        label,
                                        does.kind,
                                        does.table,
                                        does.discard,
                                        leads ? hop(image, does.entry) : ""));
            }
        }
        for (int index = 0; index < image.faceCount(); index++) {
            Face face = image.face(index);
            if (face != null) {
                said.add(
                        "face "
                                + face.declared
                                + hop(image, face.outerEntry)
                                + hop(image, face.linkEntry)
                                + hop(image, face.tunnelEntry)
                                + hop(image, face.peerEntry));
            }
        }
        return said;
    }

    private static String hop(ForwardingImage image, int entry) {
        if (entry < 0) {
            return " nowhere";
        }
        Hop hop = image.hop(entry);
        var said = new StringBuilder(" to " + hop.kind + ' ' + hop.ifIndex + ' ' + hop.discard);
        said.append(' ')
                .append(Hop.unmapped(hop.nextHopHigh, hop.nextHopLow))
                .append(" mark ")
                .append(hop.mark);
        for (int i = 0; i < hop.labelCount(); i++) {
            said.append(" label ").append(hop.label(i));
        }
        for (int hash = 0; hop.kind == Hop.MULTIPATH && hash < 4; hash++) {
            said.append(" or").append(hop(image, hop.member(hash)));
        }
        return said.toString();
    }
}
