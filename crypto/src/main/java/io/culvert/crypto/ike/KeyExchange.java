package io.culvert.crypto.ike;

import io.culvert.base.Bytes;
import io.culvert.base.Parse;
import io.culvert.base.Secret;

/// One side of a key exchange: a private value, used for one exchange (RFC 6989 section 2.2 asks for more care with those that
/// are used again).
public interface KeyExchange {
    KeyExchangeMethod method();

    /// The Key Exchange Data of our KE payload.
    Bytes publicValue();

    /// The shared secret, or why the peer's value is refused (RFC 6989).
    Parse<Secret> agree(Bytes peer);
}
