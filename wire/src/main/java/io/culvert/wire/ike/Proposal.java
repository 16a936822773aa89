package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/// One proposal of an SA payload, RFC 7296 section 3.3.1.
/// ```
/// last or more (1) | reserved (1) | length (2) | number (1) | protocol (1) | SPI size (1) | transforms (1) | SPI | ...
/// ```
public record Proposal(int number, ProtocolId protocol, Bytes spi, List<Transform> transforms) {
    private static final int MORE = 2;
    private static final int HEADER = 8;

    public Proposal {
        transforms = List.copyOf(transforms);
        if (number < 0
                || number > 255
                || spi.size() > 255
                || transforms.size() > IkeLimits.TRANSFORMS_MAX) {
            throw new IllegalArgumentException(
                    "proposal " + number + " with " + transforms.size() + " transforms");
        }
    }

    public List<Transform> transforms(TransformType type) {
        return transforms.stream().filter(transform -> transform.type().equals(type)).toList();
    }

    public Proposal withSpi(Bytes spi) {
        return new Proposal(number, protocol, spi, transforms);
    }

    int wireLength() {
        int length = HEADER + spi.size();
        for (Transform transform : transforms) {
            length += transform.wireLength();
        }
        return length;
    }

    static Proposal read(ByteReader in) {
        int more = in.u8();
        in.skip(1);
        int length = in.u16();
        in.require(length >= HEADER, "proposal length");
        int number = in.u8();
        var protocol = new ProtocolId(in.u8());
        int spiSize = in.u8();
        int count = in.u8();
        in.require(count <= IkeLimits.TRANSFORMS_MAX, "too many transforms");
        ByteReader body = in.sub(length - HEADER);
        Bytes spi = body.bytes(spiSize);
        var transforms = new ArrayList<Transform>();
        for (int i = 0; i < count && !body.failed(); i++) {
            transforms.add(Transform.read(body, i == count - 1));
        }
        body.require(body.left() == 0, "octets after the last transform");
        in.join(body);
        in.require(more == (in.left() > 0 ? MORE : 0), "proposal: last or more");
        return in.failed()
                ? new Proposal(0, ProtocolId.NONE, Bytes.EMPTY, List.of())
                : new Proposal(number, protocol, spi, transforms);
    }

    void writeTo(ByteWriter out, boolean isLast) {
        out.u8(isLast ? 0 : MORE).u8(0).u16(wireLength());
        out.u8(number).u8(protocol.code()).u8(spi.size()).u8(transforms.size()).bytes(spi);
        for (int i = 0; i < transforms.size(); i++) {
            transforms.get(i).writeTo(out, i == transforms.size() - 1);
        }
    }
}
