package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.Tshark.Frame;
import io.culvert.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An independent dissector reads every NHRP packet of labs that were run with `--capture`, out of ESP and out of the associated
/// channels of labels: nothing malformed, no expert note, each checksum looked at and good, and every type of packet among them.
///
/// The passwords of these labs have four letters or more: behind the SPI the dissector expects the address that RFC 2332 section
/// 5.3.4.1 has there, and the form that routers use has the password in its place.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NhrpDissectorTest {
    /// NHRP in GRE, or in the channel that `init.lua` beside the captures names.
    private static final String CARRIER = "gre.proto == 0x2001 || pwach.channel_type == 0x7ff8";

    private static final String RESOLUTION_REQUEST = "1";
    private static final String RESOLUTION_REPLY = "2";
    private static final String REGISTRATION_REQUEST = "3";
    private static final String REGISTRATION_REPLY = "4";
    private static final String PURGE_REQUEST = "5";
    private static final String PURGE_REPLY = "6";
    private static final String ERROR = "7";
    private static final String TRAFFIC_INDICATION = "8";

    /// The project's own label extension, nhrp.md section 6.4.
    private static final String LABEL_EXTENSION = "0x3801";

    @TempDir private static Path folder = Path.of("");

    private final Map<String, List<Frame>> packets = new TreeMap<>();

    @BeforeEach
    void record() throws IOException {
        Tshark.required();
        if (packets.isEmpty()) {
            play(
                    "examples/flexvpn-shortcut",
                    "flexvpn-shortcut.lab",
                    """
                    configure R4-Spoke
                      interface Loopback100
                       shutdown
                    pass 5s
                    """);
            play(
                    "lab/scenarios/dmvpn",
                    "phase3-ipsec.lab",
                    """
                    configure SP2
                      interface GigabitEthernet0/1
                       shutdown
                    configure SP3
                      interface Tunnel0
                       ip nhrp authentication other
                    SP3> clear ip nhrp
                    h3> ping 192.168.1.10 -c 5 -i 0.2
                    pass 3m
                    """);
            play("lab/scenarios/dmvpn", "ipv6.lab", "");
            play("lab/scenarios/dmvpn-labels", "dmvpn-labels.lab", "");
            play("lab/scenarios/dmvpn-nat", "dmvpn-nat.lab", "");
            play("lab/scenarios/shortcut", "ipv6-customers.lab", "");
        }
    }

    private void play(String topology, String scenario, String more) throws IOException {
        Path from = Repository.root().resolve(topology);
        Path into = Files.createDirectories(folder.resolve(scenario));
        String steps = Files.readString(from.resolve(scenario)) + more;
        var recording = Recording.of(from, into, steps);
        var found = new ArrayList<Frame>();
        for (Path capture : recording.captures()) {
            found.addAll(
                    recording
                            .tshark()
                            .frames(
                                    capture,
                                    CARRIER,
                                    "nhrp.hdr.op.type",
                                    "nhrp.hdr.chksum.status",
                                    "nhrp.hdr.pro.type",
                                    "nhrp.ext.type",
                                    "nhrp.err.code",
                                    "pwach.channel_type",
                                    "esp.icv_good",
                                    "_ws.expert.message",
                                    "frame.number"));
        }
        packets.put(scenario, found);
    }

    private Collection<String> all(String scenario, String field) {
        var values = new TreeSet<String>();
        packets.getOrDefault(scenario, List.of()).forEach(frame -> values.addAll(frame.all(field)));
        return values;
    }

    /// Status 1 is a checksum that was computed and found good.
    @Test
    void everyPacketIsReadToItsEndWithoutComplaint() {
        assertThat(packets).hasSize(6);
        packets.forEach(
                (scenario, frames) -> {
                    assertThat(frames).as(scenario).hasSizeGreaterThan(10);
                    assertThat(frames)
                            .as(scenario)
                            .allSatisfy(
                                    frame -> {
                                        assertThat(frame.all("nhrp.hdr.op.type")).isNotEmpty();
                                        assertThat(frame.all("nhrp.hdr.chksum.status"))
                                                .containsOnly("1");
                                        assertThat(frame.all("_ws.expert.message")).isEmpty();
                                    });
                });
    }

    @Test
    void everyTypeOfPacketIsAmongThem() {
        assertThat(all("flexvpn-shortcut.lab", "nhrp.hdr.op.type"))
                .containsExactly(
                        RESOLUTION_REQUEST,
                        RESOLUTION_REPLY,
                        PURGE_REQUEST,
                        PURGE_REPLY,
                        TRAFFIC_INDICATION);
        assertThat(all("phase3-ipsec.lab", "nhrp.hdr.op.type"))
                .containsExactly(
                        RESOLUTION_REQUEST,
                        RESOLUTION_REPLY,
                        REGISTRATION_REQUEST,
                        REGISTRATION_REPLY,
                        PURGE_REQUEST,
                        PURGE_REPLY,
                        ERROR,
                        TRAFFIC_INDICATION);
        assertThat(all("dmvpn-labels.lab", "nhrp.hdr.op.type"))
                .contains(
                        RESOLUTION_REQUEST,
                        RESOLUTION_REPLY,
                        REGISTRATION_REQUEST,
                        REGISTRATION_REPLY,
                        TRAFFIC_INDICATION);
    }

    @Test
    void packetsWithLabelsAndOfIpv6AndOfClientsBehindTranslatorsAreAmongThem() {
        assertThat(all("flexvpn-shortcut.lab", "pwach.channel_type")).containsExactly("0x7ff8");
        assertThat(all("flexvpn-shortcut.lab", "nhrp.ext.type")).contains(LABEL_EXTENSION);
        assertThat(all("flexvpn-shortcut.lab", "esp.icv_good")).containsExactly("1");
        assertThat(all("ipv6-customers.lab", "nhrp.hdr.pro.type")).contains("0x86dd");
        assertThat(all("ipv6.lab", "nhrp.hdr.pro.type")).containsExactly("0x0800", "0x86dd");
        assertThat(all("dmvpn-nat.lab", "nhrp.ext.type")).contains("0x0009");
        assertThat(all("phase3-ipsec.lab", "nhrp.ext.type")).contains("0x0007");
    }
}
