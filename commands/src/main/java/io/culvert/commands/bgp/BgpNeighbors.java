package io.culvert.commands.bgp;

import io.culvert.bgp.show.BgpNeighborView;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import java.util.List;

/// `show ip bgp neighbors`.
record BgpNeighbors(List<BgpNeighborView> neighbors) implements Answer {
    BgpNeighbors {
        neighbors = List.copyOf(neighbors);
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

    private static void append(StringBuilder text, BgpNeighborView one) {
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
        text.append("  Message statistics:\n                         Sent       Rcvd\n");
        traffic(text, "Updates:", one.updates());
        traffic(text, "Total:", one.messages());
        one.families().forEach(family -> append(text, family));
        one.localAddress()
                .ifPresent(
                        local ->
                                text.append("\nLocal host: ")
                                        .append(local)
                                        .append(", Foreign host: ")
                                        .append(one.address())
                                        .append('\n'));
        text.append("  Connections established ")
                .append(one.connectionsEstablished())
                .append("; dropped ")
                .append(one.connectionsDropped())
                .append("\n\n");
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
