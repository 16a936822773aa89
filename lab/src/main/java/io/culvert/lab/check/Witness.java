package io.culvert.lab.check;

import io.culvert.base.Bytes;
import io.culvert.base.Vrf;
import io.culvert.lab.RouterNode;

/// Is told what no link shows: IP packets that a router itself sends and receives in a VRF. Offers no way back.
public interface Witness {
    Witness NONE =
            new Witness() {
                @Override
                public void originated(RouterNode router, Vrf vrf, Bytes packet) {}

                @Override
                public void delivered(RouterNode router, Vrf vrf, Bytes packet) {}
            };

    /// A router sends a packet of its own in this VRF.
    void originated(RouterNode router, Vrf vrf, Bytes packet);

    /// A packet of this VRF reached a router as its destination.
    void delivered(RouterNode router, Vrf vrf, Bytes packet);
}
