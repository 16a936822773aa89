/// NHRP, RFC 2332, with the Traffic Indication of draft-detienne-dmvpn-01 and a label extension of our own (nhrp.md
/// section 6.4), which travels in an associated channel of a label (RFC 5586) where a VRF is meant.
@NullMarked
package io.culvert.wire.nhrp;

import org.jspecify.annotations.NullMarked;
