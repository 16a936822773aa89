package io.culvert.interop;

import io.culvert.base.Bytes;
import io.culvert.testkit.Repository;
import io.culvert.wire.nhrp.NhrpPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// NHRP as a guest's kernel hands it to its nhrpd, and takes it from there: outside of GRE and of ESP.
///
/// @param file the capture
/// @param packets the NHRP in it
record NhrpRecording(Path file, List<Spoken> packets) {
    private static final String IN_GUEST = "/var/log/nhrp.pcap";
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LENGTH_AT = 8;

    /// What Linux puts before packets of devices without a link layer: the direction first, the protocol last.
    private static final int COOKED_HEADER = 16;

    private static final int OUTGOING = 4;

    /// @param isFrr whether FRR says it
    record Spoken(boolean isFrr, Bytes octets) {}

    /// Listens from now on.
    static void start(LinuxPeer guest) {
        guest.run(
                "setsid tcpdump -U -p -s 0 -i gre1 -w "
                        + IN_GUEST
                        + " ether proto 0x2001 >/var/log/tcpdump.log 2>&1 </dev/null &"
                        + " until grep -q listening /var/log/tcpdump.log; do sleep 0.1; done");
    }

    /// What was said so far.
    static NhrpRecording of(Namespaces net, LinuxPeer guest) {
        byte[] octets = guest.run("cat " + IN_GUEST).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        var packets = new ArrayList<Spoken>();
        int at = FILE_HEADER;
        while (at + RECORD_HEADER <= octets.length) {
            int end = at + RECORD_HEADER + in.getInt(at + LENGTH_AT);
            if (end > octets.length) {
                break; // it is being written
            }
            boolean isFrr = in.get(at + RECORD_HEADER + 1) == OUTGOING;
            packets.add(
                    new Spoken(isFrr, Bytes.of(octets, at + RECORD_HEADER + COOKED_HEADER, end)));
            at = end;
        }
        try {
            Path file = net.folder("nhrp").resolve("nhrp.pcap");
            Files.write(file, Arrays.copyOf(octets, at));
            return new NhrpRecording(file, List.copyOf(packets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With `-Dgolden.update=true`, keeps the first of each kind that each says.
    ///
    /// @param name of the golden file
    /// @param who they are, and in what
    void keep(String name, String who) {
        if (!Boolean.getBoolean("golden.update")) {
            return;
        }
        var text = new StringBuilder("# " + who + ", captured by verify/interop\n");
        var known = new ArrayList<String>();
        for (Spoken one : packets) {
            NhrpPacket packet = NhrpPacket.parse(one.octets).orElseThrow();
            String what = packet.type() + (one.isFrr ? ", said by FRR" : ", said to FRR");
            if (!known.contains(what) && packet.toBytes().equals(one.octets)) {
                known.add(what);
                text.append("# ").append(what).append('\n').append(one.octets).append('\n');
            }
        }
        try {
            Files.writeString(
                    Repository.root()
                            .resolve("wire/src/test/resources/io/culvert/wire/nhrp/" + name),
                    text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
