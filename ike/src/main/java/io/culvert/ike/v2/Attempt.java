package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.ike.v2.config.Ikev2Profile;

/// What an initiator sets out with, through IKE_SA_INIT and IKE_AUTH.
///
/// @param tunnel for which interface, to which peer
/// @param nonce ours, the same in every round of IKE_SA_INIT
record Attempt(TunnelRequest tunnel, Ikev2Profile profile, ChildPolicy policy, Bytes nonce) {
    /// What to look at when nobody answers.
    String unreachable() {
        return "check that "
                + tunnel.remote()
                + " can be reached from "
                + tunnel.local()
                + " and that UDP 500 and 4500 pass";
    }
}
