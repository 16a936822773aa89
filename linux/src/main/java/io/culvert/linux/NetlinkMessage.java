package io.culvert.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One message of rtnetlink(7), in the byte order of the host: a header (length 4, type 2, flags 2, sequence 4, port 4), a
/// fixed part that depends on the type, and attributes (length 2, type 2, value, padded to 4).
final class NetlinkMessage {
    static final int HEADER = 16;

    static final int ERROR = 2;
    static final int DONE = 3;

    static final int REQUEST = 0x01;
    static final int ACKNOWLEDGE = 0x04;
    static final int DUMP = 0x300;
    static final int CREATE_REPLACE = 0x500;

    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    static final int GET_LINK = 18;
    static final int NEW_ADDRESS = 20;
    static final int GET_ADDRESS = 22;

    private static final int SIZE_MAX = 1024;

    private final ByteBuffer octets;

    private NetlinkMessage(ByteBuffer octets) {
        this.octets = octets.order(ByteOrder.nativeOrder());
    }

    /// A message to be filled.
    static NetlinkMessage request(int type, int flags) {
        var message = new NetlinkMessage(ByteBuffer.allocate(SIZE_MAX));
        message.octets.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags));
        message.octets.putInt(1).putInt(0);
        return message;
    }

    /// A message as received, header included; `length` is what the header says and has been checked.
    static NetlinkMessage received(ByteBuffer all, int at, int length) {
        return new NetlinkMessage(all.slice(at, length));
    }

    /// The fixed part about a device, `struct ifinfomsg`.
    NetlinkMessage link(int index, int flags, int change) {
        octets.putInt(0).putInt(index).putInt(flags).putInt(change);
        return this;
    }

    /// The fixed part about an address, `struct ifaddrmsg`.
    NetlinkMessage address(int family, int prefixLength, int flags, int index) {
        octets.put((byte) family).put((byte) prefixLength).put((byte) flags).put((byte) 0);
        octets.putInt(index);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        octets.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (octets.position() % 4 != 0) {
            octets.put((byte) 0);
        }
        return this;
    }

    NetlinkMessage attribute(int type, int value) {
        octets.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /// The finished octets.
    byte[] octets() {
        octets.putInt(0, octets.position());
        var all = new byte[octets.position()];
        octets.get(0, all);
        return all;
    }

    int type() {
        return octets.getShort(4) & 0xFFFF;
    }

    /// Whether it is the answer that something failed for this reason, `struct nlmsgerr`.
    boolean isError(int result) {
        return type() == ERROR && length() >= HEADER + 4 && i32(HEADER) == result;
    }

    int u8(int at) {
        return octets.get(at) & 0xFF;
    }

    int u16(int at) {
        return octets.getShort(at) & 0xFFFF;
    }

    int i32(int at) {
        return octets.getInt(at);
    }

    int length() {
        return octets.capacity();
    }

    /// The value of the first attribute of this type behind a fixed part of so many octets.
    Optional<byte[]> find(int fixed, int type) {
        int at = HEADER + fixed;
        while (at + 4 <= octets.capacity()) {
            int length = u16(at);
            if (length < 4 || length > octets.capacity() - at) {
                return Optional.empty();
            }
            if ((u16(at + 2) & 0x3FFF) == type) {
                var value = new byte[length - 4];
                octets.get(at + 4, value);
                return Optional.of(value);
            }
            at += length + 3 & ~3;
        }
        return Optional.empty();
    }
}
