/// Ethernet II frames with IEEE 802.1Q tags, without the frame check sequence: a record for control-side code and
/// accessors for the packet path. LLC frames (length instead of type) are absent.
@NullMarked
package io.culvert.wire.ethernet;

import org.jspecify.annotations.NullMarked;
