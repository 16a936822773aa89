package io.culvert.commands.interfaces;

import io.culvert.base.InterfaceName;
import io.culvert.base.Vrf;
import io.culvert.cli.Answer;
import io.culvert.router.InterfaceState;
import io.culvert.router.RouterView;
import io.culvert.router.config.InterfaceAddress;
import io.culvert.router.config.Ipv4Source;
import java.util.List;
import java.util.Optional;

/// `show ip interface`.
record ShowIpInterface(List<Entry> interfaces) implements Answer {
    /// @param lender of an unnumbered interface
    /// @param mtu of IP packets without labels
    record Entry(
            InterfaceName name,
            LinkStatus status,
            List<InterfaceAddress> addresses,
            boolean isNegotiated,
            Optional<InterfaceName> lender,
            int mtu,
            Vrf vrf,
            Optional<String> accessIn,
            Optional<String> accessOut,
            boolean proxyArp,
            boolean redirects,
            boolean unreachables,
            Optional<Integer> adjustMss,
            Optional<SourceVerification> sources) {
        Entry {
            addresses = List.copyOf(addresses);
        }

        static Entry of(RouterView view, InterfaceState state) {
            var ipv4 = state.config().ipv4();
            return new Entry(
                    state.name(),
                    LinkStatus.of(state),
                    state.addresses().stream().filter(own -> own.address().isIpv4()).toList(),
                    ipv4.address() instanceof Ipv4Source.Negotiated,
                    ipv4.address() instanceof Ipv4Source.Unnumbered(var lender)
                            ? Optional.of(lender)
                            : Optional.empty(),
                    view.ipMtu(state, 0),
                    state.vrf(),
                    ipv4.accessIn(),
                    ipv4.accessOut(),
                    ipv4.proxyArp(),
                    ipv4.redirects(),
                    ipv4.unreachables(),
                    ipv4.adjustMss(),
                    SourceVerification.of(view, state, ipv4.sources()));
        }

        private String text() {
            var text = new StringBuilder(status.sentence(name)).append('\n');
            if (addresses.isEmpty()) {
                return text.append("  Internet protocol processing disabled\n").toString();
            }
            text.append(
                    lender.map(
                                    other ->
                                            "  Interface is unnumbered. Using address of "
                                                    + other
                                                    + " ("
                                                    + addresses.getFirst().address()
                                                    + ")\n")
                            .orElseGet(
                                    () -> "  Internet address is " + addresses.getFirst() + "\n"));
            text.append("  Broadcast address is 255.255.255.255\n");
            text.append(
                    "  Address determined by "
                            + (isNegotiated ? "IKEv2 configuration" : "setup command")
                            + "\n");
            text.append("  MTU is " + mtu + " bytes\n");
            addresses.stream()
                    .skip(1)
                    .forEach(own -> text.append("  Secondary address " + own + "\n"));
            text.append("  Outgoing access list is " + accessOut.orElse("not set") + "\n");
            text.append("  Inbound  access list is " + accessIn.orElse("not set") + "\n");
            text.append("  Proxy ARP is " + (proxyArp ? "enabled" : "disabled") + "\n");
            text.append("  ICMP redirects are " + sent(redirects) + "\n");
            text.append("  ICMP unreachables are " + sent(unreachables) + "\n");
            if (!vrf.isGlobal()) {
                text.append("  VPN Routing/Forwarding \"" + vrf + "\"\n");
            }
            adjustMss.ifPresent(
                    octets -> text.append("  TCP MSS is adjusted to " + octets + " bytes\n"));
            sources.ifPresent(check -> text.append(check.text("IP")));
            return text.toString();
        }

        private static String sent(boolean always) {
            return always ? "always sent" : "never sent";
        }
    }

    ShowIpInterface {
        interfaces = List.copyOf(interfaces);
    }

    @Override
    public String text() {
        return String.join("", interfaces.stream().map(Entry::text).toList());
    }
}
