package io.culvert.interop;

import static io.culvert.interop.UserSpacePair.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// IP right in ESP (`tunnel mode ipsec ipv4`) with a strongSwan that encrypts in user space: for each suite and each side that
/// may begin, a tunnel for everything that strongSwan narrows to two subnets (RFC 7296 section 2.9), a customer behind it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VirtualTunnelWithStrongSwanTest {
    /// @param number of the tunnel, and the last octet of strongSwan's address; Culvert begins the odd ones
    /// @param esp what strongSwan agrees to
    /// @param transform what Culvert does
    private record Suite(int number, String esp, String transform) {
        boolean isOurs() {
            return number % 2 == 1;
        }

        String tunnel() {
            return """
            crypto ipsec transform-set T%1$d %2$s
            crypto ipsec profile P%1$d
             set transform-set T%1$d
             set ikev2-profile PSK
             %3$s
            interface Tunnel%1$d
             vrf forwarding red
             ip address 10.0.%1$d.1 255.255.255.252
             tunnel source Ethernet0/0
             tunnel mode ipsec ipv4
             tunnel destination 192.0.2.%1$d
             tunnel protection ipsec profile P%1$d
            ip route vrf red 10.2.%1$d.0 255.255.255.0 Tunnel%1$d
            """
                    .formatted(number, transform, isOurs() ? "" : "responder-only");
        }

        String connection() {
            return UserSpacePair.connection(
                    "s" + number,
                    "local_addrs = 192.0.2." + number,
                    UserSpacePair.child(
                            "c" + number,
                            "10.2.%d.0/24".formatted(number),
                            "10.1.%d.0/24".formatted(number),
                            esp));
        }

        String near() {
            return "10.1." + number + ".2";
        }

        String far() {
            return "10.2." + number + ".1";
        }

        @Override
        public String toString() {
            return esp + (isOurs() ? ", begun by Culvert" : ", begun by strongSwan");
        }
    }

    private static final List<Suite> SUITES =
            List.of(
                    new Suite(11, "aes256gcm16", "esp-gcm 256"),
                    new Suite(12, "aes256gcm16", "esp-gcm 256"),
                    new Suite(13, "aes128gcm16", "esp-gcm 128"),
                    new Suite(14, "aes256-sha256", "esp-aes 256 esp-sha256-hmac"),
                    new Suite(15, "aes256-sha256", "esp-aes 256 esp-sha256-hmac"),
                    new Suite(16, "aes128-sha384", "esp-aes 128 esp-sha384-hmac"),
                    new Suite(17, "aes192-sha512", "esp-aes 192 esp-sha512-hmac"),
                    new Suite(18, "chacha20poly1305", "esp-chacha20-poly1305"),
                    new Suite(19, "chacha20poly1305", "esp-chacha20-poly1305"));

    private @Nullable UserSpacePair pair;

    static Stream<Suite> suites() {
        return SUITES.stream();
    }

    @BeforeAll
    void connect() {
        UserSpacePair.require();
        pair = UserSpacePair.neighbors();
        for (Suite suite : SUITES) {
            pair.net.address("peer", "eth0", "192.0.2.%d/24".formatted(suite.number()));
            pair.net.address("peer", "lo", suite.far() + "/32");
            pair.net.address("cust", "eth0", suite.near() + "/16");
        }
        pair.start(
                SUITES.stream().map(Suite::tunnel).collect(Collectors.joining()),
                SUITES.stream().map(Suite::connection).collect(Collectors.joining()));
    }

    @AfterAll
    void disconnect() {
        if (pair != null) {
            pair.close();
        }
    }

    private UserSpacePair pair() {
        return Objects.requireNonNull(pair);
    }

    /// Brings the tunnel up from the side whose turn it is.
    private void up(Suite suite) {
        if (!suite.isOurs()) {
            pair().charon().initiate("c" + suite.number());
        }
        pair().charon().within(UP, "c%d: #\\d+, reqid \\d+, INSTALLED".formatted(suite.number()));
        pair().culvert()
                .within(
                        UP,
                        "show ip interface brief",
                        "^Tunnel%d .* up +up".formatted(suite.number()));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void customersPassBothWays(Suite suite) {
        up(suite);
        Namespaces net = pair().net;
        net.pingWithin(UP, "cust", suite.far(), "-I", suite.near());
        net.ping("peer", suite.near(), "-I", suite.far());
        // Every length of padding.
        for (int size = 60; size < 78; size++) {
            net.run(
                    "cust",
                    "ping",
                    "-q",
                    "-c",
                    "1",
                    "-W",
                    "5",
                    "-s",
                    Integer.toString(size),
                    "-I",
                    suite.near(),
                    suite.far());
        }
        // In fragments: of the customer's, and before it is encrypted.
        net.ping("cust", suite.far(), "-I", suite.near(), "-s", "4000");
        pair().charon()
                .within(
                        UP,
                        "(?s)c%1$d: #\\d+.*?TUNNEL-in-UDP.*?local +10\\.2\\.%1$d\\.0/24\\s+remote +10\\.1\\.%1$d\\.0/24"
                                .formatted(suite.number()));
        assertThat(pair().culvert().ask("show crypto ipsec sa interface Tunnel" + suite.number()))
                .contains(
                        "local  ident (addr/mask/prot/port): (10.1.%d.0/255.255.255.0/0/0)"
                                .formatted(suite.number()),
                        "remote ident (addr/mask/prot/port): (10.2.%d.0/255.255.255.0/0/0)"
                                .formatted(suite.number()),
                        "Tunnel UDP-Encaps");
    }

    /// RFC 4301 section 5.1: what the agreed selectors do not cover is not sent, whatever was proposed.
    @Test
    void whatStrongSwanNarrowedAwayIsCountedAndDropped() {
        Suite suite = SUITES.getFirst();
        up(suite);
        Shell outside =
                pair().net
                        .attempt(
                                "cust",
                                "ping",
                                "-q",
                                "-c",
                                "3",
                                "-i",
                                "0.2",
                                "-W",
                                "1",
                                "-I",
                                "10.1.0.2",
                                suite.far());
        assertThat(outside.text()).contains("100% packet loss");
        pair().culvert().within(UP, "show drops", "SA_SELECTOR");
    }
}
