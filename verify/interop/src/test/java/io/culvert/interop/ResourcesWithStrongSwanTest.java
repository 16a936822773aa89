package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A peer that does not know of Child SAs of single workers (RFC 9611), as strongSwan before 6.0, is none the worse for being asked: it
/// passes over the notification, and the tunnel lives on the one Child SA.
class ResourcesWithStrongSwanTest {
    private static final Duration UP = Duration.ofSeconds(40);

    private static final String CRYPTO =
            """
            hostname GW
            platform workers 3
            crypto ikev2 proposal P
             encryption aes-gcm-256
             prf sha384
             group 20
            crypto ikev2 policy P
             proposal P
            crypto ikev2 keyring KEYS
             peer PEER
              address 192.0.2.2
              pre-shared-key test-only
            crypto ikev2 profile PEER
             match identity remote fqdn peer.example
             identity local fqdn gw.example
             authentication local pre-share
             authentication remote pre-share
             keyring local KEYS
             %s
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile PEER
             set transform-set T
             set security-association per-resource
             set ikev2-profile PEER
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            """;

    private static final String BEGINS =
            CRYPTO.formatted("lifetime 3600")
                    + """
                    interface Tunnel0
                     ip address 10.0.12.1 255.255.255.252
                     tunnel source Ethernet0/0
                     tunnel destination 192.0.2.2
                     tunnel protection ipsec profile PEER
                    """;

    private static final String ANSWERS =
            CRYPTO.formatted("virtual-template 1")
                    + """
                    interface Loopback0
                     ip address 10.0.12.1 255.255.255.255
                    interface Virtual-Template1 type tunnel
                     ip unnumbered Loopback0
                     tunnel source Ethernet0/0
                     tunnel protection ipsec profile PEER
                    """;

    private static final String PEER =
            """
            connections { gw { version = 2
              local_addrs = 192.0.2.2
              remote_addrs = 192.0.2.1
              proposals = aes256gcm16-prfsha384-ecp384
              mobike = no
              local { auth = psk
                id = peer.example }
              remote { auth = psk
                id = gw.example }
              children { gre { mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = aes256gcm16
              } }
            } }
            secrets { ike { secret = test-only } }
            """;

    private static final String REFUSED =
            "IKEV2-5-RESOURCES_REFUSED: .* 0 of 3 have one: it does not know of them";

    private static final Pattern CHILD = Pattern.compile("(?m)^ +gre: #\\d+, reqid \\d+, (\\w+),");

    private final Namespaces net = new Namespaces();

    @BeforeEach
    void connect() {
        StrongSwan.require(StrongSwan.Kernel.NONE);
        net.add("gw");
        net.add("peer");
        net.link("gw", "eth0", "peer", "eth0");
        net.leave("gw", "eth0");
        net.address("peer", "eth0", "192.0.2.2/24");
    }

    @AfterEach
    void clear() {
        net.close();
    }

    private StrongSwan charon() {
        return StrongSwan.start(net, "peer", StrongSwan.Kernel.NONE, PEER);
    }

    /// There is one Child SA on either side, and it is rekeyed as ever.
    private static void livesOnOne(Culvert culvert, StrongSwan charon, String tunnel) {
        hasOne(culvert, charon);
        charon.swanctl("--rekey", "--child", "gre");
        hasOne(culvert, charon);
        culvert.within(UP, "show ip interface brief", "^" + tunnel + " .* up +up");
        assertThat(charon.fullLog()).doesNotContain("INVALID_SYNTAX", "deleting IKE_SA");
    }

    private static void hasOne(Culvert culvert, StrongSwan charon) {
        Deadline.within(
                UP,
                () -> {
                    Matcher child = CHILD.matcher(charon.swanctl("--list-sas").text());
                    assertThat(child.results().map(found -> found.group(1)))
                            .containsExactly("INSTALLED");
                    assertThat(culvert.ask("show crypto ikev2 session detailed"))
                            .containsOnlyOnce("ESP spi in/out");
                });
    }

    @Test
    void oneThatAnswers() {
        StrongSwan charon = charon();
        Culvert culvert = Culvert.start(net, "gw", BEGINS);
        culvert.within(UP, "show logging", REFUSED);
        livesOnOne(culvert, charon, "Tunnel0");
        assertThat(charon.fullLog())
                .containsPattern("parsed IKE_AUTH request .*N\\(\\(16444\\)\\)");
    }

    @Test
    void oneThatBegins() {
        Culvert culvert = Culvert.start(net, "gw", ANSWERS);
        StrongSwan charon = charon();
        charon.initiate("gre");
        culvert.within(UP, "show logging", REFUSED);
        livesOnOne(culvert, charon, "Virtual-Access1");
    }
}
