package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `show crypto session [detail]`: every protected tunnel, those without a peer among them, in the words of its operator.
record ShowCryptoSession(boolean detail, List<Entry> sessions) implements Answer {
    private static final String LEGEND =
            """
            Code: C - IKE Configuration mode, D - Dead Peer Detection
            K - Keepalives, N - NAT-traversal, T - cTCP encapsulation
            X - IKE Extended Authentication, F - IKE Fragmentation
            R - IKE Auto Reconnect, U - IKE Dynamic Route Update
            S - SIP VPN

            """;

    /// @param profile of IKEv2
    /// @param status `UP-ACTIVE`, `UP-IDLE`, `DOWN-NEGOTIATING` or `DOWN`
    /// @param peerId as the peer proved it
    record Entry(
            InterfaceName name,
            Optional<String> profile,
            Optional<Duration> uptime,
            String status,
            IpAddress peer,
            int peerPort,
            Vrf fvrf,
            Vrf ivrf,
            Optional<String> peerId,
            OptionalLong sessionId,
            List<IkeSa> ikeSas,
            IpsecFlow flow) {
        Entry {
            ikeSas = List.copyOf(ikeSas);
        }
    }

    /// @param capabilities letters of the legend, or `(none)`
    record IkeSa(
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            boolean isActive,
            String capabilities,
            long connection,
            long remainingSeconds) {
        static IkeSa of(IkeSaEntry sa) {
            return new IkeSa(
                    sa.local(),
                    sa.localPort(),
                    sa.remote(),
                    sa.remotePort(),
                    sa.status().equals("READY"),
                    capabilities(sa),
                    sa.tunnelId(),
                    Math.max(0, sa.lifetimeSeconds() - sa.activeSeconds()));
        }

        private static String capabilities(IkeSaEntry sa) {
            String letters =
                    (sa.dpd().isPresent() ? "D" : "")
                            + (sa.nat() == IkeSaEntry.Nat.NONE ? "" : "N")
                            + (sa.isFragmenting() ? "F" : "")
                            + (sa.status().equals("READY") ? "U" : "");
            return letters.isEmpty() ? "(none)" : letters;
        }
    }

    ShowCryptoSession {
        sessions = List.copyOf(sessions);
    }

    @Override
    public String text() {
        var text = new StringBuilder("Crypto session current status\n\n");
        text.append(detail ? LEGEND : "");
        sessions.forEach(entry -> append(entry, text));
        return text.toString();
    }

    private void append(Entry entry, StringBuilder text) {
        text.append("Interface: " + entry.name() + "\n");
        entry.profile().ifPresent(name -> text.append("Profile: " + name + "\n"));
        if (detail) {
            entry.uptime().ifPresent(age -> text.append("Uptime: " + Ages.age(age) + "\n"));
        }
        text.append("Session status: " + entry.status() + "\n");
        text.append("Peer: " + entry.peer() + " port " + entry.peerPort());
        if (detail) {
            text.append(" fvrf: " + name(entry.fvrf()) + " ivrf: " + name(entry.ivrf()));
        }
        text.append('\n');
        if (detail) {
            text.append("      Phase1_id: " + entry.peerId().orElse("(none)") + "\n");
            text.append("      Desc: (none)\n");
        }
        if (entry.sessionId().isPresent()) {
            text.append("  Session ID: " + entry.sessionId().getAsLong() + "\n");
        }
        entry.ikeSas().forEach(sa -> append(sa, text));
        append(entry.flow(), text);
        text.append('\n');
    }

    /// As within `show dmvpn detail`.
    static String within(Entry entry) {
        var text = new StringBuilder("Interface: " + entry.name() + "\n");
        var detailed = new ShowCryptoSession(true, List.of());
        entry.sessionId()
                .ifPresent(
                        id ->
                                text.append("Session: [0x%08X]%n".formatted(id))
                                        .append("  Session ID: " + id + "\n"));
        entry.ikeSas().forEach(sa -> detailed.append(sa, text));
        text.append("  Crypto Session Status: " + entry.status() + "\n");
        text.append(
                "  fvrf: %s, Phase1_id: %s%n"
                        .formatted(name(entry.fvrf()), entry.peerId().orElse("(none)")));
        detailed.append(entry.flow(), text);
        if (!entry.flow().outbound().isEmpty()) {
            EspSa last = entry.flow().outbound().getLast();
            text.append(
                    "   Outbound SPI : 0x%8X, transform : %s%n"
                            .formatted(entry.flow().currentOutboundSpi(), last.transform()));
        }
        boolean isOpen = !entry.flow().inbound().isEmpty();
        return text.append("    Socket State: " + (isOpen ? "Open" : "Closed") + "\n\n").toString();
    }

    private static String name(Vrf vrf) {
        return vrf.isGlobal() ? "(none)" : vrf.name();
    }

    private void append(IkeSa sa, StringBuilder text) {
        text.append(
                "  IKEv2 SA: local %s/%d remote %s/%d %s\n"
                        .formatted(
                                sa.local(),
                                sa.localPort(),
                                sa.remote(),
                                sa.remotePort(),
                                sa.isActive() ? "Active" : "Inactive"));
        if (detail) {
            text.append(
                    "          Capabilities:%s connid:%d lifetime:%s\n"
                            .formatted(
                                    sa.capabilities(),
                                    sa.connection(),
                                    Ages.hours(Duration.ofSeconds(sa.remainingSeconds()))));
        }
    }

    private void append(IpsecFlow flow, StringBuilder text) {
        String protocol =
                flow.localIdent().protocol() == 0 ? "ip" : "" + flow.localIdent().protocol();
        text.append(
                "  IPSEC FLOW: permit %s %s %s\n"
                        .formatted(protocol, end(flow.localIdent()), end(flow.remoteIdent())));
        int active = flow.inbound().size() + flow.outbound().size();
        text.append("        Active SAs: " + active + ", origin: crypto map\n");
        if (detail) {
            direction("Inbound:  #pkts dec'ed ", flow.inbound(), text);
            direction("Outbound: #pkts enc'ed ", flow.outbound(), text);
        }
    }

    private static String end(IpsecFlow.Ident ident) {
        return ident.isHost()
                ? "host " + ident.address()
                : ident.address() + (ident.mask().contains(".") ? " " : "/") + ident.mask();
    }

    private static void direction(String title, List<EspSa> sas, StringBuilder text) {
        long packets = sas.stream().mapToLong(EspSa::packets).sum();
        long drops =
                sas.stream()
                        .mapToLong(sa -> sa.verifyFailed() + sa.replayFailed() + sa.otherDrops())
                        .sum();
        String life =
                sas.isEmpty()
                        ? "(KB/Sec) 0/0"
                        : sas.getLast().remainingKilobytes().isPresent()
                                ? "(KB/Sec) "
                                        + sas.getLast().remainingKilobytes().getAsLong()
                                        + "/"
                                        + sas.getLast().remainingSeconds()
                                : "(KB/Sec) KB Vol Rekey Disabled/"
                                        + sas.getLast().remainingSeconds();
        text.append("        " + title + packets + " drop " + drops + " life " + life + "\n");
    }
}
