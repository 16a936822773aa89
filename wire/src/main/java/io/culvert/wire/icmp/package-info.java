/// ICMP for IPv4 (RFC 792) and IPv6 (RFC 4443) as one family of records, for the endpoints treat both alike, with the
/// extensions of RFC 4884 and RFC 4950, and the two messages of neighbour discovery (RFC 4861) that resolve addresses.
/// Router discovery and redirects are read as unknown messages.
@NullMarked
package io.culvert.wire.icmp;

import org.jspecify.annotations.NullMarked;
