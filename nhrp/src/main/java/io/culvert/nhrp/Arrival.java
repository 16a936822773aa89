package io.culvert.nhrp;

import io.culvert.base.AddressFamily;
import io.culvert.base.IpAddress;
import io.culvert.base.Vrf;
import io.culvert.nhrp.config.NhrpSettings;
import io.culvert.wire.nhrp.NhrpBody;
import io.culvert.wire.nhrp.NhrpPacket;
import java.util.Optional;

/// A packet that passed the door.
///
/// @param nbma who sent the outer packet
/// @param labelled the VRF of the label that it came under
record Arrival(NhrpInterface in, IpAddress nbma, Optional<Vrf> labelled, NhrpPacket packet) {
    /// The table of the address that is asked about.
    Vrf vrf() {
        return labelled.orElse(in.overlay());
    }

    AddressFamily family() {
        return packet.source().family();
    }

    NhrpSettings settings() {
        return Interfaces.settings(in, family());
    }

    /// The originator on the overlay: of a request and of its reply, who asks.
    IpAddress source() {
        return OverlayAddress.of(packet.source());
    }

    Question question() {
        return new Question(vrf(), packet.destination(), labelled.isPresent());
    }

    NhrpBody.Exchange exchange() {
        return (NhrpBody.Exchange) packet.body();
    }

    /// Back to whoever handed it to us.
    Path back() {
        return Path.to(in, nbma);
    }
}
