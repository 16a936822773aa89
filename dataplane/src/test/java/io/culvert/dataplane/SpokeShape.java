package io.culvert.dataplane;

import io.culvert.base.Bytes;
import io.culvert.base.Ipv4Address;
import io.culvert.base.Ipv6Address;
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
import io.culvert.dataplane.fib.PlaneIpv6;
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
        boolean isPlain,
        Six six) {
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
                true,
                drawn.six);
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
                false,
                Six.NONE);
    }

    /// What it says about IPv6.
    ///
    /// @param forwards whether it is forwarded at all
    /// @param isOn whether it may come out of the tunnel without a label
    record Six(
            boolean forwards, boolean isOn, int mssClamp, int lanMtu, int tunnelMtu, boolean isIn) {
        /// Nothing, where there is no IPv6.
        static final Six NONE = new Six(true, false, PlaneInterface.MSS_OFF, 0, 0, false);

        static Six of(Random random) {
            return new Six(
                    random.nextInt(10) != 0,
                    random.nextInt(10) != 0,
                    random.nextInt(3) == 0 ? 1200 : PlaneInterface.MSS_OFF,
                    random.nextInt(4) == 0 ? 1300 : 0,
                    random.nextInt(4) == 0 ? 1290 : 0,
                    random.nextInt(4) != 0);
        }
    }

    /// Whether the lane takes what there is most of.
    boolean isLaneWide() {
        return six.equals(Six.NONE) || six.forwards && six.isOn && six.isIn;
    }

    SpokeShape with(Six newSix) {
        return new SpokeShape(
                suite,
                keys,
                path,
                isExtended,
                softOctets,
                encapsulation,
                key,
                tos,
                dontFragment,
                mssClamp,
                hasAccess,
                hasRedirects,
                propagates,
                isPlain,
                newSix);
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
    private static final List<Selectors.Range> ANY_OF_BOTH =
            List.of(
                    ANY.getFirst(),
                    new Selectors.Range(0, 0, 0xFFFF, Ipv6Address.ANY, new Ipv6Address(-1L, -1L)));
    private static final Ipv6Address LINK_LOCAL = Ipv6Address.of("fe80::3");
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
                                .withMssClamp(mssClamp)
                                .withIpv6(
                                        lan.ipv6().withMssClamp(six.mssClamp).withMtu(six.lanMtu));
        bench.forwardsIpv6 = six.forwards;
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
                            .withMssClamp(mssClamp)
                            .withIpv6(
                                    (six.isOn
                                                    ? PlaneIpv6.of(LINK_LOCAL, Ipv6Address.ANY)
                                                    : PlaneIpv6.OFF)
                                            .withMssClamp(six.mssClamp)
                                            .withMtu(six.tunnelMtu));
                };
        bench.more =
                image -> {
                    image.propagateTtl(propagates, true);
                    for (int i = 0; i < 3; i++) {
                        var labels = new ArrayList<Label>();
                        for (int j = 0; j < i; j++) {
                            labels.add(new Label(LABEL_OUT_LOW + j));
                        }
                        int entry = image.entry(new Entry.Tunnel(Workbench.TUNNEL, labels));
                        bench.cust1.put(Prefix.of("10.%d.0.0/16".formatted(i)), entry);
                        bench.cust1.put(Prefix.of("2001:db8:a:%d::/64".formatted(i)), entry);
                    }
                    bench.cust1.put(
                            Prefix.of("2001:db8:98::/48"),
                            image.entry(new Entry.Adjacency(Workbench.LAN, Packets.PC6)));
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
        for (String neighbor : List.of("fe80::1", "fe80::5")) {
            bench.plane.setNeighbor(
                    bench.now, Workbench.LAN, Ipv6Address.of(neighbor), Workbench.PC_MAC);
        }
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
                                ? six.isIn
                                        ? new Selectors(ANY_OF_BOTH, ANY_OF_BOTH)
                                        : new Selectors(ANY, ANY)
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
