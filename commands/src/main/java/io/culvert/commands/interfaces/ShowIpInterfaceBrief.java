package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceKind;
import io.culvert.base.InterfaceName;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Row;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceConfig;
import io.culvert.router.config.Ipv4Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `show ip interface brief`.
record ShowIpInterfaceBrief(List<Entry> interfaces) implements Answer {
    private static final String NO_ADDRESS = "unassigned";

    /// @param address `unassigned` where there is none
    /// @param method how the address came: `manual`, or `unset` for none of its own
    record Entry(
            InterfaceName name, String address, String method, String status, String protocol) {}

    ShowIpInterfaceBrief {
        interfaces = List.copyOf(interfaces);
    }

    static ShowIpInterfaceBrief of(RouterView view) {
        var entries = new ArrayList<Entry>();
        view.interfaces().forEach(state -> entries.add(entry(state)));
        for (InterfaceConfig config : view.config().interfaces()) {
            if (config.name().kind() == InterfaceKind.VIRTUAL_TEMPLATE) {
                entries.add(template(config));
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return new ShowIpInterfaceBrief(entries);
    }

    private static Entry entry(InterfaceState state) {
        var status = LinkStatus.of(state);
        return new Entry(
                state.name(),
                state.addresses().stream()
                        .map(own -> own.address())
                        .filter(address -> address.isIpv4())
                        .map(address -> address.toString())
                        .findFirst()
                        .orElse(NO_ADDRESS),
                method(state.config().ipv4().address()),
                status.hardware(),
                status.protocol());
    }

    private static String method(Ipv4Source source) {
        return switch (source) {
            case Ipv4Source.Static _, Ipv4Source.Negotiated _ -> "manual";
            case Ipv4Source.None _, Ipv4Source.Unnumbered _ -> "unset";
        };
    }

    /// A template is never up: nothing passes through it.
    private static Entry template(InterfaceConfig config) {
        return new Entry(
                config.name(),
                config.ipv4().addresses().stream()
                        .map(own -> own.address().toString())
                        .findFirst()
                        .orElse(NO_ADDRESS),
                method(config.ipv4().address()),
                config.shutdown() ? "administratively down" : "up",
                "down");
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        text.append(row("Interface", "IP-Address", "OK?", "Method", "Status", "Protocol"));
        for (Entry entry : interfaces) {
            text.append(
                    row(
                            entry.name().toString(),
                            entry.address(),
                            "YES",
                            entry.method(),
                            entry.status(),
                            entry.protocol()));
        }
        return text.toString();
    }

    private static String row(
            String name, String address, String ok, String method, String status, String line) {
        return new Row()
                .at(0, name)
                .at(23, address)
                .at(39, ok)
                .at(43, method)
                .at(50, status)
                .at(72, line)
                .line();
    }
}
