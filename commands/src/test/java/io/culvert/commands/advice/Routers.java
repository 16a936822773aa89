package io.culvert.commands.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.commands.config.ConfigLoader;
import io.culvert.commands.config.LineFinder;
import io.culvert.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// A hub and two spokes, of a DMVPN or a FlexVPN, as texts that can be changed.
final class Routers {
    private static final String HUB =
            """
            vrf definition RED
             rd 1:1
             address-family ipv4
              route-target both 1:1
            crypto ikev2 keyring KR
             peer ANY
              address 0.0.0.0 0.0.0.0
              pre-shared-key alpha
            crypto ikev2 profile PROF
             match identity remote any
             identity local fqdn NAME.example.com
             authentication remote pre-share
             authentication local pre-share
             keyring local KR
            crypto ipsec profile IPP
             set ikev2-profile PROF
            interface Tunnel0
             ip address 10.0.0.1 255.255.255.0
             ip nhrp authentication mesh
             ip nhrp network-id 1
             ip nhrp redirect
             mpls nhrp
             tunnel source GigabitEthernet0/0
             tunnel mode gre multipoint
             tunnel key 100
             tunnel protection ipsec profile IPP
            interface GigabitEthernet0/0
             ip address 203.0.113.1 255.255.255.0
            """;

    private static final String SPOKE =
            HUB.replace("10.0.0.1 ", "10.0.0.NUMBER ")
                    .replace("203.0.113.1 ", "203.0.113.NUMBER ")
                    .replace(
                            " ip nhrp redirect\n",
                            " ip nhrp shortcut\n ip nhrp nhs 10.0.0.1 nbma 203.0.113.1\n");

    private static final String FLEX_HUB =
            HUB.replace("interface Tunnel0", "interface Virtual-Template1 type tunnel")
                    .replace(" tunnel mode gre multipoint\n", "")
                    .replace(" keyring local KR\n", " keyring local KR\n virtual-template 1\n");

    private static final String FLEX_SPOKE =
            SPOKE.replace(
                            " ip nhrp nhs 10.0.0.1 nbma 203.0.113.1\n",
                            " tunnel destination 203.0.113.1\n")
                    .replace(" tunnel mode gre multipoint\n", "")
                    .replace("ip nhrp shortcut", "ip nhrp shortcut virtual-template 1")
                    .replace(" keyring local KR\n", " keyring local KR\n virtual-template 1\n")
                    .concat(
                            """
                            interface Virtual-Template1 type tunnel
                             ip unnumbered Tunnel0
                             ip nhrp network-id 1
                             mpls nhrp
                             tunnel protection ipsec profile IPP
                            """);

    final TreeMap<String, String> texts = new TreeMap<>();

    static Routers dmvpn() {
        return new Routers(HUB, SPOKE);
    }

    static Routers flexVpn() {
        return new Routers(FLEX_HUB, FLEX_SPOKE);
    }

    private Routers(String hub, String spoke) {
        texts.put("HUB", hub.replace("NAME", "hub"));
        texts.put("SP1", spoke.replace("NUMBER", "11").replace("NAME", "sp1"));
        texts.put("SP2", spoke.replace("NUMBER", "12").replace("NAME", "sp2"));
    }

    String text(String router) {
        return Objects.requireNonNull(texts.get(router));
    }

    void replace(String router, String line, String by) {
        assertThat(text(router)).contains(line);
        texts.put(router, text(router).replace(line, by));
    }

    void add(String router, String lines) {
        texts.put(router, text(router) + lines);
    }

    static RouterConfig config(String name, String text) {
        ConfigLoader.Loaded loaded = ConfigLoader.load(name, text);
        assertThat(loaded.refusals()).isEmpty();
        return loaded.config();
    }

    List<String> together() {
        var configs = new TreeMap<String, RouterConfig>();
        texts.forEach((name, text) -> configs.put(name, config(name, text)));
        return Advice.together(configs).stream().map(Finding::toString).toList();
    }

    /// What is said of a router by itself, and of all together, each with the text of its line.
    List<String> withLines() {
        var configs = new TreeMap<String, RouterConfig>();
        texts.forEach((name, text) -> configs.put(name, config(name, text)));
        var findings = new ArrayList<Finding>();
        configs.forEach((name, config) -> findings.addAll(Advice.alone(name, config)));
        findings.addAll(Advice.together(configs));
        return findings.stream().map(this::withLine).toList();
    }

    private String withLine(Finding finding) {
        String text = text(finding.router());
        int line = LineFinder.lines(text, List.of(finding.place().settled())).getFirst();
        String shown = line == 0 ? "" : text.lines().toList().get(line - 1).strip();
        return "%s [%s] %s".formatted(finding.router(), shown, finding.sentence());
    }
}
