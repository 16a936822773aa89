/// BGP-4 messages as records: OPEN with capabilities, UPDATE with every path attribute of RFC 4271, 4760, 1997, 4360,
/// 8092 and 4456, NOTIFICATION, KEEPALIVE and ROUTE-REFRESH. What a stranger wrote is graded as RFC 7606 asks; the failure
/// carries the reaction. Attributes, capabilities and families that we do not know survive as octets. Deliberately absent:
/// what a session makes of a message.
@NullMarked
package io.culvert.wire.bgp;

import org.jspecify.annotations.NullMarked;
