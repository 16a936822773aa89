package io.culvert.lab.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A pcapng file of one Ethernet interface, draft-ietf-opsawg-pcapng: a section header, one interface description, and
/// an enhanced packet block per frame, little-endian, with nanoseconds.
public final class PcapngWriter implements AutoCloseable {
    /// Which way a frame went at the interface: section 4.3.1, the lowest bits of `epb_flags`.
    public enum Direction {
        INBOUND,
        OUTBOUND
    }

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int SNAP_LENGTH = 262_144;
    private static final int OPTION_END = 0;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int NANOSECONDS = 9;
    private static final int EPB_FLAGS = 2;
    private static final int SHB_USERAPPL = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final OutputStream out;
    private ByteBuffer block = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);

    /// Opens the file with its header. A file that cannot be written to is an [UncheckedIOException], since frames are
    /// recorded in the middle of the agenda.
    public PcapngWriter(OutputStream out, String name, String description) {
        this.out = out;
        begin(SECTION_HEADER);
        block.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SHB_USERAPPL, "Culvert lab".getBytes(StandardCharsets.UTF_8));
        option(OPTION_END, new byte[0]);
        end();
        begin(INTERFACE_DESCRIPTION);
        block.putShort((short) LINKTYPE_ETHERNET).putShort((short) 0).putInt(SNAP_LENGTH);
        option(IF_NAME, name.getBytes(StandardCharsets.UTF_8));
        option(IF_DESCRIPTION, description.getBytes(StandardCharsets.UTF_8));
        option(IF_TSRESOL, new byte[] {NANOSECONDS});
        option(OPTION_END, new byte[0]);
        end();
    }

    public void write(Instant at, Direction direction, MemorySegment slab, long start, int length) {
        room(length + 128);
        begin(ENHANCED_PACKET);
        long nanos = at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
        block.putInt(0)
                .putInt((int) (nanos >>> 32))
                .putInt((int) nanos)
                .putInt(length)
                .putInt(length);
        MemorySegment.copy(
                slab, ValueLayout.JAVA_BYTE, start, block.array(), block.position(), length);
        block.position(block.position() + length);
        pad();
        byte flags = (byte) (direction == Direction.INBOUND ? 1 : 2);
        option(EPB_FLAGS, new byte[] {flags, 0, 0, 0});
        option(OPTION_END, new byte[0]);
        end();
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

    private void end() {
        int total = block.position() + 4;
        block.putInt(total).putInt(4, total);
        try {
            out.write(block.array(), 0, block.position());
        } catch (IOException e) {
            throw new UncheckedIOException("a capture cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
