package io.culvert.wire.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.ByteReader;
import io.culvert.base.ByteWriter;
import java.util.List;

/// What is peculiar to a kind of message: three words of 16 bits in front of the addresses, and what follows them.
/// ```
///                     first    second        third                     behind the addresses
/// exchange            flags    request id (both)                       client information entries
/// error indication    unused   error code    error offset              the offending packet
/// traffic indication  unused   traffic code  unused                    the head of a packet
/// ```
/// RFC 2332 sections 5.2.0.1 and 5.2.7; draft-detienne-dmvpn-01 section 5.
final class BodyCodec {
    static final int WORDS_SIZE = 6;

    private BodyCodec() {}

    /// @param words the three, first in front
    /// @param in behind the addresses, to the end of the mandatory part
    static NhrpBody read(
            NhrpType type,
            long words,
            ByteReader in,
            AddressFamily nbmaFamily,
            AddressFamily family) {
        int second = (int) (words >>> 16) & 0xFFFF;
        return switch (type) {
            case ERROR_INDICATION ->
                    new NhrpBody.ErrorIndication(second, (int) words & 0xFFFF, in.rest());
            case TRAFFIC_INDICATION -> new NhrpBody.TrafficIndication(second, in.rest());
            case RESOLUTION_REQUEST,
                    RESOLUTION_REPLY,
                    REGISTRATION_REQUEST,
                    REGISTRATION_REPLY,
                    PURGE_REQUEST,
                    PURGE_REPLY -> {
                List<Cie> cies = in.take(Cie.parseAll(in, nbmaFamily, family));
                yield new NhrpBody.Exchange(
                        (int) (words >>> 32), (int) words, cies == null ? List.of() : cies);
            }
        };
    }

    static void writeWords(NhrpBody body, ByteWriter out) {
        switch (body) {
            case NhrpBody.Exchange(int flags, int requestId, _) -> out.u16(flags).i32(requestId);
            case NhrpBody.ErrorIndication(int code, int offset, _) ->
                    out.u16(0).u16(code).u16(offset);
            case NhrpBody.TrafficIndication(int code, _) -> out.u16(0).u16(code).u16(0);
        }
    }

    /// Octets behind the addresses.
    static int restLength(NhrpBody body) {
        return switch (body) {
            case NhrpBody.Exchange(_, _, var cies) -> cies.stream().mapToInt(Cie::wireLength).sum();
            case NhrpBody.ErrorIndication(_, _, var offending) -> offending.size();
            case NhrpBody.TrafficIndication(_, var head) -> head.size();
        };
    }

    static void writeRest(NhrpBody body, ByteWriter out) {
        switch (body) {
            case NhrpBody.Exchange(_, _, var cies) -> cies.forEach(cie -> cie.writeTo(out));
            case NhrpBody.ErrorIndication(_, _, var offending) -> out.bytes(offending);
            case NhrpBody.TrafficIndication(_, var head) -> out.bytes(head);
        }
    }

    /// Whether a message of this type holds such a body.
    static boolean fits(NhrpType type, NhrpBody body) {
        return switch (body) {
            case NhrpBody.Exchange _ -> type.isExchange();
            case NhrpBody.ErrorIndication _ -> type == NhrpType.ERROR_INDICATION;
            case NhrpBody.TrafficIndication _ -> type == NhrpType.TRAFFIC_INDICATION;
        };
    }
}
