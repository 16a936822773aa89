package io.culvert.dataplane.fib;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Interfaces by port and VLAN, 0 for none.
final class PortMap {
    private PortMap() {}

    /// Of two interfaces with one tag the last counts.
    static @Nullable Face[][] of(Collection<Face> links) {
        int count = 0;
        for (Face face : links) {
            count = Math.max(count, face.port + 1);
        }
        var ports = new Face[count][0];
        for (Face face : links) {
            int known = ports[face.port].length;
            if (face.vlan >= known) {
                ports[face.port] =
                        Arrays.copyOf(ports[face.port], Math.max(face.vlan + 1, 2 * known));
            }
            ports[face.port][face.vlan] = face;
        }
        return ports;
    }
}
