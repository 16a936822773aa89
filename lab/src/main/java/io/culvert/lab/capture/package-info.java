/// Captures of the links of a lab, with the key tables with which Wireshark 4 opens the ESP and IKEv2 in them. Secrets come
/// from the routers and go into files only where a person asked for captures. Deliberately absent: reading captures.
@NullMarked
package io.culvert.lab.capture;

import org.jspecify.annotations.NullMarked;
