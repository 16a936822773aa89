package io.culvert.commands.crypto;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Ages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `show crypto session brief`: a line for each protected tunnel, by the VRF inside.
record ShowCryptoSessionBrief(List<Row> rows) implements Answer {
    private static final String LEGEND =
            """
            Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating
                    K - No IKE
            """;
    private static final String LINE = "%15s %10s %-17s %-20s %11s  %s\n";

    /// @param status letters of the legend
    record Row(
            IpAddress peer,
            InterfaceName name,
            Vrf ivrf,
            Optional<String> peerId,
            Optional<Duration> uptime,
            String status) {
        static Row of(ShowCryptoSession.Entry entry) {
            return new Row(
                    entry.peer(),
                    entry.name(),
                    entry.ivrf(),
                    entry.peerId(),
                    entry.uptime(),
                    letters(entry.status()));
        }

        private static String letters(String status) {
            return switch (status) {
                case "UP-ACTIVE" -> "UA";
                case "UP-IDLE" -> "UI";
                case "DOWN-NEGOTIATING" -> "DN";
                default -> "D";
            };
        }

        private String text() {
            return LINE.formatted(
                    peer,
                    name.shortName(),
                    "",
                    peerId.orElse(""),
                    uptime.map(Ages::age).orElse(""),
                    status);
        }
    }

    ShowCryptoSessionBrief {
        rows = List.copyOf(rows);
    }

    static ShowCryptoSessionBrief of(List<ShowCryptoSession.Entry> sessions) {
        return new ShowCryptoSessionBrief(sessions.stream().map(Row::of).toList());
    }

    @Override
    public String text() {
        Map<Vrf, List<Row>> byVrf =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Row::ivrf, TreeMap::new, Collectors.toList()));
        var text = new StringBuilder(LEGEND);
        byVrf.forEach(
                (ivrf, here) -> {
                    text.append("ivrf = " + (ivrf.isGlobal() ? "(none)" : ivrf.name()) + "\n");
                    text.append(
                            LINE.formatted(
                                    "Peer",
                                    "I/F",
                                    "Username",
                                    "Group/Phase1_id",
                                    "Uptime",
                                    "Status"));
                    here.forEach(row -> text.append(row.text()));
                });
        return text.toString();
    }
}
