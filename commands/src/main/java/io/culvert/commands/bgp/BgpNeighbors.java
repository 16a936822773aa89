package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.bgp.show.BgpNeighborView.GracefulRestartView;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.host.tcp.TcpKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `show ip bgp neighbors`.
///
/// @param connections those of TCP that the sessions run over
record BgpNeighbors(List<BgpNeighborView> neighbors, List<TcpKey> connections) implements Answer {
    BgpNeighbors {
        neighbors = List.copyOf(neighbors);
        connections = List.copyOf(connections);
    }

    @Override
    public Object json() {
        return neighbors;
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        neighbors.forEach(one -> append(text, one));
        return text.toString();
    }

    private void append(StringBuilder text, BgpNeighborView one) {
        text.append("BGP neighbor is ")
                .append(one.dynamic() ? "*" : "")
                .append(one.address())
                .append(one.vrf().isGlobal() ? "" : ",  vrf " + one.vrf().name())
                .append(",  remote AS ")
                .append(one.remoteAs())
                .append(one.external() ? ", external link\n" : ", internal link\n");
        one.description()
                .ifPresent(words -> text.append(" Description: ").append(words).append('\n'));
        one.peerGroup()
                .ifPresent(
                        group ->
                                text.append(" Member of peer-group ")
                                        .append(group)
                                        .append(" for session parameters\n"));
        if (one.shutdown()) {
            text.append(" Administratively shut down\n");
        }
        text.append("  BGP version 4, remote router ID ").append(one.remoteId()).append('\n');
        text.append("  BGP state = ").append(one.state());
        one.since()
                .ifPresent(
                        since ->
                                text.append(
                                                one.state().equals("Established")
                                                        ? ", up for "
                                                        : ", down for ")
                                        .append(Ages.age(since)));
        text.append('\n');
        text.append("  Last reset ")
                .append(one.lastReset().isEmpty() ? "never" : one.lastReset())
                .append('\n');
        text.append(
                "  Hold time is %d, keepalive interval is %d seconds%n"
                        .formatted(one.holdSeconds(), one.keepaliveSeconds())
                        .replace("\r\n", "\n"));
        text.append("  Neighbor capabilities:\n");
        capability(text, "Route refresh", one.routeRefresh());
        capability(text, "Enhanced Refresh Capability", one.enhancedRefresh());
        capability(text, "Four-octets ASN Capability", one.fourOctetAs());
        capability(text, "Extended Message Capability", one.extendedMessage());
        one.families().stream()
                .filter(BgpNeighborView.FamilyView::negotiated)
                .forEach(
                        family ->
                                text.append("    Address family ")
                                        .append(family.family())
                                        .append(": advertised and received\n"));
        append(text, one.gracefulRestart());
        text.append("  Message statistics:\n                         Sent       Rcvd\n");
        traffic(text, "Updates:", one.updates());
        traffic(text, "Total:", one.messages());
        one.families().forEach(family -> append(text, family));
        restart(text, one.gracefulRestart());
        text.append("  Connections established ")
                .append(one.connectionsEstablished())
                .append("; dropped ")
                .append(one.connectionsDropped())
                .append('\n');
        connectionOf(one)
                .ifPresent(
                        key ->
                                text.append("Local host: ")
                                        .append(key.local())
                                        .append(", Local port: ")
                                        .append(key.localPort())
                                        .append("\nForeign host: ")
                                        .append(key.remote())
                                        .append(", Foreign port: ")
                                        .append(key.remotePort())
                                        .append('\n'));
        text.append('\n');
    }

    /// Among the capabilities.
    private static void append(StringBuilder text, GracefulRestartView ours) {
        if (ours.remote().isEmpty()) {
            return;
        }
        var remote = ours.remote().get();
        capability(text, "Graceful Restart Capability", true);
        text.append("      Remote Restart timer is ")
                .append(remote.restartSeconds())
                .append(" seconds\n");
        if (remote.notification()) {
            text.append("      Notification messages are graceful\n");
        }
        text.append("      Address families advertised by peer:\n");
        text.append(
                remote.families().isEmpty()
                        ? "        none\n"
                        : remote.families().stream()
                                .map(
                                        family ->
                                                "        %s (%s preserved)"
                                                        .formatted(
                                                                family.family(),
                                                                family.preserved()
                                                                        ? "was"
                                                                        : "was not"))
                                .collect(Collectors.joining(",\n", "", "\n")));
    }

    private static void restart(StringBuilder text, GracefulRestartView ours) {
        text.append("  Graceful-Restart is ")
                .append(
                        ours.enabled()
                                ? "enabled, restart-time %d seconds, stalepath-time %d seconds\n"
                                        .formatted(ours.restartSeconds(), ours.stalePathSeconds())
                                : "disabled\n");
    }

    private Optional<TcpKey> connectionOf(BgpNeighborView one) {
        return connections.stream()
                .filter(
                        key ->
                                key.vrf().equals(one.vrf())
                                        && key.remote().equals(one.address())
                                        && one.localAddress().equals(Optional.of(key.local())))
                .findFirst();
    }

    private static void capability(StringBuilder text, String name, boolean has) {
        if (has) {
            text.append("    ").append(name).append(": advertised and received\n");
        }
    }

    private static void traffic(StringBuilder text, String name, BgpNeighborView.Traffic traffic) {
        text.append("    %-14s %10d %10d".formatted(name, traffic.sent(), traffic.received()))
                .append('\n');
    }

    private static void append(StringBuilder text, BgpNeighborView.FamilyView family) {
        text.append("\n For address family: ").append(family.family()).append('\n');
        if (!family.negotiated()) {
            text.append("  Not negotiated\n");
            return;
        }
        family.updateGroup()
                .ifPresent(
                        group ->
                                text.append("  Session: update-group member ")
                                        .append(group)
                                        .append('\n'));
        text.append("  Prefix activity:               Sent       Rcvd\n");
        text.append(
                        "    Prefixes Current:      %10d %10d"
                                .formatted(family.prefixesSent(), family.prefixesReceived()))
                .append('\n');
        text.append("    End-of-RIB received: ")
                .append(family.endOfRibReceived() ? "yes" : "no")
                .append('\n');
    }
}
