package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceKind;
import io.culvert.base.IpAddress;
import io.culvert.commands.interfaces.InterfaceEntry.TunnelEntry;

/// An interface as `show interfaces` lays it out.
final class InterfaceText {
    private InterfaceText() {}

    static String of(InterfaceEntry entry) {
        var text = new StringBuilder(entry.status().sentence(entry.name())).append(" \n");
        entry.whyDown()
                .ifPresent(why -> text.append("  Line protocol is down because " + why + "\n"));
        text.append("  Hardware is " + hardware(entry) + "\n");
        entry.description().ifPresent(words -> text.append("  Description: " + words + "\n"));
        address(entry, text);
        entry.port()
                .ifPresent(
                        port ->
                                text.append(
                                        "  Port is "
                                                + port.device()
                                                + ", "
                                                + port.medium()
                                                + "\n"));
        text.append(
                "  MTU %d bytes, BW %d Kbit/sec, DLY %d usec, \n"
                        .formatted(
                                entry.mtu(), entry.bandwidthKilobits(), entry.delayMicroseconds()));
        text.append(TrafficText.loads(entry.traffic().load(), entry.bandwidthKilobits()));
        text.append("  Encapsulation " + encapsulation(entry) + "\n");
        if (entry.tunnel().isPresent() || entry.name().kind().isPhysical()) {
            text.append(
                    entry.keepaliveSeconds()
                            .map(seconds -> "  Keepalive set (" + seconds + " sec)\n")
                            .orElse("  Keepalive not set\n"));
        }
        entry.tunnel().ifPresent(tunnel -> tunnel(tunnel, text));
        TrafficText.append(entry.traffic(), entry.name().kind().isPhysical(), text);
        return text.toString();
    }

    private static String hardware(InterfaceEntry entry) {
        String words =
                switch (entry.name().kind()) {
                    case LOOPBACK -> "Loopback";
                    case NULL -> "Unknown";
                    case TUNNEL -> "Tunnel";
                    case VIRTUAL_TEMPLATE, VIRTUAL_ACCESS -> "Virtual Access interface";
                    case ETHERNET, FAST_ETHERNET, GIGABIT_ETHERNET, TEN_GIGABIT_ETHERNET ->
                            entry.bare() ? "IP port, point to point" : "Ethernet port";
                };
        return words
                + entry.mac().map(mac -> ", address is " + mac + " (bia " + mac + ")").orElse("");
    }

    private static void address(InterfaceEntry entry, StringBuilder text) {
        if (entry.addresses().isEmpty()) {
            return;
        }
        var first = entry.addresses().getFirst();
        text.append(
                entry.lender()
                        .map(
                                lender ->
                                        "  Interface is unnumbered. Using address of "
                                                + lender
                                                + " ("
                                                + first.address()
                                                + ")\n")
                        .orElse("  Internet address is " + first + "\n"));
    }

    private static String encapsulation(InterfaceEntry entry) {
        if (entry.vlan().isPresent()) {
            return "802.1Q Virtual LAN, Vlan ID  " + entry.vlan().get() + ".";
        }
        InterfaceKind kind = entry.name().kind();
        String port = entry.bare() ? "IP" : "ARPA";
        String word = entry.tunnel().isPresent() ? "TUNNEL" : kind.isPhysical() ? port : "LOOPBACK";
        return word + ", loopback not set";
    }

    private static void tunnel(TunnelEntry tunnel, StringBuilder text) {
        tunnel.template()
                .ifPresent(
                        template ->
                                text.append("  Tunnel vaccess, cloned from " + template + "\n"));
        text.append("  Tunnel source " + source(tunnel));
        tunnel.destination().ifPresent(far -> text.append(", destination " + far));
        text.append("\n  Tunnel protocol/transport " + tunnel.mode().transport() + "\n");
        if (tunnel.mode().isGre()) {
            text.append(
                    tunnel.key()
                            .map(key -> "    Key 0x%X, sequencing disabled\n".formatted(key))
                            .orElse("    Key disabled, sequencing disabled\n"));
            text.append("    Checksumming of packets disabled\n");
        }
        text.append("  Tunnel TTL " + tunnel.ttl() + "\n");
        text.append("  Tunnel transport MTU " + tunnel.transportMtu() + " bytes\n");
        tunnel.profile()
                .ifPresent(
                        profile ->
                                text.append(
                                        "  Tunnel protection via IPSec (profile \""
                                                + profile
                                                + "\")\n"));
    }

    private static String source(TunnelEntry tunnel) {
        String address = tunnel.source().map(IpAddress::toString).orElse("UNKNOWN");
        return address + tunnel.sourceInterface().map(name -> " (" + name + ")").orElse("");
    }
}
