/// IPv4 (RFC 791) and IPv6 (RFC 8200): records for packets that control-side code handles whole, and accessors over
/// segments for the packet path. Fragments are recognised; putting them together is the data plane's.
@NullMarked
package io.culvert.wire.ip;

import org.jspecify.annotations.NullMarked;
