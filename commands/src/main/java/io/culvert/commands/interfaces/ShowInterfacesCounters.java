package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.dataplane.InterfaceCounters;
import io.culvert.router.InterfaceState;
import java.util.List;

/// `show interfaces counters`: octets, and packets by whom they are for.
record ShowInterfacesCounters(List<Entry> interfaces) implements Answer {
    record Entry(
            InterfaceName name,
            long octetsIn,
            long unicastsIn,
            long multicastsIn,
            long broadcastsIn,
            long octetsOut,
            long unicastsOut,
            long multicastsOut,
            long broadcastsOut) {
        static Entry of(InterfaceState state, InterfaceCounters counters) {
            return new Entry(
                    state.name(),
                    counters.octetsIn(),
                    counters.packetsIn() - counters.multicastsIn() - counters.broadcastsIn(),
                    counters.multicastsIn(),
                    counters.broadcastsIn(),
                    counters.octetsOut(),
                    counters.packetsOut() - counters.multicastsOut() - counters.broadcastsOut(),
                    counters.multicastsOut(),
                    counters.broadcastsOut());
        }
    }

    ShowInterfacesCounters {
        interfaces = List.copyOf(interfaces);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        text.append(row("Port", "InOctets", "InUcastPkts", "InMcastPkts", "InBcastPkts"));
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            entry.name().shortName(),
                            entry.octetsIn(),
                            entry.unicastsIn(),
                            entry.multicastsIn(),
                            entry.broadcastsIn()));
        }
        text.append('\n');
        text.append(row("Port", "OutOctets", "OutUcastPkts", "OutMcastPkts", "OutBcastPkts"));
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            entry.name().shortName(),
                            entry.octetsOut(),
                            entry.unicastsOut(),
                            entry.multicastsOut(),
                            entry.broadcastsOut()));
        }
        return text.toString();
    }

    private static String row(
            Object port, Object octets, Object unicasts, Object multicasts, Object broadcasts) {
        return new Row()
                .at(0, port)
                .endingAt(23, octets)
                .endingAt(39, unicasts)
                .endingAt(55, multicasts)
                .endingAt(71, broadcasts)
                .line();
    }
}
