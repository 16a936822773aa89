package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.base.IpAddress;
import io.culvert.base.Ipv6Address;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.commands.layout.Upper;
import io.culvert.router.InterfaceState;
import io.culvert.router.Ipv6State;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.InterfaceNd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `show ipv6 interface`: those on which IPv6 is on.
record ShowIpv6Interface(List<Entry> interfaces) implements Answer {
    /// @param mtu of IPv6 packets without labels
    /// @param groups that it hears
    /// @param lender of an unnumbered interface
    record Entry(
            InterfaceName name,
            LinkStatus status,
            Ipv6State ipv6,
            List<InterfaceAddress> addresses,
            List<Ipv6Address> groups,
            Optional<InterfaceName> lender,
            int mtu,
            Vrf vrf,
            boolean unreachables,
            boolean hasLink,
            InterfaceNd nd,
            Optional<SourceVerification> sources) {
        Entry {
            addresses = List.copyOf(addresses);
            groups = List.copyOf(groups);
        }

        static Entry of(RouterView view, InterfaceState state) {
            List<InterfaceAddress> addresses =
                    state.addresses().stream()
                            .filter(own -> own.address() instanceof Ipv6Address)
                            .toList();
            var config = state.config().ipv6();
            int mtu = view.ipMtu(state, 0);
            return new Entry(
                    state.name(),
                    LinkStatus.of(state),
                    state.ipv6(),
                    addresses,
                    groups(state, addresses),
                    config.unnumbered(),
                    config.mtu().map(own -> Math.min(own, mtu)).orElse(mtu),
                    state.vrf(),
                    config.unreachables(),
                    state.mac().isPresent(),
                    config.nd(),
                    SourceVerification.of(view, state, config.sources()));
        }

        /// RFC 4291 section 2.8.
        private static List<Ipv6Address> groups(
                InterfaceState state, List<InterfaceAddress> addresses) {
            var groups = new ArrayList<Ipv6Address>();
            groups.add(Ipv6Address.of("ff02::1"));
            if (state.ipv6().routes()) {
                groups.add(Ipv6Address.of("ff02::2"));
            }
            var own = new ArrayList<IpAddress>();
            addresses.forEach(each -> own.add(each.address()));
            state.ipv6().linkLocal().ifPresent(own::add);
            own.stream()
                    .map(each -> ((Ipv6Address) each).solicitedNode())
                    .distinct()
                    .sorted()
                    .forEach(groups::add);
            return groups;
        }

        private String text() {
            var text = new StringBuilder(status.sentence(name)).append('\n');
            text.append("  IPv6 is ")
                    .append(ipv6.isOn() ? "enabled" : "stalled")
                    .append(", link-local address is ")
                    .append(ipv6.linkLocal().map(Upper::of).orElseGet(this::missing))
                    .append("\n  No Virtual link-local address(es):\n");
            if (!vrf.isGlobal()) {
                text.append("  VPN Routing/Forwarding \"").append(vrf).append("\"\n");
            }
            if (ipv6.borrowed()) {
                text.append("  Interface is unnumbered. Using address of ")
                        .append(lender.map(InterfaceName::toString).orElse(""))
                        .append('\n');
            }
            addresses(text);
            text.append("  Joined group address(es):\n");
            groups.forEach(group -> text.append("    " + Upper.of(group) + "\n"));
            text.append("  MTU is " + mtu + " bytes\n");
            text.append("  ICMP redirects are disabled\n");
            text.append("  ICMP unreachables are " + (unreachables ? "sent" : "not sent") + "\n");
            sources.ifPresent(check -> text.append(check.text("IPv6")));
            if (hasLink) {
                discovery(text);
            }
            return text.toString();
        }

        private String missing() {
            return Stream.concat(
                            ipv6.tentative().stream()
                                    .filter(Ipv6Address::isLinkLocal)
                                    .map(own -> Upper.of(own) + " [TEN]"),
                            ipv6.duplicates().stream()
                                    .filter(Ipv6Address::isLinkLocal)
                                    .map(own -> Upper.of(own) + " [DUP]"))
                    .findFirst()
                    .orElse("none");
        }

        private void addresses(StringBuilder text) {
            if (addresses.isEmpty()
                    && ipv6.tentative().stream().allMatch(Ipv6Address::isLinkLocal)
                    && ipv6.duplicates().stream().allMatch(Ipv6Address::isLinkLocal)) {
                text.append("  No global unicast address is configured\n");
                return;
            }
            text.append("  Global unicast address(es):\n");
            for (InterfaceAddress own : addresses) {
                text.append("    ")
                        .append(Upper.of(own.address()))
                        .append(", subnet is ")
                        .append(Upper.of(own.subnet()))
                        .append(" \n");
            }
            marked(text, ipv6.tentative(), "[TEN]");
            marked(text, ipv6.duplicates(), "[DUP]");
        }

        private static void marked(StringBuilder text, List<Ipv6Address> some, String mark) {
            some.stream()
                    .filter(own -> !own.isLinkLocal())
                    .forEach(own -> text.append("    " + Upper.of(own) + " " + mark + "\n"));
        }

        private void discovery(StringBuilder text) {
            text.append(
                    nd.dadAttempts() == 0
                            ? "  ND DAD is disabled\n"
                            : "  ND DAD is enabled, number of DAD attempts: "
                                    + nd.dadAttempts()
                                    + "\n");
            if (ipv6.routes() && nd.suppress() == InterfaceNd.Suppress.NONE) {
                text.append(
                        "  ND router advertisements are sent every "
                                + nd.intervalSeconds()
                                + " seconds\n");
                text.append(
                        "  ND router advertisements live for "
                                + nd.lifetimeSeconds()
                                + " seconds\n");
                text.append(
                        nd.managed()
                                ? "  Hosts use DHCP to obtain routable addresses.\n"
                                : "  Hosts use stateless autoconfig for addresses.\n");
            } else if (ipv6.routes()) {
                text.append("  ND RAs are suppressed (")
                        .append(nd.suppress() == InterfaceNd.Suppress.ALL ? "all" : "periodic")
                        .append(")\n");
            }
        }
    }

    ShowIpv6Interface {
        interfaces = List.copyOf(interfaces);
    }

    @Override
    public String text() {
        return String.join("", interfaces.stream().map(Entry::text).toList());
    }
}
