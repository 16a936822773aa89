package io.culvert.dataplane;

import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.dataplane.fib.Builder;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.ForwardingImage;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneIpv6;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The hub of [PlanesWorld]: its tunnels of all kinds and where its routes and labels lead.
final class PlanesHub {
    static final int TUNNELS = 12;
    static final int FIRST = 100;

    /// IP right in ESP, with an association for each half of the far network.
    static final int VTI = 130;

    /// Tunnels whose outer packets go into another: without protection, and with it.
    static final int INNER = 131;

    static final int INNER_PROTECTED = 132;

    static final Ipv4Address NEAR_LOOPBACK = Ipv4Address.of("10.255.0.1");
    static final Ipv4Address FAR_LOOPBACK = Ipv4Address.of("10.255.0.2");
    static final Ipv4Address FAR_PROTECTED = Ipv4Address.of("10.255.0.3");
    static final Ipv4Address VTI_PEER = Ipv4Address.of("172.20.1.1");

    /// All members of it have no NHRP network: whether a flow was told before is known by each plane alone.
    private static final int MULTIPATH_FIRST = 6;

    private PlanesHub() {}

    /// The far end of a tunnel.
    static Ipv4Address hub(int tunnel) {
        return new Ipv4Address(Ipv4Address.of("172.20.0.1").bits() + tunnel);
    }

    static List<Integer> interfaces() {
        return IntStream.concat(
                        IntStream.rangeClosed(Workbench.WAN, Workbench.TRUNK),
                        IntStream.rangeClosed(FIRST, INNER_PROTECTED))
                .boxed()
                .toList();
    }

    static ForwardingImage image() {
        var bench = new Workbench();
        bench.more = image -> addTo(bench, image);
        return bench.boot().plane.image();
    }

    private static Builder addTo(Workbench bench, Builder image) {
        bench.global.put(
                Prefix.of("172.20.0.0/16"),
                image.entry(new Entry.Adjacency(Workbench.WAN, Ipv4Address.of("172.16.1.1"))));
        var members = new ArrayList<Integer>();
        var unlabelled = new ArrayList<Integer>();
        var out = List.of(new Label(Workbench.VPN_LABEL_OUT));
        for (int i = 0; i < TUNNELS; i++) {
            var tunnel =
                    PlaneInterface.tunnel(
                                    FIRST + i,
                                    Workbench.GLOBAL,
                                    TunnelEnds.gre(Workbench.SPOKE, hub(i), true))
                            .withMpls(true)
                            .withMssClamp(i % 3 == 0 ? PlaneInterface.MSS_AUTO : 0)
                            .withIpv6(
                                    PlaneIpv6.of(
                                            Ipv6Address.of("fe80::1"),
                                            Ipv6Address.of("2001:db8:70:%x::1".formatted(i))));
            boolean isMember = i >= MULTIPATH_FIRST;
            image.add(
                    isMember
                            ? tunnel
                            : tunnel.withNhrp(PlaneNhrp.of(1).withRedirect(8_000_000_000L)));
            int labelled = image.entry(new Entry.Tunnel(FIRST + i, out).withMark(i + 1));
            int plain = image.entry(new Entry.Tunnel(FIRST + i, List.of()));
            bench.cust1.put(Prefix.of("10.77.%d.0/24".formatted(i)), labelled);
            bench.cust1.put(Prefix.of("2001:db8:77:%x::/64".formatted(i)), labelled);
            bench.global.put(Prefix.of("10.44.%d.0/24".formatted(i)), plain);
            image.label(
                    new Label(100 + i),
                    new LabelAction.Swap(List.of(new Label(200 + i)), plain, Workbench.CUST1));
            image.label(new Label(150 + i), new LabelAction.PopForward(Workbench.CUST1, labelled));
            if (isMember) {
                members.add(labelled);
                unlabelled.add(plain);
            }
        }
        int several = image.entry(new Entry.Multipath(members));
        bench.cust1.put(Prefix.of("10.88.0.0/16"), several);
        bench.cust1.put(Prefix.of("2001:db8:88::/48"), several);
        bench.cust1.put(Prefix.of("10.2.0.0/16"), several);
        bench.cust1.put(Prefix.of("10.0.0.0/16"), image.entry(new Entry.Tunnel(FIRST, out)));
        bench.cust1.put(Prefix.of("10.1.0.0/16"), image.entry(new Entry.Tunnel(FIRST + 3, out)));
        image.label(
                new Label(190),
                new LabelAction.Swap(
                        List.of(new Label(290)),
                        image.entry(new Entry.Multipath(unlabelled)),
                        Workbench.CUST1));
        image.label(new Label(191), new LabelAction.PopForward(Workbench.CUST1, several));
        addOthers(bench, image, out);
        return image;
    }

    private static void addOthers(Workbench bench, Builder image, List<Label> out) {
        TunnelEnds ends = TunnelEnds.gre(Workbench.SPOKE, VTI_PEER, true);
        image.add(
                PlaneInterface.tunnel(
                        VTI,
                        Workbench.CUST1,
                        ends.withEncapsulation(TunnelEnds.Encapsulation.IPSEC)));
        bench.cust1.put(Prefix.of("10.99.0.0/16"), image.entry(new Entry.Tunnel(VTI, List.of())));
        image.add(
                PlaneInterface.tunnel(
                                INNER,
                                Workbench.GLOBAL,
                                TunnelEnds.gre(NEAR_LOOPBACK, FAR_LOOPBACK, false))
                        .withMpls(true)
                        .withMssClamp(PlaneInterface.MSS_AUTO));
        image.add(
                PlaneInterface.tunnel(
                                INNER_PROTECTED,
                                Workbench.GLOBAL,
                                TunnelEnds.gre(NEAR_LOOPBACK, FAR_PROTECTED, true))
                        .withMpls(true)
                        .withMssClamp(PlaneInterface.MSS_AUTO));
        bench.global.put(Prefix.host(NEAR_LOOPBACK), image.entry(new Entry.Receive()));
        bench.global.put(
                Prefix.host(FAR_LOOPBACK), image.entry(new Entry.Tunnel(FIRST + 1, List.of())));
        bench.global.put(
                Prefix.host(FAR_PROTECTED), image.entry(new Entry.Tunnel(FIRST + 2, List.of())));
        bench.cust1.put(Prefix.of("10.66.1.0/24"), image.entry(new Entry.Tunnel(INNER, out)));
        bench.cust1.put(
                Prefix.of("10.66.2.0/24"), image.entry(new Entry.Tunnel(INNER_PROTECTED, out)));
    }
}
