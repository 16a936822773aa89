/// Captures that others can open: pcapng files (draft-ietf-opsawg-pcapng) and the key tables with which Wireshark 4
/// opens the ESP and IKEv2 in them. Secrets come through [KeyLog] and go into files only where a person asked for
/// captures. Deliberately absent: reading captures.
@NullMarked
package io.culvert.lab.capture;

import org.jspecify.annotations.NullMarked;
