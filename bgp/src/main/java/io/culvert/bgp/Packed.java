package io.culvert.bgp;

import io.culvert.base.Bytes;
import io.culvert.base.IpAddress;
import io.culvert.wire.bgp.Codec;
import java.util.List;
import java.util.Optional;

/// Some changes of a family as messages, with everything that these depend on. Peers of one update group that are told the
/// same get the same octets.
///
/// @param changes what is told, by identity
/// @param local our address of the session, which stands for ourselves as next hop
record Packed(
        List<Change> changes,
        Codec codec,
        int lengthMax,
        IpAddress local,
        List<Bytes> messages,
        boolean announced) {
    /// @param told empty for a route that is withdrawn
    record Change(Net net, Optional<Advertised> told) {
        private boolean isSameAs(Change other) {
            return net == other.net && told.orElse(null) == other.told.orElse(null);
        }
    }

    boolean isFor(List<Change> others, Connection connection) {
        if (others.size() != changes.size()
                || lengthMax != connection.lengthMax()
                || !local.equals(connection.local())
                || !codec.equals(connection.codec())) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            if (!changes.get(i).isSameAs(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
