package io.culvert.wire.ike;

import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Payloads one behind the other, each saying what the next one is, RFC 7296 section 3.2.
/// ```
/// next payload (1) | critical (1 bit) reserved (7 bits) | length (2) | body
/// ```
public record PayloadChain(List<IkePayload> payloads) {
    private static final int CRITICAL = 0x80;

    public PayloadChain {
        payloads = List.copyOf(payloads);
        if (payloads.size() > IkeLimits.PAYLOADS_MAX) {
            throw new IllegalArgumentException(payloads.size() + " payloads");
        }
        for (int i = 0; i < payloads.size() - 1; i++) {
            if (payloads.get(i) instanceof EncryptedPayload
                    || payloads.get(i) instanceof EncryptedFragmentPayload) {
                throw new IllegalArgumentException(
                        "an encrypted payload is the last of its message");
            }
        }
    }

    /// @param first what the header, or the encrypted payload around, says that the first payload is
    public static Parse<PayloadChain> parse(PayloadType first, ByteReader in) {
        var payloads = new ArrayList<IkePayload>();
        PayloadType type = first;
        while (!type.equals(PayloadType.NONE) && !in.failed()) {
            in.require(payloads.size() < IkeLimits.PAYLOADS_MAX, "too many payloads");
            var next = new PayloadType(in.u8());
            boolean isCritical = (in.u8() & CRITICAL) != 0;
            int length = in.u16();
            in.require(length >= IkePayload.HEADER, "payload length");
            IkePayload payload =
                    in.take(payload(type, next, isCritical, in.sub(length - IkePayload.HEADER)));
            if (payload != null) {
                payloads.add(payload);
            }
            // Inside an encrypted payload begins a chain of its own.
            boolean isEnd = type.equals(PayloadType.SK) || type.equals(PayloadType.SKF);
            type = isEnd ? PayloadType.NONE : next;
        }
        return in.finish(() -> new PayloadChain(payloads));
    }

    private static Parse<? extends IkePayload> payload(
            PayloadType type, PayloadType next, boolean isCritical, ByteReader body) {
        return switch (type.code()) {
            case 33 -> SaPayload.parse(body);
            case 34 -> KePayload.parse(body);
            case 35 -> IdPayload.parse(body, true);
            case 36 -> IdPayload.parse(body, false);
            case 37 -> CertPayload.parse(body);
            case 38 -> CertRequestPayload.parse(body);
            case 39 -> AuthPayload.parse(body);
            case 40 -> NoncePayload.parse(body);
            case 41 -> NotifyPayload.parse(body);
            case 42 -> DeletePayload.parse(body);
            case 43 -> VendorIdPayload.parse(body);
            case 44 -> TsPayload.parse(body, true);
            case 45 -> TsPayload.parse(body, false);
            case 46 -> {
                Bytes sealed = body.rest();
                yield body.finish(() -> new EncryptedPayload(next, sealed));
            }
            case 47 -> ConfigPayload.parse(body);
            case 53 -> EncryptedFragmentPayload.parse(body, next);
            default -> {
                Bytes data = body.rest();
                yield body.finish(() -> new UnknownPayload(type, isCritical, data));
            }
        };
    }

    /// What a header or an encrypted payload around this chain has to announce.
    public PayloadType first() {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
    }

    public int wireLength() {
        int length = 0;
        for (IkePayload payload : payloads) {
            length += IkePayload.HEADER + payload.bodyLength();
        }
        return length;
    }

    public void writeTo(ByteWriter out) {
        for (int i = 0; i < payloads.size(); i++) {
            IkePayload payload = payloads.get(i);
            PayloadType next =
                    switch (payload) {
                        case EncryptedPayload encrypted -> encrypted.firstInside();
                        case EncryptedFragmentPayload fragment -> fragment.firstInside();
                        default ->
                                i + 1 < payloads.size()
                                        ? payloads.get(i + 1).type()
                                        : PayloadType.NONE;
                    };
            out.u8(next.code()).u8(payload.isCritical() ? CRITICAL : 0);
            out.u16(IkePayload.HEADER + payload.bodyLength());
            payload.writeBody(out);
        }
    }

    public Bytes toBytes() {
        var out = new ByteWriter(wireLength());
        writeTo(out);
        return out.toBytes();
    }

    // Whoever reads a message asks dozens of such questions, so these are loops, which leave
    // nothing
    // to the collector.

    /// The first payload of a class.
    public <P extends IkePayload> Optional<P> find(Class<P> type) {
        for (IkePayload payload : payloads) {
            if (type.isInstance(payload)) {
                return Optional.of(type.cast(payload));
            }
        }
        return Optional.empty();
    }

    public <P extends IkePayload> List<P> all(Class<P> type) {
        var all = new ArrayList<P>();
        for (IkePayload payload : payloads) {
            if (type.isInstance(payload)) {
                all.add(type.cast(payload));
            }
        }
        return List.copyOf(all);
    }

    /// The first payload of a type, for the classes that stand for two types.
    public Optional<IkePayload> find(PayloadType type) {
        for (IkePayload payload : payloads) {
            if (payload.type().equals(type)) {
                return Optional.of(payload);
            }
        }
        return Optional.empty();
    }

    public int count(PayloadType type) {
        int count = 0;
        for (IkePayload payload : payloads) {
            if (payload.type().equals(type)) {
                count++;
            }
        }
        return count;
    }

    public Optional<NotifyPayload> notify(NotifyType type) {
        return notify(what -> what.equals(type));
    }

    private Optional<NotifyPayload> notify(Predicate<NotifyType> wanted) {
        for (IkePayload payload : payloads) {
            if (payload instanceof NotifyPayload notify && wanted.test(notify.what())) {
                return Optional.of(notify);
            }
        }
        return Optional.empty();
    }

    public boolean has(NotifyType type) {
        return notify(type).isPresent();
    }

    /// The first notification that reports an error.
    public Optional<NotifyPayload> error() {
        return notify(NotifyType::isError);
    }

    /// A payload that we do not know and must not ignore, RFC 7296 section 2.5.
    public Optional<UnknownPayload> unsupported() {
        for (IkePayload payload : payloads) {
            if (payload instanceof UnknownPayload unknown
                    && unknown.isCritical()
                    && !unknown.type().isKnown()) {
                return Optional.of(unknown);
            }
        }
        return Optional.empty();
    }
}
