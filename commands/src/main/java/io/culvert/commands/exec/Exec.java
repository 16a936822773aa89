package io.culvert.commands.exec;

import io.culvert.cli.Command;
import io.culvert.cli.ExecCommands;
import io.culvert.cli.Session;
import io.culvert.cli.Terminal;
import io.culvert.commands.Console;
import io.culvert.commands.bgp.BgpCommands;
import io.culvert.commands.config.ConfigLanguage;
import io.culvert.commands.mpls.MplsCommands;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command line of a router: every exec command over the configuration language.
public final class Exec {
    private static final ExecCommands<Console> COMMANDS = new ExecCommands<>(all(), glossary());

    private Exec() {}

    private static List<Command<Console>> all() {
        var all = new ArrayList<Command<Console>>();
        all.addAll(BgpCommands.commands());
        all.addAll(MplsCommands.commands());
        return all;
    }

    /// What words mean that several commands begin with.
    private static Map<String, String> glossary() {
        return Map.ofEntries(
                Map.entry("show", "Show running system information"),
                Map.entry("clear", "Reset functions"),
                Map.entry("ip", "IP information"),
                Map.entry("bgp", "BGP information"),
                Map.entry("mpls", "MPLS information"),
                Map.entry("crypto", "Encryption module"),
                Map.entry("vpnv4", "Address family"));
    }

    /// @param privileged whether the session begins as after `enable`
    public static Session<Console, RouterConfig> session(
            Console console, Terminal terminal, boolean privileged) {
        return new Session<>(
                COMMANDS, ConfigLanguage.GRAMMAR, console, console, terminal, privileged);
    }
}
