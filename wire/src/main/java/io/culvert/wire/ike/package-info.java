/// The IKEv2 messages of RFC 7296 section 3 and the encrypted fragment of RFC 7383: octets to records and back.
///
/// Every registry that may grow is a record over its number, so that an unknown code survives, prints and is sent on
/// unharmed. Unknown payloads, selectors and attributes are kept as octets. Sizes and counts have the named limits of
/// [IkeLimits]. Deliberately absent: encryption (the module `ike` opens what [EncryptedPayload] holds) and every rule
/// about which payload may stand in which exchange.
@NullMarked
package io.culvert.wire.ike;

import org.jspecify.annotations.NullMarked;
