/// Checkers that trust no forwarding code: they look at the octets on the links and at what hosts and VRF interfaces
/// sent and received in the clear, and at nothing else. Memory is bounded; what is older than the last
/// [Fingerprints#GENERATION_MAX] payloads is forgotten.
@NullMarked
package io.culvert.lab.check;

import org.jspecify.annotations.NullMarked;
