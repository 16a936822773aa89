/// The router's own TCP, RFC 9293, as a value machine.
@NullMarked
package io.culvert.host.tcp;

import org.jspecify.annotations.NullMarked;
