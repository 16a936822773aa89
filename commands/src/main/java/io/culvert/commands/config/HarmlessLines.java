package io.culvert.commands.config;

import static io.culvert.cli.Syntax.maybe;
import static io.culvert.cli.Syntax.oldWords;
import static io.culvert.cli.Syntax.seq;
import static io.culvert.cli.Syntax.words;

import io.culvert.cli.Arg;
import io.culvert.cli.Args;
import io.culvert.cli.Block;
import io.culvert.cli.Declaration;
import io.culvert.cli.Kept;
import io.culvert.cli.Status;
import io.culvert.router.config.RouterConfig;
import java.util.List;
import java.util.stream.Stream;

/// Lines that stand in nearly every configuration and change nothing here. They are kept and shown, and each says why it has no
/// effect. A line that would protect or filter traffic on IOS never belongs here.
final class HarmlessLines {
    private static final Arg<String> LINE = Args.line("As on IOS");
    private static final String NO_DOOR =
            "doors to a node are the business of lab up and of the daemon";

    private static final String NO_FLOWS = "flows are not exported";

    private HarmlessLines() {}

    private static Kept<RouterConfig> kept(String words, String why) {
        return Kept.accepted(why, words(words, "Accepted without effect"), maybe(LINE));
    }

    /// A text over several lines, which must not be taken for lines of the configuration.
    private static Kept<RouterConfig> banner(String words) {
        return Kept.accepted(
                NO_DOOR,
                words(words, "Accepted without effect"),
                Args.delimited("c banner-text c"));
    }

    private static Kept<RouterConfig> old(String words) {
        return Kept.accepted(
                "names are never looked up",
                oldWords(words, "Accepted without effect"),
                maybe(LINE));
    }

    private static Kept<RouterConfig> bare(String words, String why) {
        return Kept.accepted(why, words(words, "Accepted without effect"));
    }

    static List<Declaration<RouterConfig>> top() {
        return List.of(
                kept("version", "the layouts follow show-style"),
                kept("service", "there are no such services"),
                kept("platform", "there is no such platform"),
                kept("upgrade", "there is nothing to upgrade"),
                kept("resource policy", "there is no such platform"),
                kept("diagnostic", "there is no such hardware"));
    }

    static List<Declaration<RouterConfig>> boot() {
        return List.of(
                bare("boot-start-marker", "nothing is booted from here"),
                kept("boot system", "nothing is booted from here"),
                bare("boot-end-marker", "nothing is booted from here"));
    }

    static List<Declaration<RouterConfig>> aaa() {
        return List.of(
                kept("aaa authentication", NO_DOOR),
                banner("aaa authentication banner"),
                banner("aaa authentication fail-message"),
                kept("aaa authorization console", NO_DOOR),
                kept("aaa authorization commands", NO_DOOR),
                kept("aaa accounting", "nothing is accounted"),
                kept("aaa session-id", "nothing is accounted"),
                servers("aaa group server radius"),
                servers("aaa group server tacacs+"),
                kept("login", NO_DOOR),
                kept("ethernet lmi", "there is no such interface"),
                kept("subscriber templating", "there are no subscribers"),
                kept("voice-card", "there is no voice"),
                kept("mgcp", "there is no voice"),
                kept("clock timezone", "times are shown in UTC"),
                kept("clock summer-time", "times are shown in UTC"),
                kept("memory-size", "there is no such memory"),
                kept("mmi", "there is no such interface"));
    }

    static List<Declaration<RouterConfig>> domain() {
        return List.of(
                kept("ip source-route", "source routes are never followed"),
                kept("ip domain lookup", "names are never looked up"),
                old("ip domain-lookup"),
                kept("ip domain list", "names are never looked up"),
                old("ip domain-list"),
                kept("ip domain timeout", "names are never looked up"),
                kept("ip domain retry", "names are never looked up"),
                kept("ip name-server", "names are never looked up"),
                kept("ip subnet-zero", "subnet zero is a subnet like any other"),
                bare("ip classless", "routing is always classless"),
                kept("ip tcp synwait-time", "our own TCP keeps its timers"),
                kept("ip tcp mss", "our own TCP finds its segment size by itself"),
                kept("ip tcp path-mtu-discovery", "our own TCP always finds it"),
                kept("ip tcp selective-ack", "our own TCP keeps its options"),
                kept("ip tcp window-size", "our own TCP keeps its window"),
                kept("ip icmp rate-limit unreachable", "our own ICMP keeps its rate"),
                kept("multilink bundle-name", "there is no multilink"),
                kept("license", "there is no licence"),
                archive(),
                kept("spanning-tree", "there is no switch"),
                kept("cdp", "there is no CDP"),
                kept("lldp", "there is no LLDP"),
                kept("vtp", "there is no switch"),
                kept("vlan internal allocation policy", "there is no switch"),
                virtualService());
    }

