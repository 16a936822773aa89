package io.culvert.wire.tcp;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.base.Parse;
import io.culvert.wire.ip.InternetChecksum;
import io.culvert.wire.ip.IpPacket;
import java.util.List;

/// A TCP segment, RFC 9293 section 3.1.
/// ```
/// |source port                    |destination port               |
/// |sequence number                                                |
/// |acknowledgment number                                          |
/// |offset |reserved|C E U A P R S F|window                         |
/// |checksum                       |urgent pointer                 |
/// |options, padded to 4 octets                                    |
/// |data                                                           |
/// ```
///
/// @param sequence number of the first octet of data, or of SYN
/// @param acknowledgment the next sequence number expected; means something with [TcpFlags#ACK] alone
/// @param window as on the wire, not scaled
public record TcpSegment(
        int sourcePort,
        int destinationPort,
        int sequence,
        int acknowledgment,
        TcpFlags flags,
        int window,
        int urgent,
        List<TcpOption> options,
        Bytes data) {
    public static final int HEADER_SIZE_MIN = 20;
    public static final int OPTIONS_SIZE_MAX = 40;

    public TcpSegment {
        options = List.copyOf(options);
        if ((sourcePort | destinationPort | window | urgent) >>> 16 != 0) {
            throw new IllegalArgumentException("ports, window and urgent pointer have 16 bits");
        }
        if (TcpOption.wireLength(options) > OPTIONS_SIZE_MAX) {
            throw new IllegalArgumentException("TCP options have at most 40 octets: " + options);
        }
    }

    /// Sequence space that this segment takes: data, SYN and FIN (RFC 9293 section 3.4).
    public int length() {
        return data.size() + (flags.has(TcpFlags.SYN) ? 1 : 0) + (flags.has(TcpFlags.FIN) ? 1 : 0);
    }

    /// Reads the segment of a packet between these addresses. Options that make no sense end the list of options and
    /// leave the segment whole, as RFC 9293 section 3.1 (MUST-6, MUST-7) asks.
    public static Parse<TcpSegment> parse(IpAddress source, IpAddress destination, Bytes message) {
        ByteReader in = message.reader();
        int sourcePort = in.u16();
        int destinationPort = in.u16();
        int sequence = in.i32();
        int acknowledgment = in.i32();
        int offset = (in.u8() >>> 4) * 4;
        var flags = new TcpFlags(in.u8());
        int window = in.u16();
        in.u16();
        int urgent = in.u16();
        in.require(offset >= HEADER_SIZE_MIN, "data offset");
        Bytes options = in.bytes(offset - HEADER_SIZE_MIN);
        Bytes data = in.rest();
        in.require(
                in.failed() || InternetChecksum.of(source, destination, IpPacket.TCP, message) == 0,
                "checksum");
        return in.finish(
                () ->
                        new TcpSegment(
                                sourcePort,
                                destinationPort,
                                sequence,
                                acknowledgment,
                                flags,
                                window,
                                urgent,
                                TcpOption.parseAll(options),
                                data));
    }

    public int wireLength() {
        return HEADER_SIZE_MIN + TcpOption.wireLength(options) + data.size();
    }

    public Bytes toBytes(IpAddress source, IpAddress destination) {
        int headerLength = HEADER_SIZE_MIN + TcpOption.wireLength(options);
        var out =
                new ByteWriter(headerLength + data.size())
                        .u16(sourcePort)
                        .u16(destinationPort)
                        .i32(sequence)
                        .i32(acknowledgment)
                        .u8(headerLength / 4 << 4)
                        .u8(flags.bits())
                        .u16(window)
                        .u16(0)
                        .u16(urgent);
        for (TcpOption option : options) {
            option.writeTo(out);
        }
        out.zeros(headerLength - out.size()).bytes(data);
        return out.patchU16(
                        16, InternetChecksum.of(source, destination, IpPacket.TCP, out.toBytes()))
                .toBytes();
    }
}
