package io.culvert.interop;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Protected GRE tunnels in transport mode, one for each suite, with a strongSwan that agrees to one suite alone at each of
/// its addresses. Both sides begin: Culvert the tunnels with odd numbers, strongSwan those with even ones.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuitesWithStrongSwanTest {
    private static final Duration UP = Duration.ofSeconds(30);

    /// @param number of the tunnel, and the last octet of strongSwan's address
    /// @param ike what strongSwan agrees to
    /// @param esp what strongSwan agrees to
    /// @param transform what Culvert offers for ESP
    /// @param more further lines of Culvert's IPsec profile
    private record Suite(int number, String ike, String esp, String transform, String more) {
        String tunnel() {
            return """
            crypto ipsec transform-set T%1$d %2$s
             mode transport
            crypto ipsec profile P%1$d
             set transform-set T%1$d
             set ikev2-profile PSK
             %3$s
             %4$s
            interface Tunnel%1$d
             ip address 10.0.%1$d.1 255.255.255.0
             tunnel source Ethernet0/0
             tunnel destination 192.0.2.%1$d
             tunnel protection ipsec profile P%1$d
            """
                    .formatted(number, transform, more, isOurs() ? "" : "responder-only");
        }

        boolean isOurs() {
            return number % 2 == 1;
        }

        String connection() {
            return """
            s%1$d {
              version = 2
              local_addrs = 192.0.2.%1$d
              remote_addrs = 192.0.2.1
              proposals = %2$s
              local { auth = psk
                id = 192.0.2.%1$d }
              remote { auth = psk
                id = 192.0.2.1 }
              children { c%1$d {
                mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = %3$s
              } }
            }
            """
                    .formatted(number, ike, esp);
        }

        @Override
        public String toString() {
            return ike + ", " + esp + (isOurs() ? ", begun by Culvert" : ", begun by strongSwan");
        }
    }

    private static final List<Suite> SUITES =
            List.of(
                    suite(11, "aes256gcm16-prfsha384-ecp384", "aes256gcm16", "esp-gcm 256"),
                    suite(12, "aes256gcm16-prfsha384-ecp384", "aes256gcm16", "esp-gcm 256"),
                    suite(
                            13,
                            "aes256-sha512-modp2048",
                            "aes256-sha256",
                            "esp-aes 256 esp-sha256-hmac"),
                    suite(
                            14,
                            "aes256-sha512-modp2048",
                            "aes256-sha256",
                            "esp-aes 256 esp-sha256-hmac"),
                    suite(
                            15,
                            "chacha20poly1305-prfsha256-curve25519",
                            "aes128gcm16",
                            "esp-gcm 128"),
                    suite(
                            16,
                            "chacha20poly1305-prfsha256-curve25519",
                            "aes128gcm16",
                            "esp-gcm 128"),
                    suite(
                            17,
                            "aes128-sha256-ecp256",
                            "aes128-sha384",
                            "esp-aes 128 esp-sha384-hmac"),
                    suite(
                            18,
                            "aes192-sha384-modp3072",
                            "aes192-sha512",
                            "esp-aes 192 esp-sha512-hmac"),
                    suite(19, "aes128gcm16-prfsha512-ecp521", "aes192gcm16", "esp-gcm 192"),
                    suite(20, "aes256-sha1-modp4096", "aes128-sha1", "esp-aes 128 esp-sha-hmac"),
                    new Suite(
                            21,
                            "aes256gcm16-prfsha256-x448",
                            "aes256gcm16-esn",
                            "esp-gcm 256",
                            "set security-association esn"),
                    new Suite(
                            22,
                            "aes256gcm16-prfsha256-x448",
                            "aes256gcm16-esn",
                            "esp-gcm 256",
                            "set security-association esn"));

    private static Suite suite(int number, String ike, String esp, String transform) {
        return new Suite(number, ike, esp, transform, "");
    }

    private static final String CONFIG =
            """
            hostname GW
            crypto ikev2 proposal GCM
             encryption aes-gcm-256 aes-gcm-128 chacha20-poly1305
             prf sha256 sha384 sha512
             group 19 20 21 31 32
            crypto ikev2 proposal CBC
             encryption aes-cbc-128 aes-cbc-192 aes-cbc-256
             integrity sha256 sha384 sha512 sha1
             group 14 15 16 19
            crypto ikev2 policy ALL
             proposal GCM
             proposal CBC
            crypto ikev2 keyring KEYS
             peer ANY
              address 0.0.0.0 0.0.0.0
              pre-shared-key test-only
            crypto ikev2 profile PSK
             match identity remote any
             identity local address 192.0.2.1
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            """;

    private @Nullable Namespaces net;
    private @Nullable Culvert culvert;
    private @Nullable StrongSwan charon;

    static Stream<Suite> suites() {
        return SUITES.stream();
    }

    @BeforeAll
    void connect() {
        StrongSwan.require(StrongSwan.Kernel.NONE);
        net = new Namespaces("gw", "peer");
        net.link("gw", "eth0", "peer", "eth0");
        net.leave("gw", "eth0");
        for (Suite suite : SUITES) {
            net.address("peer", "eth0", "192.0.2." + suite.number() + "/24");
        }
        charon =
                StrongSwan.start(
                        net,
                        "peer",
                        StrongSwan.Kernel.NONE,
                        "connections {\n%s}\nsecrets { ike { secret = test-only } }\n"
                                .formatted(
                                        SUITES.stream()
                                                .map(Suite::connection)
                                                .collect(Collectors.joining())));
        culvert =
                Culvert.start(
                        net,
                        "gw",
                        CONFIG + SUITES.stream().map(Suite::tunnel).collect(Collectors.joining()));
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theSuiteIsAgreedOn(Suite suite) {
        StrongSwan peer = Objects.requireNonNull(charon);
        if (!suite.isOurs()) {
            peer.initiate("c" + suite.number());
        }
        String address = "192\\.0\\.2\\." + suite.number();
        peer.within(
                UP,
                "(?s)s%1$d: #\\d+, ESTABLISHED, IKEv2(?:(?!\\ns\\d).)*c%1$d: #\\d+, reqid \\d+, INSTALLED, TRANSPORT"
                        .formatted(suite.number()));
        Culvert gateway = Objects.requireNonNull(culvert);
        gateway.within(
                UP,
                "show crypto ikev2 sa remote 192.0.2." + suite.number(),
                address + "/(500|4500).*READY");
        gateway.within(UP, "show ip interface brief", "^Tunnel" + suite.number() + " .* up +up");
    }
}
