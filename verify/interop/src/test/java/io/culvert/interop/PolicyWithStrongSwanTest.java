package io.culvert.interop;

import static io.culvert.interop.UserSpacePair.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `tunnel protection ipsec policy ipv4` of two lines: one IKE SA with a Child SA for each, and every packet in its own. Culvert
/// begins the tunnel to 192.0.2.21, strongSwan that from 192.0.2.22.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyWithStrongSwanTest {
    private @Nullable UserSpacePair pair;

    private static String tunnel(int number, String more) {
        return """
        ip access-list extended POLICY%1$d
         permit ip 10.1.%1$d.0 0.0.0.127 10.2.%1$d.0 0.0.0.127
         permit ip 10.1.%1$d.128 0.0.0.127 10.2.%1$d.128 0.0.0.127
        crypto ipsec profile P%1$d
         set transform-set T
         set ikev2-profile PSK
         %2$s
        interface Tunnel%1$d
         vrf forwarding red
         ip address 10.0.%1$d.1 255.255.255.252
         tunnel source Ethernet0/0
         tunnel mode ipsec ipv4
         tunnel destination 192.0.2.%1$d
         tunnel protection ipsec policy ipv4 POLICY%1$d
         tunnel protection ipsec profile P%1$d
        ip route vrf red 10.2.%1$d.0 255.255.255.0 Tunnel%1$d
        """
                .formatted(number, more);
    }

    private static String child(int number, String name, int first) {
        return UserSpacePair.child(
                name + number,
                "10.2.%d.%d/25".formatted(number, first),
                "10.1.%d.%d/25".formatted(number, first),
                "aes256gcm16");
    }

    private static String connection(int number) {
        return UserSpacePair.connection(
                "s" + number,
                "local_addrs = 192.0.2." + number,
                child(number, "low", 0) + child(number, "high", 128));
    }

    @BeforeAll
    void connect() {
        UserSpacePair.require();
        pair = UserSpacePair.neighbors();
        for (int number = 21; number <= 22; number++) {
            pair.net.address("peer", "eth0", "192.0.2.%d/24".formatted(number));
            for (int host = 2; host <= 130; host += 128) {
                pair.net.address("peer", "lo", "10.2.%d.%d/32".formatted(number, host));
                pair.net.address("cust", "eth0", "10.1.%d.%d/16".formatted(number, host));
            }
        }
        pair.start(
                "crypto ipsec transform-set T esp-gcm 256\n"
                        + tunnel(21, "")
                        + tunnel(22, "responder-only"),
                connection(21) + connection(22));
    }

    @AfterAll
    void disconnect() {
        if (pair != null) {
            pair.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22})
    void eachLineHasAChildSaOfItsOwn(int number) {
        UserSpacePair both = Objects.requireNonNull(pair);
        if (number == 22) {
            both.charon().initiate("low22");
            both.charon().initiate("high22");
        }
        String sas =
                both.charon()
                        .within(
                                UP,
                                "low%d: #\\d+, reqid \\d+, INSTALLED, TUNNEL-in-UDP"
                                        .formatted(number),
                                "high%d: #\\d+, reqid \\d+, INSTALLED, TUNNEL-in-UDP"
                                        .formatted(number));
        assertThat(sas).containsOnlyOnce("s%d: #".formatted(number));
        Namespaces net = both.net;
        for (int host = 2; host <= 130; host += 128) {
            String near = "10.1.%d.%d".formatted(number, host);
            String far = "10.2.%d.%d".formatted(number, host);
            net.pingWithin(UP, "cust", far, "-I", near);
            net.ping("peer", near, "-I", far);
        }
        // From one line's network to the other's: no line permits it.
        assertThat(
                        net.attempt(
                                        "cust",
                                        "ping",
                                        "-q",
                                        "-c",
                                        "2",
                                        "-i",
                                        "0.2",
                                        "-W",
                                        "1",
                                        "-I",
                                        "10.1.%d.2".formatted(number),
                                        "10.2.%d.130".formatted(number))
                                .text())
                .contains("100% packet loss");
        String text = both.culvert().ask("show crypto ipsec sa interface Tunnel" + number);
        assertThat(text)
                .contains(
                        "(10.1.%d.0/255.255.255.128/0/0)".formatted(number),
                        "(10.1.%d.128/255.255.255.128/0/0)".formatted(number));
    }
}
