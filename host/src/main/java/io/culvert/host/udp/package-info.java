/// Ports of UDP and who owns them.
@NullMarked
package io.culvert.host.udp;

import org.jspecify.annotations.NullMarked;
