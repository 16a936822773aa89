/// Accessors for the GRE header (RFC 2784) with key and sequence number (RFC 2890) over bytes in place.
@NullMarked
package io.culvert.wire.gre;

import org.jspecify.annotations.NullMarked;
