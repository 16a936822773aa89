package io.culvert.ike.v2;

import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.crypto.ike.IkeKeys;
import io.culvert.crypto.ike.IkeSuite;
import io.culvert.crypto.ike.SkCipher;
import io.culvert.engine.Entropy;
import io.culvert.wire.ike.EncryptedFragmentPayload;
import io.culvert.wire.ike.EncryptedPayload;
import io.culvert.wire.ike.ExchangeType;
import io.culvert.wire.ike.IkeHeader;
import io.culvert.wire.ike.IkePayload;
import io.culvert.wire.ike.PayloadChain;
import io.culvert.wire.ike.PayloadType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Seals and opens the messages of one IKE SA, RFC 7296 section 3.14 and RFC 7383 section 2.5.
final class SecureChannel {
    /// Number and total in front of a fragment.
    private static final int FRAGMENT_HEADER = 4;

    private final IkeSuite suite;
    private final IkeKeys keys;
    private final boolean isInitiator;
    private final long initiatorSpi;
    private final long responderSpi;
    private final SkCipher sealing;
    private final SkCipher opening;

    SecureChannel(
            IkeSuite suite,
            IkeKeys keys,
            boolean isInitiator,
            long initiatorSpi,
            long responderSpi,
            Entropy entropy) {
        this.suite = suite;
        this.keys = keys;
        this.isInitiator = isInitiator;
        this.initiatorSpi = initiatorSpi;
        this.responderSpi = responderSpi;
        SkCipher ofInitiator = SkCipher.fromInitiator(suite, keys, entropy);
        SkCipher ofResponder = SkCipher.fromResponder(suite, keys, entropy);
        this.sealing = isInitiator ? ofInitiator : ofResponder;
        this.opening = isInitiator ? ofResponder : ofInitiator;
    }

    IkeSuite suite() {
        return suite;
    }

    IkeKeys keys() {
        return keys;
    }

    /// The packets of a message: one, or fragments if it is longer than `room` allows.
    List<Bytes> seal(
            ExchangeType exchange,
            boolean isResponse,
            int messageId,
            PayloadChain chain,
            OptionalInt room) {
        Bytes inner = chain.toBytes();
        int whole = IkeHeader.SIZE + IkePayload.HEADER + sealing.sealedOctets(inner.size());
        if (room.isEmpty() || whole <= room.getAsInt()) {
            Bytes prefix =
                    prefix(
                            exchange,
                            isResponse,
                            messageId,
                            PayloadType.SK,
                            chain.first(),
                            inner.size(),
                            0,
                            0);
            return List.of(prefix.plus(sealing.seal(prefix, inner)));
        }
        int piece = fragmentRoom(room.getAsInt());
        int total = (inner.size() + piece - 1) / piece;
        var packets = new ArrayList<Bytes>();
        for (int number = 1; number <= total; number++) {
            Bytes part = inner.slice((number - 1) * piece, Math.min(number * piece, inner.size()));
            PayloadType first = number == 1 ? chain.first() : PayloadType.NONE;
            Bytes prefix =
                    prefix(
                            exchange,
                            isResponse,
                            messageId,
                            PayloadType.SKF,
                            first,
                            part.size(),
                            number,
                            total);
            packets.add(prefix.plus(sealing.seal(prefix, part)));
        }
        return packets;
    }

    private int fragmentRoom(int room) {
        int piece = room - IkeHeader.SIZE - IkePayload.HEADER - FRAGMENT_HEADER;
        int clear = piece;
        while (clear > 1 && sealing.sealedOctets(clear) > piece) {
            clear--;
        }
        return Math.max(clear, 1);
    }

    private Bytes prefix(
            ExchangeType exchange,
            boolean isResponse,
            int messageId,
            PayloadType outer,
            PayloadType first,
            int innerSize,
            int number,
            int total) {
        int more = total > 0 ? FRAGMENT_HEADER : 0;
        int payload = IkePayload.HEADER + more + sealing.sealedOctets(innerSize);
        var out = new ByteWriter(IkeHeader.SIZE + 8);
        int flags =
                (isInitiator ? IkeHeader.FLAG_INITIATOR : 0)
                        | (isResponse ? IkeHeader.FLAG_RESPONSE : 0);
        new IkeHeader(
                        initiatorSpi,
                        responderSpi,
                        outer,
                        IkeHeader.VERSION_2,
                        exchange,
                        flags,
                        messageId,
                        IkeHeader.SIZE + payload)
                .writeTo(out);
        out.u8(first.code()).u8(0).u16(payload);
        if (total > 0) {
            out.u16(number).u16(total);
        }
        return out.toBytes();
    }

    /// The payloads inside.
    ///
    /// @param octets the whole message
    Parse<Bytes> open(Bytes octets, EncryptedPayload payload) {
        return openRest(octets, payload.sealed());
    }

    /// The octets of one fragment.
    Parse<Bytes> open(Bytes octets, EncryptedFragmentPayload payload) {
        return openRest(octets, payload.sealed());
    }

    private Parse<Bytes> openRest(Bytes octets, Bytes sealed) {
        return opening.open(octets.slice(0, octets.size() - sealed.size()), sealed);
    }

    void wipe() {
        keys.wipe();
    }
}
