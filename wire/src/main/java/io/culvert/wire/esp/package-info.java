/// Accessors for the ESP header and trailer (RFC 4303 section 2) over bytes in place. What lies between them is the
/// business of the cipher suite.
@NullMarked
package io.culvert.wire.esp;

import org.jspecify.annotations.NullMarked;
