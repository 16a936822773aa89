/// Packet buffers, forwarding image, node graph, ESP transform, counters.
@NullMarked
package io.culvert.dataplane;

import org.jspecify.annotations.NullMarked;
