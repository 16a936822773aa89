/// Ethernet II frames and IEEE 802.1Q tags: accessors over bytes in place for the packet path, records for the router's own
/// frames. Frames carry no check sequence here.
@NullMarked
package io.culvert.wire.ethernet;

import org.jspecify.annotations.NullMarked;
