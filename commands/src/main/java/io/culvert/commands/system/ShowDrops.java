package io.culvert.commands.system;

import io.culvert.cli.Answer;
import io.culvert.commands.Console;
import io.culvert.commands.PortReport;
import io.culvert.commands.layout.Row;
import io.culvert.host.HostCounters;
import io.culvert.ike.v2.IkeDrop;
import io.culvert.nhrp.NhrpDrop;
import io.culvert.router.RouterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `show drops`: why packets ended here.
record ShowDrops(List<Reason> reasons) implements Answer {
    /// Who dropped.
    enum Where {
        /// A port of the machine.
        PORT,
        /// The packet path.
        PLANE,
        /// The router's own endpoints.
        HOST,
        IKE,
        NHRP
    }

    /// @param severity what the drop says about the network, in a word
    record Reason(Where where, String name, long packets, String severity, String sentence) {}

    ShowDrops {
        reasons = List.copyOf(reasons);
    }

    /// @param all whether reasons that never occurred are shown too
    static ShowDrops of(Console console, boolean all) {
        RouterView view = console.view();
        var reasons = new ArrayList<Reason>(ports(console));
        view.drops()
                .forEach(
                        drop ->
                                reasons.add(
                                        new Reason(
                                                Where.PLANE,
                                                drop.reason().name(),
                                                drop.packets(),
                                                word(drop.reason().severity()),
                                                drop.reason().sentence())));
        reasons.addAll(host(view.hostCounters()));
        view.ike().snapshot().drops().forEach((drop, count) -> reasons.add(ike(drop, count)));
        view.nhrp().drops().forEach((drop, count) -> reasons.add(nhrp(drop, count)));
        return new ShowDrops(
                reasons.stream().filter(reason -> all || reason.packets() > 0).toList());
    }

    private static List<Reason> ports(Console console) {
        return console.view().interfaces().stream()
                .filter(state -> state.name().kind().isPhysical())
                .filter(state -> !state.name().isSubinterface())
                .flatMap(state -> console.machine().port(state.name()).stream())
                .flatMap(port -> port.losses().stream().map(loss -> port(port, loss)))
                .toList();
    }

    private static Reason port(PortReport port, PortReport.Loss loss) {
        return new Reason(
                Where.PORT,
                loss.name(),
                loss.packets(),
                "-",
                port.device() + ": " + loss.sentence() + ".");
    }

    private static List<Reason> host(HostCounters host) {
        return List.of(
                host("MALFORMED", host.malformed(), "malformed", "ICMP, UDP or TCP made no sense."),
                host("FRAGMENT", host.fragments(), "fault", "A fragment was not put together."),
                host(
                        "PORT_UNREACHABLE",
                        host.portUnreachable(),
                        "expected",
                        "Nothing listens at the UDP port."),
                host(
                        "UNKNOWN_PROTOCOL",
                        host.unknownProtocol(),
                        "expected",
                        "No endpoint speaks the IP protocol."));
    }

    private static Reason host(String name, long packets, String severity, String sentence) {
        return new Reason(Where.HOST, name, packets, severity, sentence);
    }

    private static Reason ike(IkeDrop drop, long count) {
        return new Reason(Where.IKE, drop.name(), count, "-", sentence(drop.sentence()));
    }

    private static Reason nhrp(NhrpDrop drop, long count) {
        return new Reason(Where.NHRP, drop.name(), count, "-", sentence(drop.sentence()));
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private static String word(Enum<?> severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String text() {
        if (reasons.isEmpty()) {
            return "No packet was dropped.\n";
        }
        var text = new StringBuilder(row("Where", "Reason", "Packets", "Severity", "Meaning"));
        for (Reason reason : reasons) {
            text.append(
                    row(
                            word(reason.where()),
                            reason.name(),
                            String.valueOf(reason.packets()),
                            reason.severity(),
                            reason.sentence()));
        }
        return text.toString();
    }

    private static String row(
            String where, String name, String packets, String severity, String sentence) {
        return new Row()
                .at(0, where)
                .at(6, name)
                .endingAt(46, packets)
                .at(49, severity)
                .at(61, sentence)
                .line();
    }
}
