package io.culvert.wire.bgp;

import io.culvert.base.ByteReader;
import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import java.util.Optional;

/// Cuts a stream of octets into messages. It never holds more than one message of the length agreed on and what came in
/// the same piece behind it; after a refusal it gives nothing more.
public final class MessageReader {
    private byte[] pending = new byte[0];
    private int from;
    private int end;
    private int lengthMax = BgpMessage.LENGTH_MAX;
    private boolean refused;

    /// RFC 8654: both sides announced extended messages.
    public void allowExtendedMessages() {
        lengthMax = BgpMessage.EXTENDED_LENGTH_MAX;
    }

    public void add(Bytes octets) {
        if (refused || octets.isEmpty()) {
            return;
        }
        if (pending.length - end < octets.size()) {
            int held = end - from;
            byte[] room =
                    held + octets.size() > pending.length
                            ? new byte[held + octets.size()]
                            : pending;
            System.arraycopy(pending, from, room, 0, held);
            pending = room;
            from = 0;
            end = held;
        }
        octets.copyTo(pending, end);
        end += octets.size();
    }

    /// The next whole message, if there is one.
    public Optional<Decoded> next(Codec codec) {
        int held = end - from;
        if (refused || held < BgpMessage.HEADER_SIZE) {
            return Optional.empty();
        }
        var header = Bytes.of(pending, from, from + BgpMessage.HEADER_SIZE);
        int length = header.u16(BgpMessage.MARKER_SIZE);
        var wrong = check(header, length);
        if (wrong.isPresent()) {
            refused = true;
            return wrong.map(refusal -> refusal);
        }
        if (held < length) {
            return Optional.empty();
        }
        var body = Bytes.of(pending, from + BgpMessage.HEADER_SIZE, from + length);
        from += length;
        if (from == end) {
            pending = pending.length > BgpMessage.LENGTH_MAX ? new byte[0] : pending;
            from = 0;
            end = 0;
        }
        Decoded decoded = decode(MessageType.of(header.u8(18)).orElseThrow(), body, codec);
        refused = decoded instanceof Decoded.Refused;
        return Optional.of(decoded);
    }

    /// RFC 4271 section 6.1.
    private Optional<Decoded.Refused> check(Bytes header, int length) {
        if (!header.startsWith(BgpMessage.MARKER)) {
            return refusal("header: marker", Notification.HEADER_NOT_SYNCHRONIZED, Bytes.EMPTY);
        }
        var type = MessageType.of(header.u8(18));
        Bytes lengthField = header.slice(16, 18);
        int most =
                type.filter(MessageType::isAlwaysShort).isPresent()
                        ? BgpMessage.LENGTH_MAX
                        : lengthMax;
        if (length < BgpMessage.HEADER_SIZE || length > most) {
            return refusal("header: length", Notification.HEADER_BAD_LENGTH, lengthField);
        }
        if (type.isEmpty()) {
            return refusal("header: type", Notification.HEADER_BAD_TYPE, header.slice(18));
        }
        boolean exact = type.get() == MessageType.KEEPALIVE;
        if (length < type.get().lengthLeast() || exact && length != type.get().lengthLeast()) {
            return refusal("header: length", Notification.HEADER_BAD_LENGTH, lengthField);
        }
        return Optional.empty();
    }

    private static Optional<Decoded.Refused> refusal(String what, int subcode, Bytes data) {
        return Optional.of(
                new Decoded.Refused(what, new Notification(Notification.HEADER, subcode, data)));
    }

    /// Reads one message whose header is known to be right.
    static Decoded decode(MessageType type, Bytes body, Codec codec) {
        ByteReader in = body.reader();
        return switch (type) {
            case OPEN -> Open.parse(in);
            case UPDATE -> new Decoded.Routes(UpdateParser.parse(body, codec));
            case NOTIFICATION ->
                    message(Notification.parse(in), Notification.of(Notification.HEADER, 2));
            case KEEPALIVE -> new Decoded.Message(new BgpMessage.Keepalive());
            case ROUTE_REFRESH ->
                    message(
                            RouteRefresh.parse(in),
                            Notification.of(
                                    Notification.ROUTE_REFRESH, Notification.REFRESH_BAD_LENGTH));
        };
    }

    private static <M extends BgpMessage> Decoded message(Parse<M> parse, Notification otherwise) {
        return switch (parse) {
            case Parse.Ok<M>(var message) -> new Decoded.Message(message);
            case Parse.Malformed<M>(_, var what) ->
                    new Decoded.Refused("message: " + what, otherwise);
        };
    }

    /// Octets that wait for the rest of their message.
    public int held() {
        return end - from;
    }
}
