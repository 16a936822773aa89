/// Accessors for MPLS label stack entries (RFC 3032, RFC 5462) over bytes in place.
@NullMarked
package io.culvert.wire.mpls;

import org.jspecify.annotations.NullMarked;
