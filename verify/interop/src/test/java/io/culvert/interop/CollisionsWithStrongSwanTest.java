package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Both sides begin the same thing before either has heard of the other, RFC 7296 sections 2.8.1, 2.8.2 and 2.25. That
/// this happens is not left to chance: the cable between them keeps everything back until the requests of both are on
/// their way, and lets them pass each other. Asserted is where it ends: with one IKE SA and one Child SA, the same on both
/// sides; and that charon saw it happen.
class CollisionsWithStrongSwanTest {
    private static final Duration UP = Duration.ofSeconds(40);

    /// A lifetime of 120 s is the shortest that there is.
    private static final Duration LIFETIME = Duration.ofSeconds(125);

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
             lifetime 120
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

    private static final Pattern IKE =
            Pattern.compile("(?m)^gw: #(\\d+), (\\w+), IKEv2, (\\w{16})_i\\*? (\\w{16})_r");
    private static final Pattern CHILD =
            Pattern.compile("(?m)^ +gre: #(\\d+), reqid \\d+, (\\w+),");
    private static final Pattern SPI = Pattern.compile("(?m)^ +(in|out) +([0-9a-f]+)");

    private static final int GW = 0;
    private static final int STRONG_SWAN = 1;
    private static final int IKE_SA_INIT = 34;
    private static final int CREATE_CHILD_SA = 36;

    private final Namespaces net = new Namespaces();
    private @Nullable Relay cable;

    @BeforeEach
    void connect() {
        StrongSwan.require(StrongSwan.Kernel.NONE);
        Machine.requires("python3");
        net.add("gw");
        net.add("wan");
        net.add("peer");
        net.link("gw", "eth0", "wan", "gw");
        net.link("peer", "eth0", "wan", "peer");
        net.leave("wan", "gw", "peer");
        net.leave("gw", "eth0");
        net.address("peer", "eth0", "192.0.2.2/24");
        cable = Relay.between(net, "wan", "gw", "peer");
    }

    private Relay cable() {
        return Objects.requireNonNull(cable);
    }

    @AfterEach
    void clear() {
        net.close();
    }

    private StrongSwan charon() {
        return StrongSwan.start(net, "peer", StrongSwan.Kernel.NONE, PEER, "retransmit_tries = 6");
    }

    private Culvert culvert() {
        return Culvert.start(net, "gw", CONFIG);
    }

    /// Waits until both, or one alone, have sent a request of this exchange, and nobody has received it.
    private void held(int exchange, Duration time, int... sides) {
        Deadline.within(
                time,
                () -> {
                    for (int side : sides) {
                        assertThat(cable().holds(side, exchange)).as("side %d", side).isTrue();
                    }
                });
    }

    private static String only(Pattern kind, int group, String text) {
        Matcher found = kind.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        String what = found.group(group);
        assertThat(found.find()).as(text).isFalse();
        return what;
    }

    /// One IKE SA with one Child SA on either side, and they are the same ones.
    private static void areOne(Culvert culvert, StrongSwan charon) {
        Deadline.within(
                UP,
                () -> {
                    String theirs = charon.swanctl("--list-sas").text();
                    assertThat(only(IKE, 2, theirs)).isEqualTo("ESTABLISHED");
                    assertThat(only(CHILD, 2, theirs)).isEqualTo("INSTALLED");
                    String ours = culvert.ask("show crypto ikev2 sa detailed");
                    assertThat(ours.split("READY", -1)).as(ours).hasSize(2);
                    assertThat(ours.toLowerCase(Locale.ROOT))
                            .contains(only(IKE, 3, theirs), only(IKE, 4, theirs));
                    String children = culvert.ask("show crypto ipsec sa");
                    Matcher spis = SPI.matcher(theirs);
                    while (spis.find()) {
                        assertThat(children.toLowerCase(Locale.ROOT))
                                .contains("spi: 0x" + spis.group(2).replaceFirst("^0+", ""));
                    }
                    assertThat(children.split("inbound esp sas:", -1)).hasSize(2);
                });
        culvert.within(UP, "show ip interface brief", "^Tunnel0 .* up +up");
    }

    @Test
    void bothRekeyTheChildSa() {
        StrongSwan charon = charon();
        Culvert culvert = culvert();
        areOne(culvert, charon);
        String before = only(CHILD, 1, charon.swanctl("--list-sas").text());
        cable().hold();
        charon.swanctl("--rekey", "--child", "gre");
        culvert.ask("ping 10.0.12.2 repeat 2500 size 1400 timeout 0");
        held(CREATE_CHILD_SA, UP, GW, STRONG_SWAN);
        cable().pass();
        collided(charon, "CHILD_REKEY");
        areOne(culvert, charon);
        assertThat(only(CHILD, 1, charon.swanctl("--list-sas").text())).isNotEqualTo(before);
    }

    @Test
    void bothRekeyTheIkeSa() {
        StrongSwan charon = charon();
        Culvert culvert = culvert();
        areOne(culvert, charon);
        String before = only(IKE, 1, charon.swanctl("--list-sas").text());
        // Nobody answers ARP meanwhile.
        net.run("peer", "ip", "neigh", "change", "192.0.2.1", "dev", "eth0", "nud", "permanent");
        cable().hold();
        held(CREATE_CHILD_SA, LIFETIME, GW);
        charon.swanctl("--rekey", "--ike", "gw");
        held(CREATE_CHILD_SA, UP, STRONG_SWAN);
        cable().pass();
        collided(charon, "IKE_REKEY");
        areOne(culvert, charon);
        assertThat(only(IKE, 1, charon.swanctl("--list-sas").text())).isNotEqualTo(before);
    }

    @Test
    void bothBeginAtOnce() {
        StrongSwan charon = charon();
        Culvert culvert = culvert();
        areOne(culvert, charon);
        cable().hold();
        charon.swanctl("--terminate", "--ike", "gw", "--force");
        culvert.ask("clear crypto ikev2 sa");
        charon.swanctl("--initiate", "--child", "gre", "--timeout", "1");
        held(IKE_SA_INIT, UP, GW, STRONG_SWAN);
        cable().pass();
        Deadline.within(
                UP,
                () ->
                        assertThat(charon.fullLog())
                                .contains("IKE_SA gw[2] established", "IKE_SA gw[3] established"));
        areOne(culvert, charon);
    }

    /// That charon had begun what it was then asked for. Whose SA stays, the nonces decide, or who was sooner.
    private static void collided(StrongSwan charon, String task) {
        String what = "detected " + task + " collision with " + task;
        Deadline.within(UP, () -> assertThat(charon.fullLog()).contains(what));
    }
}
