package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.InterfaceState;
import java.util.List;

/// `show interfaces summary`: drops and rates of every interface, one a line.
record ShowInterfacesSummary(List<Entry> interfaces) implements Answer {
    record Entry(
            InterfaceName name,
            boolean up,
            long inputDrops,
            long outputDrops,
            long bitsInPerSecond,
            long packetsInPerSecond,
            long bitsOutPerSecond,
            long packetsOutPerSecond) {
        static Entry of(InterfaceState state, InterfaceTraffic traffic) {
            return new Entry(
                    state.name(),
                    state.protocolUp(),
                    traffic.inputDrops(),
                    traffic.outputDrops(),
                    traffic.load().bitsInPerSecond(),
                    traffic.load().packetsInPerSecond(),
                    traffic.load().bitsOutPerSecond(),
                    traffic.load().packetsOutPerSecond());
        }
    }

    private static final int FIRST_COLUMN = 35;
    private static final int COLUMN = 10;

    ShowInterfacesSummary {
        interfaces = List.copyOf(interfaces);
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        """

                         *: interface is up
                         IHQ: pkts in input hold queue     IQD: pkts dropped from input queue
                         OHQ: pkts in output hold queue    OQD: pkts dropped from output queue
                         RXBS: rx rate (bits/sec)          RXPS: rx rate (pkts/sec)
                         TXBS: tx rate (bits/sec)          TXPS: tx rate (pkts/sec)
                         TRTL: throttle count

                        """);
        text.append(
                row(
                        "  Interface",
                        List.of(
                                "IHQ", "IQD", "OHQ", "OQD", "RXBS", "RXPS", "TXBS", "TXPS",
                                "TRTL")));
        text.append("-".repeat(FIRST_COLUMN + 8 * COLUMN + 1)).append('\n');
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            (entry.up() ? "* " : "  ") + entry.name(),
                            List.of(
                                    0,
                                    entry.inputDrops(),
                                    0,
                                    entry.outputDrops(),
                                    entry.bitsInPerSecond(),
                                    entry.packetsInPerSecond(),
                                    entry.bitsOutPerSecond(),
                                    entry.packetsOutPerSecond(),
                                    0)));
        }
        return text.toString();
    }

    private static String row(String name, List<?> cells) {
        var row = new Row().at(0, name);
        for (int i = 0; i < cells.size(); i++) {
            row.endingAt(FIRST_COLUMN + i * COLUMN, cells.get(i));
        }
        return row.line();
    }
}
