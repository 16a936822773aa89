package io.culvert.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.base.Bytes;
import io.culvert.wire.bgp.BgpMessage;
import io.culvert.wire.bgp.Codec;
import io.culvert.wire.bgp.Decoded;
import io.culvert.wire.bgp.Family;
import io.culvert.wire.bgp.MessageReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.params.provider.MethodSource;

class BgpFuzzTest {
    private static final List<Family> FAMILIES =
            List.of(Family.IPV4, Family.IPV6, Family.VPNV4, Family.VPNV6, Family.IPV4_LABELLED);

    /// Bit 0: AS numbers of four octets. Bits 1 and 2: path identifiers for one family and for all. Bit 3: several labels.
    /// Bit 4: an internal session. Bit 5: extended messages.
    private static Codec codec(int agreed) {
        var addPath = new TreeSet<Family>();
        if ((agreed & 2) != 0) {
            addPath.add(Family.IPV4);
        }
        if ((agreed & 4) != 0) {
            addPath.addAll(FAMILIES);
        }
        return new Codec(
                (agreed & 1) != 0,
                addPath,
                new TreeSet<>((agreed & 8) != 0 ? FAMILIES : List.of()),
                (agreed & 16) == 0);
    }

    private static MessageReader reader(int agreed, Bytes stream) {
        var reader = new MessageReader();
        if ((agreed & 32) != 0) {
            reader.allowExtendedMessages();
        }
        reader.add(stream);
        return reader;
    }

    /// The first octet is what the speakers agreed on.
    @MethodSource("io.culvert.fuzz.Seeds#bgp")
    @FuzzTest
    void whatIsReadFromAStreamIsWrittenAndReadAgain(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        int agreed = octets[0];
        Codec codec = codec(agreed);
        MessageReader reader = reader(agreed, Bytes.of(octets, 1, octets.length));
        for (Optional<Decoded> next = reader.next(codec);
                next.isPresent();
                next = reader.next(codec)) {
            switch (next.get()) {
                case Decoded.Refused refused -> {
                    assertThat(again(agreed, refused.notification().write(codec)))
                            .isEqualTo(new Decoded.Message(refused.notification()));
                    assertThat(reader.next(codec)).isEmpty();
                }
                case Decoded.Message(var message) ->
                        assertThat(again(agreed, message.write(codec)))
                                .isEqualTo(new Decoded.Message(message));
                case Decoded.Routes routes when routes.update().faults().isEmpty() -> {
                    Bytes written = routes.update().update().write(codec);
                    // Other lengths of lengths may make it longer than it was.
                    if (written.size() <= BgpMessage.LENGTH_MAX) {
                        assertThat(again(agreed, written)).isEqualTo(routes);
                    }
                }
                case Decoded.Routes(var update) -> assertThat(update.worst()).isPresent();
            }
        }
    }

    private static Decoded again(int agreed, Bytes message) {
        return reader(agreed, message).next(codec(agreed)).orElseThrow();
    }
}
