package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;

/// Delete payload, RFC 7296 section 3.11: protocol (1), SPI size (1), number of SPIs (2), SPIs. For the IKE SA itself
/// there is no SPI.
public record DeletePayload(ProtocolId protocol, int spiSize, List<Bytes> spis)
        implements IkePayload {
    public static final DeletePayload IKE_SA = new DeletePayload(ProtocolId.IKE, 0, List.of());

    public DeletePayload {
        spis = List.copyOf(spis);
        for (Bytes spi : spis) {
            if (spi.size() != spiSize || spiSize == 0) {
                throw new IllegalArgumentException("SPI of " + spi.size() + " octets");
            }
        }
    }

    /// @param spis those on which the sender receives
    public static DeletePayload esp(List<Integer> spis) {
        return new DeletePayload(
                ProtocolId.ESP,
                4,
                spis.stream()
                        .map(
                                spi ->
                                        Bytes.of(
                                                (byte) (spi >>> 24),
                                                (byte) (spi >>> 16),
                                                (byte) (spi >>> 8),
                                                (byte) (int) spi))
                        .toList());
    }

    public static Parse<DeletePayload> parse(ByteReader in) {
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        int count = in.u16();
        in.require((long) spiSize * count == in.left(), "number of SPIs");
        var spis = new ArrayList<Bytes>();
        while (in.left() > 0) {
            spis.add(in.bytes(spiSize));
        }
        return in.finish(() -> new DeletePayload(protocol, spiSize, spis));
    }

    @Override
    public PayloadType type() {
        return PayloadType.DELETE;
    }

    @Override
    public int bodyLength() {
        return 4 + spiSize * spis.size();
    }

    @Override
    public void writeBody(ByteWriter out) {
        out.u8(protocol.code()).u8(spiSize).u16(spis.size());
        spis.forEach(out::bytes);
    }
}
