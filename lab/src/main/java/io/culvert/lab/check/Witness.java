package io.culvert.lab.check;

import io.culvert.base.Bytes;
import io.culvert.base.Vrf;

/// Is told what no link shows: IP packets that a router itself sends and receives in a VRF. Offers no way back.
public interface Witness {
    Witness NONE =
            new Witness() {
                @Override
                public void originated(Vrf vrf, Bytes packet) {}

                @Override
                public void delivered(Vrf vrf, Bytes packet) {}
            };

    /// A router sends a packet of its own in this VRF.
    void originated(Vrf vrf, Bytes packet);

    /// A packet of this VRF reached a router as its destination.
    void delivered(Vrf vrf, Bytes packet);
}