    static List<Declaration<RouterConfig>> redundancy() {
        return List.of(
                Block.<RouterConfig>kept(
                        Status.accepted("a node has no second processor"),
                        "config-red",
                        words("redundancy", "Enter redundancy mode"),
                        Kept.accepted(
                                "a node has no second processor",
                                words("mode", "Redundancy mode"),
                                LINE)));
    }

    static List<Declaration<RouterConfig>> services() {
        return List.of(
                kept("ip bootp server", "there is no BOOTP server"),
                kept("ip finger", "there is no finger server"),
                kept("ip gratuitous-arps", "there is no PPP, of whose peers it would tell"),
                kept("ip forward-protocol", "broadcasts are not forwarded"),
                kept("ip default-gateway", "a router goes by its routes"),
                kept("ip http", "there is no web door on a node"),
                kept("ip scp", NO_DOOR),
                kept("ip tftp", "nothing is fetched with TFTP"),
                kept("ip ftp", "nothing is fetched with FTP"),
                kept("ip rcmd", NO_DOOR),
                kept("ip radius source-interface", NO_DOOR),
                kept("ip tacacs source-interface", NO_DOOR),
                kept("ip bgp-community new-format", "communities are always written aa:nn"),
                kept("netconf-yang", NO_DOOR),
                kept("restconf", NO_DOOR));
    }

    static List<Declaration<RouterConfig>> end() {
        return Stream.of(
                        Stream.<Declaration<RouterConfig>>of(
                                kept("snmp-server", "there is no SNMP agent"),
                                kept("ntp", "time is the lab's or the machine's"),
                                kept("sntp", "time is the lab's or the machine's"),
                                kept("scheduler", "there is no such scheduler"),
                                kept("alias", "there are no aliases"),
                                kept("radius-server", NO_DOOR),
                                kept("tacacs-server", NO_DOOR),
                                servers("radius server"),
                                servers("tacacs server"),
                                callHome(),
                                gatekeeper(),
                                kept("webvpn", "there is no web VPN"),
                                banner("banner incoming"),
                                banner("banner prompt-timeout"),
                                banner("banner slip-ppp"),
                                banner("banner config-save")),
                        Stream.<Declaration<RouterConfig>>of(
                                Block.<RouterConfig>kept(
                                        Status.accepted(
                                                "a node has no separate control plane to police"),
                                        "config-cp",
                                        words(
                                                "control-plane",
                                                "Configure control plane services"))),
                        flows(),
                        ofTheMachine())
                .flatMap(lines -> lines)
                .toList();
    }

    /// Servers that authenticate those who log in. What names such a group for anything else is refused where it stands.
    private static Block<RouterConfig, RouterConfig> servers(String words) {
        return Block.<RouterConfig>kept(
                Status.accepted(NO_DOOR),
                "config-sg",
                seq(words(words, "Accepted without effect"), Args.word("Name")),
                ofLine("server"),
                ofLine("server-private"),
                ofLine("address"),
                Kept.accepted(
                        NO_DOOR,
                        words("key", "Accepted without effect"),
                        maybe(Args.integer(0, 7, "Kind of key")),
                        Args.word("Key")),
                ofLine("timeout"),
                ofLine("retransmit"),
                ofLine("deadtime"),
                ofLine("automate-tester"),
                ofLine("single-connection"),
                ofLine("port"),
                ofLine("ip vrf forwarding"),
                ofLine("ip radius"),
                ofLine("ip tacacs"));
    }

    private static Block<RouterConfig, RouterConfig> virtualService() {
        String why = "no other program runs inside of a node";
        return Block.<RouterConfig>kept(
                Status.accepted(why),
                "config-virt-serv",
                seq(words("virtual-service", "Virtual service"), Args.word("Name")),
                Kept.accepted(why, words("activate", "Accepted without effect")),
                Kept.accepted(
                        why, words("ip shared host-interface", "Accepted without effect"), LINE),
                Kept.accepted(why, words("profile", "Accepted without effect"), LINE),
                Kept.accepted(why, words("vnic", "Accepted without effect"), LINE));
    }

