package io.culvert.commands;

import io.culvert.cli.Command;
import io.culvert.cli.ExecCommands;
import io.culvert.cli.Glossary;
import io.culvert.cli.Grammar;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.cli.Visitor;
import io.culvert.commands.bgp.BgpCommands;
import io.culvert.commands.capture.CaptureCommands;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.commands.crypto.CryptoCommands;
import io.culvert.commands.interfaces.InterfaceCommands;
import io.culvert.commands.mpls.MplsCommands;
import io.culvert.commands.nhrp.NhrpCommands;
import io.culvert.commands.policy.PolicyCommands;
import io.culvert.commands.probe.ProbeCommands;
import io.culvert.commands.route.RouteCommands;
import io.culvert.commands.routing.RoutingCommands;
import io.culvert.commands.system.SystemCommands;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// All exec commands of a router.
public final class Exec {
    /// One list serves all routers: it holds no state.
    private static final ExecCommands<Console> COMMANDS =
            new ExecCommands<>(commands(), glossary());

    private Exec() {}

    /// A command line of the router.
    public static Session<Console, RouterConfig> session(
            Console console, Terminal terminal, Visitor visitor) {
        return new Session<>(COMMANDS, ConfigLanguage.GRAMMAR, console, console, terminal, visitor);
    }

    /// Every command, for the manual.
    public static List<Grammar.ManualEntry> manual() {
        return COMMANDS.manual();
    }

    private static List<Command<Console>> commands() {
        var all = new ArrayList<Command<Console>>();
        all.addAll(SystemCommands.commands());
        all.addAll(InterfaceCommands.commands());
        all.addAll(RoutingCommands.commands());
        all.addAll(PolicyCommands.commands());
        all.addAll(RouteCommands.commands());
        all.addAll(BgpCommands.commands());
        all.addAll(MplsCommands.commands());
        all.addAll(NhrpCommands.commands());
        all.addAll(CryptoCommands.commands());
        all.addAll(ProbeCommands.commands());
        all.addAll(CaptureCommands.commands());
        all.addAll(DebugCommands.commands());
        all.addAll(Doors.commands());
        return List.copyOf(all);
    }

    private static SortedMap<String, String> glossary() {
        return Glossary.read(
                """
                all: All address families
                bgp: BGP information
                clear: Reset functions
                configure: Enter configuration mode
                copy: Copy from one file to another
                crypto: Encryption module
                ikev2: Internet Key Exchange, version 2
                ip: IP information
                ipsec: IPsec information
                local: IP local options
                monitor: Monitoring different system events
                mpls: MPLS information
                pki: Public Key components
                running-config: Current operating configuration
                show: Show running system information
                tcp: Status of TCP connections
                terminal: Set terminal line parameters
                vpnv4: Address family
                write: Write running configuration to memory
                """);
    }
}
