/// What a router answers by itself to ICMP.
@NullMarked
package io.culvert.host.icmp;

import org.jspecify.annotations.NullMarked;
