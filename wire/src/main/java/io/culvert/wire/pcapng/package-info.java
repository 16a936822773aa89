/// Capture files that others can open, draft-ietf-opsawg-pcapng: one section with any number of interfaces, enhanced packet
/// blocks, comments. Deliberately absent: reading them.
@NullMarked
package io.culvert.wire.pcapng;

import org.jspecify.annotations.NullMarked;
