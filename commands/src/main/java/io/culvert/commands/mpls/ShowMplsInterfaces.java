package io.culvert.commands.mpls;

import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.util.List;

/// `show mpls interfaces`: those that labelled packets may enter and leave by.
record ShowMplsInterfaces(List<Entry> interfaces) implements Answer {
    /// @param ip whether labels are distributed by LDP
    /// @param bgp whether labels of BGP are taken without LDP
    record Entry(InterfaceName name, boolean ip, boolean bgp, boolean operational) {
        static Entry of(InterfaceState state) {
            var mpls = state.config().mpls();
            return new Entry(state.name(), mpls.ip(), mpls.bgpForwarding(), state.protocolUp());
        }
    }

    ShowMplsInterfaces {
        interfaces = List.copyOf(interfaces);
    }

    static ShowMplsInterfaces of(RouterView view) {
        return new ShowMplsInterfaces(
                view.interfaces().stream()
                        .filter(state -> state.config().mpls().carriesLabels())
                        .map(Entry::of)
                        .toList());
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(row("Interface", "IP", "Tunnel", "BGP", "Static", "Operational"));
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            entry.name().toString(),
                            entry.ip() ? "Yes (ldp)" : "No",
                            "No",
                            word(entry.bgp()),
                            "No",
                            word(entry.operational())));
        }
        return text.toString();
    }

    private static String word(boolean yes) {
        return yes ? "Yes" : "No";
    }

    private static String row(
            String name, String ip, String tunnel, String bgp, String fixed, String operational) {
        return new Row()
                .at(0, name)
                .at(23, ip)
                .at(37, tunnel)
                .at(46, bgp)
                .at(50, fixed)
                .at(57, operational)
                .line();
    }
}
