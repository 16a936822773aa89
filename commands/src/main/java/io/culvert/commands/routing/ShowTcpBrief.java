package io.culvert.commands.routing;

import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.host.tcp.TcpState;
import io.culvert.host.tcp.TcpStatus;
import java.util.List;

/// `show tcp brief`.
record ShowTcpBrief(List<Connection> connections) implements Answer {
    record Connection(
            long number,
            Vrf vrf,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort,
            String state) {}

    ShowTcpBrief {
        connections = List.copyOf(connections);
    }

    static ShowTcpBrief of(List<TcpStatus> statuses) {
        return new ShowTcpBrief(statuses.stream().map(ShowTcpBrief::connection).toList());
    }

    private static Connection connection(TcpStatus status) {
        var key = status.key();
        return new Connection(
                status.id().number(),
                key.vrf(),
                key.local(),
                key.localPort(),
                key.remote(),
                key.remotePort(),
                word(status.state()));
    }

    /// The words of IOS.
    private static String word(TcpState state) {
        return switch (state) {
            case SYN_SENT -> "SYNSENT";
            case SYN_RECEIVED -> "SYNRCVD";
            case ESTABLISHED -> "ESTAB";
            case FIN_WAIT_1 -> "FINWAIT1";
            case FIN_WAIT_2 -> "FINWAIT2";
            case CLOSE_WAIT -> "CLOSEWAIT";
            case CLOSING -> "CLOSING";
            case LAST_ACK -> "LASTACK";
            case TIME_WAIT -> "TIMEWAIT";
            case CLOSED -> "CLOSED";
        };
    }

    @Override
    public String text() {
        var text = new StringBuilder(row("TCB", "Local Address", "Foreign Address", "(state)"));
        for (Connection each : connections) {
            text.append(
                    row(
                            "%08X".formatted(each.number()),
                            each.local() + "." + each.localPort(),
                            each.remote() + "." + each.remotePort(),
                            each.state()));
        }
        return text.toString();
    }

    private static String row(String block, String local, String foreign, String state) {
        return new Row().at(0, block).at(10, local).at(38, foreign).at(66, state).line();
    }
}