    private static Block<RouterConfig, RouterConfig> callHome() {
        return Block.<RouterConfig>kept(
                Status.accepted("nothing is reported to a vendor"),
                "cfg-call-home",
                words("call-home", "Enter call-home configuration mode"),
                ofLine("contact-email-addr"),
                ofLine("mail-server"),
                ofLine("profile"),
                ofLine("active"),
                ofLine("destination"),
                ofLine("reporting"),
                ofLine("subscribe-to-alert-group"),
                ofLine("anonymous-reporting-only"),
                ofLine("http-proxy"),
                ofLine("sender"),
                ofLine("site-id"),
                ofLine("street-address"),
                ofLine("phone-number"),
                ofLine("customer-id"),
                ofLine("contract-id"),
                ofLine("data-privacy"),
                ofLine("source-interface"));
    }

    /// The lines of `log config` stand here too: a block that is kept holds lines, not blocks.
    private static Block<RouterConfig, RouterConfig> archive() {
        String why = "configurations are kept by those who wrote them";
        return Block.<RouterConfig>kept(
                Status.accepted(why),
                "config-archive",
                words("archive", "Archive the configuration"),
                inArchive("log config"),
                inArchive("logging enable"),
                inArchive("logging size"),
                inArchive("logging persistent"),
                inArchive("notify syslog"),
                inArchive("hidekeys"),
                inArchive("record rc"),
                inArchive("path"),
                inArchive("maximum"),
                inArchive("time-period"),
                inArchive("rollback"),
                inArchive("write-memory"));
    }

    private static Kept<RouterConfig> inArchive(String words) {
        return Kept.accepted(
                "configurations are kept by those who wrote them",
                words(words, "Accepted without effect"),
                maybe(LINE));
    }

    /// NetFlow: what interfaces say of it is accepted as well.
    private static Stream<Declaration<RouterConfig>> flows() {
        return Stream.of(
                inFlow(
                        "flow exporter",
                        ofFlow("description"),
                        ofFlow("destination"),
                        ofFlow("source"),
                        ofFlow("transport"),
                        ofFlow("export-protocol"),
                        ofFlow("template data timeout"),
                        ofFlow("option"),
                        ofFlow("dscp"),
                        ofFlow("ttl")),
                inFlow("flow record", ofFlow("description"), ofFlow("match"), ofFlow("collect")),
                inFlow(
                        "flow monitor",
                        ofFlow("description"),
                        ofFlow("exporter"),
                        ofFlow("record"),
                        ofFlow("cache"),
                        ofFlow("statistics")));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static Block<RouterConfig, RouterConfig> inFlow(
            String words, Kept<RouterConfig>... lines) {
        return Block.<RouterConfig>kept(
                Status.accepted(NO_FLOWS),
                "config-flow",
                seq(words(words, "Accepted without effect"), Args.word("Name")),
                lines);
    }

    private static Kept<RouterConfig> ofFlow(String words) {
        return Kept.accepted(NO_FLOWS, words(words, "Accepted without effect"), maybe(LINE));
    }

    /// What IOS XE writes down by itself, whether or not anybody uses it.
    private static Stream<Declaration<RouterConfig>> ofTheMachine() {
        String pool = "no authority is trusted but those of the trustpoints";
        String port = "there are no transceivers to watch";
        return Stream.of(
                Block.<RouterConfig>kept(
                        Status.accepted(pool),
                        "ca-certificate-pool",
                        words("crypto pki certificate pool", "Accepted without effect"),
                        Kept.accepted(pool, words("cabundle", "Accepted without effect"), LINE)),
                Block.<RouterConfig>kept(
                        Status.accepted(port),
                        "config-xcvr-type",
                        words("transceiver type all", "Accepted without effect"),
                        Kept.accepted(
                                port,
                                words("monitoring", "Accepted without effect"),
                                maybe(LINE))));
    }

    private static Block<RouterConfig, RouterConfig> gatekeeper() {
        return Block.<RouterConfig>kept(
                Status.accepted("there is no voice"),
                "config-gk",
                words("gatekeeper", "Configure the gatekeeper"),
                Kept.accepted("there is no voice", words("shutdown", "Shutdown the gatekeeper")));
    }

    private static Kept<RouterConfig> ofLine(String words) {
        return Kept.accepted(NO_DOOR, words(words, "Accepted without effect"), maybe(LINE));
    }
}
