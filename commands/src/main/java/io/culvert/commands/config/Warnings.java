package io.culvert.commands.config;

import io.culvert.router.config.RouterConfig;
import io.culvert.router.config.management.ManagementConfig;
import java.util.ArrayList;
import java.util.List;

/// What a whole configuration makes one wonder about although each of its lines is good: names that lead nowhere, doors that
/// stand wide open. Each sentence says what follows.
public final class Warnings {
    private Warnings() {}

    public static List<String> of(RouterConfig config) {
        return about(config).sentences();
    }

    /// What an operator is told at once: names that lead nowhere since the line just typed.
    public static List<String> arisen(RouterConfig before, RouterConfig after) {
        var arisen = new ArrayList<>(about(after).leadNowhere());
        arisen.removeAll(about(before).leadNowhere());
        return arisen;
    }

    private static Doubts about(RouterConfig config) {
        var doubts = new Doubts();
        management(config, doubts);
        new RoutingWarnings(config, doubts).look();
        new SecurityWarnings(config, doubts).look();
        new PortWarnings(config, doubts).look();
        return doubts;
    }

    private static void management(RouterConfig config, Doubts doubts) {
        ManagementConfig management = config.management();
        boolean forSsh =
                management.lines().vty().stream()
                        .anyMatch(line -> line.transports().contains("ssh"));
        if (forSsh && management.ssh().listens().isEmpty()) {
            doubts.nowhere(
                    "SSH is not spoken at the router's own addresses: it waits at the loopback address of the machine, or where ip ssh listen says");
        }
        management.lines().vty().stream()
                .flatMap(line -> line.accessClass().stream())
                .distinct()
                .filter(list -> !config.accessLists().has(list))
                .forEach(
                        list ->
                                doubts.nowhere(
                                        "line vty names the access list %s, which does not exist and permits everybody, as on IOS"
                                                .formatted(list)));
        management.ssh().keys().keys().stream()
                .filter(name -> !management.users().has(name))
                .forEach(
                        name ->
                                doubts.nowhere(
                                        "ip ssh pubkey-chain has keys of %s, who is no username: the level is that of the line"
                                                .formatted(name)));
    }
}
