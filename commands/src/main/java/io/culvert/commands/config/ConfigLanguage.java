package io.culvert.commands.config;

import io.culvert.cli.Declaration;
import io.culvert.cli.Glossary;
import io.culvert.cli.Grammar;
import io.culvert.cli.KeptStore;
import io.culvert.router.config.KeptLines;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// The whole configuration language, in the order of running configurations.
public final class ConfigLanguage {
    /// One grammar serves all routers: it holds no state.
    public static final Grammar<RouterConfig> GRAMMAR =
            new Grammar<>(declarations(), new Kept(), Rules.ALL, glossary());

    private ConfigLanguage() {}

    private static List<Declaration<RouterConfig>> declarations() {
        var all = new ArrayList<Declaration<RouterConfig>>();
        add(
                all,
                concat(
                        concat(LoggingLines.timestamps(), List.of(UserLines.passwordEncryption())),
                        HarmlessLines.top()));
        add(all, SystemLines.name());
        add(all, HarmlessLines.boot());
        add(all, concat(LoggingLines.lines(), UserLines.enable()));
        add(all, concat(concat(SystemLines.aaa(), UserLines.lists()), HarmlessLines.aaa()));
        add(all, VrfLines.lines());
        add(all, concat(HarmlessLines.domain(), SystemLines.families()));
        add(all, MplsLines.lines());
        add(all, UserLines.users());
        add(all, PkiLines.lines());
        add(all, HarmlessLines.redundancy());
        add(all, Ikev2Lines.blocks());
        add(all, List.of(Ikev2KeyringLines.block(), Ikev2ProfileLines.block()));
        add(all, Ikev2SettingsLines.lines());
        add(all, IpsecLines.lines());
        add(all, List.of(InterfaceLines.block()));
        add(all, List.of(BgpLines.block()));
        add(all, AddressPoolLines.lines());
        add(all, concat(HarmlessLines.services(), SshLines.lines()));
        add(all, RouteLines.lines());
        add(all, PolicyLines.lists());
        add(all, AccessLines.lines());
        add(all, List.of(RouteMapLines.routeMap()));
        add(all, LoggingLines.hosts());
        add(all, HarmlessLines.end());
        add(all, SshLines.banners());
        add(all, TerminalLines.blocks());
        return all;
    }

    private static void add(
            List<Declaration<RouterConfig>> all, List<? extends Declaration<RouterConfig>> some) {
        all.addAll(some);
        all.add(Declaration.gap());
    }

    private static List<Declaration<RouterConfig>> concat(
            List<Declaration<RouterConfig>> a, List<Declaration<RouterConfig>> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static final class Kept implements KeptStore<RouterConfig> {
        @Override
        public List<KeptLine> lines(RouterConfig root, String block) {
            return root.kept().in(block).stream()
                    .map(kept -> new KeptLine(kept.declaration(), kept.text()))
                    .toList();
        }

        @Override
        public RouterConfig with(RouterConfig root, String block, List<KeptLine> lines) {
            return root.withKept(
                    root.kept()
                            .with(
                                    block,
                                    lines.stream()
                                            .map(
                                                    line ->
                                                            new KeptLines.Kept(
                                                                    line.declaration(),
                                                                    line.text()))
                                            .toList()));
        }

        @Override
        public List<String> blocks(RouterConfig root) {
            return List.copyOf(root.kept().lines().keys());
        }
    }

    private static SortedMap<String, String> glossary() {
        return Glossary.read(
                """
                aaa: Authentication, Authorization and Accounting.
                bgp: BGP specific commands
                crypto: Encryption module
                ikev2: Configure IKEv2 Options
                ip: Interface Internet Protocol config commands
                ipsec: Configure IPSEC policy
                ipv6: IPv6 interface subcommands
                match: Match values from routing table
                mpls: Configure MPLS parameters
                pki: Public Key components
                set: Set values
                tunnel: protocol-over-protocol tunneling
                """);
    }
}
