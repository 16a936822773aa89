package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceAddress;
import java.util.ArrayList;
import java.util.List;

/// `show ipv6 interface brief`.
record ShowIpv6InterfaceBrief(List<Entry> interfaces) implements Answer {
    /// @param addresses the one of the link first
    record Entry(InterfaceName name, String status, String protocol, List<IpAddress> addresses) {
        Entry {
            addresses = List.copyOf(addresses);
        }
    }

    ShowIpv6InterfaceBrief {
        interfaces = List.copyOf(interfaces);
    }

    static ShowIpv6InterfaceBrief of(RouterView view) {
        return new ShowIpv6InterfaceBrief(
                view.interfaces().stream().map(ShowIpv6InterfaceBrief::entry).toList());
    }

    private static Entry entry(InterfaceState state) {
        var status = LinkStatus.of(state);
        var addresses = new ArrayList<IpAddress>();
        state.ipv6().linkLocal().ifPresent(addresses::add);
        state.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(Ipv6Address.class::isInstance)
                .forEach(addresses::add);
        return new Entry(state.name(), status.hardware(), status.protocol(), addresses);
    }

    @Override
    public String text() {
        var text = new StringBuilder();
        for (Entry entry : interfaces) {
            text.append(
                    "%-22s [%s/%s]\n".formatted(entry.name(), entry.status(), entry.protocol()));
            if (entry.addresses().isEmpty()) {
                text.append("    unassigned\n");
            }
            entry.addresses().forEach(own -> text.append("    " + Upper.of(own) + "\n"));
        }
        return text.toString();
    }
}
