package io.culvert.commands.config;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.router.config.AccessEntry.Icmp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The names that access lists have for ports, ICMP messages and DSCP values. A number is read wherever a name is, and is
/// printed by its name, as IOS does.
final class Services {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /// A port as it is typed and printed.
    ///
    /// @param text its name, or its number
    record Service(int port, String text) {
        /// The name depends on the protocol: 514 is `cmd` over TCP and `syslog` over UDP.
        static Service of(Optional<Integer> protocol, int port) {
            return new Service(
                    port,
                    PORTS.stream()
                            .filter(
                                    name ->
                                            name.number() == port
                                                    && protocol.filter(name::isOver).isPresent())
                            .map(Port::name)
                            .findFirst()
                            .orElse(String.valueOf(port)));
        }
    }

    /// @param protocol 0 for a name that TCP and UDP share
    private record Port(int protocol, String name, int number) {
        boolean isOver(int other) {
            return protocol == 0 || protocol == other;
        }
    }

    private record Message(String name, Icmp icmp) {}

    private static final List<Port> PORTS =
            List.of(
                    both("discard", 9),
                    both("domain", 53),
                    both("echo", 7),
                    both("pim-auto-rp", 496),
                    both("sunrpc", 111),
                    both("tacacs", 49),
                    both("talk", 517),
                    both("time", 37),
                    tcp("bgp", 179),
                    tcp("chargen", 19),
                    tcp("cmd", 514),
                    tcp("daytime", 13),
                    tcp("exec", 512),
                    tcp("finger", 79),
                    tcp("ftp", 21),
                    tcp("ftp-data", 20),
                    tcp("gopher", 70),
                    tcp("hostname", 101),
                    tcp("ident", 113),
                    tcp("irc", 194),
                    tcp("klogin", 543),
                    tcp("kshell", 544),
                    tcp("login", 513),
                    tcp("lpd", 515),
                    tcp("msrpc", 135),
                    tcp("nntp", 119),
                    tcp("pop2", 109),
                    tcp("pop3", 110),
                    tcp("smtp", 25),
                    tcp("telnet", 23),
                    tcp("uucp", 540),
                    tcp("whois", 43),
                    tcp("www", 80),
                    udp("biff", 512),
                    udp("bootpc", 68),
                    udp("bootps", 67),
                    udp("dnsix", 195),
                    udp("isakmp", 500),
                    udp("mobile-ip", 434),
                    udp("nameserver", 42),
                    udp("netbios-dgm", 138),
                    udp("netbios-ns", 137),
                    udp("netbios-ss", 139),
                    udp("non500-isakmp", 4_500),
                    udp("ntp", 123),
                    udp("rip", 520),
                    udp("ripv6", 521),
                    udp("snmp", 161),
                    udp("snmptrap", 162),
                    udp("syslog", 514),
                    udp("tftp", 69),
                    udp("who", 513),
                    udp("xdmcp", 177));

    /// RFC 792, and the codes of RFC 1812 section 5.2.7.1.
    private static final List<Message> MESSAGES =
            List.of(
                    type("echo", 8),
                    type("echo-reply", 0),
                    type("unreachable", 3),
                    type("time-exceeded", 11),
                    type("redirect", 5),
                    type("source-quench", 4),
                    type("parameter-problem", 12),
                    type("router-advertisement", 9),
                    type("router-solicitation", 10),
                    type("timestamp-request", 13),
                    type("timestamp-reply", 14),
                    type("information-request", 15),
                    type("information-reply", 16),
                    type("mask-request", 17),
                    type("mask-reply", 18),
                    type("traceroute", 30),
                    code("net-unreachable", 3, 0),
                    code("host-unreachable", 3, 1),
                    code("protocol-unreachable", 3, 2),
                    code("port-unreachable", 3, 3),
                    code("packet-too-big", 3, 4),
                    code("source-route-failed", 3, 5),
                    code("network-unknown", 3, 6),
                    code("host-unknown", 3, 7),
                    code("host-isolated", 3, 8),
                    code("dod-net-prohibited", 3, 9),
                    code("dod-host-prohibited", 3, 10),
                    code("net-tos-unreachable", 3, 11),
                    code("host-tos-unreachable", 3, 12),
                    code("administratively-prohibited", 3, 13),
                    code("host-precedence-unreachable", 3, 14),
                    code("precedence-unreachable", 3, 15),
                    code("ttl-exceeded", 11, 0),
                    code("reassembly-timeout", 11, 1),
                    code("net-redirect", 5, 0),
                    code("host-redirect", 5, 1));

