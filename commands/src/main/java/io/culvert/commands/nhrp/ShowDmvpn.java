package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import io.culvert.nhrp.NhrpServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// `show dmvpn [detail]`: the peers of every interface with NHRP.
///
/// @param sessions of the tunnels, in the words of IPsec, for the detailed form
/// @param now router time
/// @param powerOn by the clock on the wall
record ShowDmvpn(List<Tunnel> tunnels, Optional<Answer> sessions, Instant now, Instant powerOn)
        implements Answer {
    private static final String LEGEND =
            """
            Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete
                    N - NATed, L - Local, X - No Socket
                    T1 - Route Installed, T2 - Nexthop-override, B - BGP
                    C - CTS Capable, I2 - Temporary
                    # Ent --> Number of NHRP entries with same NBMA peer
                    NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting
                    UpDn Time --> Up or Down Time for a Tunnel
            ==========================================================================

            """;
    private static final int NBMA_WIDTH = 15;
    private static final String COLUMNS = " %-15s %15s %5s %8s %5s";

    /// One interface.
    record Tunnel(
            InterfaceName name, AddressFamily family, Role role, Header header, List<Peer> peers) {
        Tunnel {
            peers = List.copyOf(peers);
        }

        Tunnel by(UnaryOperator<Instant> clock) {
            return new Tunnel(
                    name,
                    family,
                    role,
                    header.by(clock),
                    peers.stream().map(each -> each.by(clock)).toList());
        }

        /// Where the peers are on the underlay, each once.
        List<IpAddress> places() {
            return peers.stream().flatMap(each -> each.entry().nbma().stream()).distinct().toList();
        }
    }

    /// What the detailed form says of an interface.
    ///
    /// @param status `up/up`
    /// @param transport `multi-GRE/IP`
    /// @param protection the IPsec profile, or nothing
    record Header(
            String status,
            Optional<IpAddress> address,
            Vrf vrf,
            String source,
            String destination,
            Vrf frontDoor,
            String transport,
            String protection,
            boolean controlsState,
            List<NhrpServerView> servers) {
        Header {
            servers = List.copyOf(servers);
        }

        Header by(UnaryOperator<Instant> clock) {
            return new Header(
                    status,
                    address,
                    vrf,
                    source,
                    destination,
                    frontDoor,
                    transport,
                    protection,
                    controlsState,
                    servers.stream().map(each -> each.by(clock)).toList());
        }
    }

    /// An entry about a peer.
    ///
    /// @param since when it came up, or went down; empty if it never was up
    record Peer(NhrpEntry entry, State state, Optional<Instant> since) {
        Peer by(UnaryOperator<Instant> clock) {
            return new Peer(entry.by(clock), state, since.map(clock));
        }
    }

    enum Role {
        HUB("Hub"),
        SPOKE("Spoke"),
        BOTH("Hub/Spoke"),
        UNKNOWN("Unknown");

        private final String word;

        Role(String word) {
            this.word = word;
        }
    }

    enum State {
        UP,
        IKE,
        IPSEC,
        NHRP
    }

    ShowDmvpn {
        tunnels = List.copyOf(tunnels);
    }

    @Override
    public Object json() {
        return tunnels.stream().map(each -> each.by(WallTime.since(powerOn))).toList();
    }

    @Override
    public String text() {
        var text = new StringBuilder(LEGEND);
        for (Tunnel tunnel : tunnels) {
            if (isDetailed()) {
                header(text, tunnel);
            } else {
                text.append(
                        "Interface: %s, %s NHRP Details%n"
                                .formatted(tunnel.name(), word(tunnel.family())));
            }
            boolean isTable = tunnel.family() == AddressFamily.IPV4;
            text.append(
                    (isTable && !isDetailed()
                                    ? "Type:%s, NHRP Peers:%d,%n%n"
                                    : "Type:%s, Total NBMA Peers (v4/v6): %d%n")
                            .formatted(tunnel.role().word, tunnel.places().size()));
            if (isTable) {
                text.append(isDetailed() ? "\n" : "");
                table(text, tunnel);
            } else {
                blocks(text, tunnel);
            }
            text.append('\n');
        }
        sessions.ifPresent(
                each ->
                        text.append("\nCrypto Session Details:\n")
                                .append("-".repeat(80))
                                .append("\n\n")
                                .append(each.text()));
        return text.toString();
    }

    private boolean isDetailed() {
        return sessions.isPresent();
    }

    private static String word(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
    }

    private static String name(Vrf vrf) {
        return vrf.isGlobal() ? "" : vrf.name();
    }

    private static void header(StringBuilder text, Tunnel tunnel) {
        Header header = tunnel.header();
        text.append(
                """
                Interface %s is %s, Addr. is %s, VRF "%s"
                   Tunnel Src./Dest. addr: %s/%s, Tunnel VRF "%s"
                   Protocol/Transport: "%s", Protect "%s"
                   Interface State Control: %s
                   nhrp event-publisher : Disabled

                """
                        .formatted(
                                tunnel.name(),
                                header.status(),
                                header.address().map(IpAddress::toString).orElse("unassigned"),
                                name(header.vrf()),
                                header.source(),
                                header.destination(),
                                name(header.frontDoor()),
                                header.transport(),
                                header.protection(),
                                header.controlsState() ? "Enabled" : "Disabled"));
        if (!header.servers().isEmpty()) {
            text.append(word(tunnel.family())).append(" NHS:\n");
            header.servers().forEach(server -> text.append(NhrpServers.line(server)));
        }
    }

    private void table(StringBuilder text, Tunnel tunnel) {
        String count = isDetailed() ? "%5s" : "%6s";
        line(
                text,
                count.formatted("# Ent")
                        + COLUMNS.formatted(
                                " Peer NBMA Addr", "Peer Tunnel Add", "State", "UpDn Tm", "Attrb"),
                isDetailed() ? "    Target Network" : "");
        line(
                text,
                count.formatted("-----")
                        + COLUMNS.formatted(
                                "---------------", "---------------", "-----", "--------", "-----"),
                isDetailed() ? " -----------------" : "");
        for (IpAddress place : tunnel.places()) {
            List<Peer> peers =
                    tunnel.peers().stream()
                            .filter(each -> each.entry().nbma().equals(Optional.of(place)))
                            .toList();
            for (int i = 0; i < peers.size(); i++) {
                row(
                        text,
                        count.formatted(i == 0 ? peers.size() : ""),
                        i == 0 ? place.toString() : "",
                        peers.get(i),
                        tunnel);
            }
        }
    }

    /// An address that is too long for its column is on a line of its own.
    private void row(StringBuilder text, String count, String place, Peer peer, Tunnel tunnel) {
        boolean isLong = place.length() > NBMA_WIDTH;
        if (isLong) {
            text.append(count).append(' ').append(place).append('\n');
        }
        NhrpEntry entry = peer.entry();
        line(
                text,
                (isLong ? " ".repeat(count.length()) : count)
                        + COLUMNS.formatted(
                                isLong ? "" : place,
                                entry.nextHop().map(IpAddress::toString).orElse("unknown"),
                                peer.state(),
                                age(peer),
                                attributes(entry)),
                isDetailed() ? " %18s%s".formatted(entry.prefix(), customer(entry, tunnel)) : "");
    }

    private String age(Peer peer) {
        return Ages.age(peer.since().map(at -> Duration.between(at, now)));
    }

    private static void line(StringBuilder text, String columns, String more) {
        text.append((columns + more).stripTrailing()).append('\n');
    }

    private void blocks(StringBuilder text, Tunnel tunnel) {
        int number = 0;
        for (Peer peer : tunnel.peers()) {
            NhrpEntry entry = peer.entry();
            long same =
                    tunnel.peers().stream()
                            .filter(each -> each.entry().nbma().equals(entry.nbma()))
                            .count();
            text.append(
                    """
                        %d.Peer NBMA Address: %s
                            Tunnel %s Address: %s
                            IPv6 Target Network: %s
                            # Ent: %d, Status: %s, UpDn Time: %s, Cache Attrib: %s
                    """
                            .formatted(
                                    ++number,
                                    entry.nbma().map(IpAddress::toString).orElse("unknown"),
                                    word(
                                            entry.nextHop()
                                                    .map(IpAddress::family)
                                                    .orElse(tunnel.family())),
                                    entry.nextHop().map(IpAddress::toString).orElse("unknown"),
                                    entry.prefix() + customer(entry, tunnel),
                                    same,
                                    peer.state(),
                                    age(peer),
                                    attributes(entry)));
        }
    }

    /// Customers under labels may have one and the same prefix: whose it is, where that is not who has the tunnel. IOS prints nothing
    /// of the kind that is documented.
    private static String customer(NhrpEntry entry, Tunnel tunnel) {
        return entry.vrf().equals(tunnel.header().vrf()) ? "" : " (" + entry.vrf() + ")";
    }

    private static String attributes(NhrpEntry entry) {
        var letters = new ArrayList<String>();
        letters.add(
                switch (entry.type()) {
                    case STATIC -> "S";
                    case DYNAMIC -> "D";
                    case INCOMPLETE -> "I";
                });
        add(letters, "N", entry, Flag.NAT);
        add(letters, "X", entry, Flag.NO_SOCKET);
        add(letters, "T1", entry, Flag.RIB);
        add(letters, "T2", entry, Flag.NHO);
        return String.join("", letters);
    }

    private static void add(List<String> letters, String letter, NhrpEntry entry, Flag flag) {
        if (entry.flags().contains(flag)) {
            letters.add(letter);
        }
    }
}
