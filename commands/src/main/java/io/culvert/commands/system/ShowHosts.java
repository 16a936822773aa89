package io.culvert.commands.system;

import io.culvert.base.IpAddress;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.router.config.HostName;
import io.culvert.router.config.SystemConfig;
import java.util.List;
import java.util.Optional;

/// `show hosts`: the names of `ip host` and `ipv6 host`. Names are looked up nowhere else.
record ShowHosts(Optional<String> domain, List<Entry> hosts) implements Answer {
    record Entry(String name, IpAddress address) {
        static Entry of(HostName host) {
            return new Entry(host.name(), host.address());
        }

        private String text() {
            return "%-25s None  (perm, OK)  0   %-5s %s\n"
                    .formatted(name, address.isIpv4() ? "IP" : "IPv6", Upper.of(address));
        }
    }

    ShowHosts {
        hosts = List.copyOf(hosts);
    }

    static ShowHosts of(SystemConfig system) {
        return new ShowHosts(system.domainName(), system.hosts().stream().map(Entry::of).toList());
    }

    @Override
    public String text() {
        var text =
                new StringBuilder(
                        "Default domain is "
                                + domain.orElse("not set")
                                + "\nName/address lookup uses static mappings\n");
        if (!hosts.isEmpty()) {
            text.append("\nHost                      Port  Flags      Age Type   Address(es)\n");
        }
        hosts.forEach(host -> text.append(host.text()));
        return text.toString();
    }
}
