package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.AddressFamily;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.nhrp.Authentication;
import io.culvert.wire.nhrp.Cie;
import io.culvert.wire.nhrp.LabelExtension;
import io.culvert.wire.nhrp.NhrpExtension;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/// No search finds a checksum, so it is made right before a packet is read.
class NhrpFuzzTest {
    private static final int CHECKSUM_AT = 12;

    @MethodSource("io.culvert.fuzz.Seeds#nhrp")
    @FuzzTest
    void aPacketThatIsReadIsWrittenAndReadAgain(byte[] octets) {
        if (NhrpPacket.parse(sealed(octets)) instanceof Parse.Ok<NhrpPacket>(var packet)) {
            Bytes written = packet.toBytes();
            assertThat(written.size()).isEqualTo(packet.wireLength());
            assertThat(NhrpPacket.parse(written)).isEqualTo(Parse.ok(packet));
            packet.extensions().forEach(extension -> look(packet, extension));
        }
    }

    /// What engines ask of extensions.
    private static void look(NhrpPacket packet, NhrpExtension extension) {
        if (packet.cies(extension) instanceof Parse.Ok<List<Cie>>(var cies)) {
            NhrpExtension again =
                    NhrpExtension.ofCies(extension.compulsory(), extension.type(), cies);
            assertThat(packet.cies(again)).isEqualTo(Parse.ok(cies));
        }
        if (Authentication.parse(extension) instanceof Parse.Ok<Authentication>(var word)) {
            assertThat(Authentication.parse(word.toExtension())).isEqualTo(Parse.ok(word));
        }
        labels(extension.value());
    }

    @MethodSource("io.culvert.fuzz.Seeds#nhrpLabels")
    @FuzzTest
    void labelsThatAreReadAreWrittenAndReadAgain(byte[] octets) {
        labels(Bytes.of(octets));
    }

    private static void labels(Bytes value) {
        if (value.size() > NhrpPacket.LENGTH_MAX) {
            return;
        }
        var extension = new NhrpExtension(false, NhrpExtension.LABEL, value);
        if (LabelExtension.parse(extension)
                        instanceof Parse.Ok<Optional<LabelExtension>>(var labels)
                && labels.isPresent()) {
            assertThat(LabelExtension.parse(labels.get().toExtension()))
                    .isEqualTo(Parse.ok(labels));
        }
        assertThat(extension.cies(AddressFamily.IPV4, AddressFamily.IPV6)).isNotNull();
    }

    private static Bytes sealed(byte[] octets) {
        if (octets.length < CHECKSUM_AT + 2) {
            return Bytes.of(octets);
        }
        byte[] right = octets.clone();
        right[CHECKSUM_AT] = 0;
        right[CHECKSUM_AT + 1] = 0;
        int checksum = InternetChecksum.of(Bytes.of(right));
        right[CHECKSUM_AT] = (byte) (checksum >>> 8);
        right[CHECKSUM_AT + 1] = (byte) checksum;
        return Bytes.of(right);
    }
}
