package io.culvert.interop;

import static io.culvert.interop.UserSpacePair.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// MOBIKE (RFC 4555): a strongSwan that loses its address and its link, and goes on from another one with the same SAs.
/// ```
///                                      /--first-- 198.51.100.2 \
/// cust ---- [gw] 192.0.2.1 ---- [wan] <                         [peer, 10.2.0.1]
///                                      \--second-- 203.0.113.2 /
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MobileStrongSwanTest {
    private static final int ECHOES = 150;

    private static final String TUNNEL =
            """
            crypto ipsec transform-set T esp-gcm 256
            crypto ipsec profile P
             set transform-set T
             set ikev2-profile PSK
             responder-only
            interface Tunnel0
             vrf forwarding red
             ip address 10.0.2.1 255.255.255.252
             tunnel source Ethernet0/0
             tunnel mode ipsec ipv4
             tunnel destination 198.51.100.2
             tunnel protection ipsec profile P
            ip route vrf red 10.2.0.0 255.255.0.0 Tunnel0
            ip route 0.0.0.0 0.0.0.0 192.0.2.254
            """;

    private @Nullable UserSpacePair pair;

    @BeforeAll
    void connect() {
        UserSpacePair.require();
        pair = new UserSpacePair();
        Namespaces net = pair.net;
        net.add("wan");
        net.run("wan", "sysctl", "-qw", "net.ipv4.ip_forward=1");
        net.link("gw", "eth0", "wan", "gw");
        net.leave("gw", "eth0");
        net.address("wan", "gw", "192.0.2.254/24");
        net.link("peer", "eth0", "wan", "first");
        net.address("wan", "first", "198.51.100.1/24");
        net.address("peer", "eth0", "198.51.100.2/24");
        net.run("peer", "ip", "route", "add", "default", "via", "198.51.100.1", "metric", "1");
        net.link("peer", "eth1", "wan", "second");
        net.address("wan", "second", "203.0.113.1/24");
        net.address("peer", "lo", "10.2.0.1/32");
        pair.start(
                TUNNEL,
                UserSpacePair.connection(
                        "mobile",
                        "mobike = yes",
                        UserSpacePair.child("net", "10.2.0.0/16", "10.1.0.0/16", "aes256gcm16")));
    }

    @AfterAll
    void disconnect() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void theCustomersEchoesGoOnFromAnotherAddress() {
        UserSpacePair both = Objects.requireNonNull(pair);
        Namespaces net = both.net;
        both.charon().initiate("net");
        String before =
                both.charon().within(UP, "net: #\\d+, reqid \\d+, INSTALLED, TUNNEL-in-UDP");
        net.pingWithin(UP, "cust", "10.2.0.1");
        Running echoes =
                Running.start(
                        "ping",
                        net.folder("ping"),
                        Map.of(),
                        net.command(
                                "cust",
                                List.of(
                                        "ping",
                                        "-q",
                                        "-i",
                                        "0.1",
                                        "-W",
                                        "2",
                                        "-c",
                                        Integer.toString(ECHOES),
                                        "10.2.0.1")));
        try {
            net.address("peer", "eth1", "203.0.113.2/24");
            net.run("peer", "ip", "route", "add", "default", "via", "203.0.113.1", "metric", "9");
            net.run("peer", "ip", "link", "set", "eth0", "down");
            net.run("peer", "ip", "address", "flush", "dev", "eth0");
            String after =
                    both.charon().within(UP, "local +'mobile\\.example' @ 203\\.0\\.113\\.2");
            assertThat(number(after, "mobile")).isEqualTo(number(before, "mobile"));
            assertThat(number(after, "net")).isEqualTo(number(before, "net"));
            both.culvert()
                    .within(UP, "show crypto ipsec sa", "current_peer 203\\.0\\.113\\.2 port 4500");
            net.pingWithin(UP, "cust", "10.2.0.1");
            String text = echoes.await(0, Pattern.compile("packet loss"), UP);
            Matcher came = Pattern.compile("(\\d+) received").matcher(text);
            assertThat(came.find()).isTrue();
            // A third of them, at most, while it finds its new path.
            assertThat(Integer.parseInt(came.group(1))).as(text).isGreaterThan(ECHOES * 2 / 3);
        } finally {
            echoes.close();
        }
        net.ping("peer", "10.1.0.2", "-I", "10.2.0.1");
    }

    private static String number(String sas, String name) {
        Matcher found = Pattern.compile("(?m)^ *" + name + ": #(\\d+)").matcher(sas);
        assertThat(found.find()).as(sas).isTrue();
        return found.group(1);
    }
}
