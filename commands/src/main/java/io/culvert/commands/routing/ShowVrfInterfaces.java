package io.culvert.commands.routing;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.interfaces.LinkStatus;
import io.culvert.commands.layout.Row;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import java.util.List;

/// `show ip vrf interfaces`.
record ShowVrfInterfaces(List<Entry> interfaces) implements Answer {
    /// @param address `unassigned` where there is none
    record Entry(InterfaceName name, String address, Vrf vrf, String protocol) {
        static Entry of(InterfaceState state) {
            return new Entry(
                    state.name(),
                    state.addresses().stream()
                            .map(own -> own.address())
                            .filter(address -> address.isIpv4())
                            .map(address -> address.toString())
                            .findFirst()
                            .orElse("unassigned"),
                    state.vrf(),
                    LinkStatus.of(state).protocol());
        }
    }

    ShowVrfInterfaces {
        interfaces = List.copyOf(interfaces);
    }

    static ShowVrfInterfaces of(RouterView view, List<Vrf> vrfs) {
        return new ShowVrfInterfaces(
                vrfs.stream()
                        .flatMap(
                                vrf ->
                                        view.interfaces().stream()
                                                .filter(state -> state.vrf().equals(vrf)))
                        .map(Entry::of)
                        .toList());
    }

    @Override
    public String text() {
        var text = new StringBuilder(row("Interface", "IP-Address", "VRF", "Protocol"));
        interfaces.forEach(
                each ->
                        text.append(
                                row(
                                        each.name().shortName(),
                                        each.address(),
                                        each.vrf().name(),
                                        each.protocol())));
        return text.toString();
    }

    private static String row(String name, String address, String vrf, String protocol) {
        return new Row().at(0, name).at(23, address).at(39, vrf).at(72, protocol).line();
    }
}
