/// The User Datagram Protocol, RFC 768.
@NullMarked
package io.culvert.wire.udp;

import org.jspecify.annotations.NullMarked;
