package io.culvert.wire.pcapng;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a pcapng file, draft-ietf-opsawg-pcapng: a section header, interface descriptions wherever they are needed, and an
/// enhanced packet block per packet, little-endian, with nanoseconds.
public final class PcapngWriter implements AutoCloseable {
    /// What the octets of a packet begin with: registry of link types, draft-ietf-opsawg-pcaplinktype.
    public enum LinkType {
        ETHERNET(1),
        /// A bare IPv4 or IPv6 packet.
        RAW(101),
        /// A label stack. Readers know no link type that begins with one: it is written as a Linux cooked capture, whose head
        /// names the EtherType and nothing else that there is.
        MPLS(113);

        private final int number;

        LinkType(int number) {
            this.number = number;
        }

        /// What is written in front of the octets of a packet.
        private byte[] head(Direction direction) {
            return switch (this) {
                case ETHERNET, RAW -> NO_HEAD;
                case MPLS -> {
                    byte way = (byte) (direction == Direction.INBOUND ? 0 : 4);
                    yield new byte[] {
                        0,
                        way,
                        (byte) 0xFF,
                        (byte) 0xFE,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        (byte) 0x88,
                        0x47
                    };
                }
            };
        }
    }

    /// Which way a packet went at the interface: section 4.3.1, the lowest bits of `epb_flags`.
    public enum Direction {
        INBOUND(1),
        OUTBOUND(2);

        private final int flags;

        Direction(int flags) {
            this.flags = flags;
        }
    }

    /// When and how a packet was seen.
    ///
    /// @param length octets of the whole packet, of which fewer may have been kept
    public record Seen(
            int interfaceId,
            Instant at,
            Direction direction,
            int length,
            Optional<String> comment) {}

    private static final byte[] NO_HEAD = {};
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int SNAP_LENGTH = 262_144;
    private static final int OPTION_END = 0;
    private static final int OPTION_COMMENT = 1;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int NANOSECONDS = 9;
    private static final int EPB_FLAGS = 2;
    private static final int SHB_USERAPPL = 4;
    private static final int ROOM_FOR_OPTIONS = 1_024;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final OutputStream out;
    private ByteBuffer block = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
    private final List<LinkType> interfaces = new ArrayList<>();

    /// Opens the file with its header.
    ///
    /// @param application what wrote it
    public PcapngWriter(OutputStream out, String application) throws IOException {
        this.out = out;
        begin(SECTION_HEADER);
        block.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SHB_USERAPPL, text(application));
        option(OPTION_END, new byte[0]);
        end();
    }

    /// Describes an interface and answers the number by which packets name it.
    public int describe(String name, String description, LinkType type) throws IOException {
        begin(INTERFACE_DESCRIPTION);
        block.putShort((short) type.number).putShort((short) 0).putInt(SNAP_LENGTH);
        option(IF_NAME, text(name));
        option(IF_DESCRIPTION, text(description));
        option(IF_TSRESOL, new byte[] {NANOSECONDS});
        option(OPTION_END, new byte[0]);
        end();
        interfaces.add(type);
        return interfaces.size() - 1;
    }

    /// Writes a packet of which `kept` octets stand at `start`.
    public void write(Seen seen, MemorySegment memory, long start, int kept) throws IOException {
        byte[] head = interfaces.get(seen.interfaceId()).head(seen.direction());
        room(kept + ROOM_FOR_OPTIONS);
        begin(ENHANCED_PACKET);
        Instant at = seen.at();
        long nanos = at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
        block.putInt(seen.interfaceId())
                .putInt((int) (nanos >>> 32))
                .putInt((int) nanos)
                .putInt(head.length + kept)
                .putInt(head.length + seen.length())
                .put(head);
        MemorySegment.copy(
                memory, ValueLayout.JAVA_BYTE, start, block.array(), block.position(), kept);
        block.position(block.position() + kept);
        pad();
        seen.comment().ifPresent(comment -> option(OPTION_COMMENT, text(comment)));
        option(EPB_FLAGS, new byte[] {(byte) seen.direction().flags, 0, 0, 0});
        option(OPTION_END, new byte[0]);
        end();
    }

    /// Texts are names and sentences of ours; what does not fit is cut off.
    private static byte[] text(String text) {
        String fitting = text.substring(0, Math.min(text.length(), ROOM_FOR_OPTIONS / 4));
        return fitting.getBytes(StandardCharsets.UTF_8);
    }

    private void room(int octets) {
        if (block.capacity() < octets) {
            block = ByteBuffer.allocate(octets * 2).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void begin(int type) {
        block.clear();
        block.putInt(type).putInt(0);
    }

    private void option(int code, byte[] value) {
        block.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void pad() {
        while (block.position() % 4 != 0) {
            block.put((byte) 0);
        }
    }

    private void end() throws IOException {
        int total = block.position() + 4;
        block.putInt(total).putInt(4, total);
        out.write(block.array(), 0, block.position());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