    /// The classes of RFC 2474, RFC 2597 and RFC 3246.
    private static final List<Arg.Option<Integer>> CLASSES =
            List.of(
                    dscp("default", 0),
                    dscp("ef", 46),
                    dscp("af11", 10),
                    dscp("af12", 12),
                    dscp("af13", 14),
                    dscp("af21", 18),
                    dscp("af22", 20),
                    dscp("af23", 22),
                    dscp("af31", 26),
                    dscp("af32", 28),
                    dscp("af33", 30),
                    dscp("af41", 34),
                    dscp("af42", 36),
                    dscp("af43", 38),
                    dscp("cs1", 8),
                    dscp("cs2", 16),
                    dscp("cs3", 24),
                    dscp("cs4", 32),
                    dscp("cs5", 40),
                    dscp("cs6", 48),
                    dscp("cs7", 56));

    private Services() {}

    /// A port by number or name; a name can be abbreviated as long as it is the only one.
    static Arg<Service> port() {
        return Args.typed(
                "<0-65535> or a name", "Port number or service", Services::port, Service::text);
    }

    private static Optional<Service> port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            return Optional.of(Integer.parseInt(text))
                    .filter(number -> number <= 65_535)
                    .map(number -> new Service(number, text));
        }
        return only(PORTS, name -> name.name().equals(text))
                .or(() -> only(PORTS, name -> name.name().startsWith(text)))
                .map(name -> new Service(name.number(), name.name()));
    }

    private static <T> Optional<T> only(List<T> all, Predicate<T> test) {
        List<T> found = all.stream().filter(test).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    static Arg<Icmp> icmp() {
        return Args.choice(
                MESSAGES.stream()
                        .map(each -> Args.option(each.name(), each.icmp(), "ICMP message"))
                        .toList());
    }

    static boolean isNamed(Icmp icmp) {
        return MESSAGES.stream().anyMatch(each -> each.icmp().equals(icmp));
    }

    static Arg<Integer> dscp() {
        return Args.choice(CLASSES);
    }

    static boolean isNamedDscp(int value) {
        return CLASSES.stream().anyMatch(each -> each.value() == value);
    }

    static final List<Integer> NAMED_PROTOCOLS =
            Arrays.asList(-1, 1, 2, 4, TCP, UDP, 47, 50, 51, 88, 89, 103);

    static Arg<Integer> protocol() {
        return Args.choice(
                Args.option("ip", -1, "Any Internet Protocol"),
                Args.option("icmp", 1, "Internet Control Message Protocol"),
                Args.option("igmp", 2, "Internet Gateway Message Protocol"),
                Args.option("ipinip", 4, "IP in IP tunneling"),
                Args.option("tcp", TCP, "Transmission Control Protocol"),
                Args.option("udp", UDP, "User Datagram Protocol"),
                Args.option("gre", 47, "Cisco's GRE tunneling"),
                Args.option("esp", 50, "Encapsulation Security Payload"),
                Args.option("ahp", 51, "Authentication Header Protocol"),
                Args.option("eigrp", 88, "Cisco's EIGRP routing protocol"),
                Args.option("ospf", 89, "OSPF routing protocol"),
                Args.option("pim", 103, "Protocol Independent Multicast"));
    }

    private static Port both(String name, int number) {
        return new Port(0, name, number);
    }

    private static Port tcp(String name, int number) {
        return new Port(TCP, name, number);
    }

    private static Port udp(String name, int number) {
        return new Port(UDP, name, number);
    }

    private static Message type(String name, int type) {
        return new Message(name, new Icmp(type, Optional.empty()));
    }

    private static Message code(String name, int type, int code) {
        return new Message(name, new Icmp(type, Optional.of(code)));
    }

    private static Arg.Option<Integer> dscp(String name, int value) {
        return Args.option(name, value, "Match packets with " + name + " dscp");
    }
}
