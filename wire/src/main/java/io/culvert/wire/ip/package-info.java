/// IP packets: IPv4 (RFC 791) and IPv6 (RFC 8200), ICMP (RFC 792, 4443, 4884), UDP (RFC 768), TCP (RFC 9293) and the
/// Internet checksum (RFC 1071, 1624).
///
/// For the packet path there are accessors over bytes in place (`Ipv4`, `Icmp`, `Udp`, ...), which create nothing and check
/// nothing: ask `fits` first. For what the router itself says and hears there are records (`Ipv4Packet`, ...), which can
/// hold no nonsense.
@NullMarked
package io.culvert.wire.ip;

import org.jspecify.annotations.NullMarked;
