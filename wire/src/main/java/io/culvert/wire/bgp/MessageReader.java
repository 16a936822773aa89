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
        int typeAt = from + BgpMessage.HEADER_SIZE - 1;
        var type = MessageType.of(pending[typeAt] & 0xFF);
        int length = (pending[typeAt - 2] & 0xFF) << 8 | pending[typeAt - 1] & 0xFF;
        var wrong = check(type, length);
        if (wrong.isPresent()) {
            refused = true;
            return wrong;
        }
        if (held < length) {
            return Optional.empty();
        }
        int body = from + BgpMessage.HEADER_SIZE;
        from += length;
        Decoded decoded = decode(type.orElseThrow(), new ByteReader(pending, body, from), codec);
        refused = decoded instanceof Decoded.Refused;
        if (from == end) {
            pending = pending.length > BgpMessage.LENGTH_MAX ? new byte[0] : pending;
            from = 0;
            end = 0;
        }
        return Optional.of(decoded);
    }

    /// RFC 4271 section 6.1.
    private Optional<Decoded> check(Optional<MessageType> type, int length) {
        int typeAt = from + BgpMessage.HEADER_SIZE - 1;
        if (!isSynchronized()) {
            return refusal("header: marker", Notification.HEADER_NOT_SYNCHRONIZED, Bytes.EMPTY);
        }
        boolean isShort = type.isPresent() && type.get().isAlwaysShort();
        boolean fits =
                length >= BgpMessage.HEADER_SIZE
                        && length <= (isShort ? BgpMessage.LENGTH_MAX : lengthMax);
        if (fits && type.isEmpty()) {
            var field = Bytes.of(pending, typeAt, typeAt + 1);
            return refusal("header: type", Notification.HEADER_BAD_TYPE, field);
        }
        if (!fits || !isLengthOf(type.orElseThrow(), length)) {
            var field = Bytes.of(pending, typeAt - 2, typeAt);
            return refusal("header: length", Notification.HEADER_BAD_LENGTH, field);
        }
        return Optional.empty();
    }

    private boolean isSynchronized() {
        for (int i = 0; i < BgpMessage.MARKER_SIZE; i++) {
            if (pending[from + i] != -1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLengthOf(MessageType type, int length) {
        return type == MessageType.KEEPALIVE
                ? length == type.lengthLeast()
                : length >= type.lengthLeast();
    }

    private static Optional<Decoded> refusal(String what, int subcode, Bytes data) {
        return Optional.of(
                new Decoded.Refused(what, new Notification(Notification.HEADER, subcode, data)));
    }

    /// Reads one message whose header is known to be right.
    static Decoded decode(MessageType type, ByteReader in, Codec codec) {
        return switch (type) {
            case OPEN -> Open.parse(in);
            case UPDATE -> new Decoded.Routes(UpdateParser.parse(in, codec));
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
