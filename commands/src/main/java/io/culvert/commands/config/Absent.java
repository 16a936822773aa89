package io.culvert.commands.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What IOS has and this router has not, as far as one line tells it: the sentence below a refused line that says what to do instead.
/// It refuses nothing itself.
final class Absent {
    private record Feature(Pattern line, String sentence) {}

    private static final String IKEV1 =
            "% IKEv1 is not spoken; write crypto ikev2 keyring and crypto ikev2 profile, and set ikev2-profile in the IPsec profile";

    private static final String PROTOCOLS = "routes come from BGP, IKEv2, NHRP and static routes";

    private static final List<Feature> FEATURES =
            List.of(
                    feature(
                            "crypto isakmp (keepalive|invalid-spi-recovery|aggressive-mode|nat)\\b",
                            "% IKEv1 is not spoken; take the line away (crypto ikev2 dpd does what keepalive did)"),
                    feature("crypto (isakmp|keyring)\\b", IKEV1),
                    feature("set isakmp-profile\\b", IKEV1),
                    feature(
                            "crypto (map|dynamic-map)\\b",
                            "% There are no crypto maps; write an interface Tunnel with tunnel mode ipsec ipv4 and tunnel protection"),
                    feature(
                            "crypto (gdoi|gkm)\\b",
                            "% There are no encrypted groups (GET VPN); tunnels are protected by IPsec profiles"),
                    feature(
                            "crypto ikev2 client flexvpn\\b",
                            "% There is no FlexVPN client block; name the hub as tunnel destination of interface Tunnel"),
                    feature(
                            "crypto ikev2 name-mangler\\b|aaa authorization group .* name-mangler",
                            "% Names are not taken from identities; name one authorization policy"),
                    feature(
                            "crypto ipsec transform-set .*\\b(esp-3des|esp-des|esp-md5-hmac|esp-seal|ah-\\S+|comp-lzs)\\b",
                            "% Only esp-aes, esp-gcm, esp-gmac, esp-chacha20-poly1305 and esp-null are there, with esp-sha-hmac or longer"),
                    feature(
                            "(set pfs|group|encryption|integrity|prf)\\b.*(\\b(1|2|5|24)\\b|group(1|2|5|24)\\b|3des|\\bdes\\b|md5)",
                            "% Groups 1, 2, 5 and 24, DES, 3DES and MD5 are too weak and are not there"),
                    feature(
                            "(ip|ipv6) ospf\\b|(ipv6 )?router (ospf|ospfv3)\\b|redistribute ospf\\b",
                            "% OSPF is not spoken; " + PROTOCOLS),
                    feature(
                            "router isis\\b|isis \\S|ip(v6)? router isis\\b|redistribute isis\\b",
                            "% IS-IS is not spoken; " + PROTOCOLS),
                    feature(
                            "router (eigrp|rip)\\b|ip (split-horizon|summary-address|hello-interval|hold-time) .*eigrp|redistribute (eigrp|rip)\\b",
                            "% EIGRP and RIP are not spoken; " + PROTOCOLS),
                    feature(
                            "mpls (ldp|traffic-eng)\\b",
                            "% LDP and traffic engineering are not there; labels come from BGP and NHRP"),
                    feature(
                            "ip address dhcp\\b|ipv6 address (dhcp|autoconfig)\\b|ip route .* dhcp\\b|ip dhcp\\b",
                            "% There is no DHCP and no autoconfiguration; write the address"),
                    feature(
                            "virtual-template \\d+ mode auto\\b",
                            "% The tunnel mode is that of the interface Virtual-Template; write the line without mode auto"),
                    feature(
                            "set security-association idle-time\\b",
                            "% Security associations do not end for want of traffic; take the line away"),
                    feature(
                            "ip (multicast|multicast-routing|pim|igmp|mroute)\\b|mdt\\b",
                            "% There is no multicast"),
                    feature(
                            "ip (local )?policy route-map\\b",
                            "% Packets go by their destination alone; there is no policy routing"),
                    feature(
                            "aggregate-address\\b",
                            "% Aggregates are not made; write a static route to Null0 and a network line for it"),
                    feature(
                            "interface range\\b",
                            "% There are no ranges of interfaces; write each one"),
                    feature(
                            "interface (dialer|serial|vlan|bdi|bvi|port-channel|cellular|atm|async|multilink|bundle-ether|nve|service-engine|virtual-ppp)\\s?\\d.*|encapsulation (ppp|hdlc|frame-relay)\\b|pppoe.*|dialer.*|channel-group\\b",
                            "% Interfaces are Ethernet (Fast, Gigabit and TenGigabit too), their subinterfaces with encapsulation dot1Q, Loopback, Tunnel and Virtual-Template"),
                    feature(
                            "(l2vpn|xconnect|bridge-domain|bridge|nve|pseudowire-class)\\b|address-family l2vpn\\b",
                            "% There are no layer 2 services"),
                    feature(
                            "monitor session\\b",
                            "% Ports are not mirrored; monitor capture, a command, writes packets to a file"),
                    feature(
                            "object-group\\b|(\\d+ )?(permit|deny) .*object-group.*",
                            "% There are no object groups; write their members into the access list"),
                    feature(
                            "(zone|zone-pair|zone-member|parameter-map|ip inspect)\\b",
                            "% There is no firewall that remembers sessions; filter with access lists"),
                    feature(
                            "template peer-(policy|session)\\b|neighbor \\S+ inherit peer-(policy|session)\\b",
                            "% There are no peer templates; write a peer-group"),
                    feature(
                            "(conf(igure)? t(erminal)?|wr(ite)?( mem(ory)?)?|copy \\S+ \\S+|sh(ow)? \\S.*|crypto key generate .*|crypto pki (authenticate|enroll|import)\\b.*|monitor capture .*)",
                            "% A file holds no commands to run"),
                    feature("ip nat\\b", "% There is no NAT; keep equal addresses apart with VRFs"),
                    feature(
                            "(class-map|policy-map|service-policy|qos|fair-queue|random-detect)\\b",
                            "% There is no quality of service"),
                    feature(
                            "ip(v6)? verify unicast\\b",
                            "% Sources are checked by ip verify unicast source reachable-via rx or any (or ipv6 verify ...), with allow-default or without; access lists and other words are not there"),
                    feature(
                            "set extcommunity soo\\b|ip vrf sitemap\\b",
                            "% A site of origin is set for a neighbor: neighbor ADDRESS soo ASN:nn in its address family"),
                    feature("(standby|vrrp|glbp)\\b", "% There is no first-hop redundancy"),
                    feature("bfd\\b|.*\\bbfd$", "% BFD is not spoken"),
                    feature(
                            "(track|ip sla|event manager)\\b|ip route .* track \\d",
                            "% Nothing is tracked or scheduled here; take the line away"),
                    feature(
                            "ipv6 access-list\\b|ipv6 traffic-filter\\b",
                            "% There are no access lists of IPv6"),
                    feature(
                            "pre-shared-key .*\\b6 \\S|.*\\bkey 6 \\S",
                            "% Keys encrypted with a master key (type 6) cannot be read; write the key in clear"));

    private Absent() {}

    private static Feature feature(String line, String sentence) {
        return new Feature(
                Pattern.compile("(no |default )?(" + line + ").*", Pattern.CASE_INSENSITIVE),
                sentence);
    }

    /// What to do about a line that was refused, if it is one that people often bring.
    static Optional<String> advice(String typed) {
        String line = typed.strip().replaceAll("\\s+", " ");
        return FEATURES.stream()
                .filter(feature -> feature.line().matcher(line).matches())
                .map(Feature::sentence)
                .findFirst();
    }
}
