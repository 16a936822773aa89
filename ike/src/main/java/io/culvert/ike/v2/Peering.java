package io.culvert.ike.v2;

import io.culvert.base.Bytes;
import io.culvert.base.InterfaceName;
import io.culvert.ike.v2.config.AuthorizationPolicy;
import io.culvert.ike.v2.config.GroupAuthorization;
import io.culvert.ike.v2.config.Ikev2Profile;
import io.culvert.wire.ike.IdType;
import io.culvert.wire.ike.Identification;
import java.util.Optional;

/// What two routers that proved themselves know of each other.
///
/// @param isInitiator whether we began it
/// @param staticTunnel the interface that it belongs to; or else
/// @param template what one is made from: a virtual template, or a multipoint tunnel
/// @param policy what its Child SAs must be like; empty if there is no interface for it
/// @param wantsAddress whether we ask the peer for an address
/// @param signedWith how we proved ourselves, in words, and `verifiedWith`, how the peer did
record Peering(
        long sessionId,
        boolean isInitiator,
        Ikev2Profile profile,
        Identification localId,
        Identification peerId,
        Optional<PeerCertificate> certificate,
        Optional<AuthorizationPolicy> authorization,
        Optional<InterfaceName> staticTunnel,
        Optional<InterfaceName> template,
        Optional<ChildPolicy> policy,
        boolean wantsAddress,
        String signedWith,
        String verifiedWith) {
    /// The peer as the operator knows it: the subject for a distinguished name, else the identity.
    String peerText() {
        return certificate
                .filter(known -> peerId.equals(Identification.dn(known.subject())))
                .map(PeerCertificate::subjectText)
                .orElseGet(peerId::toString);
    }

    /// The same for ourselves.
    String localText(Credentials credentials) {
        return localId.type().equals(IdType.DER_ASN1_DN)
                ? credentials.text(localId.data())
                : localId.toString();
    }

    AddressPools.Owner owner() {
        return new AddressPools.Owner(
                peerId.type() + ":" + peerId.data().toHex(),
                certificate.map(PeerCertificate::subject).orElse(Bytes.EMPTY),
                certificate.map(PeerCertificate::issuer).orElse(Bytes.EMPTY));
    }

    /// RFC 7296 section 2.4 in the strict reading of `reference/ikev2.md`: the same identity shown by the same certificate
    /// holder; a peer without identity is like no other.
    boolean isSamePeer(Peering other) {
        return owner().equals(other.owner()) && !peerId.type().equals(IdType.NULL);
    }

    /// What `aaa authorization group` of a profile gives a peer.
    static Optional<AuthorizationPolicy> authorization(
            Turn turn, Ikev2Profile profile, boolean byCertificate) {
        return profile.groupAuthorization(
                        byCertificate
                                ? GroupAuthorization.Kind.CERTIFICATE
                                : GroupAuthorization.Kind.PRE_SHARED_KEY)
                .filter(group -> turn.config().isLocalList(group.list()))
                .flatMap(group -> turn.config().authorizationPolicy(group.policy()));
    }
}
