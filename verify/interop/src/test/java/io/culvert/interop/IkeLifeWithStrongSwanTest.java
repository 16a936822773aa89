package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of an IKE SA with strongSwan: rekeyed and reauthenticated, deleted, lost on either side, challenged by
/// cookies. No packet passes this strongSwan; that they do through all of it is [LinuxProviderEdgeTest]'s.
class IkeLifeWithStrongSwanTest {
    private static final Duration UP = Duration.ofSeconds(30);
    private static final Duration LOST = Duration.ofSeconds(60);

    private static final String CONFIG =
            """
            hostname GW
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
             dpd 10 2 periodic
            crypto ipsec transform-set T esp-gcm 256
             mode transport
            crypto ipsec profile PEER
             set transform-set T
             set security-association lifetime kilobytes 2560
             set ikev2-profile PEER
            interface Ethernet0/0
             port packet eth0
             ip address 192.0.2.1 255.255.255.0
            interface Tunnel0
             ip address 10.0.12.1 255.255.255.252
             tunnel source Ethernet0/0
             tunnel destination 192.0.2.2
             tunnel protection ipsec profile PEER
            """;

    private static final String PEER =
            """
            connections { gw { version = 2
              local_addrs = 192.0.2.2
              remote_addrs = 192.0.2.1
              proposals = aes256gcm16-prfsha384-ecp384
              dpd_delay = 3s
              mobike = no
              local { auth = psk
                id = peer.example }
              remote { auth = psk
                id = gw.example }
              children { gre { mode = transport
                local_ts = dynamic[gre]
                remote_ts = dynamic[gre]
                esp_proposals = aes256gcm16
                rekey_packets = 0
              } }
            } }
            secrets { ike { secret = test-only } }
            """;

    private static final Pattern IKE = Pattern.compile("(?m)^gw: #(\\d+), ESTABLISHED");
    private static final Pattern CHILD =
            Pattern.compile("(?m)^ +gre: #(\\d+), reqid \\d+, INSTALLED");

    private final Namespaces net = new Namespaces();

    @BeforeEach
    void cable() {
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

    private StrongSwan charon(String... settings) {
        return StrongSwan.start(net, "peer", StrongSwan.Kernel.NONE, PEER, settings);
    }

    private Culvert culvert(String more) {
        return Culvert.start(net, "gw", CONFIG + more);
    }

    private static void up(Culvert culvert, StrongSwan charon) {
        charon.within(UP, IKE.pattern(), CHILD.pattern());
        culvert.within(UP, "show ip interface brief", "^Tunnel0 .* up +up");
    }

    /// Waits until exactly one SA is there, with another number than before.
    private static String other(StrongSwan charon, Pattern kind, String before) {
        var found = new String[1];
        Deadline.within(
                UP,
                () -> {
                    Matcher all = kind.matcher(charon.swanctl("--list-sas").text());
                    assertThat(all.find()).isTrue();
                    found[0] = all.group(1);
                    assertThat(found[0]).isNotEqualTo(before);
                    assertThat(all.find()).isFalse();
                });
        return found[0];
    }

    @Test
    void strongSwanRekeysAndReauthenticates() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        String child = other(charon, CHILD, "");
        String ike = other(charon, IKE, "");
        charon.swanctl("--rekey", "--child", "gre");
        child = other(charon, CHILD, child);
        assertThat(other(charon, IKE, "")).isEqualTo(ike);
        charon.swanctl("--rekey", "--ike", "gw");
        ike = other(charon, IKE, ike);
        assertThat(other(charon, CHILD, "")).isEqualTo(child);
        charon.swanctl("--rekey", "--ike", "gw", "--reauth");
        other(charon, IKE, ike);
        other(charon, CHILD, child);
        up(culvert, charon);
        culvert.within(UP, "show crypto ikev2 sa", "READY");
    }

    @Test
    void culvertRekeysWhatHasCarriedEnough() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        String child = other(charon, CHILD, "");
        culvert.ask("ping 10.0.12.2 repeat 2500 size 1400 timeout 0");
        other(charon, CHILD, child);
        up(culvert, charon);
    }

    @Test
    void anSaThatStrongSwanDeletesIsMadeAnew() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        String ike = other(charon, IKE, "");
        charon.swanctl("--terminate", "--ike", "gw");
        other(charon, IKE, ike);
        up(culvert, charon);
    }

    @Test
    void whenCulvertGoesItSaysSo() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        culvert.close();
        Deadline.within(UP, () -> assertThat(charon.swanctl("--list-sas").text()).isBlank());
        assertThat(charon.fullLog()).contains("received DELETE for IKE_SA gw");
    }

    @Test
    void aDeadStrongSwanIsNoticedAndFoundAgain() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        charon.kill();
        culvert.within(LOST, "show ip interface brief", "^Tunnel0 .* up +down");
        up(culvert, charon());
    }

    @Test
    void aDeadCulvertIsNoticedAndMayComeBack() {
        StrongSwan charon = charon();
        Culvert culvert = culvert("");
        up(culvert, charon);
        culvert.kill();
        Deadline.within(LOST, () -> assertThat(charon.swanctl("--list-sas").text()).isBlank());
        up(culvert(""), charon);
    }

    @Test
    void cookiesAreAskedForAndGiven() {
        StrongSwan charon =
                charon("cookie_threshold = 1", "block_threshold = 0", "cookie_threshold_ip = 1");
        Culvert culvert =
                culvert(
                        "crypto ikev2 cookie-challenge 0\ncrypto ipsec profile PEER\n responder-only\n");
        charon.initiate("gre");
        up(culvert, charon);
        assertThat(charon.fullLog()).contains("N(COOKIE)");
    }
}
