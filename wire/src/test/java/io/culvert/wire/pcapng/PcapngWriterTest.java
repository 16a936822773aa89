package io.culvert.wire.pcapng;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
    private static final Bytes PACKET = Bytes.hex("4500001401020304");

    private static Bytes file() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new PcapngWriter(out, "test")) {
            int id = writer.describe("Tu0", "inside", PcapngWriter.LinkType.RAW);
            var seen =
                    new PcapngWriter.Seen(
                            id,
                            Instant.ofEpochSecond(1, 2),
                            PcapngWriter.Direction.OUTBOUND,
                            20,
                            Optional.of("lost"));
            writer.write(seen, MemorySegment.ofArray(PACKET.toArray()), 0, 5);
        }
        return Bytes.of(out.toByteArray());
    }

    /// Sections 4.1, 4.2 and 4.3 of the draft, octet by octet.
    @Test
    void aFileHasASectionAnInterfaceAndAPacketWithItsCommentAndDirection() throws IOException {
        assertThat(file())
                .isEqualTo(
                        Bytes.concat(
                                Bytes.hex("0a0d0d0a 28000000 4d3c2b1a 0100 0000 ffffffffffffffff"),
                                Bytes.hex("0400 0400 74657374 0000 0000 28000000"),
                                Bytes.hex("01000000 34000000 6500 0000 00000400"),
                                Bytes.hex("0200 0300 54753000 0300 0600 696e736964650000"),
                                Bytes.hex("0900 0100 09000000 0000 0000 34000000"),
                                Bytes.hex("06000000 3c000000 00000000 00000000 02ca9a3b"),
                                Bytes.hex("05000000 14000000 4500001401000000"),
                                Bytes.hex("0100 0400 6c6f7374 0200 0400 02000000 0000 0000"),
                                Bytes.hex("3c000000")));
    }
}
