package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.List;

/// A whole message, RFC 7296 section 3. The length of its header and the type of its first payload follow from the rest.
public record IkeMessage(
        long initiatorSpi,
        long responderSpi,
        ExchangeType exchange,
        boolean fromInitiator,
        boolean isResponse,
        int messageId,
        PayloadChain chain) {
    public IkeMessage(
            long initiatorSpi,
            long responderSpi,
            ExchangeType exchange,
            boolean fromInitiator,
            boolean isResponse,
            int messageId,
            List<IkePayload> payloads) {
        this(
                initiatorSpi,
                responderSpi,
                exchange,
                fromInitiator,
                isResponse,
                messageId,
                new PayloadChain(payloads));
    }

    /// Reads a message of major version 2; the caller looks at the version first where it has to answer another one.
    public static Parse<IkeMessage> parse(Bytes octets) {
        ByteReader in = octets.reader();
        in.require(octets.size() <= IkeLimits.MESSAGE_MAX, "message length");
        IkeHeader header = in.take(IkeHeader.parse(in));
        if (header == null) {
            return in.finish(
                    () -> {
                        throw new IllegalStateException("a header that is missing has failed");
                    });
        }
        in.require(header.majorVersion() == 2, "major version");
        in.require(header.length() == octets.size(), "length in the header");
        PayloadChain chain = in.failed() ? null : in.take(PayloadChain.parse(header.next(), in));
        var whole = chain == null ? new PayloadChain(List.of()) : chain;
        return in.finish(
                () ->
                        new IkeMessage(
                                header.initiatorSpi(),
                                header.responderSpi(),
                                header.exchange(),
                                header.fromInitiator(),
                                header.isResponse(),
                                header.messageId(),
                                whole));
    }

    public int wireLength() {
        return IkeHeader.SIZE + chain.wireLength();
    }

    public Bytes toBytes() {
        var out = new ByteWriter(wireLength());
        new IkeHeader(
                        initiatorSpi,
                        responderSpi,
                        chain.first(),
                        IkeHeader.VERSION_2,
                        exchange,
                        (fromInitiator ? IkeHeader.FLAG_INITIATOR : 0)
                                | (isResponse ? IkeHeader.FLAG_RESPONSE : 0),
                        messageId,
                        wireLength())
                .writeTo(out);
        chain.writeTo(out);
        return out.toBytes();
    }
}
