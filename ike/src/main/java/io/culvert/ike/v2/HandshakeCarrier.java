package io.culvert.ike.v2;

import io.culvert.wire.ike.PayloadChain;

/// The IKE SA as its handshake sees it: how it speaks, and how the handshake may come out.
interface HandshakeCarrier {
    Exchanges exchanges();

    /// The initiator goes on to IKE_AUTH.
    void prove(Turn turn, InitiatorAuth proof);

    /// Both sides have proved who they are.
    void establish(Turn turn, Peering peer, PayloadChain chain);

    /// What [#establish] began is of use: the operator hears of it.
    void tellUp(Turn turn);

    /// What [#establish] began ends again; the peer is told.
    void close(Turn turn, String reason);

    /// The session that [#establish] began.
    PeerSession session();

    Children children();

    /// Tells the peer our routes, if it does not have them.
    void announce(Turn turn);

    /// There was no time for the first message of the peer, who asks again. Nothing is left of it.
    void dismiss(Turn turn);

    /// The attempt failed before both sides had proved themselves.
    ///
    /// @param isKept whether an answer or a notification still has to get through
    void failed(Turn turn, String what, String remedy, boolean isKept);
}
