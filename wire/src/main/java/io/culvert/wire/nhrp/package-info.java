/// NHRP, RFC 2332, with the Traffic Indication of draft-detienne-dmvpn-01 and a label extension of our own (nhrp.md
/// section 6.4), which travels in an associated channel of a label (RFC 5586) where a VRF is meant.
///
/// [NhrpPacket#parse] checks everything but what is inside extensions, whose faults have an answer of their own (error 9) and which
/// a transit node passes on unread: [NhrpPacket#cies], [NhrpPacket#labels] and [Authentication#parse] read them. Deliberately absent:
/// subaddresses and address families other than those of IP, the SNAP and NLPID forms of the protocol type.
@NullMarked
package io.culvert.wire.nhrp;

import org.jspecify.annotations.NullMarked;
