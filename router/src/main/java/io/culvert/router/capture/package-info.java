/// Packet captures on a running router, as IOS XE calls them: what is captured, bounded buffers, and the keys with which
/// Wireshark 4 opens the ESP and IKEv2 in them. A capture looks on through [io.culvert.dataplane.Tap]; while none runs, the
/// packet path has no observer of ours. Secrets are gathered only after an order that says so, and wiped with the capture.
/// Deliberately absent: files. Whoever runs the router hands in where to write.
@NullMarked
package io.culvert.router.capture;

import org.jspecify.annotations.NullMarked;
