package io.culvert.interop;

import static io.culvert.interop.Dmvpn.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.NhrpRecording.Spoken;
import io.culvert.wire.nhrp.NhrpPacket;
import io.culvert.wire.nhrp.NhrpType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// What a Culvert spoke, 2, and a Linux spoke with FRR's nhrpd, 3, do for each other in a DMVPN whose hub is the one or the other.
///
/// What nhrpd 8.4.4 does not do: it asks for nothing but what a redirect names, so that phase 2 is Culvert's alone to show (it
/// answers, though); it neither sends nor understands purges, so that what it heard stays with it for the holding time; and it knows
/// no authentication. When the holding time of a shortcut of its own is over it goes back to the hub for a moment, used or not.
///
/// The order of the tests saves time: phase 2 begins with spokes that have not met, and who leaves has to come back last.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DmvpnContract {
    static final String HUB = "10.0.0.1";
    static final String CULVERT = "10.0.0.2";
    static final String LINUX = "10.0.0.3";

    private static final int CULVERT_NUMBER = 2;
    private static final int LINUX_NUMBER = 3;

    private @Nullable Dmvpn net;
    private @Nullable Culvert culvert;
    private @Nullable LinuxPeer linux;

    /// Starts the hub, which does not redirect.
    abstract void startHub(Dmvpn net);

    abstract void makeHubRedirect();

    /// The golden file of what is said.
    abstract String golden();

    /// The hub has both spokes registered at their outer addresses, and echoes come back from there.
    abstract void hubReachesBothSpokes();

    @BeforeAll
    void connect() {
        Dmvpn.require();
        net = new Dmvpn();
        try {
            startHub(net);
            linux = net.linuxSpoke(LINUX_NUMBER);
            culvert = net.culvertSpoke(CULVERT_NUMBER);
            net.started();
        } catch (AssertionError | RuntimeException e) {
            net.close();
            throw e;
        }
    }

    @AfterAll
    void disconnect() {
        if (net != null) {
            net.close();
        }
    }

    final Dmvpn net() {
        return Objects.requireNonNull(net);
    }

    final Culvert culvert() {
        return Objects.requireNonNull(culvert);
    }

    final LinuxPeer linux() {
        return Objects.requireNonNull(linux);
    }

    @Test
    @Order(1)
    void spokesRegisterAndReachTheHub() {
        culvert().within(UP, "show ip nhrp nhs detail", "^10\\.0\\.0\\.1 +RE ");
        culvert().within(UP, "ping 10.0.0.1", "100 percent");
        linux().within(
                        UP,
                        "vtysh -d nhrpd -c 'show ip nhrp cache'",
                        "nhs +10\\.0\\.0\\.1 +192\\.0\\.2\\.1 ");
        linux().pingWithin(UP, "", HUB);
        hubReachesBothSpokes();
    }

    /// The next hop is the other spoke, whose outer address Culvert has to ask for: until it knows, and has a session there, the hub
    /// passes packets on. Back they come by the hub: FRR asks for no next hop.
    @Test
    @Order(2)
    void inPhase2CulvertAsksForTheNextHop() {
        culvert().without(UP, "show ip nhrp", "10\\.0\\.0\\.3/32");
        culvert().configure("ip route 10.2.3.0 255.255.255.0 10.0.0.3");
        try {
            net().ping(CULVERT_NUMBER, LINUX_NUMBER);
            net().culvertReaches(CULVERT_NUMBER, LINUX_NUMBER, LINUX);
            culvert()
                    .within(
                            UP,
                            "show ip nhrp",
                            "10\\.0\\.0\\.3/32 via 10\\.0\\.0\\.3\\s.*\\s+Type: dynamic.*\\s+NBMA address: 192\\.0\\.2\\.3");
            culvert().within(UP, "show dmvpn", "192\\.0\\.2\\.3 +10\\.0\\.0\\.3 +UP");
            net().linuxReaches(linux(), CULVERT_NUMBER, HUB);
            net().ping(CULVERT_NUMBER, LINUX_NUMBER);
        } finally {
            culvert().configure("no ip route 10.2.3.0 255.255.255.0 10.0.0.3");
        }
    }

    /// All routes lead to the hub. Each spoke asks on its own for the other's LAN.
    private void shortcutsForm() {
        makeHubRedirect();
        culvert().configure("interface Tunnel0\n ip nhrp shortcut\n");
        net().ping(CULVERT_NUMBER, LINUX_NUMBER);
        net().culvertReaches(CULVERT_NUMBER, LINUX_NUMBER, LINUX);
        net().linuxReaches(linux(), CULVERT_NUMBER, CULVERT);
    }

    @Test
    @Order(3)
    void inPhase3EachSpokeAsksTheOtherForItsLan() {
        shortcutsForm();
        culvert().within(UP, "show ip nhrp", "10\\.2\\.3\\.0/24 via 10\\.0\\.0\\.3");
        culvert().within(UP, "show ip route", "^H +10\\.2\\.3\\.0/24 .*via 10\\.0\\.0\\.3");
        culvert().within(UP, "show dmvpn", "192\\.0\\.2\\.3 +10\\.0\\.0\\.3 +UP .*D");
        linux().within(
                        UP,
                        "vtysh -d nhrpd -c 'show ip nhrp shortcut'",
                        "10\\.2\\.2\\.0/24 +10\\.0\\.0\\.2");
        linux().within(
                        UP,
                        "vtysh -d nhrpd -c 'show ip nhrp cache'",
                        "10\\.0\\.0\\.2 +192\\.0\\.2\\.2");
    }

    @Test
    @Order(4)
    void nothingOfItPassesInTheClear() {
        Capture unsealed = net().unsealed();
        culvert().ask("clear ip nhrp");
        shortcutsForm();
        assertThat(unsealed.stop()).isZero();
    }

    /// RFC 2332 section 5.2.5 on our side; nhrpd keeps what we take back until its holding time is over, which does no harm: the
    /// same promise is made again.
    @Test
    @Order(5)
    void whatIsClearedOnEitherSideComesBack() {
        shortcutsForm();
        culvert().ask("clear ip nhrp");
        culvert().without(UP, "show ip nhrp", "10\\.2\\.3\\.0/24");
        shortcutsForm();
        linux().within(
                        UP,
                        "vtysh -d nhrpd -c 'clear ip nhrp shortcut' -c 'show ip nhrp shortcut'",
                        "No entries");
        linux().run("vtysh -d nhrpd -c 'clear ip nhrp cache'");
        shortcutsForm();
    }

    /// FRR says that its LAN is behind it for so long; used, the shortcut is asked for again in time.
    @Test
    @Order(6)
    void aShortcutThatIsUsedOutlivesItsHoldingTime() {
        shortcutsForm();
        Deadline.within(
                UP,
                () -> {
                    net().culvertReaches(CULVERT_NUMBER, LINUX_NUMBER, LINUX);
                    assertThat(culvert().ask("show ip nhrp"))
                            .containsPattern(
                                    "10\\.2\\.3\\.0/24 via 10\\.0\\.0\\.3\\s+Tunnel0 created 00:(0[1-9]:..|00:(1[4-9]|[2-5].)),");
                });
    }

    /// Culvert reads all that FRR says, and what both say is NHRP to an independent dissector.
    @Test
    @Order(7)
    void whatBothSayIsWellFormed() {
        shortcutsForm();
        NhrpRecording recording = NhrpRecording.of(net().net(), linux());
        List<NhrpPacket> ours = said(recording, false);
        List<NhrpPacket> theirs = said(recording, true);
        assertThat(theirs)
                .extracting(NhrpPacket::type)
                .contains(
                        NhrpType.REGISTRATION_REQUEST,
                        NhrpType.RESOLUTION_REQUEST,
                        NhrpType.RESOLUTION_REPLY);
        assertThat(ours)
                .extracting(NhrpPacket::type)
                .contains(
                        NhrpType.REGISTRATION_REPLY,
                        NhrpType.TRAFFIC_INDICATION,
                        NhrpType.RESOLUTION_REQUEST,
                        NhrpType.RESOLUTION_REPLY);
        var dissector = new Tshark(net().net().folder("profile"));
        assertThat(dissector.frames(recording.file(), "nhrp", "frame.number"))
                .hasSameSizeAs(recording.packets());
        // Of an ICMP error a redirect holds the first eight octets, and the dissector reads on.
        assertThat(dissector.complaints(recording.file()))
                .allMatch(complaint -> complaint.endsWith("NHRP Traffic Indication"));
        recording.keep(
                golden(),
                "FRR 8.4.4 nhrpd, spoke 192.0.2.3, in a DMVPN with Culvert, as its kernel sees it");
    }

    private static List<NhrpPacket> said(NhrpRecording recording, boolean isFrr) {
        return recording.packets().stream()
                .filter(one -> one.isFrr() == isFrr)
                .map(Spoken::octets)
                .map(octets -> NhrpPacket.parse(octets).orElseThrow())
                .toList();
    }
}
