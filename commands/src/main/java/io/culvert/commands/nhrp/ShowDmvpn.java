package io.culvert.commands.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import io.culvert.commands.layout.WallTime;
import io.culvert.nhrp.NhrpEntry;
import io.culvert.nhrp.NhrpEntry.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// `show dmvpn [detail]`: the peers of every interface with NHRP.
///
/// @param now router time
/// @param powerOn by the clock on the wall
record ShowDmvpn(List<Tunnel> tunnels, Instant now, Instant powerOn, boolean detail)
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
    private static final String COLUMNS = "%6s %-15s %15s %5s %8s %5s";

    /// One interface.
    ///
    /// @param states how far each peer, by its NBMA address, is on its way up
    /// @param ends of the outer packets, for the detailed form
    record Tunnel(
            InterfaceName name,
            AddressFamily family,
            Role role,
            NavigableMap<IpAddress, State> states,
            Optional<String> ends,
            List<NhrpEntry> entries) {
        Tunnel {
            states = Collections.unmodifiableNavigableMap(states);
            entries = List.copyOf(entries);
        }

        State state(NhrpEntry entry) {
            return entry.nbma().map(states::get).orElse(State.NHRP);
        }

        Tunnel by(UnaryOperator<Instant> clock) {
            return new Tunnel(
                    name,
                    family,
                    role,
                    states,
                    ends,
                    entries.stream().map(each -> each.by(clock)).toList());
        }

        /// Where the peers are on the underlay, each once.
        List<IpAddress> peers() {
            return entries.stream().flatMap(each -> each.nbma().stream()).distinct().toList();
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
            if (tunnel.family() == AddressFamily.IPV4) {
                table(text, tunnel);
            } else {
                blocks(text, tunnel);
            }
        }
        return text.toString();
    }

    private void table(StringBuilder text, Tunnel tunnel) {
        text.append("Interface: ").append(tunnel.name()).append(", IPv4 NHRP Details\n");
        if (detail) {
            tunnel.ends().ifPresent(ends -> text.append("   ").append(ends).append('\n'));
        }
        text.append(
                "Type:%s, NHRP Peers:%d,%n%n".formatted(tunnel.role().word, tunnel.peers().size()));
        line(
                text,
                COLUMNS.formatted(
                        "# Ent", " Peer NBMA Addr", "Peer Tunnel Add", "State", "UpDn Tm", "Attrb"),
                detail ? "    Target Network" : "");
        line(
                text,
                COLUMNS.formatted(
                        "-----",
                        "---------------",
                        "---------------",
                        "-----",
                        "--------",
                        "-----"),
                detail ? " -----------------" : "");
        for (IpAddress peer : tunnel.peers()) {
            List<NhrpEntry> entries =
                    tunnel.entries().stream()
                            .filter(each -> each.nbma().equals(Optional.of(peer)))
                            .toList();
            for (int i = 0; i < entries.size(); i++) {
                NhrpEntry entry = entries.get(i);
                line(
                        text,
                        COLUMNS.formatted(
                                i == 0 ? entries.size() : "",
                                i == 0 ? peer : "",
                                entry.nextHop().map(IpAddress::toString).orElse("unknown"),
                                tunnel.state(entry),
                                Ages.age(Duration.between(entry.created(), now)),
                                attributes(entry)),
                        detail ? "%18s".formatted(entry.prefix()) : "");
            }
        }
        text.append('\n');
    }

    private static void line(StringBuilder text, String columns, String more) {
        text.append((columns + more).stripTrailing()).append('\n');
    }

    private void blocks(StringBuilder text, Tunnel tunnel) {
        text.append("Interface: ").append(tunnel.name()).append(", IPv6 NHRP Details\n");
        text.append(
                "Type:%s, Total NBMA Peers (v4/v6): %d%n"
                        .formatted(tunnel.role().word, tunnel.peers().size()));
        int number = 0;
        for (NhrpEntry entry : tunnel.entries()) {
            long same =
                    tunnel.entries().stream()
                            .filter(each -> each.nbma().equals(entry.nbma()))
                            .count();
            text.append(
                            "    %d.Peer NBMA Address: %s%n"
                                    .formatted(
                                            ++number,
                                            entry.nbma()
                                                    .map(IpAddress::toString)
                                                    .orElse("unknown")))
                    .append(
                            "        Tunnel IPv6 Address: %s%n"
                                    .formatted(
                                            entry.nextHop()
                                                    .map(IpAddress::toString)
                                                    .orElse("unknown")))
                    .append("        IPv6 Target Network: %s%n".formatted(entry.prefix()))
                    .append(
                            "        # Ent: %d, Status: %s, UpDn Time: %s, Cache Attrib: %s%n"
                                    .formatted(
                                            same,
                                            tunnel.state(entry),
                                            Ages.age(Duration.between(entry.created(), now)),
                                            attributes(entry)));
        }
        text.append('\n');
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

    /// Whether an entry is about a peer: what was promised to others is not.
    static boolean isPeer(NhrpEntry entry) {
        return entry.type() != NhrpEntry.Type.INCOMPLETE
                && entry.nbma().isPresent()
                && !entry.flags().contains(Flag.LOCAL);
    }
}
