/// The router's own ICMP, UDP and TCP endpoints.
@NullMarked
package io.culvert.host;

import org.jspecify.annotations.NullMarked;
