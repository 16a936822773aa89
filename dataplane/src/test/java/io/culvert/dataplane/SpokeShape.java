package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Label;
import io.culvert.base.Prefix;
import io.culvert.crypto.esp.EspKeys;
import io.culvert.crypto.esp.EspSuite;
import io.culvert.crypto.esp.JdkEspCiphers;
import io.culvert.dataplane.fib.AccessList;
import io.culvert.dataplane.fib.AccessRule;
import io.culvert.dataplane.fib.Entry;
import io.culvert.dataplane.fib.LabelAction;
import io.culvert.dataplane.fib.PlaneInterface;
import io.culvert.dataplane.fib.PlaneNhrp;
import io.culvert.dataplane.fib.TunnelEnds;
import io.culvert.engine.Entropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What the configuration of a spoke on the workbench says, drawn by a seed.
record SpokeShape(
        EspSuite suite,
        EspKeys keys,
        SaPath path,
        boolean isExtended,
        long softOctets,
        TunnelEnds.Encapsulation encapsulation,
        long key,
        int tos,
        TunnelEnds.DontFragment dontFragment,
        int mssClamp,
        boolean hasAccess,
        boolean hasRedirects,
        boolean propagates,
        boolean isPlain) {
    /// One whose tunnel is in the customer's VRF and carries packets without labels: with GRE, or without a header of its own.
    static SpokeShape plain(Random random) {
        SpokeShape drawn = of(random);
        boolean isBare = random.nextBoolean();
        return new SpokeShape(
                drawn.suite,
                drawn.keys,
                drawn.path,
                drawn.isExtended,
                drawn.softOctets,
                isBare ? TunnelEnds.Encapsulation.IPSEC : TunnelEnds.Encapsulation.GRE,
                TunnelEnds.NO_KEY,
                drawn.tos,
                drawn.dontFragment,
                drawn.mssClamp,
                drawn.hasAccess,
                drawn.hasRedirects && !isBare,
                drawn.propagates,
                true);
    }

    static SpokeShape of(Random random) {
        boolean isGcm = random.nextInt(4) != 0;
        boolean isUdp = random.nextInt(3) == 0;
        boolean isGre = random.nextInt(5) != 0;
        return new SpokeShape(
                isGcm ? EspSuite.GCM_128 : Workbench.CBC_512,
                isGcm ? Workbench.gcmKeys() : Workbench.cbcKeys(),
                isUdp
                        ? new SaPath(
                                Workbench.SPOKE,
                                Workbench.HUB,
                                Optional.of(new UdpEncapsulation(4500, 4500)))
                        : SaPath.plain(Workbench.SPOKE, Workbench.HUB),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? 400_000 : 0,
                isGre ? TunnelEnds.Encapsulation.GRE : TunnelEnds.Encapsulation.MPLS_IN_IP,
                isGre && random.nextInt(4) == 0 ? 0xCAFE : TunnelEnds.NO_KEY,
                random.nextInt(4) == 0 ? 0xB8 : TunnelEnds.TOS_COPY,
                List.of(TunnelEnds.DontFragment.values()).get(random.nextInt(3)),
                random.nextInt(3) == 0 ? 1200 : PlaneInterface.MSS_OFF,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                random.nextInt(4) != 0,
                false);
    }

    /// What ESP says that it holds.
    int nextHeader() {
        return switch (encapsulation) {
            case GRE -> 47;
            case IPSEC, IP_IN_IP -> 4;
            case MPLS_IN_IP -> 137;
        };
    }

    static final int LABEL_FORWARD = 17;
    private static final int LABEL_OUT_LOW = 40;
    private static final List<Selectors.Range> ANY =
            List.of(
                    new Selectors.Range(
                            0, 0, 0xFFFF, Ipv4Address.ANY, Ipv4Address.of("255.255.255.255")));
    private static final Ipv4Address NEIGHBOR = Ipv4Address.of("192.168.113.10");

    /// Boots a workbench so.
    void boot(Workbench bench) {
        bench.ends =
                ends ->
                        ends.withEncapsulation(encapsulation)
                                .withKey(key)
                                .withOuter(64, tos, dontFragment);
        var access = new AccessList("all", List.of(AccessRule.all(true)));
        bench.lan =
                lan ->
                        (hasAccess ? lan.withAccess(Optional.of(access), Optional.of(access)) : lan)
                                .withMssClamp(mssClamp);
        bench.tunnel =
                tunnel -> {
                    PlaneInterface at =
                            isPlain
                                    ? PlaneInterface.tunnel(
                                            Workbench.TUNNEL,
                                            Workbench.CUST1,
                                            bench.ends.apply(
                                                    TunnelEnds.gre(
                                                            Workbench.SPOKE, Workbench.HUB, true)))
                                    : tunnel;
                    return (hasRedirects ? at.withNhrp(PlaneNhrp.of(1).withRedirect(1)) : at)
                            .withMssClamp(mssClamp);
                };
        bench.more =
                image -> {
                    image.propagateTtl(propagates, true);
                    for (int i = 0; i < 3; i++) {
                        var labels = new ArrayList<Label>();
                        for (int j = 0; j < i; j++) {
                            labels.add(new Label(LABEL_OUT_LOW + j));
                        }
                        bench.cust1.put(
                                Prefix.of("10.%d.0.0/16".formatted(i)),
                                image.entry(new Entry.Tunnel(Workbench.TUNNEL, labels)));
                    }
                    bench.cust1.put(
                            Prefix.of("10.9.0.0/16"),
                            image.entry(new Entry.Adjacency(Workbench.LAN, NEIGHBOR)));
                    return image.label(
                            new Label(LABEL_FORWARD),
                            new LabelAction.PopForward(
                                    Workbench.CUST1,
                                    image.entry(new Entry.Adjacency(Workbench.LAN, NEIGHBOR))));
                };
        bench.boot();
        bench.plane.installOutbound(
                binding(Workbench.SPI_OUT),
                bench.ciphers.sealer(suite, keys, isExtended, Entropy.seeded("spoke")));
        bench.plane.installInbound(
                binding(Workbench.SPI_IN), bench.ciphers.opener(suite, keys, isExtended), 64);
    }

    private SaBinding binding(int spi) {
        boolean isBare = encapsulation == TunnelEnds.Encapsulation.IPSEC;
        return SaBinding.of(
                        spi,
                        Workbench.TUNNEL,
                        Workbench.GLOBAL,
                        path,
                        isBare ? SaBinding.Mode.TUNNEL : SaBinding.Mode.TRANSPORT,
                        isBare
                                ? new Selectors(ANY, ANY)
                                : Selectors.hosts(nextHeader(), Workbench.SPOKE, Workbench.HUB),
                        suite)
                .withExtendedSequence(isExtended)
                .withLimits(softOctets, 0);
    }

    /// The ESP packet that the hub makes of a payload.
    Bytes sealed(Bytes payload, int next, int number) {
        var slab = new PacketSlab(1, 1);
        int slot = slab.allocate(2000);
        int esp = slab.start[slot];
        int clearAt = esp + suite.clearAt();
        payload.copyTo(slab.memory(), clearAt);
        io.culvert.wire.esp.Esp.write(slab.memory(), esp, Workbench.SPI_IN, number);
        int padding = suite.padOctets(payload.size());
        io.culvert.wire.esp.Esp.writeTrailer(
                slab.memory(), clearAt + payload.size(), padding, next);
        int clear = suite.clearOctets(payload.size());
        new JdkEspCiphers()
                .sealer(suite, keys, isExtended, Entropy.seeded("hub"))
                .seal(slab.memory(), esp, clear, number);
        return Bytes.of(slab.memory(), esp, suite.espOctets(clear));
    }
}
