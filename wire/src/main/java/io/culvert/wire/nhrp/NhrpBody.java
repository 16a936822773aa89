package io.culvert.wire.nhrp;

import io.culvert.base.Bytes;
import java.util.List;

/// What follows the addresses of the mandatory part, by kind of message.
public sealed interface NhrpBody {
    /// Resolution, registration and purge, RFC 2332 sections 5.2.1 to 5.2.6.
    ///
    /// @param flags of [NhrpFlag], 16 bits
    /// @param requestId what a reply takes over from its request
    record Exchange(int flags, int requestId, List<Cie> cies) implements NhrpBody {
        public Exchange {
            if (flags >>> 16 != 0) {
                throw new IllegalArgumentException("flags have 16 bits: " + flags);
            }
            cies = List.copyOf(cies);
        }
    }

    /// RFC 2332 section 5.2.7.
    ///
    /// @param code one of [ErrorCode]
    /// @param offset of the octet in the offending packet that is wrong, or 0
    /// @param offending the packet, as far as it fits
    record ErrorIndication(int code, int offset, Bytes offending) implements NhrpBody {
        public ErrorIndication {
            if (code >>> 16 != 0 || offset >>> 16 != 0) {
                throw new IllegalArgumentException("code %d at %d".formatted(code, offset));
            }
        }
    }

    /// draft-detienne-dmvpn-01 section 5: there is a shorter way.
    ///
    /// @param code 0 for a redirect
    /// @param head the beginning of the packet that went the longer way, from its IP header on
    record TrafficIndication(int code, Bytes head) implements NhrpBody {
        public static final int REDIRECT = 0;

        public TrafficIndication {
            if (code >>> 16 != 0) {
                throw new IllegalArgumentException("a code has 16 bits: " + code);
            }
        }
    }
}
